// SPDX-License-Identifier: GPL-3.0-or-later
// Processes that die while logging, and a reader beside a writer.
#include <array>
#include <atomic>
#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "scratch_store.h"
#include "store/database.h"
#include "support/test_case.h"
#include "tracking/detail/owner.h"
#include "tracking/metric_writer.h"

using namespace loom;
using namespace loom::tracking;
using loom::tests::ScratchStore;

namespace {

/// Runs a store in a child process that tells its run's id and the number of the last batch it has
/// committed through a pipe, until it is killed.
class LoggingChild {
  public:
    explicit LoggingChild(const ScratchStore& scratch) {
        std::array<int, 2> ends{};
        if (::pipe(ends.data()) != 0)
            return;
        m_pid = ::fork();
        if (m_pid == 0) {
            ::close(ends[0]);
            logForever(scratch, ends[1]);
        }
        ::close(ends[1]);
        m_pipe = ends[0];
    }
    ~LoggingChild() {
        kill();
        ::close(m_pipe);
    }

    /// The next 32 bytes the child writes.
    std::string next() {
        std::string text(32, '\0');
        std::size_t have = 0;
        while (have < text.size()) {
            const auto got = ::read(m_pipe, text.data() + have, text.size() - have);
            if (got <= 0)
                return {};
            have += static_cast<std::size_t>(got);
        }
        return text;
    }

    void kill() {
        if (m_pid <= 0)
            return;
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
        m_pid = -1;
    }

  private:
    static constexpr int kBatch = 50;

    [[noreturn]] static void logForever(const ScratchStore& scratch, int pipe) {
        auto store = scratch.open();
        auto run = store ? store->createRun({.name = "doomed"}) : Result<RunId>(store.error());
        if (!run)
            ::_exit(1);
        const auto say = [pipe](const std::string& text) {
            if (::write(pipe, text.data(), 32) != 32)
                ::_exit(1);
        };
        say(run->value);
        for (std::int64_t step = 0;; step += kBatch) {
            std::vector<Metric> batch;
            for (int i = 0; i < kBatch; ++i)
                batch.push_back({"loss", 1.0 / (1.0 + static_cast<double>(step + i)), step + i});
            if (!store->logMetrics(*run, batch))
                ::_exit(1);
            std::string done = std::to_string(step + kBatch);
            done.resize(32, ' ');
            say(done);
        }
    }

    pid_t m_pid = -1;
    int m_pipe = -1;
};

/// 0 when the failure is Io, in words about the disk, and reading still works.
int logUntilTheDiskIsFull(const ScratchStore& scratch, const RunId& run) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1 << 20, 1 << 20};
    setrlimit(RLIMIT_FSIZE, &limit);
    auto store = scratch.open();
    if (!store)
        return 1;
    for (std::int64_t step = 1; step < 1'000'000; step += 1000) {
        std::vector<Metric> batch;
        for (int i = 0; i < 1000; ++i)
            batch.push_back({"loss", 0.5, step + i});
        const Status stored = store->logMetrics(run, batch);
        if (stored.ok())
            continue;
        if (stored.error().code != ErrorCode::Io ||
            stored.error().message.find("disk") == std::string::npos)
            return 2;
        if (store->metricHistory(run, "loss")->size() != static_cast<std::size_t>(step))
            return 3;
        return store->logArtifact(run, "big.bin", std::string(2 << 20, 'x')).ok() ? 4 : 0;
    }
    return 5;
}

} // namespace

class TestTrackingFaults : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void killedWhileLoggingLosesNothingThatWasStored() {
        const ScratchStore scratch;
        VERIFY_OK(scratch.open());
        RunId run;
        std::size_t committed = 0;
        {
            LoggingChild child(scratch);
            run.value = child.next();
            QCOMPARE(run.value.size(), std::size_t{32});
            for (int batch = 0; batch < 40; ++batch)
                committed = std::stoul(child.next());

            // While it lives, its run is left alone.
            auto beside = scratch.open();
            VERIFY_OK(beside);
            QVERIFY(beside->markAbandonedRuns()->empty());
            child.kill();
        }
        auto store = scratch.open();
        VERIFY_OK(store);
        auto marked = store->markAbandonedRuns();
        VERIFY_OK(marked);
        QCOMPARE(*marked, std::vector<RunId>{run});
        auto found = store->run(run);
        VERIFY_OK(found);
        QCOMPARE(found->status, RunStatus::Killed);
        QVERIFY(found->endMs.has_value());
        const auto history = *store->metricHistory(run, "loss");
        QVERIFY(history.size() >= committed);
        QCOMPARE(history.size() % 50, std::size_t{0}); // whole batches only
        QCOMPARE(found->metric("loss")->step, history.back().step);
        QVERIFY(store->markAbandonedRuns()->empty());
    }

    void onlyRunsOfEndedProcessesAreMarked() {
        const ScratchStore scratch;
        auto store = scratch.open();
        VERIFY_OK(store);
        auto mine = *store->createRun({.name = "mine"});
        auto strangers = *store->createRun({.name = "of another program"});
        VERIFY_OK(store->deleteTag(strangers, kOwnerTag));
        auto earlier = *store->createRun({.name = "earlier boot"});
        VERIFY_OK(store->setTag(earlier, kOwnerTag, "00000000-0000/pid:[1]/1/1"));
        auto reused = *store->createRun({.name = "process number used again"});
        std::string owner = processOwner();
        owner.back() = owner.back() == '1' ? '2' : '1';
        VERIFY_OK(store->setTag(reused, kOwnerTag, owner));
        auto finished = *store->createRun({.name = "finished"});
        VERIFY_OK(store->setTag(finished, kOwnerTag, owner));
        VERIFY_OK(store->setRunStatus(finished, RunStatus::Finished));
        auto marked = *store->markAbandonedRuns();
        QCOMPARE(marked.size(), std::size_t{2});
        QCOMPARE(store->run(earlier)->status, RunStatus::Killed);
        QCOMPARE(store->run(reused)->status, RunStatus::Killed);
        QCOMPARE(store->run(mine)->status, RunStatus::Running);
        QCOMPARE(store->run(strangers)->status, RunStatus::Running);
    }

    void aReaderSeesWholeBatchesBesideAWriter() {
        const ScratchStore scratch;
        auto writer = scratch.open();
        VERIFY_OK(writer);
        const auto run = *writer->createRun({});
        std::atomic<bool> failed = false, done = false;
        std::jthread writing([&] {
            for (std::int64_t step = 0; step < 20'000 && !failed; step += 100) {
                std::vector<Metric> batch;
                for (int i = 0; i < 100; ++i)
                    batch.push_back({"loss", static_cast<double>(step + i), step + i});
                failed = failed || !writer->logMetrics(run, batch).ok();
            }
            done = true;
        });
        auto reader = scratch.open();
        VERIFY_OK(reader);
        std::size_t before = 0;
        for (bool last = false; !last;) {
            last = done;
            auto history = reader->metricHistory(run, "loss");
            VERIFY_OK(history);
            QCOMPARE(history->size() % 100, std::size_t{0});
            QVERIFY(history->size() >= before);
            before = history->size();
        }
        QVERIFY(!failed);
        QCOMPARE(before, std::size_t{20'000});
    }

    void twoWritersTakeTurns() {
        const ScratchStore scratch;
        VERIFY_OK(scratch.open());
        std::atomic<int> stored = 0;
        const auto work = [&] {
            auto store = scratch.open();
            auto run = store ? store->createRun({}) : Result<RunId>(store.error());
            for (int i = 0; run && i < 200; ++i)
                stored += store->logMetric(*run, "m", i, i).ok() ? 1 : 0;
        };
        { const std::jthread first(work), second(work); }
        QCOMPARE(stored.load(), 400);
    }

    void theWriterKeepsItsPointsWhileAnotherProgramHoldsTheFile() {
        const ScratchStore scratch;
        auto opened = scratch.open();
        VERIFY_OK(opened);
        const auto run = *opened->createRun({});
        MetricWriter writer(*opened, run, std::chrono::milliseconds{1});
        {
            auto other = store::Database::open(scratch.database());
            VERIFY_OK(other);
            auto held = store::Transaction::begin(*other);
            VERIFY_OK(held);
            writer.log("loss", 0.5, 1);
            const auto busy = writer.flush(); // after the store's patience of 5 s
            QVERIFY(!busy.ok());
            QCOMPARE(busy.error().code, ErrorCode::Busy);
        }
        // An attempt that began under the lock may still report it once.
        if (auto flushed = writer.flush(); !flushed)
            VERIFY_OK(writer.flush());
        QCOMPARE(opened->metricHistory(run, "loss")->size(), std::size_t{1});
    }

    /// The limit on file sizes stands for the disk: SQLite meets it as a write that fails.
    void aFullDiskLosesNothingAndIsSaidInWords() {
        const ScratchStore scratch;
        RunId run;
        {
            auto store = scratch.open();
            VERIFY_OK(store);
            run = *store->createRun({.name = "before"});
            VERIFY_OK(store->logMetric(run, "loss", 0.5, 0));
        }
        const pid_t child = ::fork();
        if (child == 0)
            ::_exit(logUntilTheDiskIsFull(scratch, run));
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        QCOMPARE(WEXITSTATUS(status), 0);
        auto store = scratch.open();
        VERIFY_OK(store);
        const auto history = *store->metricHistory(run, "loss");
        QVERIFY(history.size() >= 1);
        QCOMPARE((history.size() - 1) % 1000, std::size_t{0}); // whole batches only
        QCOMPARE(store->run(run)->metric("loss")->step, history.back().step);
        VERIFY_OK(store->logMetric(run, "loss", 0.1, 1'000'000)); // there is room again
        auto database = store::Database::open(scratch.database());
        VERIFY_OK(database->quickCheck());
    }

    void everyChangeOfALockedStoreSaysBusyAndChangesNothing() {
        const ScratchStore scratch;
        auto store = scratch.open();
        VERIFY_OK(store);
        const auto run = *store->createRun({.name = "mine"});
        auto other = store::Database::open(scratch.database());
        VERIFY_OK(other);
        {
            auto held = store::Transaction::begin(*other);
            VERIFY_OK(held);
            const auto refused = store->renameRun(run, "yours"); // after the store's patience
            QVERIFY(!refused.ok());
            QCOMPARE(refused.error().code, ErrorCode::Busy);
            QVERIFY(refused.error().message.find("in use by another program") != std::string::npos);
            QCOMPARE(store->run(run)->name, std::string("mine")); // readers do not wait
        }
        VERIFY_OK(store->renameRun(run, "yours"));
        QCOMPARE(store->run(run)->name, std::string("yours"));
    }

    void aReadOnlyFolderIsSaidInWords() {
        if (::geteuid() == 0)
            QSKIP("The superuser may write everywhere");
        const ScratchStore scratch;
        std::filesystem::permissions(scratch.folder(), std::filesystem::perms::owner_read |
                                                           std::filesystem::perms::owner_exec);
        auto store = scratch.open();
        std::filesystem::permissions(scratch.folder(), std::filesystem::perms::owner_all);
        QVERIFY(!store.ok());
        QCOMPARE(store.error().code, ErrorCode::Io);
    }
};

LOOM_TEST(TestTrackingFaults)
#include "test_faults.moc"
