// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/compare.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "generate/fidelity_detail.h"
#include "studies/model_work.h"
#include "studies/outcome_notes.h"
#include "studies/synthesize.h"
#include "studies/tracked_run.h"
#include "studies/workbench.h"

namespace loom::studies {

namespace {

using generate::GeneratorInfo;

double secondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Puts a model's name before its metrics and its share of the whole before its progress.
class PartContext final : public jobs::JobContext {
  public:
    PartContext(jobs::JobContext& outer, std::string name, double from, double to)
        : m_outer(outer), m_name(std::move(name)), m_from(from), m_to(to) {}
    jobs::StopRequest stopRequest() const override { return m_outer.stopRequest(); }
    void progress(double fraction, std::string_view text) override {
        m_outer.progress(m_from + (m_to - m_from) * std::max(fraction, 0.0),
                         fmt::format("{}: {}", m_name, text));
    }
    void metric(std::string_view name, std::int64_t step, double value) override {
        m_outer.metric(fmt::format("{}/{}", m_name, name), step, value);
    }
    void log(jobs::LogLevel level, std::string_view text) override {
        m_outer.log(level, fmt::format("{}: {}", m_name, text));
    }

  private:
    jobs::JobContext& m_outer;
    std::string m_name;
    double m_from, m_to;
};

/// The comparison while it is made. Functions return what must end it; what concerns one model
/// only becomes its entry's failure.
class Comparison {
  public:
    Comparison(Workbench& workbench, const CompareStudy& study) : m_workbench(workbench) {
        m_out = std::make_shared<CompareOutcome>();
        m_out->study = study;
    }

    Status prepare();
    Status execute(TrackedRun& run);
    const StudyData& data() const { return m_out->data; }
    std::shared_ptr<CompareOutcome> outcome() { return m_out; }
    RunDescription description() const;

  private:
    const GeneratorInfo& infoOf(std::size_t i) const {
        return *m_workbench.generators().find(m_out->study.models[i].id);
    }
    void nameEntries();
    ModelTask taskOf(std::size_t i) const;
    Status makeModel(std::size_t i, TrackedRun& run);
    Status sampleModel(std::size_t i, TrackedRun& run);
    Status judge(TrackedRun& run);
    void nameTheFirst();
    Status keepModels();
    RunRecord record() const;
    double share(std::size_t i) const { // of the job; the report takes the last fifth
        return 0.8 * static_cast<double>(i) / static_cast<double>(m_out->entries.size());
    }

    Workbench& m_workbench;
    std::shared_ptr<CompareOutcome> m_out;
    std::vector<SynthesizeStudy> m_studies; ///< of each entry alone
    std::vector<ObtainedModel> m_models;
};

/// "vae", "vae:baseline", "vae:baseline:2": as short as it can be told apart.
void Comparison::nameEntries() {
    const auto& models = m_out->study.models;
    for (std::size_t i = 0; i < models.size(); ++i) {
        CompareEntry entry{.choice = models[i], .id = models[i].id, .title = infoOf(i).title};
        const auto same = std::count_if(models.begin(), models.end(),
                                        [&](const auto& m) { return m.id == models[i].id; });
        if (same > 1 && !models[i].preset.empty()) {
            entry.id += ":" + models[i].preset;
            entry.title += ", " + models[i].preset;
        }
        const auto twins = std::count_if(
            models.begin(), models.begin() + static_cast<std::ptrdiff_t>(i),
            [&](const auto& m) { return m.id == models[i].id && m.preset == models[i].preset; });
        if (twins > 0) {
            entry.id += fmt::format(":{}", twins + 1);
            entry.title += fmt::format(" ({})", twins + 1);
        }
        m_out->entries.push_back(std::move(entry));
    }
}

Status Comparison::prepare() {
    const CompareStudy& study = m_out->study;
    if (study.models.empty())
        return fail(ErrorCode::InvalidInput, "models: name one model or more to compare");
    std::vector<Params> params;
    for (const auto& model : study.models) {
        auto resolved = resolvedParams(m_workbench.generators(), model);
        if (!resolved)
            return std::move(resolved).error();
        params.push_back(std::move(*resolved));
    }
    nameEntries();
    for (std::size_t i = 0; i < params.size(); ++i) {
        m_out->entries[i].params = std::move(params[i]);
        m_studies.push_back(synthesizeStudyOf(study, i));
    }
    m_models.resize(params.size());
    auto data =
        loadStudyData(m_workbench, study.data, study.split, 2, generate::MissingReturns::Allowed);
    if (!data)
        return std::move(data).error();
    m_out->data = std::move(*data);
    m_out->scoredFrom = m_out->data.scoredFrom();
    m_out->scoredTo = m_out->data.scoredTo();
    return checkScoredPart(m_out->data, dataTitle(study.data));
}

ModelTask Comparison::taskOf(std::size_t i) const {
    return {.study = m_studies[i],
            .info = infoOf(i),
            .params = m_out->entries[i].params,
            .data = m_out->data,
            .run = m_out->run};
}

Status Comparison::makeModel(std::size_t i, TrackedRun& run) {
    CompareEntry& entry = m_out->entries[i];
    if (infoOf(i).trains && run.context().stopRequest() == jobs::StopRequest::KeepBest) {
        entry.failure = fail(ErrorCode::Cancelled, "It was stopped before its training began.");
        return {};
    }
    PartContext part(run.context(), entry.id, share(i), share(i + 1));
    part.progress(0, "fitting");
    const auto start = std::chrono::steady_clock::now();
    Status fits = checkModelFits(m_workbench, m_out->data.assets(), infoOf(i));
    Result<ObtainedModel> model =
        fits ? obtainModel(m_workbench, taskOf(i), part) : Result<ObtainedModel>(fits.error());
    if (run.context().stopRequest() == jobs::StopRequest::Discard)
        return fail(ErrorCode::Cancelled, "The comparison was stopped.");
    if (!model) {
        entry.failure = std::move(model).error();
        return {};
    }
    if (!model->origin.reused)
        entry.fitSeconds = secondsSince(start);
    entry.generator = model->generator;
    entry.facts = model->generator->facts();
    m_models[i] = std::move(*model);
    return {};
}

Status Comparison::sampleModel(std::size_t i, TrackedRun& run) {
    CompareEntry& entry = m_out->entries[i];
    if (entry.failure)
        return {};
    PartContext part(run.context(), entry.id, share(i), share(i + 1));
    part.progress(1, "generating");
    const auto start = std::chrono::steady_clock::now();
    auto sample =
        entry.generator->sample(sampleRequest(m_studies[i], m_out->data, infoOf(i).timeless), part);
    if (!sample && sample.error().code == ErrorCode::Cancelled)
        return std::move(sample).error();
    if (!sample) {
        entry.failure = std::move(sample).error();
        return {};
    }
    entry.sampleSeconds = secondsSince(start);
    entry.sampleReport = sample->report;
    entry.paths = std::make_shared<const generate::Paths>(std::move(sample->paths));
    part.progress(1, "looking for copies");
    auto privacy = checkPrivacy(m_out->data, *entry.paths, m_out->study.seed, run.context());
    if (!privacy)
        return std::move(privacy).error();
    entry.privacy = std::move(*privacy);
    return {};
}

/// The verdict is about the generator that the board ranks first: only the board knows privacy.
void Comparison::nameTheFirst() {
    auto& report = m_out->report;
    const auto first = std::ranges::find_if(
        m_out->board, [](const BoardRow& row) { return row.entry.has_value(); });
    if (first != m_out->board.end() && report.controlFails)
        report.verdict = generate::verdictOn(report, first->column);
}

Status Comparison::judge(TrackedRun& run) {
    std::vector<generate::NamedSample> candidates;
    for (std::size_t i = 0; i < m_out->entries.size(); ++i) {
        const CompareEntry& entry = m_out->entries[i];
        if (entry.failure)
            continue;
        auto candidate = candidateOf(infoOf(i), entry.params, entry.paths, entry.sampleReport);
        candidate.id = entry.id;
        candidate.title = entry.title;
        candidates.push_back(std::move(candidate));
    }
    if (candidates.empty())
        return std::move(*m_out->entries.front().failure)
            .during(fmt::format("fit {}; no other model could be fitted either",
                                m_out->entries.front().title));
    PartContext part(run.context(), "report", 0.8, 1);
    auto report = judgeSamples(m_out->data, candidates, m_studies.front(), part);
    if (!report)
        return std::move(report).error();
    m_out->report = std::move(*report);
    m_out->board = boardOf(m_out->report, m_out->entries);
    nameTheFirst();
    if (m_out->data.isPanel())
        return {};
    auto curves = seriesCurves(*m_out->data.series, candidates, m_out->study.seed, part);
    if (!curves)
        return std::move(curves).error();
    m_out->curves = std::move(*curves);
    return {};
}

Status Comparison::keepModels() {
    std::size_t column = 0; // candidates come first, in order
    for (std::size_t i = 0; i < m_out->entries.size(); ++i) {
        CompareEntry& entry = m_out->entries[i];
        if (entry.failure)
            continue;
        std::string folder = "models/" + entry.id;
        std::replace(folder.begin(), folder.end(), ':', '_');
        if (auto kept =
                keepModel(m_workbench, taskOf(i), m_out->report, column++, folder, m_models[i]);
            !kept)
            return kept;
        entry.origin = m_models[i].origin;
    }
    return {};
}

RunRecord Comparison::record() const {
    RunRecord record{
        .files = {{"board.csv", boardCsv(*m_out)},
                  {"report/fidelity.json", generate::toJson(m_out->report).dump(2) + "\n"},
                  {"report/fidelity.csv", generate::toCsv(m_out->report)}}};
    if (!m_out->data.isPanel())
        record.files.emplace_back("report/curves.csv", generate::toCsv(m_out->curves));
    const auto add = [&](const std::string& key, double value) {
        if (std::isfinite(value))
            record.metrics.push_back({.key = key, .value = value});
    };
    for (const BoardRow& row : m_out->board) {
        if (!row.entry)
            continue;
        const CompareEntry& entry = m_out->entries[*row.entry];
        std::string place = entry.id;
        std::replace(place.begin(), place.end(), ':', '_');
        record.files.emplace_back("privacy/" + place + ".json",
                                  generate::toJson(entry.privacy).dump(2) + "\n");
        record.files.emplace_back("privacy/" + place + ".csv", generate::toCsv(entry.privacy));
        add(place + "/rows_failed", static_cast<double>(row.failed));
        add(place + "/rows_borderline", static_cast<double>(row.borderline));
        add(place + "/rows_passed", static_cast<double>(row.passed));
        add(place + "/excess", row.excess);
        add(place + "/fit_seconds", entry.fitSeconds);
        add(place + "/sample_seconds", entry.sampleSeconds);
    }
    record.tags = {{"quantloom.verdict", m_out->report.verdict.claim},
                   {"mlflow.note.content", join(m_out->notes, "\n")}};
    return record;
}

Status Comparison::execute(TrackedRun& run) {
    m_out->run = run.id();
    for (std::size_t i = 0; i < m_out->entries.size(); ++i)
        if (auto done = makeModel(i, run); !done)
            return done;
    run.trainingEnded();
    for (std::size_t i = 0; i < m_out->entries.size(); ++i)
        if (auto done = sampleModel(i, run); !done)
            return done;
    if (auto done = judge(run); !done)
        return done;
    if (auto done = keepModels(); !done)
        return done;
    m_out->notes = notesFor(*m_out);
    return run.keep(record());
}

RunDescription Comparison::description() const {
    const CompareStudy& study = m_out->study;
    std::vector<std::string> ids;
    for (const auto& entry : m_out->entries)
        ids.push_back(entry.id);
    RunDescription out{.kind = "compare",
                       .experiment = "Compare",
                       .name = study.name,
                       .params = dataParams(study.data, study.split, study.evaluation, study.seed),
                       .study = toJson(study),
                       .dataset = datasetInput(study.data, data()),
                       .dataHash = data().hash()};
    if (out.name.empty())
        out.name = fmt::format("{} on {}", join(ids, ", "), dataTitle(study.data));
    out.params.push_back({"models", join(ids, " ")});
    return out;
}

} // namespace

Result<std::shared_ptr<const CompareOutcome>>
runCompare(Workbench& workbench, const CompareStudy& study, jobs::JobContext& context) {
    Comparison comparison(workbench, study);
    if (auto ready = comparison.prepare(); !ready)
        return std::move(ready).error();
    auto run = TrackedRun::start(workbench.tracking(), comparison.description(), context);
    if (!run)
        return std::move(run).error();
    const Status done = comparison.execute(**run);
    if (auto closed = (*run)->close(done); done.ok() && !closed)
        return std::move(closed).error();
    if (!done)
        return done.error();
    return std::shared_ptr<const CompareOutcome>(comparison.outcome());
}

} // namespace loom::studies
