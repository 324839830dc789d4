// SPDX-License-Identifier: GPL-3.0-or-later
// How a return series depends on its own past: autocorrelation and the leverage curve. NaN means
// missing: its pairs are left out. A constant series has no correlation: NaN at every lag, as is
// a lag at or beyond the length. Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "stats/path_view.h"

namespace loom::stats {

enum class CorrelationEstimator {
    Biased,  ///< sum_{t>k} (x_t - m)(x_{t-k} - m) / (n var), one mean and variance for all lags
    Pearson, ///< correlation of the pairs (x_t, x_{t-k}), with their own means and variances
};

/// Autocorrelation at lags 1..maxLag; element k - 1 belongs to lag k. Biased: Box & Jenkins (1976),
/// eq. 2.1.10, equal to statsmodels.tsa.stattools.acf(adjusted=False).
std::vector<double> acf(std::span<const double> x, std::size_t maxLag,
                        CorrelationEstimator estimator = CorrelationEstimator::Biased);

/// L(tau) = Corr(r^2_{t+tau}, r_t), tau = 1..maxLag (Wiese et al. 2020, section 6; after Cont
/// 2001).
std::vector<double> leverage(std::span<const double> returns, std::size_t maxLag,
                             CorrelationEstimator estimator = CorrelationEstimator::Pearson);

/// The four curves of a fidelity report, lags 1..maxLag each.
struct DependenceCurves {
    std::vector<double> returns;  ///< biased ACF of r
    std::vector<double> absolute; ///< biased ACF of |r|
    std::vector<double> squared;  ///< biased ACF of r^2
    std::vector<double> leverage; ///< Pearson leverage curve
};

/// All four at once by four Fourier transforms; about 0.3 ms for 4,000 returns and 250 lags.
DependenceCurves dependenceCurves(std::span<const double> returns, std::size_t maxLag);

/// Mean over the paths of each path's curves (not the curve of the pooled paths). Paths without a
/// variance are left out.
DependenceCurves meanDependenceCurves(PathView paths, std::size_t maxLag);

/// The distances of Wiese et al. (2020), Table 2, as recomputed from its GARCH column.
struct DependenceScores {
    double acfReturns = 0;  ///< root mean square over lags of the ACF difference of r
    double acfAbsolute = 0; ///< the same of |r|
    double acfSquared = 0;  ///< the same of r^2
    double leverage = 0;    ///< Euclidean norm over lags of the leverage difference
};

DependenceScores dependenceScores(const DependenceCurves& real, const DependenceCurves& generated);
/// What a model without any dynamics scores: its curves are zero at every lag.
DependenceScores noDynamicsScores(const DependenceCurves& real);
/// What a perfect model scores that is independent beyond its receptive field: its curves equal the
/// real ones up to lag receptiveField - 1 and are zero after that.
DependenceScores structuralFloor(const DependenceCurves& real, std::size_t receptiveField);

/// sqrt(mean (a_k - b_k)^2) over the lags where both exist.
double rootMeanSquareDifference(std::span<const double> a, std::span<const double> b);
/// sqrt(sum (a_k - b_k)^2) over the lags where both exist.
double euclideanDifference(std::span<const double> a, std::span<const double> b);

} // namespace loom::stats
