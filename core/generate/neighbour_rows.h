// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a report that look at nearest neighbours: classifier, density and coverage, for days
// of a panel or windows of a series. Thread rule: the functions use all cores.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "generate/fidelity.h"
#include "stats/neighbours.h"

namespace loom::generate {

/// They are too dear for every split, so a few serve.
inline constexpr std::size_t kNeighbourSplits = 9;

struct NeighbourKind {
    std::string point;           ///< "day", "window of 20 days"
    std::string scale;           ///< "assets over their standard deviation"
    std::size_t most = 1000;     ///< points of each side
    std::size_t embargo = 0;     ///< days left out around a fold of the classifier
    std::size_t overlapping = 0; ///< real points this close in time are no neighbours
};

/// Classifier, density, coverage: without numbers.
std::vector<FidelityRow> neighbourRows(const NeighbourKind& kind);
/// Their distances, in that order; NaN with too few points.
std::array<double, 3> neighbourScores(const stats::PointCloud& real,
                                      const stats::PointCloud& generated,
                                      const NeighbourKind& kind);

} // namespace loom::generate
