// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/synthesize.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "studies/tracked_run.h"
#include "studies/workbench.h"

namespace loom::studies {

namespace {

using generate::FidelityReport;
using generate::FitOptions;

constexpr std::size_t kPaperLength = 4000; // Wiese et al. 2020, Table 2: 500 paths of length 4000

struct Prepared {
    const generate::GeneratorInfo* info = nullptr;
    Params params;
    std::shared_ptr<const Dataset> dataset;
};

Result<Prepared> prepare(const Workbench& workbench, const SynthesizeStudy& study) {
    Prepared out;
    auto params = resolvedParams(workbench.generators(), study.model);
    if (!params)
        return std::move(params).error();
    out.params = std::move(*params);
    out.info = workbench.generators().find(study.model.id);
    const auto series = workbench.loadSeries({.symbol = study.data.symbol,
                                              .interval = study.data.interval,
                                              .source = study.data.source});
    if (!series)
        return series.error();
    auto dataset =
        makeDataset(*series, study.data, study.split, out.info->minimumReturns(out.params, 1));
    if (!dataset)
        return std::move(dataset).error();
    const std::size_t scored =
        dataset->data.returns.size() - (study.split.paperTable ? 0 : dataset->data.validationEnd);
    if (const auto needed = generate::minimumReturnsForReport(generate::shortenedFor(scored, {}));
        scored < needed)
        return fail(
            ErrorCode::InvalidInput,
            fmt::format("only {} returns of {} are left to score on; a report needs {}. Choose "
                        "a longer period or a larger test part",
                        scored, study.data.symbol, needed));
    out.dataset = std::make_shared<const Dataset>(std::move(*dataset));
    return out;
}

/// A period that reaches beyond what is stored is cut, and says so.
void noteCutPeriod(const SynthesizeOutcome& outcome, std::vector<std::string>& notes) {
    constexpr int kHolidays = 5; // days without a session prove nothing
    const DataSelection& asked = outcome.study.data;
    const Date first = outcome.dataset->dates.front();
    const Date last = outcome.dataset->dates.back();
    if (asked.to && *asked.to - last > kHolidays)
        notes.push_back(fmt::format("The stored prices of {} end on {}, before the {} asked for.",
                                    asked.symbol, toIso(last), toIso(*asked.to)));
    if (asked.from && first - *asked.from > kHolidays)
        notes.push_back(fmt::format("The stored prices of {} begin on {}, after the {} asked for.",
                                    asked.symbol, toIso(first), toIso(*asked.from)));
}

std::vector<std::string> notesFor(const SynthesizeOutcome& outcome) {
    std::vector<std::string> notes;
    const Dataset& set = *outcome.dataset;
    if (outcome.origin.reused) {
        notes.push_back(fmt::format(
            "Generated at once from the registered model \"{}\", version {}, trained {}.",
            outcome.origin.name, outcome.origin.version, outcome.origin.trainedAt));
        if (outcome.origin.dataChanged)
            notes.push_back(
                "The stored prices have changed since that training; train again to use them.");
    }
    if (outcome.resumed)
        notes.push_back(fmt::format("Went on with the interrupted run {}: the result is the one it "
                                    "would have had.",
                                    outcome.resumed->value.substr(0, 8)));
    if (outcome.origin.stoppedEarly)
        notes.push_back("That training was stopped early and its best state kept; training anew "
                        "goes on where it stopped.");
    if (outcome.study.split.paperTable)
        notes.push_back(
            "Paper-table mode: training, selection and scoring all saw the whole window "
            "(in-sample), as in the paper's table.");
    else
        notes.push_back(fmt::format("Trained on {}; chosen on {}; scored on {}, which neither saw.",
                                    set.spanText(0, set.data.trainEnd),
                                    set.spanText(set.data.trainEnd, set.data.validationEnd),
                                    set.spanText(outcome.scoredFrom, outcome.scoredTo)));
    notes.push_back(fmt::format("The tail bound touched {:.3g} % of {} generated values.",
                                100 * outcome.sample.report.touchedShare(),
                                outcome.sample.report.values));
    noteCutPeriod(outcome, notes);
    if (set.provisionalBars > 0)
        notes.push_back(
            fmt::format("{} provisional bar(s) at the end were left out.", set.provisionalBars));
    for (const auto& fact : outcome.generator->facts())
        if (fact.warning)
            notes.push_back(fmt::format("{}: {}", fact.name, fact.value));
    return notes;
}

Status obtainModel(const Prepared& prepared, Workbench& workbench, TrackedRun& run,
                   SynthesizeOutcome& out) {
    ModelLibrary library(workbench.tracking(), workbench.generators());
    const SynthesizeStudy& study = out.study;
    if (prepared.info->trains && !study.retrain && !out.resumed) {
        const auto found = library.find(study, prepared.params, prepared.dataset->hash);
        if (!found)
            return found.error();
        if (*found) {
            auto loaded = library.load(**found);
            if (loaded) {
                out.generator = std::move(*loaded);
                out.origin = **found;
                return {};
            }
            run.context().log(jobs::LogLevel::Warning,
                              "The registered model cannot be used, training anew: " +
                                  loaded.error().text());
        }
    }
    FitOptions how{.params = prepared.params, .seed = study.seed, .device = study.device};
    if (prepared.info->trains)
        how.checkpointFile = checkpointFile(workbench, study, prepared.params).string();
    how.mustResume = out.resumed.has_value();
    auto fitted = prepared.info->fit(prepared.dataset->data, how, run.context());
    if (!fitted)
        return std::move(fitted).error();
    out.generator = std::move(*fitted);
    out.origin = {.trainedAt = toIso(workbench.clock().now()), .run = run.id()};
    out.origin.stoppedEarly = run.context().stopRequest() == jobs::StopRequest::KeepBest;
    run.trainingEnded();
    return {};
}

Status generatePaths(const Prepared& prepared, TrackedRun& run, SynthesizeOutcome& out) {
    const auto& data = prepared.dataset->data;
    out.scoredFrom = data.wholeWindow ? 0 : data.validationEnd;
    out.scoredTo = data.returns.size();
    const std::size_t length = out.study.evaluation.length > 0 ? out.study.evaluation.length
                               : data.wholeWindow              ? kPaperLength
                                                               : out.scoredTo - out.scoredFrom;
    run.context().progress(
        -1, fmt::format("generating {} paths of {} days", out.study.evaluation.paths, length));
    auto sample = out.generator->sample({.count = out.study.evaluation.paths,
                                         .length = length,
                                         .seed = out.study.seed,
                                         .device = out.study.device},
                                        run.context());
    if (!sample)
        return std::move(sample).error();
    out.sample = std::move(*sample);
    return {};
}

Status judge(const Prepared& prepared, TrackedRun& run, SynthesizeOutcome& out) {
    const auto& returns = prepared.dataset->data.returns;
    const auto begin = returns.begin();
    const auto at = [](std::size_t i) { return static_cast<std::ptrdiff_t>(i); };
    generate::FidelityInput input;
    input.real.assign(begin + at(out.scoredFrom), begin + at(out.scoredTo));
    if (!out.study.split.paperTable)
        input.training.assign(begin, begin + at(prepared.dataset->data.trainEnd));
    const auto paths = std::make_shared<const generate::Paths>(out.sample.paths);
    input.candidates.push_back({.id = prepared.info->id,
                                .title = prepared.info->title,
                                .paths = paths,
                                .touchedShare = out.sample.report.touchedShare()});
    if (prepared.params.has("receptive_field"))
        input.candidates.front().receptiveField =
            static_cast<std::size_t>(prepared.params.integer("receptive_field"));
    auto options = generate::shortenedFor(input.real.size(), {});
    options.seed = out.study.seed;
    run.context().progress(-1, "judging beside rivals and noise floor");
    auto report = generate::computeFidelity(input, options, run.context());
    if (!report)
        return std::move(report).error();
    out.report = std::move(*report);
    const double start = prepared.dataset->closes[out.scoredFrom];
    auto curves = generate::computeFidelityCurves(
        input.real, input.candidates,
        {.fanDays = std::min(out.sample.paths.length, input.real.size()),
         .startPrice = start,
         .seed = out.study.seed},
        run.context());
    if (!curves)
        return std::move(curves).error();
    out.curves = std::move(*curves);
    return {};
}

Json scoresOf(const FidelityReport& report) {
    Json scores = Json::object();
    for (const auto& row : report.rows)
        if (!row.cells.empty() && std::isfinite(row.cells.front().value))
            scores[row.id] = row.cells.front().value;
    return scores;
}

/// Everything between an open run and its end; the caller closes the run by the result.
Status execute(const Prepared& prepared, Workbench& workbench, TrackedRun& run,
               SynthesizeOutcome& out) {
    if (auto done = obtainModel(prepared, workbench, run, out); !done)
        return done;
    if (auto done = generatePaths(prepared, run, out); !done)
        return done;
    if (auto done = judge(prepared, run, out); !done)
        return done;
    if (prepared.info->trains && !out.origin.reused) {
        auto stored = ModelLibrary(workbench.tracking(), workbench.generators())
                          .store(out.study, prepared.params, *prepared.dataset, *out.generator,
                                 out.origin, scoresOf(out.report));
        if (!stored)
            return std::move(stored).error();
        out.origin = std::move(*stored);
        if (std::error_code ignored; !out.origin.stoppedEarly) // nothing is left to go on with
            std::filesystem::remove(checkpointFile(workbench, out.study, prepared.params), ignored);
    }
    out.notes = notesFor(out);
    return run.keepOutcome(out);
}

std::string runName(const SynthesizeStudy& study) {
    return study.name.empty()
               ? fmt::format("{} {} seed {}", study.model.id, study.data.symbol, study.seed)
               : study.name;
}

Result<std::shared_ptr<const SynthesizeOutcome>> runAs(Workbench& workbench,
                                                       const SynthesizeStudy& study,
                                                       std::optional<tracking::RunId> resumed,
                                                       jobs::JobContext& context) {
    const auto prepared = prepare(workbench, study);
    if (!prepared)
        return prepared.error();
    auto run = TrackedRun::start(workbench.tracking(), runName(study), study, prepared->params,
                                 *prepared->dataset, context);
    if (!run)
        return std::move(run).error();
    auto out = std::make_shared<SynthesizeOutcome>();
    out->study = study;
    out->params = prepared->params;
    out->dataset = prepared->dataset;
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
            return fail(
                ErrorCode::InvalidInput,
                fmt::format("model.preset: {} has no preset \"{}\"", info->title, model.preset));
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
