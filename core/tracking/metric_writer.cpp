// SPDX-License-Identifier: GPL-3.0-or-later
#include "tracking/metric_writer.h"

#include "tracking/detail/names.h"
#include "tracking/store.h"

#include <condition_variable>
#include <iterator>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace loom::tracking {

namespace {
constexpr std::size_t kMaxPending = 1'000'000;
constexpr std::size_t kFullBatch = 10'000; ///< written without waiting for the delay

std::int64_t nowMs() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}
} // namespace

struct MetricWriter::State {
    State(Store& target, RunId id, std::chrono::milliseconds wait)
        : store(target), run(std::move(id)), delay(wait),
          thread([this](const std::stop_token& stop) { work(stop); }) {}

    void work(const std::stop_token& stop) {
        std::unique_lock lock(mutex);
        while (!stop.stop_requested() || !pending.empty()) {
            if (pending.empty())
                changed.wait(lock, stop, [&] { return !pending.empty(); });
            else
                changed.wait_for(lock, stop, delay,
                                 [&] { return flushWanted || pending.size() >= kFullBatch; });
            if (pending.empty())
                continue;
            auto batch = std::exchange(pending, {});
            writing = true;
            lock.unlock();
            drained.notify_all();
            auto written = store.logMetrics(run, batch);
            lock.lock();
            writing = false;
            settle(std::move(written), std::move(batch), stop.stop_requested());
            drained.notify_all();
        }
    }

    /// Points that another program's lock kept out wait for the next attempt.
    void settle(Status written, std::vector<Metric> batch, bool stopping) {
        const auto isBusy = [](const Status& status) {
            return !status && status.error().code == ErrorCode::Busy;
        };
        if (isBusy(written) && !stopping)
            pending.insert(pending.begin(), std::make_move_iterator(batch.begin()),
                           std::make_move_iterator(batch.end()));
        if (written && isBusy(failure))
            failure = Status();
        if (!written && failure.ok())
            failure = std::move(written);
    }

    Store& store;
    RunId run;
    std::chrono::milliseconds delay;
    std::mutex mutex;
    std::condition_variable_any changed; ///< to the writing thread
    std::condition_variable_any drained; ///< from it
    std::vector<Metric> pending;
    bool writing = false;
    bool flushWanted = false;
    Status failure;
    std::jthread thread; ///< last: it uses all of the above
};

MetricWriter::MetricWriter(Store& store, RunId run, std::chrono::milliseconds delay)
    : m_state(std::make_unique<State>(store, std::move(run), delay)) {}

MetricWriter::~MetricWriter() = default;

void MetricWriter::log(std::string_view key, double value, std::int64_t step) {
    auto valid = checkKey("metric", key);
    std::unique_lock lock(m_state->mutex);
    if (!valid) { // one bad name must not take a whole batch with it
        if (m_state->failure.ok())
            m_state->failure = std::move(valid);
        return;
    }
    m_state->drained.wait(lock, [&] { return m_state->pending.size() < kMaxPending; });
    m_state->pending.push_back({std::string(key), value, step, nowMs()});
    const auto count = m_state->pending.size();
    lock.unlock();
    if (count == 1 || count == kFullBatch)
        m_state->changed.notify_one();
}

Status MetricWriter::flush() {
    std::unique_lock lock(m_state->mutex);
    m_state->flushWanted = true;
    m_state->changed.notify_one();
    m_state->drained.wait(lock, [&] {
        return (m_state->pending.empty() && !m_state->writing) || !m_state->failure.ok();
    });
    m_state->flushWanted = false;
    return std::exchange(m_state->failure, Status());
}

} // namespace loom::tracking
