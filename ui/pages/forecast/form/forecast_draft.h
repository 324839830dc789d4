// SPDX-License-Identifier: GPL-3.0-or-later
// What the form of the page Forecast says: one plan that both studies are made of, the one that
// predicts and the one that judges. Values and pure functions.
#pragma once

#include <optional>

#include "studies/forecast_study.h"

namespace loom::ui {

struct ForecastDraft {
    /// models: first the one that predicts, then what is judged beside it. Its coverages,
    /// validation share and first seed are those of the prediction too.
    studies::EvaluateStudy study = {};

    const studies::ModelChoice& model() const { return study.models.front(); }
    friend bool operator==(const ForecastDraft&, const ForecastDraft&) = default;
};

/// The S&P 500, ten days ahead, with a small N-BEATS.
ForecastDraft firstDraft();

studies::ForecastStudy forecastStudy(const ForecastDraft& draft);
/// test: on the locked rows, which counts as a look.
studies::EvaluateStudy evaluateStudy(const ForecastDraft& draft, bool test);

/// A study of either kind put into a draft; what it does not say stays.
ForecastDraft withStudy(ForecastDraft draft, const studies::ForecastStudy& study);
ForecastDraft withStudy(ForecastDraft draft, const studies::EvaluateStudy& study);
/// From a study document of kind "forecast" or "evaluate"; nothing for another.
std::optional<ForecastDraft> withStudy(const ForecastDraft& draft, const Json& study);

/// For the workspace; nothing when it cannot be read.
Json toJson(const ForecastDraft& draft);
std::optional<ForecastDraft> draftFromJson(const Json& json);

/// What decides a prediction: not name, device and how the model is obtained.
studies::ForecastStudy essence(studies::ForecastStudy study);
/// What decides a board.
studies::EvaluateStudy essence(studies::EvaluateStudy study);

} // namespace loom::ui
