// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/forecast_metric.h"

#include <cmath>

namespace loom::stats {

void register_rmse(ForecastMetricRegistry& registry);

void register_rmse(ForecastMetricRegistry& registry) {
    registry.add({.id = "rmse",
                  .title = "RMSE",
                  .unit = "target",
                  .formula = "sqrt(mean (y - f)²)",
                  .source = "Hyndman & Koehler 2006, section 2.1",
                  .score = [](const ForecastView& v) {
                      auto score = meanOverRows(v.rows(), [&](std::size_t i) {
                          const double e = v.actual[i] - v.point[i];
                          return e * e;
                      });
                      score.value = std::sqrt(score.value);
                      return score;
                  }});
}

} // namespace loom::stats
