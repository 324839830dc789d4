// SPDX-License-Identifier: GPL-3.0-or-later
// Distances between the laws of t-day log returns: earth mover's and Drăgulescu-Yakovenko.
#include "stats/distance.h"
#include "stats/metric.h"

#include <fmt/format.h>

namespace loom::stats {

void register_distribution(MetricRegistry& registry);

namespace {

std::string horizonTitle(std::string_view name, std::size_t days) {
    return fmt::format("{}, {} {}", name, days, days == 1 ? "day" : "days");
}

MetricInfo earthMover(std::size_t index, std::size_t days) {
    return {.id = fmt::format("emd_{}", days),
            .title = horizonTitle("EMD", days),
            .unit = "log return",
            .group = MetricGroup::Distribution,
            .better = Better::Lower,
            .convention =
                fmt::format("Wasserstein-1 between overlapping {}-day log returns, in raw "
                            "log-return units (the scale of the paper's table is not "
                            "disclosed: compare ratios)",
                            days),
            .source = "Wiese et al. 2020, Table 2; Villani 2003, eq. 2.48",
            .distance =
                [index](const Profile& real, const Profile& generated) {
                    return wasserstein1Sorted(real.sorted[index], generated.sorted[index]);
                },
            .meanMatched =
                [index](const Profile& real, const Profile& generated) {
                    std::vector<double> shifted = generated.sorted[index];
                    const double by = mean(real.sorted[index]) - mean(shifted);
                    for (double& x : shifted)
                        x += by;
                    return wasserstein1Sorted(real.sorted[index], shifted);
                }};
}

MetricInfo logProbability(std::size_t index, std::size_t days, std::size_t bins) {
    return {.id = fmt::format("dy_{}", days),
            .title = horizonTitle("DY", days),
            .unit = "",
            .group = MetricGroup::Distribution,
            .better = Better::Lower,
            .convention = fmt::format("sum over {} bins of equal real mass of |log P_real - log "
                                      "P_generated|, {}-day log returns, empty bins count as 1/n",
                                      bins, days),
            .source = "Drăgulescu and Yakovenko 2002; Wiese et al. 2020, Table 2",
            .distance = [index, bins](const Profile& real, const Profile& generated) {
                return DragulescuYakovenko::ofSorted(real.sorted[index], bins)
                    .distanceToSorted(generated.sorted[index]);
            }};
}

} // namespace

void register_distribution(MetricRegistry& registry) {
    const auto& horizons = registry.options().horizons;
    for (std::size_t i = 0; i < horizons.size(); ++i)
        registry.add(earthMover(i, horizons[i]));
    for (std::size_t i = 0; i < horizons.size(); ++i)
        registry.add(logProbability(i, horizons[i], registry.options().dyBins));
}

} // namespace loom::stats
