// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a report on a series: the floor of every metric, the cells of a sample, and the plain
// thresholds. Thread rule: its functions use all cores.
#pragma once

#include <vector>

#include "generate/fidelity.h"
#include "generate/neighbour_rows.h"
#include "generate/real_splits.h"
#include "stats/metric.h"

namespace loom::generate {

class SeriesRows {
  public:
    /// Keeps a reference to the real returns: they must outlive the object.
    SeriesRows(const std::vector<double>& real, const FidelityOptions& options);

    const RealSplits& splits() const { return m_splits; }
    /// Every row with real value and floor, without cells. receptiveField: see NamedSample.
    std::vector<FidelityRow> withFloor(std::size_t receptiveField, jobs::JobContext& context);
    /// Appends the sample's cell to every row, and the outcome of the plain thresholds to its
    /// column, the last one.
    void addColumn(FidelityReport& report, const NamedSample& sample, jobs::JobContext& context);

  private:
    using Distances = std::vector<std::vector<double>>; ///< by row, then split
    template <class Other>
    Distances overSplits(jobs::JobContext& context, Other other) const;
    stats::PointCloud windows(std::span<const float> values, std::size_t paths,
                              std::uint64_t seed) const;
    stats::PointCloud windows(const std::vector<double>& values, std::uint64_t seed) const;
    bool seesNeighbours() const { return m_kind.most > 0; }

    const std::vector<double>& m_real;
    stats::MetricRegistry m_metrics;
    stats::Profile m_profile;
    RealSplits m_splits;
    std::vector<stats::Profile> m_halves;
    NeighbourKind m_kind;
    std::uint64_t m_seed = 1;
};

/// |mean difference| < 0.1 |real mean|, volatility ratio within 0.8 to 1.2, QQ and kurtosis of the
/// tails: how generators are usually accepted, with what that overlooks.
std::vector<RuleOutcome> seriesRules(const stats::Profile& real, const stats::Profile& generated);

} // namespace loom::generate
