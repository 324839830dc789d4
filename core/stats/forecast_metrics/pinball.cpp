// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/forecast_metric.h"

namespace loom::stats {

void register_pinball(ForecastMetricRegistry& registry);

void register_pinball(ForecastMetricRegistry& registry) {
    registry.add({.id = "pinball",
                  .title = "Pinball loss",
                  .unit = "target",
                  .formula = "mean over rows and levels p of max(p (y - q), (p - 1)(y - q))",
                  .source = "Koenker & Bassett 1978; Gneiting 2011",
                  .needs = ForecastInput::Quantiles,
                  .score = [](const ForecastView& v) {
                      return meanOverRows(v.quantiles.empty() ? 0 : v.rows(), [&](std::size_t i) {
                          const auto q = v.quantilesOf(i);
                          double sum = 0;
                          for (std::size_t k = 0; k < q.size(); ++k) {
                              const double e = v.actual[i] - q[k];
                              sum += e > 0 ? v.levels[k] * e : (v.levels[k] - 1) * e;
                          }
                          return sum / static_cast<double>(q.size());
                      });
                  }});
}

} // namespace loom::stats
