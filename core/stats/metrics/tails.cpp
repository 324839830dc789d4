// SPDX-License-Identifier: GPL-3.0-or-later
// Value at risk, expected shortfall and tail index of one-day log returns.
#include "stats/tails.h"
#include "stats/metric.h"

#include <fmt/format.h>

namespace loom::stats {

void register_tails(MetricRegistry& registry);

void register_tails(MetricRegistry& registry) {
    const auto add = [&](std::string id, std::string title, std::string unit,
                         std::string convention, std::string source,
                         std::function<double(std::span<const double>)> ofSorted) {
        registry.addStatistic({.id = std::move(id),
                               .title = std::move(title),
                               .unit = std::move(unit),
                               .group = MetricGroup::Tails,
                               .convention = std::move(convention),
                               .source = std::move(source),
                               .distance = {},
                               .statistic = [ofSorted = std::move(ofSorted)](const Profile& p) {
                                   return ofSorted(p.sorted.front());
                               }});
    };
    for (const int percent : {1, 5}) {
        const double p = percent / 100.0;
        add(fmt::format("var_{}", percent), fmt::format("VaR {} %", percent), "%",
            fmt::format("minus the {} % quantile (type 7) of one-day log returns x 100", percent),
            "McNeil, Frey and Embrechts 2015, section 2.3",
            [p](std::span<const double> s) { return 100 * valueAtRiskSorted(s, p); });
        add(fmt::format("es_{}", percent), fmt::format("ES {} %", percent), "%",
            fmt::format("minus the mean one-day log return at or below the {} % quantile x 100",
                        percent),
            "Acerbi and Tasche 2002",
            [p](std::span<const double> s) { return 100 * expectedShortfallSorted(s, p); });
    }
    add("hill_left", "Tail index, losses", "",
        "Hill estimate of 1/alpha from the largest 5 % losses", "Hill 1975",
        [](std::span<const double> s) { return hillSorted(s, Tail::Left, 0.05); });
    add("hill_right", "Tail index, gains", "",
        "Hill estimate of 1/alpha from the largest 5 % gains", "Hill 1975",
        [](std::span<const double> s) { return hillSorted(s, Tail::Right, 0.05); });
}

} // namespace loom::stats
