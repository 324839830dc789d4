// SPDX-License-Identifier: GPL-3.0-or-later
// What the order of the days in a path says: asymmetries of time, memory of volatility, tails
// beside volatility, drawdowns and signatures. A statistic of a path that is too short, holds a
// missing value or does not vary is NaN. Thread rule: pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "stats/path_view.h"

namespace loom::stats {

/// Mean over lags l = 1..5 of Corr(c(t), f(t + l)) - Corr(f(t), c(t + l + 4)) with f(t) = r_t² and
/// c(t) = (r_{t-4} + … + r_t)²: how much more a week's move says of later days than days say of a
/// later week, without overlap (Müller et al. 1997; Zumbach and Lynch 2001). Zero when the law is
/// the same forwards and backwards.
double coarseFine(std::span<const double> returns);

/// Mean over k = 1, 2, 5 of Corr(r_t, |r_{t+k}|) - Corr(r_{t+k}, |r_t|).
double timeReversal(std::span<const double> returns);

/// Slope of log F(s) on log s of detrended fluctuation analysis, order 1 (Peng et al. 1994), of
/// |r|: boxes of 10, 16, 25, 40, 63, 100, 158 and 251 days, as far as four of them fit. 0.5 for
/// independent values.
double hurstOfAbsolute(std::span<const double> returns);

/// Mean number of successive days with |r| above its own 80 % quantile (type 7); 1.25 for
/// independent values.
double dwellTime(std::span<const double> returns);

/// R² of the regression of (r_t - mean)² on a constant and its `lags` predecessors: Engle's (1982)
/// LM statistic over its number of observations, so that it does not grow with the sample.
double archRSquared(std::span<const double> returns, std::size_t lags = 5);

/// Lo and MacKinlay (1988): variance of overlapping `days`-day sums over `days` times the variance
/// of one-day returns, unbiased in both (their eqs. 12 and 13); 1 for a random walk.
double varianceRatio(std::span<const double> returns, std::size_t days);

/// Standard deviation (n - 1) over mean of sqrt(sum r²) over weeks (5 days) that do not overlap.
double intermittency(std::span<const double> returns);

/// Sums of powers 0 to 4 of r_t / s_t, s²_t = 0.94 s²_{t-1} + 0.06 r²_{t-1} (RiskMetrics 1996),
/// started with the mean square of the first ten days, which are left out.
std::array<double, 5> devolatilisedPowers(std::span<const double> returns);
/// Excess kurtosis g2 from sums of powers 0 to 4.
double excessKurtosisOf(const std::array<double, 5>& powers);

/// Iterated integrals of depth 2 of the path (t, x), t from 0 to 1, x the sum of the returns,
/// joined by straight lines (Chen 1957): x, ∫t dx, ∫x dt, ∫x dx. Those of t alone are constants.
using Signature = std::array<double, 4>;
Signature signatureOf(std::span<const double> returns);

/// Everything above of one path.
struct PathStatistics {
    enum Index {
        CoarseFine,
        TimeReversal,
        Hurst,
        Dwell,
        ArchRSquared,
        VarianceRatio5,
        VarianceRatio20,
        Intermittency,
        Count
    };
    std::array<double, Count> values = {};
    /// Excess kurtosis of devolatilised returns, pooled over paths.
    double conditionalKurtosis = 0;
    /// Excess kurtosis of 1-, 5- and 20-day sums that do not overlap, pooled over paths.
    static constexpr std::array<std::size_t, 3> kSumDays{1, 5, 20};
    std::array<double, 3> sumKurtosis = {};
    /// Ascending: largest drawdown in windows of 252 days that start every 21 days.
    std::vector<double> drawdowns = {};
    /// Mean and standard deviation of the signatures of windows of 20 days that do not overlap.
    Signature signatureMean = {}, signatureDeviation = {};
};

PathStatistics pathStatistics(std::span<const double> returns);
/// `values` are means over the paths that have them. Uses all cores.
PathStatistics pathStatistics(PathView paths);

} // namespace loom::stats
