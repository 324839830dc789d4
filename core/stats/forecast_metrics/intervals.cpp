// SPDX-License-Identifier: GPL-3.0-or-later
// Central prediction intervals: how often they hold the outcome, how wide they are, and both in one
// proper score.
#include "stats/forecast_metric.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace loom::stats {

void register_intervals(ForecastMetricRegistry& registry);

namespace {

/// Mean over the rows of value(lower, upper, outcome); no rows where the levels are not there.
template <class Value>
auto overIntervals(double coverage, Value value) {
    return [=](const ForecastView& v) {
        IntervalColumns columns;
        const bool there = !v.quantiles.empty() && findInterval(v.levels, coverage, columns);
        return meanOverRows(v.rows(), [&](std::size_t i) {
            if (!there || std::isnan(v.actual[i]))
                return std::numeric_limits<double>::quiet_NaN();
            const auto q = v.quantilesOf(i);
            const double lower = q[columns.lower], upper = q[columns.upper];
            return std::isnan(lower + upper) ? std::numeric_limits<double>::quiet_NaN()
                                             : value(lower, upper, v.actual[i]);
        });
    };
}

void addCoverage(ForecastMetricRegistry& registry, double p) {
    const double percent = 100 * p;
    registry.add(
        {.id = fmt::format("coverage_{:g}", percent),
         .title = fmt::format("Coverage of {:g} %", percent),
         .unit = "%",
         .better = ForecastBetter::Target,
         .target = percent,
         .formula = fmt::format("100 times the share of rows with l <= y <= u, l and u the "
                                "quantiles {:g} and {:g}",
                                (1 - p) / 2, (1 + p) / 2),
         .source = "Christoffersen 1998",
         .needs = ForecastInput::Quantiles,
         .score = overIntervals(
             p, [](double l, double u, double y) { return y >= l && y <= u ? 100.0 : 0.0; })});
}

void addWidth(ForecastMetricRegistry& registry, double p) {
    const double percent = 100 * p;
    registry.add({.id = fmt::format("width_{:g}", percent),
                  .title = fmt::format("Width of {:g} %", percent),
                  .unit = "target",
                  .formula = "mean (u - l); narrower is better only at equal coverage",
                  .source = "Gneiting, Balabdaoui & Raftery 2007",
                  .needs = ForecastInput::Quantiles,
                  .score = overIntervals(p, [](double l, double u, double) { return u - l; })});
}

void addScore(ForecastMetricRegistry& registry, double p) {
    const double percent = 100 * p;
    registry.add({.id = fmt::format("winkler_{:g}", percent),
                  .title = fmt::format("Interval score of {:g} % (Winkler)", percent),
                  .unit = "target",
                  .formula = fmt::format("mean (u - l) + (2 / a) (l - y if y < l, y - u if y > u), "
                                         "a = {:g}",
                                         1 - p),
                  .source = "Winkler 1972; Gneiting & Raftery 2007, eq. 43",
                  .needs = ForecastInput::Quantiles,
                  .score = overIntervals(p, [p](double l, double u, double y) {
                      const double outside = y < l ? l - y : y > u ? y - u : 0;
                      return u - l + 2 / (1 - p) * outside;
                  })});
}

} // namespace

void register_intervals(ForecastMetricRegistry& registry) {
    for (const double p : registry.options().intervals) {
        addCoverage(registry, p);
        addWidth(registry, p);
        addScore(registry, p);
    }
}

} // namespace loom::stats
