// SPDX-License-Identifier: GPL-3.0-or-later
// The first four moments of one-day log returns.
#include "stats/metric.h"

#include <cmath>

namespace loom::stats {

void register_moments(MetricRegistry& registry);

void register_moments(MetricRegistry& registry) {
    constexpr double kTradingDays = 252;
    const auto add = [&](std::string id, std::string title, std::string unit,
                         std::string convention, std::string source,
                         std::function<double(const Profile&)> statistic) {
        registry.addStatistic({.id = std::move(id),
                               .title = std::move(title),
                               .unit = std::move(unit),
                               .group = MetricGroup::Moments,
                               .convention = std::move(convention),
                               .source = std::move(source),
                               .distance = {},
                               .statistic = std::move(statistic)});
    };
    add("mean", "Mean", "% a year", "mean one-day log return x 252 x 100", "arithmetic mean",
        [](const Profile& p) { return p.moments.mean * kTradingDays * 100; });
    add("volatility", "Volatility", "% a year",
        "standard deviation of one-day log returns (n - 1) x sqrt(252) x 100", "sample variance",
        [](const Profile& p) { return p.moments.stdev * std::sqrt(kTradingDays) * 100; });
    add("skewness", "Skewness", "", "g1 = m3 / m2^1.5, biased", "Joanes and Gill 1998",
        [](const Profile& p) { return p.moments.skewness; });
    add("kurtosis", "Excess kurtosis", "", "g2 = m4 / m2² - 3, biased", "Joanes and Gill 1998",
        [](const Profile& p) { return p.moments.excessKurtosis; });
}

} // namespace loom::stats
