// SPDX-License-Identifier: GPL-3.0-or-later
// Moments, quantiles and sums over several days. NaN means missing: marginal statistics skip it,
// and a statistic of too few values is NaN. Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace loom::stats {

/// Sample moments. Units: mean, stdev those of the data; the rest pure numbers.
struct Moments {
    std::size_t count = 0; ///< values that were not missing
    double mean = 0;
    double stdev = 0;          ///< denominator n - 1
    double skewness = 0;       ///< g1 = m3 / m2^(3/2), biased (Joanes & Gill 1998)
    double excessKurtosis = 0; ///< g2 = m4 / m2^2 - 3, biased (Joanes & Gill 1998)
};

/// Two passes, so that a large mean costs no digits. NaN where undefined (stdev needs two values,
/// skewness and kurtosis a positive variance).
Moments moments(std::span<const double> values);
/// The same over float data, accumulated in double.
Moments moments(std::span<const float> values);

double mean(std::span<const double> values);
/// Denominator n - 1.
double standardDeviation(std::span<const double> values);

/// The present values in ascending order.
std::vector<double> sortedPresent(std::span<const double> values);

/// Linear interpolation between order statistics at (n - 1) p (Hyndman & Fan 1996, type 7; the
/// default of NumPy and R). The input is ascending without NaN; 0 <= p <= 1; NaN when empty.
double quantileSorted(std::span<const double> ascending, double p);
double quantile(std::span<const double> values, double p);
double median(std::span<const double> values);

/// Sums of `days` successive log returns: the overlapping windows t-days+1..t (all of them), so the
/// result has n - days + 1 values; a window with a missing value is missing. Empty when too short.
std::vector<double> aggregated(std::span<const double> logReturns, std::size_t days);
/// The n / days windows that do not overlap, starting with the first return.
std::vector<double> aggregatedDisjoint(std::span<const double> logReturns, std::size_t days);

} // namespace loom::stats
