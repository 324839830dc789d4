// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/forecast_metric.h"

#include <cmath>

namespace loom::stats {

void register_mape(ForecastMetricRegistry& registry);

void register_mape(ForecastMetricRegistry& registry) {
    registry.add({.id = "mape",
                  .title = "MAPE",
                  .unit = "%",
                  .formula = "100 mean |y - f| / |y|; rows with y = 0 are left out",
                  .source = "Hyndman & Koehler 2006, section 2.2",
                  .onReturns = false,
                  .score = [](const ForecastView& v) {
                      return meanOverRows(v.rows(), [&](std::size_t i) {
                          return 100 * std::abs((v.actual[i] - v.point[i]) / v.actual[i]);
                      });
                  }});
}

} // namespace loom::stats
