// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/forecast_metric.h"

#include <cmath>

namespace loom::stats {

void register_mae(ForecastMetricRegistry& registry);

void register_mae(ForecastMetricRegistry& registry) {
    registry.add({.id = "mae",
                  .title = "MAE",
                  .unit = "target",
                  .formula = "mean |y - f|",
                  .source = "Hyndman & Koehler 2006, section 2.1",
                  .score = [](const ForecastView& v) {
                      return meanOverRows(v.rows(), [&](std::size_t i) {
                          return std::abs(v.actual[i] - v.point[i]);
                      });
                  }});
}

} // namespace loom::stats
