// SPDX-License-Identifier: GPL-3.0-or-later
// The background pool. Work is submitted to a lane: the training lane runs one job at a time (a
// training uses all cores or the GPU), the light lane a few. Exceptions, also std::bad_alloc,
// become a failed job here, once.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "jobs/job.h"

namespace loom::jobs {

enum class Lane { Training, Light };

/// What a list of jobs shows.
struct JobInfo {
    JobId id;
    std::string title;
    std::string kind; ///< "synthesize", "fetch", …
    Lane lane = Lane::Light;
    bool quiet = false; ///< a short read that no list of jobs shows
    JobState state = JobState::Queued;
    StopRequest stop = StopRequest::None;
    ProgressChanged progress;
    Error error;
    Timestamp submitted, started, finished;
};

/// The work itself. Inputs are captured as immutable values; results leave by capture or storage.
using JobFunction = std::function<Status(JobContext&)>;

struct JobSpec {
    std::string title;
    std::string kind;
    Lane lane = Lane::Light;
    bool quiet = false; ///< a short read that no list of jobs shows
    JobFunction run;
};

/// Thread-safe. Listeners are called on job threads. The destructor stops and joins everything.
class JobQueue {
  public:
    /// lightThreads: how many light jobs run at once (at least 1).
    explicit JobQueue(unsigned lightThreads = 2);
    ~JobQueue();
    JobQueue(const JobQueue&) = delete;
    JobQueue& operator=(const JobQueue&) = delete;

    JobId submit(JobSpec spec);

    /// A queued job is stopped at once, a running one is asked to.
    void stop(JobId id, StopRequest how);
    void stopAll(StopRequest how);

    std::vector<JobInfo> jobs() const;
    std::optional<JobInfo> job(JobId id) const;
    bool idle() const;

    /// Waits until the job ended; false on timeout.
    bool waitFor(JobId id, std::chrono::milliseconds timeout) const;
    /// Stops everything and waits; false when something still ran at the deadline.
    bool shutdown(std::chrono::milliseconds deadline);

    int addListener(JobListener listener);
    void removeListener(int id);

  private:
    struct Entry;
    class Context;
    void work(Lane lane, const std::stop_token& token);
    std::shared_ptr<Entry> takeNext(Lane lane, const std::stop_token& token);
    void execute(const std::shared_ptr<Entry>& entry);
    void finish(const std::shared_ptr<Entry>& entry, JobState state, Error error);
    void announce(const JobEvent& event) const;

    mutable std::mutex m_mutex;
    mutable std::condition_variable_any m_changed;
    std::map<JobId, std::shared_ptr<Entry>> m_entries;
    std::map<Lane, std::deque<std::shared_ptr<Entry>>> m_waiting;
    std::uint64_t m_lastId = 0;

    mutable std::mutex m_listenerMutex;
    std::map<int, JobListener> m_listeners;
    int m_lastListener = 0;

    std::vector<std::jthread> m_threads; // last: its threads use everything above
};

} // namespace loom::jobs
