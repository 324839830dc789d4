// SPDX-License-Identifier: GPL-3.0-or-later
// Tails of a sample and falls of a path. The sorted inputs are ascending without NaN; a result is
// NaN when the sample is too small. Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace loom::stats {

/// Minus the p quantile (type 7): a loss is positive. McNeil, Frey & Embrechts (2015), section 2.3.
double valueAtRiskSorted(std::span<const double> ascending, double p);
/// Minus the mean of the values at or below the p quantile (Acerbi & Tasche 2002).
double expectedShortfallSorted(std::span<const double> ascending, double p);

enum class Tail { Left, Right };

/// Hill's (1975) estimate of xi = 1/alpha: mean of log(X_(i) / X_(k+1)), i = 1..k, over the largest
/// k = floor(share n) values of the tail (left: of -x). NaN unless k >= 2 and X_(k+1) > 0.
double hillSorted(std::span<const double> ascending, Tail tail, double share);

/// Shape xi of the generalised Pareto law of the excesses of the largest k = floor(share n) values
/// over X_(k+1), by probability-weighted moments (Hosking and Wallis 1987, with plotting positions
/// (i - 0.35) / k): 2 - a0 / (a0 - 2 a1). Below 0: a bounded tail. NaN unless k >= 10.
double paretoShapeSorted(std::span<const double> ascending, Tail tail, double share);

/// (L - G) / (L + G), L = mean loss at or below the 5 % quantile, G = mean gain at or above the
/// 95 % quantile: above 0 when losses reach farther than gains.
double gainLossAsymmetrySorted(std::span<const double> ascending);

/// Whether a generated quantile lies in the 95 % band of the real one, which comes from the real
/// order statistics (binomial, normal approximation; David and Nagaraja 2003, section 7.1).
bool withinQuantileBand(std::span<const double> real, double p, double generated);

struct Drawdown {
    double depth = 0;       ///< largest fall from a peak as a share of the peak, 0 … 1
    std::size_t peak = 0;   ///< day of the peak, 0 = before the first return
    std::size_t trough = 0; ///< day of the trough
};

/// The largest drawdown of the price path that these log returns make; missing days count as zero.
Drawdown maximumDrawdown(std::span<const double> logReturns);

/// Standard deviation (n - 1) of the last `window` returns times sqrt(periodsPerYear); element t
/// belongs to return t, the first window - 1 are NaN, as is a window with a missing value.
std::vector<double> rollingVolatility(std::span<const double> returns, std::size_t window,
                                      double periodsPerYear = 252);

} // namespace loom::stats
