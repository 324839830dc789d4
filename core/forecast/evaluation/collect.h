// SPDX-License-Identifier: GPL-3.0-or-later
// The forecasts of one model over all folds, by seed. Thread rule: blocking, runs in a job.
#pragma once

#include <vector>

#include "forecast/evaluation/plan.h"
#include "forecast/forecaster.h"

namespace loom::forecast {

struct Collected {
    std::vector<Forecasts> bySeed; ///< over the origins of all folds, in order
    std::vector<Forecasts> warmUp; ///< by seed: of the first fold's validation part, for intervals
    double seconds = 0;
};

/// Fits at every border with every seed (one when the model does not train) and forecasts the
/// fold's origins. Baselines may learn from the validation rows too: they have no other use for
/// them.
Result<Collected> collectForecasts(const ForecasterInfo& info, const Params& params,
                                   const ForecastData& data, const Folds& folds,
                                   const EvaluationPlan& plan, const FitOptions& options,
                                   jobs::JobContext& context);

/// All scored origins in order.
std::vector<std::size_t> originsOf(const Folds& folds);

} // namespace loom::forecast
