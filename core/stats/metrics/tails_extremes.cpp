// SPDX-License-Identifier: GPL-3.0-or-later
// Extremes of one-day log returns: tail quantiles, generalised Pareto shape and asymmetry.
#include <array>
#include <cmath>

#include "stats/metric.h"
#include "stats/moments.h"
#include "stats/tails.h"

namespace loom::stats {

void register_tails_extremes(MetricRegistry& registry);

namespace {

double tailQuantileDistance(const Profile& real, const Profile& generated) {
    constexpr std::array<double, 4> kLevels{0.01, 0.05, 0.95, 0.99};
    double sum = 0;
    for (const double p : kLevels)
        sum += std::abs(quantileSorted(generated.sorted.front(), p) -
                        quantileSorted(real.sorted.front(), p));
    return sum / static_cast<double>(kLevels.size()) / real.moments.stdev;
}

} // namespace

void register_tails_extremes(MetricRegistry& registry) {
    constexpr double kTailShare = 0.05;
    registry.add({.id = "tail_quantiles",
                  .title = "Tail quantiles",
                  .unit = "real std",
                  .group = MetricGroup::Tails,
                  .better = Better::Lower,
                  .convention = "mean |difference| of the 1, 5, 95 and 99 % quantiles (type 7) of "
                                "one-day log returns over the real standard deviation",
                  .source = "Hyndman and Fan 1996; used by finval",
                  .distance = tailQuantileDistance});
    const auto add = [&](std::string id, std::string title, std::string convention,
                         std::string source, std::function<double(const Profile&)> statistic) {
        registry.addStatistic({.id = std::move(id),
                               .title = std::move(title),
                               .unit = "",
                               .group = MetricGroup::Tails,
                               .convention = std::move(convention),
                               .source = std::move(source),
                               .distance = {},
                               .statistic = std::move(statistic)});
    };
    const std::string shape = "generalised Pareto xi = 2 - a0 / (a0 - 2 a1), probability-weighted "
                              "moments of the excesses of the largest 5 % ";
    add("gpd_left", "Pareto shape, losses", shape + "losses", "Hosking and Wallis 1987",
        [](const Profile& p) {
            return paretoShapeSorted(p.sorted.front(), Tail::Left, kTailShare);
        });
    add("gpd_right", "Pareto shape, gains", shape + "gains", "Hosking and Wallis 1987",
        [](const Profile& p) {
            return paretoShapeSorted(p.sorted.front(), Tail::Right, kTailShare);
        });
    add("gain_loss", "Gain/loss asymmetry",
        "(L - G) / (L + G), L = mean loss at or below the 5 % quantile, G = mean gain at or above "
        "the 95 % quantile",
        "Cont 2001, fact 3",
        [](const Profile& p) { return gainLossAsymmetrySorted(p.sorted.front()); });
}

} // namespace loom::stats
