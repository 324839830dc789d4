// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/augment_run.h"

#include <fmt/format.h>

#include "studies/synthesize.h"
#include "studies/tracked_run.h"
#include "studies/workbench.h"

namespace loom::studies {

namespace {

RunDescription describe(const AugmentStudy& study, const StudyData& data) {
    const AugmentPlan& plan = study.plan;
    RunDescription out{.kind = "augment", .experiment = "Augment", .name = study.name};
    if (out.name.empty())
        out.name = fmt::format("augment {} {} x{} seed {}", plan.generator, dataTitle(study.data),
                               plan.factor, plan.seed);
    out.params = {{"model", plan.generator},
                  {"assets", std::to_string(data.assets())},
                  {"factor", std::to_string(plan.factor)},
                  {"window", std::to_string(plan.window)},
                  {"step", std::to_string(plan.step)},
                  {"risk_free_rate", fmt::format("{:g}", plan.riskFreeRate)},
                  {"cost_basis_points", fmt::format("{:g}", plan.costBasisPoints)},
                  {"resamples", std::to_string(plan.resamples)},
                  {"seed", std::to_string(plan.seed)}};
    out.study = toJson(study);
    out.dataset = datasetInput(study.data, data);
    out.dataHash = data.hash();
    return out;
}

RunRecord recordOf(const AugmentReport& report) {
    RunRecord out;
    for (const auto& arm : report.arms) {
        const std::string id(armId(arm.id));
        out.metrics.push_back({.key = "sharpe." + id, .value = arm.sharpe.value});
        out.metrics.push_back({.key = "sharpe_se." + id, .value = arm.sharpe.standardError});
        out.metrics.push_back({.key = "turnover." + id, .value = arm.turnover});
    }
    for (const auto& c : report.comparisons) {
        if (!c.question)
            continue;
        const std::string id(armId(c.first));
        out.metrics.push_back({.key = "gain." + id, .value = c.difference.value});
        out.metrics.push_back({.key = "gain_p." + id, .value = c.difference.pValue});
    }
    out.files = {{"report/augment.json", toJson(report).dump(2) + "\n"},
                 {"report/augment.csv", toCsv(report)},
                 {"report/returns.csv", returnsCsv(report)},
                 {"report/weights.csv", weightsCsv(report)}};
    std::string notes;
    for (const auto& note : report.notes)
        notes += note + "\n";
    out.tags = {{"quantloom.verdict", report.verdict}, {"mlflow.note.content", notes}};
    return out;
}

/// The days of the last window with what its generator makes of them.
Result<StoredScenarios> storeLastWindow(Workbench& workbench, const AugmentStudy& study,
                                        const StudyData& data, const AugmentReport& report,
                                        TrackedRun& run) {
    const auto& window = report.windows.back();
    const auto& all = data.data();
    const std::size_t n = all.assetCount();
    generate::TrainingData real;
    real.assets = all.assets;
    real.returns.assign(all.returns.begin() + static_cast<std::ptrdiff_t>(window.from * n),
                        all.returns.begin() + static_cast<std::ptrdiff_t>(window.to * n));
    if (!all.dates.empty())
        real.dates.assign(all.dates.begin() + static_cast<std::ptrdiff_t>(window.from),
                          all.dates.begin() + static_cast<std::ptrdiff_t>(window.to));
    real.trainEnd = real.validationEnd = real.days();
    real.wholeWindow = true;
    const AugmentPlan& plan = study.plan;
    const auto& info = *workbench.generators().find(plan.generator);
    const auto params =
        resolvedParams(workbench.generators(),
                       {.id = plan.generator, .preset = plan.preset, .params = plan.params});
    if (!params)
        return params.error();
    const std::uint64_t seed = plan.seed + report.windows.size() - 1; // as in the study itself
    const auto model =
        info.fit(real, {.params = *params, .seed = seed, .device = plan.device}, run.context());
    if (!model)
        return model.error();
    const auto sample = (*model)->sample(
        {.count = plan.factor, .length = real.days(), .seed = seed, .device = plan.device},
        run.context());
    if (!sample)
        return sample.error();
    auto set = augmentedSet(real, sample->paths,
                            {.name = study.storeSetAs,
                             .generator = plan.generator,
                             .seed = seed,
                             .madeAt = toIso(workbench.clock().now()),
                             .details = {{"run", run.id().value}, {"data_hash", data.hash()}}});
    if (!set)
        return std::move(set).error();
    return keepScenarioSet(workbench.tracking(), run.id(), set->card, set->paths);
}

Status execute(Workbench& workbench, const AugmentStudy& study, const StudyData& data,
               TrackedRun& run, AugmentOutcome& out) {
    auto report =
        computeAugmentation(workbench.generators(), data.data(), study.plan, run.context());
    if (!report)
        return std::move(report).error();
    out.report = std::move(*report);
    run.trainingEnded();
    if (!study.storeSetAs.empty()) {
        auto stored = storeLastWindow(workbench, study, data, out.report, run);
        if (!stored)
            return std::move(stored).error();
        out.set = std::move(*stored);
    }
    return run.keep(recordOf(out.report));
}

} // namespace

Result<std::shared_ptr<const AugmentOutcome>>
runAugment(Workbench& workbench, const AugmentStudy& study, jobs::JobContext& context) {
    const AugmentPlan& plan = study.plan;
    const auto params =
        resolvedParams(workbench.generators(),
                       {.id = plan.generator, .preset = plan.preset, .params = plan.params});
    if (!params)
        return params.error();
    const auto loaded = loadStudyData(workbench, study.data, {.paperTable = true},
                                      *workbench.generators().find(plan.generator), *params);
    if (!loaded)
        return loaded.error();
    const StudyData& data = *loaded;
    // Before the run exists: what is refused leaves no failed run behind.
    if (auto checked = checkAugmentation(workbench.generators(), data.data(), plan); !checked)
        return std::move(checked).error();
    auto run = TrackedRun::start(workbench.tracking(), describe(study, data), context);
    if (!run)
        return std::move(run).error();
    auto out = std::make_shared<AugmentOutcome>();
    out->run = (*run)->id();
    const Status done = execute(workbench, study, data, **run, *out);
    if (auto closed = (*run)->close(done); done.ok() && !closed)
        return std::move(closed).error();
    if (!done)
        return done.error();
    return std::shared_ptr<const AugmentOutcome>(std::move(out));
}

} // namespace loom::studies
