// SPDX-License-Identifier: GPL-3.0-or-later
// A simple rule that lives by the forecasts, costs on: the last test of whether they are worth
// anything. Every horizon-th origin each asset has an equal part of the account, which is invested
// while its forecast move over the horizon is up and cash otherwise. A decision at the close of an
// origin is carried out at the next row's open, or at that row's close when no opens are known.
// Simple returns; no interest on cash; costs are a share of what is traded. Thread rule: pure
// functions.
#pragma once

#include <vector>

#include "forecast/forecaster.h"

namespace loom::forecast {

struct TradingResult {
    std::vector<double> returns;        ///< one a period of `horizon` rows, after costs
    double cumulative = kMissing;       ///< total return
    double annualReturn = kMissing;     ///< geometric
    double annualVolatility = kMissing; ///< standard deviation (n - 1) x sqrt(periods a year)
    double sharpe = kMissing;           ///< mean / standard deviation x sqrt(periods a year), rf 0
    double maxDrawdown = kMissing;      ///< largest fall from a peak, positive share
    double turnover = kMissing;         ///< mean share of the account traded at a change
    bool atOpens = false;
};

/// Indices of the origins at which the rule decides, one for each of TradingResult::returns: at
/// least a horizon apart, with a period that ends within the data.
std::vector<std::size_t> tradingPeriods(const ForecastData& data,
                                        std::span<const std::size_t> origins);

/// The account that follows the forecasts, of origins a whole horizon apart.
TradingResult tradeForecasts(const ForecastData& data, const Forecasts& forecasts,
                             double costBasisPoints);
/// The account that always holds all assets in equal parts, over the same periods.
TradingResult holdEverything(const ForecastData& data, std::span<const std::size_t> origins,
                             double costBasisPoints);

} // namespace loom::forecast
