// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/test_case.h"

#include "jobs/job_queue.h"

#include <algorithm>
#include <future>
#include <stdexcept>

using namespace loom;
using namespace loom::jobs;
using namespace std::chrono_literals;

class JobQueueTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aJobReportsAndEnds() {
        JobQueue queue;
        std::mutex mutex;
        std::vector<JobEvent> events;
        queue.addListener([&](const JobEvent& e) {
            const std::lock_guard lock(mutex);
            events.push_back(e);
        });
        const JobId id =
            queue.submit({.title = "t", .kind = "k", .run = [](JobContext& c) -> Status {
                              c.progress(0.5, "half");
                              c.metric("loss", 3, 0.25);
                              c.log(LogLevel::Info, "line");
                              return {};
                          }});
        QVERIFY(queue.waitFor(id, 5s));
        QCOMPARE(queue.job(id)->state, JobState::Done);
        QVERIFY(queue.shutdown(5s));
        const std::lock_guard lock(mutex);
        QCOMPARE(events.size(), std::size_t{6}); // queued, running, progress, metric, line, done
        QCOMPARE(std::get<StateChanged>(events.front().what).state, JobState::Queued);
        QCOMPARE(std::get<MetricLogged>(events[3].what).value, 0.25);
        QCOMPARE(std::get<StateChanged>(events.back().what).state, JobState::Done);
    }

    void theTrainingLaneRunsOneAtATime() {
        JobQueue queue(4);
        std::atomic<int> inside{0}, most{0};
        std::vector<JobId> ids;
        for (int i = 0; i < 8; ++i)
            ids.push_back(queue.submit({.title = "t",
                                        .kind = "k",
                                        .lane = Lane::Training,
                                        .run = [&](JobContext&) -> Status {
                                            const int now = ++inside;
                                            most = std::max(most.load(), now);
                                            std::this_thread::yield();
                                            --inside;
                                            return {};
                                        }}));
        for (const JobId id : ids)
            QVERIFY(queue.waitFor(id, 10s));
        QCOMPARE(most.load(), 1);
    }

    void exceptionsBecomeFailuresAtTheWall() {
        JobQueue queue;
        const auto boom =
            queue.submit({.title = "t", .kind = "k", .run = [](JobContext&) -> Status {
                              throw std::runtime_error("boom");
                          }});
        const auto memory =
            queue.submit({.title = "t", .kind = "k", .run = [](JobContext&) -> Status {
                              throw std::bad_alloc();
                          }});
        QVERIFY(queue.waitFor(boom, 5s) && queue.waitFor(memory, 5s));
        QCOMPARE(queue.job(boom)->state, JobState::Failed);
        QCOMPARE(queue.job(boom)->error.message, std::string("boom"));
        QCOMPARE(queue.job(memory)->error.code, ErrorCode::OutOfMemory);
    }

    void stoppingReachesRunningAndQueuedJobs() {
        JobQueue queue(1);
        std::promise<void> started;
        const auto running =
            queue.submit({.title = "r", .kind = "k", .run = [&](JobContext& c) -> Status {
                              started.set_value();
                              while (!c.shouldStop())
                                  std::this_thread::yield();
                              if (c.stopRequest() == StopRequest::KeepBest)
                                  return {};
                              return fail(ErrorCode::Cancelled, "discarded");
                          }});
        const auto queued = queue.submit(
            {.title = "q", .kind = "k", .run = [](JobContext&) -> Status { return {}; }});
        started.get_future().wait();
        queue.stop(queued, StopRequest::Discard);
        QVERIFY(queue.waitFor(queued, 5s));
        QCOMPARE(queue.job(queued)->state, JobState::Stopped);
        queue.stop(running, StopRequest::KeepBest);
        QVERIFY(queue.waitFor(running, 5s));
        QCOMPARE(queue.job(running)->state, JobState::Done);
    }

    void theDestructorStopsWhatRuns() {
        std::atomic<bool> ended{false};
        {
            JobQueue queue;
            std::promise<void> started;
            queue.submit({.title = "r", .kind = "k", .run = [&](JobContext& c) -> Status {
                              started.set_value();
                              while (!c.shouldStop())
                                  std::this_thread::yield();
                              ended = true;
                              return {};
                          }});
            started.get_future().wait();
        }
        QVERIFY(ended);
    }
};

LOOM_TEST(JobQueueTest)
#include "test_job_queue.moc"
