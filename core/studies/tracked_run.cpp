// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/tracked_run.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/version.h"
#include "studies/synthesize.h"

namespace loom::studies {

namespace {

std::vector<tracking::NamedText> paramTexts(const SynthesizeStudy& study, const Params& params) {
    std::vector<tracking::NamedText> out{
        {"model", study.model.id},
        {"preset", study.model.preset},
        {"symbol", study.data.symbol},
        {"interval", std::string(market::intervalCode(study.data.interval))},
        {"seed", std::to_string(study.seed)},
        {"mode", study.split.paperTable ? "paper_table" : "holdout"},
        {"paths", std::to_string(study.evaluation.paths)}};
    for (const auto& [key, value] : params.values())
        out.push_back({"model." + key, toText(value)});
    return out;
}

tracking::DatasetInput datasetInput(const SynthesizeStudy& study, const Dataset& dataset) {
    return {.name = fmt::format("{} {} {}..{}", study.data.symbol,
                                market::intervalCode(study.data.interval),
                                toIso(dataset.dates.front()), toIso(dataset.dates.back())),
            .digest = dataset.hash.substr(0, 36),
            .sourceType = "local",
            .source = Json{{"source", dataset.source}, {"symbol", study.data.symbol}}.dump(),
            .schema = {},
            .profile = Json{{"num_rows", dataset.closes.size()}}.dump(),
            .context = "training"};
}

} // namespace

class TrackedRun::Context final : public jobs::JobContext {
  public:
    Context(jobs::JobContext& outer, tracking::MetricWriter& metrics)
        : m_outer(outer), m_metrics(metrics) {}
    /// Metrics that belong before the first one that is reported here.
    void setEarlier(std::vector<tracking::Metric> metrics) { m_earlier = std::move(metrics); }
    jobs::StopRequest stopRequest() const override {
        const auto request = m_outer.stopRequest();
        return m_trained && request == jobs::StopRequest::KeepBest ? jobs::StopRequest::None
                                                                   : request;
    }
    void trainingEnded() { m_trained = true; }
    void progress(double fraction, std::string_view text) override {
        m_outer.progress(fraction, text);
    }
    void metric(std::string_view name, std::int64_t step, double value) override {
        for (const auto& metric : std::exchange(m_earlier, {}))
            if (metric.step < step) {
                m_metrics.log(metric.key, metric.value, metric.step);
                m_outer.metric(metric.key, metric.step, metric.value);
            }
        m_metrics.log(name, value, step);
        m_outer.metric(name, step, value);
    }
    void log(jobs::LogLevel level, std::string_view text) override { m_outer.log(level, text); }

  private:
    jobs::JobContext& m_outer;
    tracking::MetricWriter& m_metrics;
    std::vector<tracking::Metric> m_earlier; ///< by step
    std::atomic<bool> m_trained{false};
};

TrackedRun::TrackedRun(tracking::Store& store, tracking::RunId id, jobs::JobContext& outer)
    : m_store(store), m_id(id), m_metrics(std::make_unique<tracking::MetricWriter>(store, id)),
      m_context(std::make_unique<Context>(outer, *m_metrics)) {}

TrackedRun::~TrackedRun() {
    m_metrics.reset();
    if (!m_closed)
        static_cast<void>(m_store.setRunStatus(m_id, tracking::RunStatus::Failed).ok());
}

jobs::JobContext& TrackedRun::context() {
    return *m_context;
}

void TrackedRun::trainingEnded() {
    m_context->trainingEnded();
}

Status TrackedRun::continues(const tracking::RunId& interrupted) {
    const auto before = m_store.run(interrupted);
    if (!before)
        return before.error();
    std::vector<tracking::Metric> earlier;
    for (const auto& latest : before->metrics) {
        const auto history = m_store.metricHistory(interrupted, latest.key);
        if (!history)
            return history.error();
        for (const auto& point : *history)
            earlier.push_back({.key = latest.key, .value = point.value, .step = point.step});
    }
    std::stable_sort(earlier.begin(), earlier.end(),
                     [](const auto& a, const auto& b) { return a.step < b.step; });
    m_context->setEarlier(std::move(earlier));
    if (auto s = m_store.setTag(m_id, "quantloom.resumes", interrupted.value); !s)
        return s;
    return m_store.setTag(interrupted, "quantloom.resumed_by", m_id.value);
}

Result<std::unique_ptr<TrackedRun>>
TrackedRun::start(tracking::Store& store, const std::string& name, const SynthesizeStudy& study,
                  const Params& params, const Dataset& dataset, jobs::JobContext& context) {
    const auto experiment = store.experiment("Synthesize");
    if (!experiment)
        return experiment.error();
    const auto id =
        store.createRun({.experiment = *experiment, .name = name, .tags = {}, .startMs = {}});
    if (!id)
        return id.error();
    std::unique_ptr<TrackedRun> run(new TrackedRun(store, *id, context));
    if (auto described = run->describe(study, params, dataset); !described)
        return std::move(described).error();
    return run;
}

Status TrackedRun::describe(const SynthesizeStudy& study, const Params& params,
                            const Dataset& dataset) {
    if (auto s = m_store.logParams(m_id, paramTexts(study, params)); !s)
        return s;
    const std::vector<tracking::NamedText> tags{{"quantloom.kind", "synthesize"},
                                                {"quantloom.version", kVersion},
                                                {"quantloom.data_hash", dataset.hash},
                                                {"mlflow.source.name", "quantloom"},
                                                {"mlflow.source.type", "LOCAL"}};
    if (auto s = m_store.setTags(m_id, tags); !s)
        return s;
    if (auto s = m_store.logDataset(m_id, datasetInput(study, dataset)); !s)
        return s;
    return m_store.logArtifact(m_id, "study.json", toJson(study).dump(2) + "\n");
}

Status TrackedRun::keepOutcome(const SynthesizeOutcome& outcome) {
    std::vector<tracking::Metric> metrics;
    for (const auto& row : outcome.report.rows)
        if (!row.cells.empty() && std::isfinite(row.cells.front().value))
            metrics.push_back({.key = row.id, .value = row.cells.front().value});
    if (!outcome.report.columns.empty()) {
        const auto& column = outcome.report.columns.front();
        metrics.push_back({.key = "rows_passed", .value = static_cast<double>(column.passed)});
        metrics.push_back({.key = "rows_failed", .value = static_cast<double>(column.failed)});
    }
    metrics.push_back({.key = "touched_share", .value = outcome.sample.report.touchedShare()});
    if (auto s = m_store.logMetrics(m_id, metrics); !s)
        return s;
    const std::vector<std::pair<std::string, std::string>> files{
        {"report/fidelity.json", generate::toJson(outcome.report).dump(2) + "\n"},
        {"report/fidelity.csv", generate::toCsv(outcome.report)},
        {"report/curves.csv", generate::toCsv(outcome.curves)}};
    for (const auto& [path, bytes] : files)
        if (auto s = m_store.logArtifact(m_id, path, bytes); !s)
            return s;
    std::string notes;
    for (const auto& note : outcome.notes)
        notes += note + "\n";
    const std::vector<tracking::NamedText> tags{
        {"quantloom.verdict", outcome.report.verdict.claim},
        {"quantloom.model",
         outcome.origin.version > 0
             ? fmt::format("{} version {}", outcome.origin.name, outcome.origin.version)
             : ""},
        {"mlflow.note.content", notes}};
    return m_store.setTags(m_id, tags);
}

Status TrackedRun::close(const Status& outcome) {
    m_closed = true;
    const Status flushed = m_metrics->flush();
    auto status = tracking::RunStatus::Finished;
    if (!outcome) {
        status = outcome.error().code == ErrorCode::Cancelled ? tracking::RunStatus::Killed
                                                              : tracking::RunStatus::Failed;
        if (auto s = m_store.setTag(m_id, "quantloom.error", outcome.error().text()); !s)
            return s;
    }
    if (auto s = m_store.setRunStatus(m_id, status); !s)
        return s;
    return flushed;
}

} // namespace loom::studies
