// SPDX-License-Identifier: GPL-3.0-or-later
// The law of the Dickey-Fuller t statistic for one series. Thread rule: pure functions.
#pragma once

#include <array>
#include <cstddef>

namespace loom::stats {

/// What the regression has besides the lagged level.
enum class UnitRootTrend {
    None,     ///< "n": a series known to have mean zero
    Constant, ///< "c"
    Linear,   ///< "ct": constant and linear trend
    Quadratic ///< "ctt": constant, linear and quadratic trend
};

/// Regressors of the trend: 0, 1, 2, 3.
std::size_t trendTerms(UnitRootTrend trend);

/// Approximate asymptotic p-value (MacKinnon 1994, one series): the normal law of a
/// polynomial in the statistic; 0 and 1 beyond the range of the tables.
double mackinnonP(double statistic, UnitRootTrend trend);

/// Critical values at 1, 5 and 10 % for this many observations (MacKinnon 2010, Table 2, one
/// series; without a constant the values of MacKinnon 1996).
std::array<double, 3> mackinnonCritical(std::size_t observations, UnitRootTrend trend);

} // namespace loom::stats
