// SPDX-License-Identifier: GPL-3.0-or-later
// Rows and cells of a report from metrics of series or panels, whose infos have the same members.
#pragma once

#include <vector>

#include "generate/fidelity_detail.h"
#include "stats/moments.h"

namespace loom::generate {

/// What the metric is, without numbers; FidelityRow::better is left as it is.
template <class Metric>
FidelityRow definitionOf(const Metric& metric) {
    FidelityRow row;
    row.id = metric.id;
    row.title = metric.title;
    row.unit = metric.unit;
    row.convention = metric.convention;
    row.source = metric.source;
    row.group = metric.group;
    return row;
}

/// The real value and whether the real data show the dynamics that the metric sees, clearly above
/// the noise; then the shuffled control must fail the row.
template <class Metric, class Profile>
void setReal(FidelityRow& row, const Metric& metric, const Profile& real) {
    constexpr double kAboveNoise = 1.25;
    if (metric.statistic)
        row.real = metric.statistic(real);
    if (!metric.noDynamics)
        return;
    row.noDynamics = metric.noDynamics(real);
    row.showsDynamics = row.noDynamics > kAboveNoise * metric.noise(real);
    if (row.showsDynamics)
        row.mustFail = kShuffledControl;
}

inline void setFloor(FidelityRow& row, const std::vector<double>& distances) {
    row.floorMedian = stats::median(distances);
    row.floor95 = stats::quantile(distances, 0.95);
}

/// distances: of the splits; NaN where there is none.
inline FidelityCell cellOf(double value, const std::vector<double>& distances) {
    const auto sorted = stats::sortedPresent(distances);
    return {.value = value,
            .typical = stats::quantileSorted(sorted, 0.5),
            .low = stats::quantileSorted(sorted, 0.05),
            .high = stats::quantileSorted(sorted, 0.95)};
}

} // namespace loom::generate
