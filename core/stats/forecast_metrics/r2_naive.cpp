// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/forecast_metric.h"

namespace loom::stats {

void register_r2_naive(ForecastMetricRegistry& registry);

void register_r2_naive(ForecastMetricRegistry& registry) {
    registry.add({.id = "r2_naive",
                  .title = "R² against last value",
                  .unit = "",
                  .better = ForecastBetter::Higher,
                  .formula = "1 - sum (y - f)² / sum (y - last)²; above 0 beats the last value, "
                             "which for returns is zero",
                  .source = "Campbell & Thompson 2008, with the last value as benchmark",
                  .score = [](const ForecastView& v) {
                      if (!v.last.empty())
                          return skill(v.actual, v.point, v.last);
                      const std::vector<double> zero(v.rows(), 0.0);
                      return skill(v.actual, v.point, zero);
                  }});
}

} // namespace loom::stats
