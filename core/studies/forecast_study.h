// SPDX-License-Identifier: GPL-3.0-or-later
// Studies of forecasters as plain data. "forecast": train one model on everything that is known (or
// take the registered one) and predict what comes next. "evaluate": judge models beside all
// baselines over rolling origins. Thread rule: values and pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "forecast/evaluation/plan.h"
#include "forecast/forecaster.h"
#include "studies/forecast_selection.h"
#include "studies/study.h"

namespace loom::studies {

struct ForecastStudy {
    std::string name = {}; ///< run name; empty: made from model, data and seed
    ForecastSelection data = {};
    ModelChoice model = {.id = "nbeats", .preset = "quick"};
    double validationShare = 0.2;             ///< the latest rows: early stopping and intervals
    std::vector<double> coverages{0.8, 0.95}; ///< of the intervals
    forecast::Intervals intervals = forecast::Intervals::Errors;
    std::uint64_t seed = 1;
    std::string device = "auto";
    bool retrain = false; ///< true: train even when a registered model fits

    friend bool operator==(const ForecastStudy&, const ForecastStudy&) = default;
};

struct EvaluateStudy {
    std::string name = {};
    ForecastSelection data = {};
    std::vector<ModelChoice> models = {}; ///< none: the baselines alone
    forecast::EvaluationPlan plan = {};   ///< seeds: plan.seeds
    std::string device = "auto";
    bool retrain = false; ///< true: make every training anew, also those that are still kept

    friend bool operator==(const EvaluateStudy&, const EvaluateStudy&) = default;
};

/// Strict, as synthesizeStudyFromJson().
Result<ForecastStudy> forecastStudyFromJson(const Json& json);
Result<EvaluateStudy> evaluateStudyFromJson(const Json& json);
Json toJson(const ForecastStudy& study);
Json toJson(const EvaluateStudy& study);

/// What fixes a trained model: data selection (without its end: the data's hash tells that), model,
/// parameters in force, split, seed. 64 hex digits.
std::string modelKey(const ForecastStudy& study, const Json& resolvedParams);

/// Defaults, then the preset, then the choice's own. InvalidInput names the unknown model, preset
/// or parameter.
Result<Params> resolvedParams(const forecast::ForecasterRegistry& forecasters,
                              const ModelChoice& model);

} // namespace loom::studies
