// SPDX-License-Identifier: GPL-3.0-or-later
// Where outcomes fell among the forecast quantiles, and the accounts of the trading rule as curves.
// Pure functions.
#pragma once

#include <vector>

#include "forecast/evaluation/report.h"

namespace loom::ui {

/// Probability integral transform between quantiles (Dawid 1984): share of the outcomes between
/// two levels over the distance of the levels. Flat at 1 is calibrated.
struct PitHistogram {
    std::vector<double> edges;   ///< 0, the levels, 1; empty when nothing can be counted
    std::vector<double> density; ///< one fewer
    std::size_t outcomes = 0;
};
PitHistogram pitHistogram(const forecast::ForecastData& data, const forecast::Forecasts& forecasts);

/// Value of an account that starts at 100, one more than returns.
std::vector<double> equityCurve(const std::vector<double>& returns);

} // namespace loom::ui
