// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/tracked_run.h"

#include <algorithm>
#include <atomic>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "base/version.h"

namespace loom::studies {

namespace {

std::string sourcesOf(const StudyData& data) {
    if (!data.isPanel())
        return data.series->source;
    std::set<std::string> names;
    for (const auto& asset : data.panel->coverage)
        names.insert(asset.source);
    return join(std::vector<std::string>(names.begin(), names.end()), ", ");
}

} // namespace

tracking::DatasetInput datasetInput(const DataSelection& selection, const StudyData& data) {
    Json source{{"source", sourcesOf(data)}};
    if (data.isPanel())
        source["symbols"] = data.panel->symbols;
    else
        source["symbol"] = selection.symbol;
    Json profile{{"num_rows", data.dates().size()}};
    if (data.isPanel())
        profile["num_assets"] = data.assets();
    return {.name = fmt::format("{} {} {}", dataTitle(selection),
                                market::intervalCode(selection.interval), data.periodText()),
            .digest = data.hash().substr(0, 36),
            .sourceType = "local",
            .source = source.dump(),
            .schema = {},
            .profile = profile.dump(),
            .context = "training"};
}

std::vector<tracking::NamedText> dataParams(const DataSelection& data, const SplitPlan& split,
                                            const EvaluationPlan& evaluation, std::uint64_t seed) {
    std::vector<tracking::NamedText> out{
        {"interval", std::string(market::intervalCode(data.interval))},
        {"seed", std::to_string(seed)},
        {"mode", split.paperTable ? "paper_table" : "holdout"},
        {"paths", std::to_string(evaluation.paths)}};
    if (!data.isPanel()) {
        out.push_back({"symbol", data.symbol});
        return out;
    }
    if (!data.isFromCache()) {
        out.push_back({data.set.empty() ? "file" : "set", dataTitle(data)});
        return out;
    }
    out.push_back({"symbols", join(data.symbols, " ")});
    out.push_back({"assets", std::to_string(data.symbols.size())});
    out.push_back({"alignment", data.alignment == Alignment::Inner ? "inner" : "ragged"});
    if (!data.universe.empty())
        out.push_back({"universe", data.universe});
    return out;
}

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
    /// Whether anything was measured yet.
    bool reported() const { return m_reported; }
    void metric(std::string_view name, std::int64_t step, double value) override {
        m_reported = true;
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
    std::atomic<bool> m_reported{false};
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
TrackedRun::start(tracking::Store& store, const RunDescription& what, jobs::JobContext& context) {
    const auto experiment = store.experiment(what.experiment);
    if (!experiment)
        return experiment.error();
    const auto id =
        store.createRun({.experiment = *experiment, .name = what.name, .tags = {}, .startMs = {}});
    if (!id)
        return id.error();
    std::unique_ptr<TrackedRun> run(new TrackedRun(store, *id, context));
    if (auto described = run->describe(what); !described)
        return std::move(described).error();
    return run;
}

Status TrackedRun::describe(const RunDescription& what) {
    if (auto s = m_store.logParams(m_id, what.params); !s)
        return s;
    const std::vector<tracking::NamedText> tags{{"quantloom.kind", what.kind},
                                                {"quantloom.version", kVersion},
                                                {"quantloom.data_hash", what.dataHash},
                                                {"mlflow.source.name", "quantloom"},
                                                {"mlflow.source.type", "LOCAL"}};
    if (auto s = m_store.setTags(m_id, tags); !s)
        return s;
    if (auto s = m_store.logDataset(m_id, what.dataset); !s)
        return s;
    return m_store.logArtifact(m_id, "study.json", what.study.dump(2) + "\n");
}

Status TrackedRun::keep(const RunRecord& record) {
    if (auto s = m_store.logMetrics(m_id, record.metrics); !s)
        return s;
    for (const auto& [path, bytes] : record.files)
        if (auto s = m_store.logArtifact(m_id, path, bytes); !s)
            return s;
    return m_store.setTags(m_id, record.tags);
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
    // What a model refuses before it has begun is a matter of the form, not a failed run.
    if (!outcome && outcome.error().code == ErrorCode::InvalidInput && !m_context->reported())
        if (auto s = m_store.deleteRun(m_id); !s)
            return s;
    return flushed;
}

} // namespace loom::studies
