// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/model_support.h"

#include "base/date.h"
#include "stats/moments.h"
#include "stats/parallel.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <new>

#include <fmt/format.h>

namespace loom::generate {

namespace {

std::string dayName(const TrainingData& data, std::size_t index) {
    if (index < data.dates.size())
        return toIso(Date{data.dates[index]});
    return fmt::format("day {}", index + 1);
}

Error tooShort(std::size_t have, std::size_t minimum, std::string_view title) {
    return fail(ErrorCode::InvalidInput,
                fmt::format("{} needs at least {} days of returns ({} prices), this part of the "
                            "data has {}. Choose a longer period.",
                            title, minimum, minimum + 1, have));
}

} // namespace

Status checkTraining(const TrainingData& data, std::size_t minimum, std::string_view title) {
    if (data.assetCount() > 1)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} learns from one series, this data has {} assets. Choose one "
                                "of them, or a generator for several assets.",
                                title, data.assetCount()));
    const auto returns = data.training();
    if (returns.size() < minimum)
        return tooShort(returns.size(), minimum, title);
    const auto bad =
        std::find_if(returns.begin(), returns.end(), [](double r) { return !std::isfinite(r); });
    if (bad != returns.end())
        return fail(ErrorCode::InvalidInput,
                    fmt::format("The return of {} is missing or not finite. {} needs at least {} "
                                "days without a gap: fetch the series again or choose a period "
                                "without it.",
                                dayName(data, static_cast<std::size_t>(bad - returns.begin())),
                                title, minimum));
    if (std::isnan(stats::moments(returns).skewness))
        return fail(ErrorCode::InvalidInput,
                    fmt::format("All returns of the training days are equal, so there is nothing "
                                "to learn. {} needs at least {} days of prices that move.",
                                title, minimum));
    return {};
}

Result<std::unique_ptr<Generator>>
loadState(std::string_view id, std::string_view bytes, std::string_view incomplete,
          const std::function<std::unique_ptr<Generator>(const Json& state)>& read) {
    const auto state = openState(id, bytes);
    if (!state)
        return state.error();
    std::unique_ptr<Generator> model;
    try {
        model = read(*state);
    } catch (const Json::exception&) {
        model = nullptr; // one sentence for every kind of damage
    }
    if (!model)
        return fail(ErrorCode::Corrupt, std::string(incomplete));
    return model;
}

Result<Sample> samplePaths(const SampleRequest& request, jobs::JobContext& context,
                           const FillPath& fill, std::size_t assets) {
    if (request.count == 0 || request.length == 0)
        return fail(ErrorCode::InvalidInput,
                    "Nothing to generate: ask for at least one path of at least one day.");
    Sample sample;
    sample.paths.count = request.count;
    sample.paths.length = request.length;
    sample.paths.assets = assets;
    const auto tooLarge = [&] {
        return fail(ErrorCode::OutOfMemory,
                    fmt::format("{} paths of {} days{} do not fit into memory. Ask for fewer.",
                                request.count, request.length,
                                assets == 1 ? "" : fmt::format(" and {} assets", assets)));
    };
    if (request.count > std::numeric_limits<std::ptrdiff_t>::max() / 4 / request.length / assets)
        return tooLarge();
    try {
        sample.paths.returns.resize(request.count * request.length * assets);
    } catch (const std::bad_alloc&) {
        return tooLarge();
    }
    const Rng root(request.seed);
    stats::parallelFor(request.count, [&](std::size_t i) {
        if (context.shouldStop())
            return;
        Rng rng = root.stream(i);
        fill(rng, sample.paths.path(i));
    });
    if (context.shouldStop())
        return fail(ErrorCode::Cancelled, "Generating paths was stopped.");
    sample.report.values = sample.paths.returns.size();
    return sample;
}

} // namespace loom::generate
