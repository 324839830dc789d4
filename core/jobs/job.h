// SPDX-License-Identifier: GPL-3.0-or-later
// A job is one execution in the background: a function that gets a JobContext and returns a Status.
// Through the context it reports progress, metrics and log lines and learns that it should stop.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "base/date.h"
#include "base/result.h"

namespace loom::jobs {

/// Identifies a job for the life of the process.
struct JobId {
    std::uint64_t value = 0;
    friend auto operator<=>(const JobId&, const JobId&) = default;
};

enum class JobState { Queued, Running, Done, Failed, Stopped };

/// How the user wants a running job to end.
enum class StopRequest {
    None,
    KeepBest, ///< finish at once and use the best result so far
    Discard,  ///< finish at once and throw the result away
};

enum class LogLevel { Info, Warning, Error };

struct StateChanged {
    JobState state = JobState::Queued;
    Error error = {}; ///< why, when Failed
};
struct ProgressChanged {
    double fraction = -1; ///< 0 … 1, or negative when unknown
    std::string text;     ///< "1,240 / 3,000 steps, 9.3/s"
    double secondsLeft = -1; ///< negative when unknown
};
struct MetricLogged {
    std::string name;
    std::int64_t step = 0;
    double value = 0;
};
struct LineLogged {
    LogLevel level = LogLevel::Info;
    std::string text;
};

struct JobEvent {
    JobId id;
    std::variant<StateChanged, ProgressChanged, MetricLogged, LineLogged> what;
};

/// Receives every event of every job, on the thread of the job: it must be quick and thread-safe.
using JobListener = std::function<void(const JobEvent&)>;

/// The job's line to the outside. All members may be called from any thread of the job.
class JobContext {
  public:
    virtual ~JobContext() = default;

    virtual StopRequest stopRequest() const = 0;
    bool shouldStop() const { return stopRequest() != StopRequest::None; }

    /// fraction 0 … 1, negative when unknown.
    virtual void progress(double fraction, std::string_view text) = 0;
    virtual void metric(std::string_view name, std::int64_t step, double value) = 0;
    virtual void log(LogLevel level, std::string_view text) = 0;
};

/// A context for tests and for work that runs in the caller's thread: forwards to callbacks that
/// may be empty; stop() may be called from any thread or signal handler.
class PlainJobContext final : public JobContext {
  public:
    std::function<void(double, std::string_view)> onProgress;
    std::function<void(std::string_view, std::int64_t, double)> onMetric;
    std::function<void(LogLevel, std::string_view)> onLog;

    void stop(StopRequest how) { m_stop.store(how, std::memory_order_relaxed); }

    StopRequest stopRequest() const override { return m_stop.load(std::memory_order_relaxed); }
    void progress(double fraction, std::string_view text) override {
        if (onProgress)
            onProgress(fraction, text);
    }
    void metric(std::string_view name, std::int64_t step, double value) override {
        if (onMetric)
            onMetric(name, step, value);
    }
    void log(LogLevel level, std::string_view text) override {
        if (onLog)
            onLog(level, text);
    }

  private:
    std::atomic<StopRequest> m_stop{StopRequest::None};
};

} // namespace loom::jobs
