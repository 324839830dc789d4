// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/forecast_metric.h"

namespace loom::stats {

void register_bias(ForecastMetricRegistry& registry);

void register_bias(ForecastMetricRegistry& registry) {
    registry.add({.id = "bias",
                  .title = "Bias",
                  .unit = "target",
                  .better = ForecastBetter::Target,
                  .target = 0,
                  .formula = "mean (f - y); above 0 forecasts too high",
                  .source = "Theil 1966",
                  .score = [](const ForecastView& v) {
                      return meanOverRows(v.rows(),
                                          [&](std::size_t i) { return v.point[i] - v.actual[i]; });
                  }});
}

} // namespace loom::stats
