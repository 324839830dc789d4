// SPDX-License-Identifier: GPL-3.0-or-later
// The variance of a mean of values that follow each other in time. Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <span>

namespace loom::stats {

/// [sum e_t² + 2 sum_{k=1}^{lags} (1 - k / (lags + 1)) sum_t e_t e_{t-k}] / n: the long-run
/// variance with Bartlett weights (Newey & West 1987). The input has mean zero and no NaN;
/// never negative; lags beyond the length add nothing. Divided by n it is the variance of the mean.
double bartlettLongRunVariance(std::span<const double> centred, std::size_t lags);

/// Mean, and its standard error with the Bartlett variance, of values without NaN.
struct MeanWithError {
    double mean = 0;
    double standardError = 0;
};
MeanWithError bartlettMean(std::span<const double> values, std::size_t lags);

/// max(horizon - 1, ceil(n^(1/3))): enough for the overlap of horizon-step forecasts, and some for
/// other dependence.
std::size_t comparisonLags(std::size_t n, std::size_t horizon);

} // namespace loom::stats
