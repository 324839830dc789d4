// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/model_support.h"

#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/counts.h"
#include <fmt/ranges.h>

#include "stats/parallel.h"

namespace loom::forecast {

namespace {

Error invalid(std::string text) {
    return fail(ErrorCode::InvalidInput, std::move(text));
}

/// Complete windows whose labels lie in the training part, over all assets.
std::size_t trainingSamples(const ForecastData& data, const FitSpan& span, std::size_t window,
                            bool withFeatures) {
    const auto origins = span.training(window, data.horizon);
    std::size_t count = 0;
    for (std::size_t a = 0; a < data.assetCount(); ++a)
        for (std::size_t t = origins.from; t < origins.to; ++t)
            if (data.complete(a, t + 1 - window, t + 1 + data.horizon) &&
                (!withFeatures || data.featuresComplete(a, t + 1 - window, t + 1)))
                ++count;
    return count;
}

} // namespace

Result<Forecasts> SeriesForecaster::forecast(const ForecastData& data,
                                             std::span<const std::size_t> origins,
                                             jobs::JobContext& context) const {
    if (auto checked = check(data); !checked)
        return std::move(checked).error();
    if (std::ranges::any_of(origins, [&](std::size_t row) { return row >= data.rows(); }))
        return fail(ErrorCode::Internal, "Forecast: an origin lies after the last row");
    Forecasts out(data, origins);
    stats::parallelFor(data.assetCount(), [&](std::size_t a) {
        if (!context.shouldStop())
            forecastAsset(data, a, out);
    });
    if (context.shouldStop())
        return fail(ErrorCode::Cancelled, "Forecasting was stopped.");
    return out;
}

Status SeriesForecaster::check(const ForecastData&) const {
    return {};
}

OriginWalk::OriginWalk(const Forecasts& out)
    : m_origins(out.origins), m_places(out.origins.size()) {
    std::iota(m_places.begin(), m_places.end(), std::size_t{0});
    std::ranges::stable_sort(m_places, {}, [&](std::size_t i) { return m_origins[i]; });
    m_end = m_places.empty() ? 0 : m_origins[m_places.back()] + 1;
}

std::string namesInWords(std::span<const std::string> names) {
    constexpr std::size_t kNamed = 3;
    if (names.empty())
        return "nothing";
    if (names.size() == 1)
        return names.front();
    const bool all = names.size() <= kNamed;
    const auto first = names.first(all ? names.size() - 1 : kNamed);
    return fmt::format("{} and {}", fmt::join(first, ", "),
                       all ? names.back() : fmt::format("{} more", names.size() - kNamed));
}

DataKind DataKind::of(const ForecastData& data, bool joint) {
    return {.frequency = data.frequency,
            .horizon = data.horizon,
            .features = data.featureNames,
            .assets = joint ? data.assets : std::vector<std::string>()};
}

Status DataKind::checkSame(const ForecastData& data, std::string_view title) const {
    if (data.frequency != frequency)
        return invalid(fmt::format("This {} was trained on {} bars, the data are {} bars. Use {} "
                                   "data, or train another model.",
                                   title, frequencyWord(frequency), frequencyWord(data.frequency),
                                   frequencyWord(frequency)));
    if (data.horizon != horizon)
        return invalid(fmt::format("This {} forecasts {} steps, {} are asked for. Train another "
                                   "model for that horizon.",
                                   title, horizon, data.horizon));
    if (data.featureNames != features)
        return invalid(fmt::format("This {} was trained with the features [{}], the data have "
                                   "[{}]. Use the same features in the same order.",
                                   title, fmt::join(features, ", "),
                                   fmt::join(data.featureNames, ", ")));
    if (!assets.empty() && data.assets != assets)
        return invalid(fmt::format("This {} looks at {} together, the data hold {}. Use the same "
                                   "assets in the same order, or train another model.",
                                   title, namesInWords(assets), namesInWords(data.assets)));
    return {};
}

Json DataKind::toJson() const {
    return {{"frequency", std::string(frequencyCode(frequency))},
            {"horizon", horizon},
            {"features", features},
            {"assets", assets}};
}

DataKind DataKind::fromJson(const Json& json) {
    DataKind out;
    const auto code = frequencyFromCode(json.at("frequency").get<std::string>());
    if (!code)
        throw Json::type_error::create(302, "frequency", &json);
    out.frequency = *code;
    json.at("horizon").get_to(out.horizon);
    json.at("features").get_to(out.features);
    json.at("assets").get_to(out.assets);
    return out;
}

Status checkTraining(const ForecastData& data, const FitSpan& span, std::size_t window,
                     std::size_t minimum, std::string_view title) {
    const std::size_t have = trainingSamples(data, span, window, true);
    if (have >= minimum)
        return {};
    const std::size_t rows = span.trainTo > span.from ? span.trainTo - span.from : 0;
    const std::size_t needed = window + data.horizon + minimum - 1;
    if (rows < needed)
        return invalid(fmt::format(
            "{} needs at least {} {} bars to train on: a window of {}, a horizon of {} and {} "
            "samples. The training part has {}. Choose a longer period or a shorter window.",
            title, grouped(needed), frequencyWord(data.frequency), grouped(window), data.horizon,
            minimum, grouped(rows)));
    if (trainingSamples(data, span, window, false) >= minimum)
        return invalid(fmt::format("{} finds only {} samples whose features are all known, and "
                                   "needs {}. Leave out features with a long warm-up or with gaps, "
                                   "or choose a longer period.",
                                   title, grouped(have), minimum));
    return invalid(fmt::format("{} finds only {} windows of {} bars without a missing one in the "
                               "training part, and needs {}. Choose another period, a shorter "
                               "window, or leave out assets with gaps.",
                               title, grouped(have), grouped(window + data.horizon), minimum));
}

Result<std::unique_ptr<Forecaster>>
loadState(std::string_view id, std::string_view bytes,
          const std::function<std::unique_ptr<Forecaster>(const Json& state)>& read) {
    const auto state = openState(id, bytes);
    if (!state)
        return state.error();
    std::unique_ptr<Forecaster> model;
    try {
        model = read(*state);
    } catch (const Json::exception&) {
        model = nullptr; // one sentence for every kind of damage
    }
    if (!model)
        return fail(ErrorCode::Corrupt, "The stored model is incomplete. Train it again.");
    return model;
}

std::vector<double> stepReturns(const ForecastData& data, std::size_t asset, std::size_t from,
                                std::size_t to) {
    std::vector<double> out;
    const auto log = data.logs(asset);
    for (std::size_t row = from + 1; row < to; ++row)
        if (const double r = log[row] - log[row - 1]; !std::isnan(r))
            out.push_back(r);
    return out;
}

} // namespace loom::forecast
