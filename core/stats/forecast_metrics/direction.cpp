// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/comparison/direction.h"

#include "stats/forecast_metric.h"

namespace loom::stats {

void register_direction(ForecastMetricRegistry& registry);

void register_direction(ForecastMetricRegistry& registry) {
    registry.add(
        {.id = "direction",
         .title = "Directional accuracy",
         .unit = "%",
         .better = ForecastBetter::Higher,
         .formula = "100 times the share of rows where y - last and f - last have one sign; rows "
                    "where either is 0 hold no direction and are left out. Compare it with the "
                    "share of up moves, not with 50 %",
         .source = "Pesaran & Timmermann 1992",
         .score = [](const ForecastView& v) {
             const auto d =
                 directionalAccuracy(movesFrom(v.actual, v.last), movesFrom(v.point, v.last));
             return ForecastScore{
                 .value = 100 * d.accuracy, .rows = d.rows, .leftOut = v.rows() - d.rows};
         }});
}

} // namespace loom::stats
