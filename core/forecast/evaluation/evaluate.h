// SPDX-License-Identifier: GPL-3.0-or-later
// Rolling-origin evaluation of any forecasters beside every baseline. Thread rule: blocking, runs
// in a job.
#pragma once

#include <string>
#include <vector>

#include "forecast/evaluation/conformal.h"
#include "forecast/evaluation/kept_fits.h"
#include "forecast/evaluation/report.h"

namespace loom::forecast {

/// A model to judge; params are those of its specs, complete.
struct Contestant {
    std::string id;
    Params params;
};

/// The contestants and all baselines of the registry (once each), and the leak test: of the
/// features when `rebuild` is given, of every contestant in any case. Fails as fits do, naming the
/// model; a baseline that cannot be fitted is left out and said. A request to stop and keep the
/// best gives the report of the models that are done, when the last value is among them. Fits of
/// models that train are recalled from `kept` where they are there, and it is said.
Result<EvaluationReport> evaluate(const ForecasterRegistry& registry, const ForecastData& data,
                                  const std::vector<Contestant>& contestants,
                                  const EvaluationPlan& plan, const FitOptions& options,
                                  const Rebuild& rebuild, jobs::JobContext& context,
                                  const KeptFits& kept = {});

} // namespace loom::forecast
