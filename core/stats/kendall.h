// SPDX-License-Identifier: GPL-3.0-or-later
// Kendall's rank correlation and a cure for matrices of pairwise correlations. Thread rule: pure
// functions; kendallMatrix() uses all cores.
#pragma once

#include <span>

#include <Eigen/Core>

#include "stats/panel_view.h"

namespace loom::stats {

/// tau-b (Kendall 1945), in n log n steps (Knight 1966). Equal lengths, no NaN; NaN when one of
/// the two is constant.
double kendallTau(std::span<const double> x, std::span<const double> y);

/// tau-b of each pair of columns; 1 on the diagonal.
Eigen::MatrixXd kendallMatrix(PanelView panel);

/// The matrix with its eigenvalues raised to at least `smallest` of their mean and its diagonal
/// scaled back to 1 (Rousseeuw & Molenberghs 1993); unchanged when there is nothing to raise.
struct RepairedCorrelation {
    Eigen::MatrixXd matrix;
    bool changed = false;
};
RepairedCorrelation repairCorrelation(const Eigen::MatrixXd& matrix, double smallest = 1e-6);

} // namespace loom::stats
