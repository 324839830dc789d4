// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/form/forecast_draft.h"

#include <algorithm>

namespace loom::ui {

namespace {

constexpr double kLeastValidation = 0.05; // of a prediction: its intervals come from there

} // namespace

ForecastDraft firstDraft() {
    ForecastDraft draft;
    const std::vector<std::string> inputs{"ten_day"};
    draft.study.data.symbols = {"^GSPC"};
    draft.study.data.features = studies::expandPresets(inputs);
    draft.study.models = {{.id = "nbeats", .preset = "quick"}};
    return draft;
}

studies::ForecastStudy forecastStudy(const ForecastDraft& draft) {
    const auto& plan = draft.study.plan;
    return {.name = draft.study.name,
            .data = draft.study.data,
            .model = draft.model(),
            .validationShare = plan.validationShare,
            .coverages = plan.coverages,
            .intervals = plan.intervals,
            .seed = plan.seeds.empty() ? 1 : plan.seeds.front(),
            .device = draft.study.device,
            .retrain = draft.study.retrain};
}

studies::EvaluateStudy evaluateStudy(const ForecastDraft& draft, bool test) {
    auto study = draft.study;
    study.plan.test = test;
    return study;
}

ForecastDraft withStudy(ForecastDraft draft, const studies::ForecastStudy& study) {
    auto& plan = draft.study.plan;
    draft.study.name = study.name;
    draft.study.data = study.data;
    draft.study.device = study.device;
    draft.study.retrain = study.retrain;
    auto& models = draft.study.models;
    std::erase_if(models, [&](const auto& model) { return model.id == study.model.id; });
    if (!models.empty() && models.front().id != study.model.id)
        models.erase(models.begin()); // the one that predicted before is no rival
    models.insert(models.begin(), study.model);
    plan.validationShare = study.validationShare;
    plan.coverages = study.coverages;
    plan.intervals = study.intervals;
    if (plan.seeds.empty() || plan.seeds.front() != study.seed)
        plan.seeds = {study.seed};
    return draft;
}

ForecastDraft withStudy(ForecastDraft draft, const studies::EvaluateStudy& study) {
    const auto model = draft.model();
    draft.study = study;
    draft.study.plan.test = false; // a look is asked for each time
    draft.study.plan.validationShare = std::max(kLeastValidation, study.plan.validationShare);
    if (draft.study.models.empty())
        draft.study.models = {model};
    return draft;
}

std::optional<ForecastDraft> withStudy(const ForecastDraft& draft, const Json& study) {
    if (const auto forecast = studies::forecastStudyFromJson(study))
        return withStudy(draft, *forecast);
    if (const auto evaluate = studies::evaluateStudyFromJson(study))
        return withStudy(draft, *evaluate);
    return std::nullopt;
}

Json toJson(const ForecastDraft& draft) {
    return {{"study", studies::toJson(draft.study)}};
}

std::optional<ForecastDraft> draftFromJson(const Json& json) {
    if (!json.is_object() || !json.contains("study"))
        return std::nullopt;
    const auto study = studies::evaluateStudyFromJson(json.at("study"));
    if (!study)
        return std::nullopt;
    return withStudy(firstDraft(), *study);
}

studies::ForecastStudy essence(studies::ForecastStudy study) {
    study.name.clear();
    study.device = "auto";
    study.retrain = false;
    study.data.universe.clear();
    return study;
}

studies::EvaluateStudy essence(studies::EvaluateStudy study) {
    study.name.clear();
    study.device = "auto";
    study.retrain = false;
    study.data.universe.clear();
    return study;
}

} // namespace loom::ui
