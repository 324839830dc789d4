// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/synthesize.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "studies/model_work.h"
#include "studies/outcome_notes.h"
#include "studies/tracked_run.h"
#include "studies/workbench.h"

namespace loom::studies {

namespace {

using generate::FidelityReport;

struct Prepared {
    const generate::GeneratorInfo* info = nullptr;
    Params params = {};
    StudyData data = {};
};

Result<Prepared> prepare(Workbench& workbench, const SynthesizeStudy& study) {
    Prepared out;
    auto params = resolvedParams(workbench.generators(), study.model);
    if (!params)
        return std::move(params).error();
    out.params = std::move(*params);
    out.info = workbench.generators().find(study.model.id);
    auto data = loadStudyData(workbench, study.data, study.split, *out.info, out.params);
    if (!data)
        return std::move(data).error();
    out.data = std::move(*data);
    if (auto enough = checkScoredPart(out.data, dataTitle(study.data)); !enough)
        return std::move(enough).error();
    return out;
}

Status generatePaths(const Prepared& prepared, TrackedRun& run, SynthesizeOutcome& out) {
    out.scoredFrom = prepared.data.scoredFrom();
    out.scoredTo = prepared.data.scoredTo();
    const auto request = sampleRequest(out.study, prepared.data, prepared.info->timeless);
    run.context().progress(
        -1, fmt::format("generating {} paths of {} days", request.count, request.length));
    auto sample = out.generator->sample(request, run.context());
    if (!sample)
        return std::move(sample).error();
    out.sample = std::move(*sample);
    return {};
}

Status judge(const Prepared& prepared, TrackedRun& run, SynthesizeOutcome& out) {
    const auto candidate =
        candidateOf(*prepared.info, prepared.params,
                    std::make_shared<const generate::Paths>(out.sample.paths), out.sample.report);
    run.context().progress(-1, "judging beside rivals and noise floor");
    auto report = judgeSamples(prepared.data, {candidate}, out.study, run.context());
    if (!report)
        return std::move(report).error();
    out.report = std::move(*report);
    if (out.dataset) {
        auto curves = seriesCurves(*out.dataset, {candidate}, out.study.seed, run.context());
        if (!curves)
            return std::move(curves).error();
        out.curves = std::move(*curves);
    }
    run.context().progress(-1, "looking for copies of the training data");
    auto privacy = checkPrivacy(prepared.data, out.sample.paths, out.study.seed, run.context());
    if (!privacy)
        return std::move(privacy).error();
    out.privacy = std::move(*privacy);
    run.context().progress(1, out.report.verdict.claim); // stays as the words of the finished job
    return {};
}

std::vector<tracking::Metric> scores(const SynthesizeOutcome& outcome) {
    std::vector<tracking::Metric> metrics;
    const auto add = [&](const std::string& key, double value) {
        if (std::isfinite(value))
            metrics.push_back({.key = key, .value = value});
    };
    for (const auto& row : outcome.report.rows)
        if (!row.cells.empty())
            add(row.id, row.cells.front().value);
    if (!outcome.report.columns.empty()) {
        const auto& column = outcome.report.columns.front();
        add("rows_passed", static_cast<double>(column.passed));
        add("rows_failed", static_cast<double>(column.failed));
    }
    add("touched_share", outcome.sample.report.touchedShare());
    for (const auto& row : outcome.privacy.rows)
        add("privacy." + row.id, row.value);
    return metrics;
}

RunRecord recordOf(const SynthesizeOutcome& outcome) {
    RunRecord record{
        .metrics = scores(outcome),
        .files = {{"report/fidelity.json", generate::toJson(outcome.report).dump(2) + "\n"},
                  {"report/fidelity.csv", generate::toCsv(outcome.report)},
                  {"privacy.json", generate::toJson(outcome.privacy).dump(2) + "\n"},
                  {"privacy.csv", generate::toCsv(outcome.privacy)}}};
    if (outcome.dataset)
        record.files.emplace_back("report/curves.csv", generate::toCsv(outcome.curves));
    std::string notes;
    for (const auto& note : outcome.notes)
        notes += note + "\n";
    record.tags = {{"quantloom.verdict", outcome.report.verdict.claim},
                   {"quantloom.privacy", outcome.privacy.verdict.claim},
                   {"quantloom.model",
                    outcome.origin.version > 0
                        ? fmt::format("{} version {}", outcome.origin.name, outcome.origin.version)
                        : ""},
                   {"mlflow.note.content", notes}};
    return record;
}

/// Everything between an open run and its end; the caller closes the run by the result.
Status execute(const Prepared& prepared, Workbench& workbench, TrackedRun& run,
               SynthesizeOutcome& out) {
    const ModelTask task{.study = out.study,
                         .info = *prepared.info,
                         .params = prepared.params,
                         .data = prepared.data,
                         .run = run.id(),
                         .mustResume = out.resumed.has_value()};
    auto model = obtainModel(workbench, task, run.context());
    if (!model)
        return std::move(model).error();
    run.trainingEnded();
    out.generator = model->generator;
    if (auto done = generatePaths(prepared, run, out); !done)
        return done;
    if (auto done = judge(prepared, run, out); !done)
        return done;
    if (auto kept = keepModel(workbench, task, out.report, 0, "model", *model); !kept)
        return kept;
    out.origin = std::move(model->origin);
    out.notes = notesFor(out, prepared.data, prepared.info->timeless);
    return run.keep(recordOf(out));
}

RunDescription describe(const SynthesizeStudy& study, const Params& params, const StudyData& data) {
    RunDescription out{.kind = "synthesize",
                       .experiment = "Synthesize",
                       .name = study.name,
                       .params = dataParams(study.data, study.split, study.evaluation, study.seed),
                       .study = toJson(study),
                       .dataset = datasetInput(study.data, data),
                       .dataHash = data.hash()};
    if (out.name.empty())
        out.name = fmt::format("{} {} seed {}", study.model.id, dataTitle(study.data), study.seed);
    out.params.push_back({"model", study.model.id});
    out.params.push_back({"preset", study.model.preset});
    for (const auto& [key, value] : params.values())
        out.params.push_back({"model." + key, toText(value)});
    return out;
}

Result<std::shared_ptr<const SynthesizeOutcome>> runAs(Workbench& workbench,
                                                       const SynthesizeStudy& study,
                                                       std::optional<tracking::RunId> resumed,
                                                       jobs::JobContext& context) {
    const auto prepared = prepare(workbench, study);
    if (!prepared)
        return prepared.error();
    auto run = TrackedRun::start(workbench.tracking(),
                                 describe(study, prepared->params, prepared->data), context);
    if (!run)
        return std::move(run).error();
    auto out = std::make_shared<SynthesizeOutcome>();
    out->study = study;
    out->params = prepared->params;
    out->dataset = prepared->data.series;
    out->panel = prepared->data.panel;
    out->run = (*run)->id();
    out->resumed = resumed;
    Status done = resumed ? (*run)->continues(*resumed) : Status();
    if (done)
        done = execute(*prepared, workbench, **run, *out);
    if (auto closed = (*run)->close(done); done.ok() && !closed)
        return std::move(closed).error();
    if (!done)
        return done.error();
    return std::shared_ptr<const SynthesizeOutcome>(std::move(out));
}

} // namespace

namespace {

/// "known: quick, standard", or that there are none.
std::string presetWords(const generate::GeneratorInfo& info) {
    std::string known;
    for (const auto& preset : info.presets)
        known += (known.empty() ? "known: " : ", ") + preset.id;
    return known.empty() ? "it has none, so leave it out" : known;
}

} // namespace

Result<Params> resolvedParams(const generate::GeneratorRegistry& generators,
                              const ModelChoice& model) {
    const auto* info = generators.find(model.id);
    if (info == nullptr) {
        std::string known;
        for (const auto& g : generators.all())
            known += (known.empty() ? "" : ", ") + g.id;
        return fail(
            ErrorCode::InvalidInput,
            fmt::format("model.id: there is no generator \"{}\"; known: {}", model.id, known));
    }
    Json values = Json::object();
    if (!model.preset.empty()) {
        const auto preset = std::find_if(info->presets.begin(), info->presets.end(),
                                         [&](const auto& p) { return p.id == model.preset; });
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

Result<std::shared_ptr<const SynthesizeOutcome>>
runSynthesize(Workbench& workbench, const SynthesizeStudy& study, jobs::JobContext& context) {
    return runAs(workbench, study, std::nullopt, context);
}

Result<std::shared_ptr<const SynthesizeOutcome>>
resumeSynthesize(Workbench& workbench, const InterruptedTraining& training,
                 jobs::JobContext& context) {
    return runAs(workbench, training.study, training.run, context);
}

} // namespace loom::studies
