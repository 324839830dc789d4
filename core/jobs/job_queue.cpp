// SPDX-License-Identifier: GPL-3.0-or-later
#include "jobs/job_queue.h"

#include <algorithm>
#include <exception>
#include <new>

namespace loom::jobs {

namespace {

Timestamp wallClock() {
    return SystemClock{}.now();
}

bool hasEnded(JobState state) {
    return state == JobState::Done || state == JobState::Failed || state == JobState::Stopped;
}

/// Time left, extrapolated from the pace since the job started.
class Pace {
  public:
    double secondsLeft(double fraction) const {
        const double elapsed =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
        if (fraction <= 0.01 || fraction > 1 || elapsed < 0.5)
            return -1;
        return elapsed * (1 - fraction) / fraction;
    }

  private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

} // namespace

struct JobQueue::Entry {
    JobInfo info; // guarded by m_mutex of the queue
    JobFunction run;
    std::atomic<StopRequest> stop{StopRequest::None};
};

class JobQueue::Context final : public JobContext {
  public:
    Context(JobQueue& queue, std::shared_ptr<Entry> entry)
        : m_queue(queue), m_entry(std::move(entry)), m_id(m_entry->info.id) {}

    StopRequest stopRequest() const override {
        return m_entry->stop.load(std::memory_order_relaxed);
    }
    void progress(double fraction, std::string_view text) override {
        ProgressChanged change{fraction, std::string(text), m_pace.secondsLeft(fraction)};
        {
            const std::lock_guard lock(m_queue.m_mutex);
            m_entry->info.progress = change;
        }
        m_queue.announce({m_id, std::move(change)});
    }
    void metric(std::string_view name, std::int64_t step, double value) override {
        m_queue.announce({m_id, MetricLogged{std::string(name), step, value}});
    }
    void log(LogLevel level, std::string_view text) override {
        m_queue.announce({m_id, LineLogged{level, std::string(text)}});
    }

  private:
    JobQueue& m_queue;
    std::shared_ptr<Entry> m_entry;
    JobId m_id;
    Pace m_pace;
};

JobQueue::JobQueue(unsigned lightThreads) {
    const auto worker = [this](Lane lane) {
        return [this, lane](const std::stop_token& token) { work(lane, token); };
    };
    m_threads.emplace_back(worker(Lane::Training));
    for (unsigned i = 0; i < std::max(1u, lightThreads); ++i)
        m_threads.emplace_back(worker(Lane::Light));
}

JobQueue::~JobQueue() {
    stopAll(StopRequest::Discard);
}

JobId JobQueue::submit(JobSpec spec) {
    auto entry = std::make_shared<Entry>();
    entry->run = std::move(spec.run);
    entry->info.title = std::move(spec.title);
    entry->info.kind = std::move(spec.kind);
    entry->info.lane = spec.lane;
    entry->info.quiet = spec.quiet;
    entry->info.submitted = wallClock();
    JobId id;
    {
        const std::lock_guard lock(m_mutex);
        id = JobId{++m_lastId};
        entry->info.id = id;
        m_entries[id] = entry;
    }
    announce({id, StateChanged{JobState::Queued, {}}});
    {
        const std::lock_guard lock(m_mutex);
        m_waiting[spec.lane].push_back(std::move(entry));
    }
    m_changed.notify_all();
    return id;
}

void JobQueue::stop(JobId id, StopRequest how) {
    std::shared_ptr<Entry> waiting;
    {
        const std::lock_guard lock(m_mutex);
        const auto at = m_entries.find(id);
        if (at == m_entries.end() || hasEnded(at->second->info.state))
            return;
        at->second->stop = how;
        at->second->info.stop = how;
        auto& queue = m_waiting[at->second->info.lane];
        const auto place = std::find(queue.begin(), queue.end(), at->second);
        if (place != queue.end()) {
            waiting = *place;
            queue.erase(place);
        }
    }
    if (waiting)
        finish(waiting, JobState::Stopped, fail(ErrorCode::Cancelled, "stopped before it began"));
}

void JobQueue::stopAll(StopRequest how) {
    for (const auto& info : jobs())
        stop(info.id, how);
}

std::vector<JobInfo> JobQueue::jobs() const {
    const std::lock_guard lock(m_mutex);
    std::vector<JobInfo> out;
    for (const auto& [id, entry] : m_entries)
        out.push_back(entry->info);
    return out;
}

std::optional<JobInfo> JobQueue::job(JobId id) const {
    const std::lock_guard lock(m_mutex);
    const auto at = m_entries.find(id);
    return at == m_entries.end() ? std::nullopt : std::optional(at->second->info);
}

bool JobQueue::idle() const {
    const std::lock_guard lock(m_mutex);
    return std::all_of(m_entries.begin(), m_entries.end(),
                       [](const auto& e) { return hasEnded(e.second->info.state); });
}

bool JobQueue::waitFor(JobId id, std::chrono::milliseconds timeout) const {
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, timeout, [&] {
        const auto at = m_entries.find(id);
        return at == m_entries.end() || hasEnded(at->second->info.state);
    });
}

bool JobQueue::shutdown(std::chrono::milliseconds deadline) {
    stopAll(StopRequest::Discard);
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, deadline, [&] {
        return std::all_of(m_entries.begin(), m_entries.end(),
                           [](const auto& e) { return hasEnded(e.second->info.state); });
    });
}

int JobQueue::addListener(JobListener listener) {
    const std::lock_guard lock(m_listenerMutex);
    m_listeners[++m_lastListener] = std::move(listener);
    return m_lastListener;
}

void JobQueue::removeListener(int id) {
    const std::lock_guard lock(m_listenerMutex);
    m_listeners.erase(id);
}

void JobQueue::work(Lane lane, const std::stop_token& token) {
    while (const auto entry = takeNext(lane, token))
        execute(entry);
}

std::shared_ptr<JobQueue::Entry> JobQueue::takeNext(Lane lane, const std::stop_token& token) {
    std::unique_lock lock(m_mutex);
    auto& queue = m_waiting[lane];
    if (!m_changed.wait(lock, token, [&] { return !queue.empty(); }))
        return nullptr;
    auto entry = queue.front();
    queue.pop_front();
    entry->info.state = JobState::Running;
    entry->info.started = wallClock();
    return entry;
}

void JobQueue::execute(const std::shared_ptr<Entry>& entry) {
    announce({entry->info.id, StateChanged{JobState::Running, {}}});
    Status outcome;
    try {
        Context context(*this, entry);
        outcome = entry->run(context);
    } catch (const std::bad_alloc&) {
        outcome = fail(ErrorCode::OutOfMemory,
                       "the machine ran out of memory; try fewer paths or a smaller model");
    } catch (const std::exception& e) {
        outcome = fail(ErrorCode::Internal, e.what());
    } catch (...) {
        outcome = fail(ErrorCode::Internal, "an unknown exception reached the job's wall");
    }
    entry->run = nullptr; // frees what the job captured before anybody hears that it ended
    if (outcome)
        finish(entry, JobState::Done, {});
    else if (outcome.error().code == ErrorCode::Cancelled)
        finish(entry, JobState::Stopped, std::move(outcome).error());
    else
        finish(entry, JobState::Failed, std::move(outcome).error());
}

void JobQueue::finish(const std::shared_ptr<Entry>& entry, JobState state, Error error) {
    {
        const std::lock_guard lock(m_mutex);
        entry->info.state = state;
        entry->info.error = error;
        entry->info.finished = wallClock();
    }
    announce({entry->info.id, StateChanged{state, std::move(error)}});
    m_changed.notify_all();
}

void JobQueue::announce(const JobEvent& event) const {
    const std::lock_guard lock(m_listenerMutex);
    for (const auto& [id, listener] : m_listeners)
        listener(event);
}

} // namespace loom::jobs
