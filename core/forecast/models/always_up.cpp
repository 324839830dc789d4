// SPDX-License-Identifier: GPL-3.0-or-later
// Always up: what directional accuracy has to beat where prices rise more often than they fall.
#include <cmath>

#include "forecast/mean_outcome.h"

namespace loom::forecast {

void register_always_up(ForecasterRegistry& registry);

void register_always_up(ForecasterRegistry& registry) {
    registry.add(makeAssetModel(
        {.id = "always_up",
         .title = "Always up",
         .reference = "base rate of rises",
         .summary = "For comparing direction: every forecast is a rise, by the size of the mean "
                    "outcome of the training part.",
         .kind = ForecasterKind::Baseline,
         .window = [](const Params&, const ForecastData&) { return std::size_t{1}; }},
        meanOutcomeRules("Always up", [](double mean) { return std::abs(mean); })));
}

} // namespace loom::forecast
