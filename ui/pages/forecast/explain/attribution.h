// SPDX-License-Identifier: GPL-3.0-or-later
// Attributions of one forecast with the checks that say whether they can be believed, as a job
// computes them. Thread rule: plain values; attribute() runs in a job.
#pragma once

#include <optional>
#include <string>

#include "studies/forecast_explain.h"

namespace loom::ui {

struct AttributionOptions {
    forecast::ExplainMethod method = forecast::ExplainMethod::IntegratedGradients;
    forecast::Baseline baseline = forecast::Baseline::TrainingMean;
    forecast::Players players = forecast::Players::Features; ///< of Shapley values
    std::size_t step = 0;                                    ///< 0: the last
    bool freshWeights = true;
    bool otherSeeds = true;
};

struct Attribution {
    forecast::Explanation explanation;
    std::optional<forecast::RandomisationReport> fresh = {};
    std::string noFresh = {}; ///< why there is none although it was asked for
    std::optional<forecast::StabilityReport> stability = {};
    std::string noStability = {};
    bool asked = false; ///< for stability
};

/// The checks are of integrated gradients whatever the method. Fails as forecast::explain() does; a
/// check that cannot be made does not fail the rest.
Result<Attribution> attribute(studies::Workbench& workbench,
                              const studies::TrainedForecast& trained,
                              const studies::ForecastDataset& data, studies::ExplainPlace place,
                              const AttributionOptions& options, jobs::JobContext& context);

} // namespace loom::ui
