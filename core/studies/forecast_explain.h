// SPDX-License-Identifier: GPL-3.0-or-later
// Why a trained model forecast what it did: one code path for window and command line.
// Thread rule: pure functions on immutable things; they work on all cores.
#pragma once

#include <optional>
#include <string>
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

/// Up to `count` origins with a complete window, a horizon apart, the newest first and not after
/// the given one: what the checks of explanations look at.
std::vector<std::size_t> originsToCheck(const TrainedForecast& trained, const ForecastDataset& data,
                                        ExplainPlace place, std::size_t count);

} // namespace loom::studies
