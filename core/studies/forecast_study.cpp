// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/forecast_study.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"
#include "studies/study_parts.h"

namespace loom::studies {

namespace {

using forecast::EvaluationPlan;
using forecast::TrainWindow;

const std::vector<std::string> kWindows{"expanding", "sliding"};
const std::vector<std::string> kIntervals{"errors", "quantiles"};

forecast::Intervals readIntervals(ObjectReader& in) {
    return in.choice("intervals", kIntervals, 0) == 1 ? forecast::Intervals::Quantiles
                                                      : forecast::Intervals::Errors;
}

const std::string& intervalsText(forecast::Intervals intervals) {
    return kIntervals[intervals == forecast::Intervals::Quantiles ? 1 : 0];
}

std::vector<double> readCoverages(ObjectReader& in, std::vector<double> fallback) {
    const auto texts = in.texts("coverages");
    if (texts.empty())
        return fallback;
    std::vector<double> out;
    for (const auto& text : texts) {
        const auto value = parseDouble(text);
        if (!value || !(*value > 0 && *value < 1))
            in.addProblem("coverages", "must be texts of numbers between 0 and 1, as in \"0.8\"");
        else
            out.push_back(*value);
    }
    std::ranges::sort(out);
    return out;
}

Json coveragesJson(const std::vector<double>& coverages) {
    Json out = Json::array();
    for (const double coverage : coverages)
        out.push_back(shortest(coverage));
    return out;
}

std::vector<std::uint64_t> readSeeds(ObjectReader& in, std::vector<std::uint64_t> fallback) {
    const auto texts = in.texts("seeds");
    if (texts.empty())
        return fallback;
    std::vector<std::uint64_t> out;
    for (const auto& text : texts) {
        const auto value = parseInt(text);
        if (!value || *value < 0)
            in.addProblem("seeds", "must be texts of whole numbers, as in \"1\"");
        else
            out.push_back(static_cast<std::uint64_t>(*value));
    }
    return out;
}

Json seedsJson(const std::vector<std::uint64_t>& seeds) {
    Json out = Json::array();
    for (const auto seed : seeds)
        out.push_back(std::to_string(seed));
    return out;
}

EvaluationPlan readPlan(ObjectReader& parent) {
    ObjectReader in(parent.object("plan"), parent.pathOf("plan"));
    const auto count = [&](const char* key, std::size_t fallback, std::int64_t low,
                           std::int64_t high) {
        return static_cast<std::size_t>(
            in.integer(key, static_cast<std::int64_t>(fallback), low, high));
    };
    EvaluationPlan plan;
    plan.window =
        in.choice("window", kWindows, 0) == 1 ? TrainWindow::Sliding : TrainWindow::Expanding;
    plan.testShare = in.real("test_share", plan.testShare, 0, 0.5);
    plan.firstTrainShare = in.real("first_train_share", plan.firstTrainShare, 0.1, 0.95);
    plan.folds = count("folds", plan.folds, 1, 1000);
    plan.validationShare = in.real("validation_share", plan.validationShare, 0, 0.5);
    plan.embargo = count("embargo", plan.embargo, 0, 100'000);
    plan.originEvery = count("origin_every", plan.originEvery, 1, 100'000);
    plan.seeds = readSeeds(in, plan.seeds);
    plan.coverages = readCoverages(in, plan.coverages);
    plan.intervals = readIntervals(in);
    plan.costBasisPoints = in.real("cost_basis_points", plan.costBasisPoints, 0, 1000);
    plan.test = in.boolean("test", false);
    parent.absorb(in.finish());
    return plan;
}

Json planJson(const EvaluationPlan& plan) {
    return {{"window", kWindows[plan.window == TrainWindow::Sliding ? 1 : 0]},
            {"test_share", plan.testShare},
            {"first_train_share", plan.firstTrainShare},
            {"folds", plan.folds},
            {"validation_share", plan.validationShare},
            {"embargo", plan.embargo},
            {"origin_every", plan.originEvery},
            {"seeds", seedsJson(plan.seeds)},
            {"coverages", coveragesJson(plan.coverages)},
            {"intervals", intervalsText(plan.intervals)},
            {"cost_basis_points", plan.costBasisPoints},
            {"test", plan.test}};
}

/// "known: quick, standard", or that there are none.
std::string presetWords(const forecast::ForecasterInfo& info) {
    std::vector<std::string> known;
    for (const auto& preset : info.presets)
        known.push_back(preset.id);
    return known.empty() ? "it has none, so leave it out" : "known: " + join(known, ", ");
}

} // namespace

Result<ForecastStudy> forecastStudyFromJson(const Json& json) {
    if (const auto kind = studyKind(json); !kind)
        return kind.error();
    ObjectReader in(json, "");
    readHeader(in, "forecast");
    ForecastStudy study;
    study.name = in.text("name", "");
    study.data = readForecastData(in);
    study.model = readModel(in.object("model"), in.pathOf("model"), in);
    study.validationShare = in.real("validation_share", study.validationShare, 0.05, 0.5);
    study.coverages = readCoverages(in, study.coverages);
    study.intervals = readIntervals(in);
    study.seed = readSeed(in);
    study.device = in.text("device", "auto");
    study.retrain = in.boolean("retrain", false);
    if (const auto problem = in.finish(); !problem)
        return problem.error();
    return study;
}

Result<EvaluateStudy> evaluateStudyFromJson(const Json& json) {
    if (const auto kind = studyKind(json); !kind)
        return kind.error();
    ObjectReader in(json, "");
    readHeader(in, "evaluate");
    EvaluateStudy study;
    study.name = in.text("name", "");
    study.data = readForecastData(in);
    const auto models = in.objects("models");
    for (std::size_t i = 0; i < models.size(); ++i)
        study.models.push_back(readModel(models[i], fmt::format("models[{}]", i), in));
    study.plan = readPlan(in);
    study.device = in.text("device", "auto");
    study.retrain = in.boolean("retrain", false);
    if (const auto problem = in.finish(); !problem)
        return problem.error();
    if (auto checked = forecast::checkPlan(study.plan); !checked)
        return std::move(checked).error();
    return study;
}

Json toJson(const ForecastStudy& study) {
    return {{"quantloom_study", kStudyVersion},
            {"kind", "forecast"},
            {"name", study.name},
            {"data", toJson(study.data)},
            {"model", toJson(study.model)},
            {"validation_share", study.validationShare},
            {"coverages", coveragesJson(study.coverages)},
            {"intervals", intervalsText(study.intervals)},
            {"seed", study.seed},
            {"device", study.device},
            {"retrain", study.retrain}};
}

Json toJson(const EvaluateStudy& study) {
    Json models = Json::array();
    for (const auto& model : study.models)
        models.push_back(toJson(model));
    return {{"quantloom_study", kStudyVersion},
            {"kind", "evaluate"},
            {"name", study.name},
            {"data", toJson(study.data)},
            {"models", models},
            {"plan", planJson(study.plan)},
            {"device", study.device},
            {"retrain", study.retrain}};
}

std::string modelKey(const ForecastStudy& study, const Json& resolvedParams) {
    Json data = toJson(study.data);
    data.erase("to");
    data.erase("universe");
    const Json what{{"data", data},
                    {"model", study.model.id},
                    {"params", resolvedParams},
                    {"validation_share", study.validationShare},
                    {"coverages", coveragesJson(study.coverages)},
                    {"intervals", intervalsText(study.intervals)},
                    {"seed", study.seed}};
    return sha256Hex(what.dump());
}

Result<Params> resolvedParams(const forecast::ForecasterRegistry& forecasters,
                              const ModelChoice& model) {
    const auto* info = forecasters.find(model.id);
    if (info == nullptr) {
        std::vector<std::string> known;
        for (const auto& one : forecasters.all())
            known.push_back(one.id);
        return fail(ErrorCode::InvalidInput,
                    fmt::format("model.id: there is no forecaster \"{}\"; known: {}", model.id,
                                join(known, ", ")));
    }
    Json values = Json::object();
    if (!model.preset.empty()) {
        const auto preset =
            std::ranges::find(info->presets, model.preset, &forecast::ForecasterInfo::Preset::id);
        if (preset == info->presets.end())
            return fail(ErrorCode::InvalidInput,
                        fmt::format("model.preset: {} has no preset \"{}\"; {}", info->title,
                                    model.preset, presetWords(*info)));
        values = preset->values;
    }
    values.update(model.params);
    auto params = validated(info->params, values);
    if (!params)
        return std::move(params).error().during("read model.params");
    return params;
}

} // namespace loom::studies
