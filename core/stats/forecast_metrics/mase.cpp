// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/forecast_metric.h"

#include <cmath>
#include <limits>

namespace loom::stats {

void register_mase(ForecastMetricRegistry& registry);

void register_mase(ForecastMetricRegistry& registry) {
    registry.add({.id = "mase",
                  .title = "MASE",
                  .unit = "",
                  .formula =
                      "mean |y - f| / q, q = in-sample mean |x(t) - x(t-1)| of the row's own "
                      "series; below 1 beats the in-sample naive forecast",
                  .source = "Hyndman & Koehler 2006, section 3",
                  .needs = ForecastInput::Scale,
                  .score = [](const ForecastView& v) {
                      return meanOverRows(v.rows(), [&](std::size_t i) {
                          return v.absoluteScale.empty()
                                     ? std::numeric_limits<double>::quiet_NaN()
                                     : std::abs(v.actual[i] - v.point[i]) / v.absoluteScale[i];
                      });
                  }});
}

} // namespace loom::stats
