// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/keep_predictions.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "studies/forecast_run.h"
#include "studies/workbench.h"

namespace loom::studies {

namespace {

using predictions::Prediction;
using predictions::PredictionStore;

std::string sourceOf(const ForecastDataset& dataset, const std::string& symbol) {
    const auto found = std::ranges::find(dataset.histories, symbol, &AssetHistory::symbol);
    return found == dataset.histories.end() ? std::string() : found->source;
}

std::vector<predictions::Quantile> quantilesOf(const PredictedPath::Step& step,
                                               const std::vector<double>& levels) {
    std::vector<predictions::Quantile> out;
    for (std::size_t i = 0; i < levels.size() && i < step.quantiles.size(); ++i)
        if (std::isfinite(step.quantiles[i]))
            out.push_back({.level = levels[i], .price = step.quantiles[i]});
    return out;
}

/// The series of the forecast's own source and, where it is another, the best there is.
void loadInto(const Workbench& workbench, const predictions::Wanted& wanted,
              std::vector<market::Series>& out) {
    constexpr int kDaysBefore = 10; // for the dividend factor of the first ex-date
    for (const std::string& source : {wanted.source, std::string()}) {
        auto series =
            workbench.loadSeries({.symbol = wanted.symbol,
                                  .interval = wanted.interval,
                                  .source = source,
                                  .from = Timestamp{wanted.madeFrom}.utcDate() - kDaysBefore});
        const auto same = [&](const market::Series& other) {
            return other.instrument.symbol == wanted.symbol && other.interval == series->interval &&
                   other.source == series->source;
        };
        if (series && !series->empty() && std::ranges::none_of(out, same))
            out.push_back(*std::move(series));
    }
}

} // namespace

std::vector<Prediction> predictionsOf(const ForecastOutcome& outcome, Timestamp createdAt) {
    const auto& origin = outcome.trained->origin;
    std::vector<Prediction> out;
    for (const auto& path : outcome.next.paths)
        for (std::size_t k = 0; k < path.steps.size(); ++k) {
            const auto& step = path.steps[k];
            if (!std::isfinite(step.price))
                continue;
            out.push_back({.key = {.symbol = path.symbol,
                                   .madeAt = path.madeAt,
                                   .model = origin.name,
                                   .version = origin.version,
                                   .step = static_cast<std::int64_t>(k) + 1},
                           .createdAt = createdAt.seconds,
                           .trainedTo = outcome.trained->trainedTo,
                           .run = outcome.run.value,
                           .frequency = outcome.dataset.data->frequency,
                           .source = sourceOf(outcome.dataset, path.symbol),
                           .adjustment = outcome.dataset.selection.adjustment,
                           .target = step.time,
                           .value = step.price,
                           .quantiles = quantilesOf(step, outcome.next.levels),
                           .lastClose = path.lastClose});
        }
    return out;
}

void keepPredictions(const Workbench& workbench, ForecastOutcome& outcome) {
    auto store = PredictionStore::open(workbench.paths().workstationDb);
    auto counts = store ? store->record(predictionsOf(outcome, workbench.clock().now()))
                        : Result<predictions::RecordCounts>(std::move(store).error());
    if (!counts) {
        outcome.notKept = counts.error();
        outcome.notes.push_back(fmt::format(
            "The forecast was not added to the predicted prices: {}", counts.error().text()));
        return;
    }
    outcome.recorded = *counts;
    if (counts->different > 0)
        outcome.notes.push_back(
            fmt::format("{} of these prices were forecast before from the same bar with other "
                        "values, as the prices have been restated since; the first forecast "
                        "stays on record.",
                        counts->different));
}

Result<predictions::FillCounts> fillRealised(const Workbench& workbench) {
    std::error_code missing;
    if (!std::filesystem::exists(workbench.paths().workstationDb, missing))
        return predictions::FillCounts{};
    auto store = PredictionStore::open(workbench.paths().workstationDb);
    if (!store)
        return std::move(store).error();
    const Timestamp now = workbench.clock().now();
    const auto wanted = store->wanted(now);
    if (!wanted)
        return wanted.error();
    std::vector<market::Series> series;
    for (const auto& one : *wanted)
        loadInto(workbench, one, series);
    return store->fill(series, *workbench.calendar(), now);
}

} // namespace loom::studies
