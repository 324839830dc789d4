// SPDX-License-Identifier: GPL-3.0-or-later
// How the assets of a panel move together on one day. Missing values leave out the day for the
// pairs they are part of (pairwise complete); a statistic of too few days is NaN. Thread rule: pure
// functions; nothing here starts threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <Eigen/Core>

#include "stats/panel_view.h"

namespace loom::stats {

/// Sample covariance (n - 1) of each pair over the days both have. assets x assets.
Eigen::MatrixXd covarianceMatrix(PanelView panel);
/// Pearson correlation of each pair over the days both have; the diagonal is 1.
Eigen::MatrixXd correlationMatrix(PanelView panel);
/// Both at once, for less than each by itself.
struct SecondMoments {
    Eigen::MatrixXd covariance, correlation;
};
SecondMoments secondMoments(PanelView panel);
/// Eigenvalues of a symmetric matrix, largest first.
std::vector<double> eigenvaluesDescending(const Eigen::MatrixXd& symmetric);

/// Each column replaced by mid-ranks / (n + 1) over its present values: 0 < u < 1, ties share their
/// mean rank, NaN stays NaN. Same layout as the panel.
std::vector<double> pseudoObservations(PanelView panel);
/// The same, with the present values of each asset, ascending: what sorting gives besides.
struct RankedPanel {
    std::vector<std::vector<double>> sorted;
    std::vector<double> pseudo; ///< layout of the panel
};
RankedPanel rankedPanel(PanelView panel);

/// lambda_L = P(V < q | U < q) and lambda_U = P(V > 1 - q | U > 1 - q) from pseudo-observations,
/// one matrix each (McNeil, Frey & Embrechts 2015, section 7.2.4, at a finite q); symmetric, 1 on
/// the diagonal.
struct TailDependence {
    Eigen::MatrixXd lower, upper;
};
TailDependence tailDependence(PanelView pseudo, double q);

/// Empirical copula C(u, v) of two columns of pseudo-observations on the grid step, 2 step … below
/// 1, both directions (Deheuvels 1979): points x points values, row by row.
std::vector<double> copulaGrid(PanelView pseudo, std::size_t a, std::size_t b, std::size_t points);
/// The same for each pair; fewer than 255 points.
std::vector<std::vector<double>>
copulaGrids(PanelView pseudo, std::span<const std::pair<std::size_t, std::size_t>> pairs,
            std::size_t points);

/// Indices of the pairs a < b: all of them, or a seeded choice of `most` when there are more.
std::vector<std::pair<std::size_t, std::size_t>> choosePairs(std::size_t assets, std::size_t most,
                                                             std::uint64_t seed);

/// The days whose mean return over the present assets is among the lowest `share`, and the others.
struct StressDays {
    std::vector<std::size_t> stress, calm;
};
StressDays stressDays(PanelView panel, double share);
/// The given days of a panel, copied together.
std::vector<double> rowsOf(PanelView panel, std::span<const std::size_t> days);

/// sqrt(sum (a - b)^2) over all entries (Golub & Van Loan 2013, section 2.3); NaN entries are left
/// out.
double frobeniusDifference(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);
/// Mean |a - b| over the entries below the diagonal.
double meanOffDiagonalDifference(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);
/// Standard deviation (n - 1) of the entries below the diagonal.
double offDiagonalDispersion(const Eigen::MatrixXd& matrix);

} // namespace loom::stats
