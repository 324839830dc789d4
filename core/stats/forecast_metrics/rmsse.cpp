// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/forecast_metric.h"

#include <cmath>
#include <limits>

namespace loom::stats {

void register_rmsse(ForecastMetricRegistry& registry);

void register_rmsse(ForecastMetricRegistry& registry) {
    registry.add({.id = "rmsse",
                  .title = "RMSSE",
                  .unit = "",
                  .formula = "sqrt(mean (y - f)² / q), q = in-sample mean (x(t) - x(t-1))² of the "
                             "row's own series; below 1 beats the in-sample naive forecast",
                  .source = "Makridakis, Spiliotis & Assimakopoulos 2022 (M5), pooled over "
                            "rows",
                  .needs = ForecastInput::Scale,
                  .score = [](const ForecastView& v) {
                      auto score = meanOverRows(v.rows(), [&](std::size_t i) {
                          const double e = v.actual[i] - v.point[i];
                          return v.squaredScale.empty() ? std::numeric_limits<double>::quiet_NaN()
                                                        : e * e / v.squaredScale[i];
                      });
                      score.value = std::sqrt(score.value);
                      return score;
                  }});
}

} // namespace loom::stats
