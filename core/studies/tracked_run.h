// SPDX-License-Identifier: GPL-3.0-or-later
// A run of the tracking store that follows a job: parameters and data at the start, every metric
// the job reports while it works, the outcome's files, and an honest status at the end.
#pragma once

#include <memory>
#include <string>

#include "base/param_spec.h"
#include "jobs/job.h"
#include "studies/dataset.h"
#include "studies/study.h"
#include "tracking/metric_writer.h"
#include "tracking/store.h"

namespace loom::studies {

struct SynthesizeOutcome;

/// Lives as long as the work. Destroyed without close(), the run is marked FAILED.
class TrackedRun {
  public:
    static Result<std::unique_ptr<TrackedRun>>
    start(tracking::Store& store, const std::string& name, const SynthesizeStudy& study,
          const Params& params, const Dataset& dataset, jobs::JobContext& context);
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

    /// Scores as metrics, report and curves and study as artifacts, verdict and origin as tags.
    Status keepOutcome(const SynthesizeOutcome& outcome);
    /// FINISHED, KILLED (cancelled) or FAILED with the reason as a tag.
    Status close(const Status& outcome);

  private:
    class Context;
    TrackedRun(tracking::Store& store, tracking::RunId id, jobs::JobContext& outer);
    Status describe(const SynthesizeStudy& study, const Params& params, const Dataset& dataset);

    tracking::Store& m_store;
    tracking::RunId m_id;
    std::unique_ptr<tracking::MetricWriter> m_metrics;
    std::unique_ptr<Context> m_context;
    bool m_closed = false;
};

} // namespace loom::studies
