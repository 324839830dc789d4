// SPDX-License-Identifier: GPL-3.0-or-later
// Weights of long-only, fully invested portfolios: every weight >= 0, all together 1. Both problems
// are one non-negative least-squares problem and are solved exactly by its active-set method
// (Lawson & Hanson 1974, chapter 23), about as many steps as there are holdings.
// Units: means and covariances of simple returns over one and the same horizon; any horizon.
// Thread rule: pure functions. Failure: InvalidInput in plain words for shapes that do not fit,
// values that are not finite, an asset that never moves, a matrix that is no covariance.
#pragma once

#include <cstddef>

#include <Eigen/Core>

#include "base/result.h"

namespace loom::portfolio {

struct LongOnlyWeights {
    Eigen::VectorXd weights; ///< one an asset, >= 0, sum 1
    /// Largest violation of the Karush-Kuhn-Tucker conditions, relative to the gradient: 0 is the
    /// exact optimum, rounding leaves about 1e-12.
    double kktResidual = 0;
    /// What was added to every variance because the matrix was singular to working precision
    /// (more assets than days, an asset that others replicate): kRidgeShare of the mean variance.
    double ridge = 0;
    std::size_t steps = 0; ///< active-set steps
};

/// Small enough to move no weight of a regular problem visibly, large enough to solve by Cholesky.
inline constexpr double kRidgeShare = 1e-6;

/// min w'Sw, sum w = 1, w >= 0 (Markowitz 1952). covariance: assets x assets.
Result<LongOnlyWeights> minimumVariance(const Eigen::MatrixXd& covariance);

/// max m'w / sqrt(w'Sw), sum w = 1, w >= 0, by the homogenised problem min y'Sy, m'y = 1, y >= 0,
/// w = y / sum y (Cornuejols & Tutuncu 2007, section 8.2). excessMean: mean returns above the
/// risk-free rate. NoData when none of them is positive: no long-only portfolio earns more than
/// the risk-free rate then, and there is nothing to maximise.
Result<LongOnlyWeights> maximumSharpe(const Eigen::VectorXd& excessMean,
                                      const Eigen::MatrixXd& covariance);

} // namespace loom::portfolio
