// SPDX-License-Identifier: GPL-3.0-or-later
// Why a trained model forecast what it did: one code path for window and command line.
// Thread rule: pure functions on immutable things; they work on all cores.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "forecast/explain/attention.h"
#include "forecast/explain/checks.h"
#include "studies/forecast_model.h"

namespace loom::studies {

/// Which forecast is to be explained.
struct ExplainPlace {
    std::size_t asset = 0;
    std::size_t origin = 0; ///< row
};

/// symbol empty: the only asset. when empty: the last row; else the last bar at or before that day,
/// "2020-03-16", or that moment of exchange time, "2020-03-16 13:00". InvalidInput names the assets
/// or the span there is.
Result<ExplainPlace> explainPlace(const ForecastDataset& data, const std::string& symbol,
                                  const std::string& when);

/// What each step of the forecast is of: UTC seconds of the rows after the origin, then of the bars
/// that the calendar of the exchange expects after the asset's last one.
std::vector<std::int64_t> targetTimes(const market::Calendar& calendar, const ForecastDataset& data,
                                      ExplainPlace place);

/// Up to `count` origins with a complete window, a horizon apart, the newest first and not after
/// the given one: what the checks of explanations look at.
std::vector<std::size_t> originsToCheck(const TrainedForecast& trained, const ForecastDataset& data,
                                        ExplainPlace place, std::size_t count);

/// What the attributions of one forecast are checked with.
struct ExplainChecks {
    std::size_t origins = 5; ///< of originsToCheck()
    std::size_t draws = 5;   ///< networks with fresh weights
    std::uint64_t seed = 1;  ///< of the first of them
};

/// Networks with fresh weights should be explained otherwise. InvalidInput for a model that is not
/// made of networks.
Result<forecast::RandomisationReport>
checkFreshWeights(const TrainedForecast& trained, const ForecastDataset& data, ExplainPlace place,
                  const forecast::ExplainOptions& how, const ExplainChecks& checks,
                  jobs::JobContext& context);

/// Models trained with other seeds should be explained alike.
Result<forecast::StabilityReport>
checkStability(const TrainedForecast& trained, std::span<const TrainedForecast> others,
               const ForecastDataset& data, ExplainPlace place, const forecast::ExplainOptions& how,
               const ExplainChecks& checks, jobs::JobContext& context);

/// Registered models of the same study but for its seed, the newest of each seed.
Result<std::vector<TrainedForecast>> trainedWithOtherSeeds(Workbench& workbench,
                                                           const TrainedForecast& trained);

/// "the picture was learned.": what a comparison with fresh weights says, a clause.
std::string_view freshWeightsVerdict(const forecast::RandomisationReport& report);

} // namespace loom::studies
