// SPDX-License-Identifier: GPL-3.0-or-later
// Distances between two samples of one quantity. NaN means missing and is skipped; a distance to an
// empty sample is NaN. Thread rule: pure functions; the classes are immutable after construction.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace loom::stats {

/// Wasserstein-1 (earth mover's) distance: integral |F_a(x) - F_b(x)| dx (Villani 2003, eq. 2.48;
/// equal to scipy.stats.wasserstein_distance). Unit of the data.
double wasserstein1(std::span<const double> a, std::span<const double> b);
/// The same for samples that are ascending and without NaN.
double wasserstein1Sorted(std::span<const double> a, std::span<const double> b);

/// Drăgulescu-Yakovenko distance sum_x |log P_h(A_x) - log P_g(A_x)| over bins A_x of equal mass
/// under the historical law (Drăgulescu & Yakovenko 2002; Wiese et al. 2020, section 6.3). A bin
/// that holds nothing counts as 1/n of its sample. The value grows in proportion to the bins.
class DragulescuYakovenko {
  public:
    static constexpr std::size_t kPaperBins = 100; ///< about what reproduces the paper's Table 2

    explicit DragulescuYakovenko(std::span<const double> historical, std::size_t bins = kPaperBins);

    /// The same for a history that is ascending and without NaN.
    static DragulescuYakovenko ofSorted(std::span<const double> ascending, std::size_t bins);

    double distanceTo(std::span<const double> generated) const;
    double distanceToSorted(std::span<const double> ascending) const;
    /// The inner edges, ascending; the outer bins reach to infinity.
    std::span<const double> edges() const { return m_edges; }

  private:
    DragulescuYakovenko() = default;

    std::vector<double> m_edges;
    std::vector<double> m_logShares;
};

double dragulescuYakovenko(std::span<const double> historical, std::span<const double> generated,
                           std::size_t bins = DragulescuYakovenko::kPaperBins);

} // namespace loom::stats
