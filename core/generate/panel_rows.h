// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a panel report: the floor of every metric, the cells of a sample, and the plain
// thresholds of the cross-section baseline. Thread rule: its functions use all cores.
#pragma once

#include <array>
#include <vector>

#include "generate/neighbour_rows.h"
#include "generate/panel_fidelity.h"
#include "generate/real_splits.h"
#include "stats/neighbours.h"
#include "stats/panel_metric.h"

namespace loom::generate {

class PanelRows {
  public:
    /// Keeps a reference to the scored data: they must outlive the object.
    PanelRows(const TrainingData& scored, const PanelFidelityOptions& options);

    const RealSplits& splits() const { return m_splits; }
    /// Every row with real value and floor, without cells.
    std::vector<FidelityRow> withFloor(jobs::JobContext& context);
    /// Appends the sample's cell to every row, and the outcome of the plain thresholds to its
    /// column, the last one.
    void addColumn(FidelityReport& report, const NamedSample& sample, jobs::JobContext& context);

  private:
    using Distances = std::vector<std::vector<double>>; ///< by metric, then split
    template <class Other>
    Distances overSplits(jobs::JobContext& context, Other other);
    stats::PanelView view(const std::vector<double>& values) const;
    stats::PointCloud cloudOf(const std::vector<double>& values, std::uint64_t seed) const;
    std::array<double, 3> scoresOf(const std::vector<double>& real,
                                   const std::vector<double>& other, std::uint64_t seed) const;

    const TrainingData& m_scored;
    PanelFidelityOptions m_options;
    stats::PanelMetricRegistry m_metrics;
    stats::PanelProfile m_profile;
    RealSplits m_splits;
    std::vector<stats::PanelProfile> m_halves;
    std::vector<double> m_scale; ///< standard deviation of each asset
};

/// |mean difference| < 0.1 |real mean|, volatility ratio within 0.8 to 1.2, QQ and kurtosis of the
/// tails, Frobenius norm of the correlations, comparison of copulas.
std::vector<RuleOutcome> panelRules(const stats::PanelProfile& real,
                                    const stats::PanelProfile& generated);

} // namespace loom::generate
