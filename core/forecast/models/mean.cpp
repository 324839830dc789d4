// SPDX-License-Identifier: GPL-3.0-or-later
// The historical mean: the benchmark of the out-of-sample R2 (Campbell & Thompson 2008).
#include "forecast/mean_outcome.h"

namespace loom::forecast {

void register_mean(ForecasterRegistry& registry);

void register_mean(ForecasterRegistry& registry) {
    registry.add(makeAssetModel(
        {.id = "mean",
         .title = "Training mean",
         .reference = "Campbell & Thompson 2008",
         .summary = "Every forecast is the mean outcome of the training part.",
         .kind = ForecasterKind::Baseline,
         .window = [](const Params&, const ForecastData&) { return std::size_t{1}; }},
        meanOutcomeRules("Training mean", [](double mean) { return mean; })));
}

} // namespace loom::forecast
