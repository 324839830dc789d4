// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/forecast_metric.h"

namespace loom::stats {

void register_crps_quantiles(ForecastMetricRegistry& registry);

namespace {

/// Half the distance between a level's neighbours, 0 and 1 outside: cells that fill (0, 1).
std::vector<double> cellsOf(std::span<const double> levels) {
    std::vector<double> edges{0};
    for (std::size_t k = 1; k < levels.size(); ++k)
        edges.push_back((levels[k - 1] + levels[k]) / 2);
    edges.push_back(1);
    std::vector<double> cells;
    for (std::size_t k = 0; k < levels.size(); ++k)
        cells.push_back(edges[k + 1] - edges[k]);
    return cells;
}

} // namespace

void register_crps_quantiles(ForecastMetricRegistry& registry) {
    registry.add({.id = "crps_quantiles",
                  .title = "CRPS from quantiles",
                  .unit = "target",
                  .formula = "2 mean of sum w(p) pinball(p), w(p) = half the distance between the "
                             "neighbours of level p (0 and 1 outside): the integral over all "
                             "levels, approximated from those that were forecast",
                  .source = "Gneiting & Ranjan 2011; Laio & Tamea 2007",
                  .needs = ForecastInput::Quantiles,
                  .score = [](const ForecastView& v) {
                      const auto cells = cellsOf(v.levels);
                      return meanOverRows(v.quantiles.empty() ? 0 : v.rows(), [&](std::size_t i) {
                          const auto q = v.quantilesOf(i);
                          double sum = 0;
                          for (std::size_t k = 0; k < q.size(); ++k) {
                              const double e = v.actual[i] - q[k];
                              sum += cells[k] * (e > 0 ? v.levels[k] : v.levels[k] - 1) * e;
                          }
                          return 2 * sum;
                      });
                  }});
}

} // namespace loom::stats
