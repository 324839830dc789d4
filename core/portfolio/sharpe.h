// SPDX-License-Identifier: GPL-3.0-or-later
// How large a Sharpe ratio is, how exactly it is known, and whether two of them differ.
// Convention: per period SR = mean / standard deviation of returns above the risk-free rate,
// moments with denominator T (Ledoit & Wolf 2008); annualised by sqrt(periods a year), which is
// exact for independent returns only (Lo 2002, section "Time aggregation").
// Thread rule: pure functions. Failure: InvalidInput in plain words (too few returns, not finite,
// constant, lengths that differ).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.h"

namespace loom::portfolio {

inline constexpr std::size_t kFewestReturns = 30;

/// All annualised.
struct SharpeRatio {
    double value = 0;
    double standardError = 0;    ///< delta method, HAC: survives autocorrelation and fat tails
    double standardErrorIid = 0; ///< sqrt((1 + SR^2 / 2) / T) of normal returns (Lo 2002, eq. 9)
    std::size_t count = 0;       ///< T
};

/// Heteroskedasticity- and autocorrelation-consistent: Parzen kernel, bandwidth of Andrews (1991,
/// eq. 6.2 and 6.4, AR(1) of each component), T / (T - k) (Ledoit & Wolf 2008, section 3.1).
Result<SharpeRatio> sharpeRatio(std::span<const double> excessReturns, double periodsPerYear);

struct SharpeTestOptions {
    double periodsPerYear = 252;
    std::size_t resamples = 4999;
    /// Days a block; 0 = the block length of Politis & White (2004) for the difference of the
    /// returns, at least 5 (Ledoit & Wolf calibrate it instead).
    std::size_t block = 0;
    double level = 0.05; ///< of the interval: 0.05 gives a 95 % interval
    std::uint64_t seed = 1;
};

/// First minus second; ratios annualised.
struct SharpeDifference {
    double value = 0;
    double standardError = 0; ///< HAC, as above, of the pair
    double low = 0, high = 0; ///< symmetric studentised bootstrap interval at 1 - level
    double pValue = 1;        ///< two-sided, of "the ratios are equal"
    std::size_t block = 1;    ///< days used
    std::size_t resamples = 0;
};

/// Studentised circular block bootstrap of the pairs (Ledoit & Wolf 2008, section 3.2): both series
/// day by day, equally long. Equal series: difference 0, p 1.
Result<SharpeDifference> compareSharpe(std::span<const double> first,
                                       std::span<const double> second,
                                       const SharpeTestOptions& options);

} // namespace loom::portfolio
