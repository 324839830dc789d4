// SPDX-License-Identifier: GPL-3.0-or-later
// Everything the panel metrics read from one panel of log returns, computed once. Thread rule:
// plain values; profileOf starts no threads, so that many may be made at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <Eigen/Core>

#include "stats/cross_section.h"
#include "stats/moments.h"
#include "stats/panel_view.h"

namespace loom::stats {

struct PanelProfileOptions {
    std::size_t maxLag = 20;       ///< of the ACF of |r| and of leverage
    std::size_t copulaPoints = 19; ///< 0.05, 0.10 … 0.95
    std::size_t copulaPairs = 300; ///< at most so many pairs, chosen by the seed
    std::uint64_t seed = 1;
    double tail = 0.05; ///< q of the tail dependence
    double asymmetryTail = 0.10;
    double stressShare = 0.10; ///< of the days, by the mean of the cross-section
};

struct PanelProfile {
    std::size_t days = 0, assets = 0;
    std::vector<Moments> moments;            ///< one an asset
    std::vector<std::vector<double>> sorted; ///< one an asset, ascending
    Eigen::MatrixXd covariance, correlation, spearman;
    Eigen::MatrixXd stressCorrelation, calmCorrelation;
    std::vector<double> eigenvalues;          ///< of the correlation matrix, largest first
    TailDependence tail;                      ///< at options.tail
    double asymmetry = 0;                     ///< mean over pairs of lower - upper at asymmetryTail
    std::vector<std::vector<double>> copulas; ///< one a chosen pair
    /// Mean over paths of each asset's biased ACF of |r| and leverage curve, lags 1 … maxLag.
    std::vector<std::vector<double>> acfAbsolute, leverage;
};

/// The panel's days are cut into paths of `pathLength` days for the curves over time; 0 = one path.
PanelProfile profileOf(PanelView panel, const PanelProfileOptions& options,
                       std::size_t pathLength = 0);

} // namespace loom::stats
