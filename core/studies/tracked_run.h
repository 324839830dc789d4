// SPDX-License-Identifier: GPL-3.0-or-later
// A run of the tracking store that follows a job: parameters and data at the start, every metric
// the job reports while it works, the outcome's files, and an honest status at the end.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/param_spec.h"
#include "jobs/job.h"
#include "studies/study.h"
#include "studies/study_data.h"
#include "tracking/metric_writer.h"
#include "tracking/store.h"

namespace loom::studies {

/// What a run is told at its start.
struct RunDescription {
    std::string kind = {};       ///< of the study: "synthesize"
    std::string experiment = {}; ///< "Synthesize"
    std::string name = {};
    std::vector<tracking::NamedText> params = {};
    Json study = Json::object();
    tracking::DatasetInput dataset = {};
    std::string dataHash = {};
};

/// What a run is told of its data.
tracking::DatasetInput datasetInput(const DataSelection& selection, const StudyData& data);

/// What it keeps at its end.
struct RunRecord {
    std::vector<tracking::Metric> metrics = {};
    std::vector<std::pair<std::string, std::string>> files = {}; ///< artifact path, content
    std::vector<tracking::NamedText> tags = {};
};

/// Data, split and seed as parameters of a run: symbol or symbols, interval, mode, seed, paths.
std::vector<tracking::NamedText> dataParams(const DataSelection& data, const SplitPlan& split,
                                            const EvaluationPlan& evaluation, std::uint64_t seed);

/// Lives as long as the work. Destroyed without close(), the run is marked FAILED.
class TrackedRun {
  public:
    static Result<std::unique_ptr<TrackedRun>>
    start(tracking::Store& store, const RunDescription& what, jobs::JobContext& context);
    ~TrackedRun();
    TrackedRun(const TrackedRun&) = delete;
    TrackedRun& operator=(const TrackedRun&) = delete;

    const tracking::RunId& id() const { return m_id; }
    /// What the work reports to: forwards to the job and writes its metrics into the run.
    jobs::JobContext& context();
    /// This run goes on with an interrupted one: each is tagged with the other, and the metrics of
    /// the interrupted run before the first step that this one reports are copied.
    Status continues(const tracking::RunId& interrupted);
    /// The training has ended. A request to stop and keep the best is met by that: what follows
    /// (sampling, judging) runs to its end; only a request to discard still stops it.
    void trainingEnded();

    Status keep(const RunRecord& record);
    /// FINISHED, KILLED (cancelled) or FAILED with the reason as a tag. A run that was refused as
    /// InvalidInput before it had measured anything is deleted too.
    Status close(const Status& outcome);

  private:
    class Context;
    TrackedRun(tracking::Store& store, tracking::RunId id, jobs::JobContext& outer);
    Status describe(const RunDescription& what);

    tracking::Store& m_store;
    tracking::RunId m_id;
    std::unique_ptr<tracking::MetricWriter> m_metrics;
    std::unique_ptr<Context> m_context;
    bool m_closed = false;
};

} // namespace loom::studies
