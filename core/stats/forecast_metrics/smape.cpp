// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/forecast_metric.h"

#include <cmath>

namespace loom::stats {

void register_smape(ForecastMetricRegistry& registry);

void register_smape(ForecastMetricRegistry& registry) {
    registry.add({.id = "smape",
                  .title = "sMAPE (factor 200)",
                  .unit = "%",
                  .formula =
                      "200 mean |y - f| / (|y| + |f|), 0 where both are 0; some tables print "
                      "half of it (factor 100)",
                  .source = "Makridakis, Spiliotis & Assimakopoulos 2020 (M4)",
                  .onReturns = false,
                  .score = [](const ForecastView& v) {
                      return meanOverRows(v.rows(), [&](std::size_t i) {
                          const double size = std::abs(v.actual[i]) + std::abs(v.point[i]);
                          return size == 0 ? 0 : 200 * std::abs(v.actual[i] - v.point[i]) / size;
                      });
                  }});
}

} // namespace loom::stats
