// SPDX-License-Identifier: GPL-3.0-or-later
// The augmentation study as plain data.
#include "studies/augment_run.h"
#include "studies/study_parts.h"

namespace loom::studies {

namespace {

AugmentPlan readPlan(ObjectReader& parent) {
    ObjectReader in(parent.object("plan"), parent.pathOf("plan"));
    const auto count = [&](const char* key, std::size_t fallback, std::int64_t low,
                           std::int64_t high) {
        return static_cast<std::size_t>(
            in.integer(key, static_cast<std::int64_t>(fallback), low, high));
    };
    AugmentPlan plan;
    plan.factor = count("factor", plan.factor, 1, 1000);
    plan.window = count("window", plan.window, 20, 100'000);
    plan.step = count("step", plan.step, 1, 100'000);
    plan.riskFreeRate = in.real("risk_free_rate", plan.riskFreeRate, -1, 1);
    plan.costBasisPoints = in.real("cost_basis_points", plan.costBasisPoints, 0, 1000);
    plan.worthwhile = in.real("worthwhile", plan.worthwhile, 0, 10);
    plan.resamples = count("resamples", plan.resamples, 99, 1'000'000);
    parent.absorb(in.finish());
    return plan;
}

} // namespace

Result<AugmentStudy> augmentStudyFromJson(const Json& json) {
    if (const auto kind = studyKind(json); !kind)
        return kind.error();
    ObjectReader in(json, "");
    readHeader(in, "augment");
    AugmentStudy study;
    study.name = in.text("name", "");
    study.data = readData(in);
    Json model = in.object("model");
    if (!model.contains("id"))
        model["id"] = study.plan.generator;
    const auto choice = readModel(model, in.pathOf("model"), in);
    study.plan = readPlan(in);
    study.plan.generator = choice.id;
    study.plan.preset = choice.preset;
    study.plan.params = choice.params;
    study.storeSetAs = in.text("store_set_as", "");
    study.plan.seed = readSeed(in);
    study.plan.device = in.text("device", "auto");
    if (const auto problem = in.finish(); !problem)
        return problem.error();
    return study;
}

Json toJson(const AugmentStudy& study) {
    const AugmentPlan& plan = study.plan;
    return {{"quantloom_study", kStudyVersion},
            {"kind", "augment"},
            {"name", study.name},
            {"data", toJson(study.data)},
            {"model", toJson(ModelChoice{
                          .id = plan.generator, .preset = plan.preset, .params = plan.params})},
            {"plan",
             {{"factor", plan.factor},
              {"window", plan.window},
              {"step", plan.step},
              {"risk_free_rate", plan.riskFreeRate},
              {"cost_basis_points", plan.costBasisPoints},
              {"worthwhile", plan.worthwhile},
              {"resamples", plan.resamples}}},
            {"store_set_as", study.storeSetAs},
            {"seed", plan.seed},
            {"device", plan.device}};
}

} // namespace loom::studies
