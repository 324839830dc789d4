// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/forecast_explain.h"

#include <algorithm>
#include <ranges>
#include <set>

#include <fmt/format.h>

#include "forecast/model_support.h"
#include "studies/workbench.h"

namespace loom::studies {

namespace {

constexpr std::size_t kMostTries = 100; // origins looked at

Result<std::size_t> assetOf(const forecast::ForecastData& data, const std::string& symbol) {
    if (symbol.empty() && data.assetCount() == 1)
        return std::size_t{0};
    const auto at = std::ranges::find(data.assets, symbol);
    if (at != data.assets.end())
        return static_cast<std::size_t>(at - data.assets.begin());
    const auto known = forecast::namesInWords(data.assets);
    return fail(
        ErrorCode::InvalidInput,
        symbol.empty()
            ? fmt::format("This model forecasts several assets; choose one: {}.", known)
            : fmt::format("This model does not forecast {}; it forecasts {}.", symbol, known));
}

Result<std::size_t> originOf(const ForecastDataset& data, const std::string& when) {
    const std::size_t rows = data.data->rows();
    if (when.empty())
        return rows - 1;
    const bool withTime = when.size() > 10;
    if (auto date = parseIsoDate(std::string_view(when).substr(0, 10)); !date)
        return std::move(date).error();
    const auto later = [&](std::size_t row) {
        const auto text = data.timeText(row);
        return (withTime ? text : text.substr(0, 10)) > when;
    };
    const auto all = std::views::iota(std::size_t{0}, rows);
    const auto next =
        std::ranges::partition_point(all, [&](std::size_t row) { return !later(row); });
    if (next == all.begin())
        return fail(ErrorCode::InvalidInput,
                    fmt::format("The data begin after {}: {}.", when, data.spanText(0, rows)));
    return *std::ranges::prev(next);
}

} // namespace

Result<ExplainPlace> explainPlace(const ForecastDataset& data, const std::string& symbol,
                                  const std::string& when) {
    const auto asset = assetOf(*data.data, symbol);
    if (!asset)
        return asset.error();
    const auto origin = originOf(data, when);
    if (!origin)
        return origin.error();
    return ExplainPlace{.asset = *asset, .origin = *origin};
}

std::vector<std::size_t> originsToCheck(const TrainedForecast& trained, const ForecastDataset& data,
                                        ExplainPlace place, std::size_t count) {
    std::vector<std::size_t> out;
    const auto* inputs = trained.model->inputModel();
    for (std::size_t i = 0; inputs != nullptr && i < kMostTries && out.size() < count; ++i) {
        if (i * data.data->horizon > place.origin)
            break;
        const std::size_t row = place.origin - i * data.data->horizon;
        if (inputs->at(*data.data, place.asset, row, forecast::Baseline::TrainingMean))
            out.push_back(row);
    }
    return out;
}

Result<forecast::RandomisationReport>
checkFreshWeights(const TrainedForecast& trained, const ForecastDataset& data, ExplainPlace place,
                  const forecast::ExplainOptions& how, const ExplainChecks& checks,
                  jobs::JobContext& context) {
    if (trained.model->inputModel() == nullptr)
        return fail(ErrorCode::InvalidInput, "This model is not made of networks: there are no "
                                             "weights to try afresh.");
    const auto origins = originsToCheck(trained, data, place, checks.origins);
    return forecast::randomisationCheck(*trained.model, *data.data, place.asset, origins,
                                        checks.draws, checks.seed, how, context);
}

Result<forecast::StabilityReport>
checkStability(const TrainedForecast& trained, std::span<const TrainedForecast> others,
               const ForecastDataset& data, ExplainPlace place, const forecast::ExplainOptions& how,
               const ExplainChecks& checks, jobs::JobContext& context) {
    std::vector<const forecast::Forecaster*> models{trained.model.get()};
    for (const auto& other : others)
        models.push_back(other.model.get());
    return forecast::attributionStability(models, *data.data, place.asset,
                                          originsToCheck(trained, data, place, checks.origins), how,
                                          context);
}

Result<std::vector<TrainedForecast>> trainedWithOtherSeeds(Workbench& workbench,
                                                           const TrainedForecast& trained) {
    const ForecastLibrary library(workbench.tracking(), workbench.forecasters());
    const auto all = library.all();
    if (!all)
        return all.error();
    // Which model it is, whatever its seed and however long its data went on.
    const auto kind = [](ForecastStudy study) {
        study.name.clear();
        study.data.to.reset();
        study.seed = 0;
        study.device.clear();
        study.retrain = false;
        return study;
    };
    std::vector<TrainedForecast> out;
    std::set<std::uint64_t> seeds{trained.study.seed};
    for (const auto& origin : *all) {
        if (origin.name != trained.origin.name)
            continue;
        auto other = library.load(origin);
        if (other && kind(other->study) == kind(trained.study) &&
            seeds.insert(other->study.seed).second)
            out.push_back(std::move(*other));
    }
    return out;
}

std::string_view freshWeightsVerdict(const forecast::RandomisationReport& report) {
    if (report.looksAlike)
        return "the picture owes more to the architecture and the window than to what was learned.";
    if (report.sizesLookAlike)
        return "the directions were learned; which shares are large owes much to the architecture "
               "and the window.";
    return "the picture was learned.";
}

} // namespace loom::studies
