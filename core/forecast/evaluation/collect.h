// SPDX-License-Identifier: GPL-3.0-or-later
// The forecasts of one model over all folds, by seed. Thread rule: blocking, runs in a job.
#pragma once

#include <vector>

#include "forecast/evaluation/kept_fits.h"
#include "forecast/evaluation/plan.h"
#include "forecast/forecaster.h"

namespace loom::forecast {

struct Collected {
    std::vector<Forecasts> bySeed; ///< over the origins of all folds, in order
    std::vector<Forecasts> warmUp; ///< by seed: of the first fold's validation part, for intervals
    double seconds = 0;            ///< of all fits with their forecasts, threads side by side
    std::size_t fits = 0, recalled = 0; ///< all, and those that were not made now
};

/// Fits at every border with every seed (one when the model does not train) and forecasts the
/// fold's origins; fits of models that train are taken from and given to `kept`. Baselines may
/// learn from the validation rows too: they have no other use for them.
Result<Collected> collectForecasts(const ForecasterInfo& info, const Params& params,
                                   const ForecastData& data, const Folds& folds,
                                   const EvaluationPlan& plan, const FitOptions& options,
                                   const KeptFits& kept, jobs::JobContext& context);

/// All scored origins in order.
std::vector<std::size_t> originsOf(const Folds& folds);

} // namespace loom::forecast
