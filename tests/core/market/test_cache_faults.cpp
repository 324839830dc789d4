// SPDX-License-Identifier: GPL-3.0-or-later
// The market cache after kill -9, with damaged, newer and locked files, a full disk, no rights.
#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "core/market/cache_bench.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::market;
using namespace loom::tests;

namespace {

class TestCacheFaults : public QObject, CacheBench {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { // others must be able to look inside: one test gives up its rights
        std::filesystem::permissions(m_folder.path().toStdString(), std::filesystem::perms{0755});
    }

    void aKilledWriterLosesOnlyItsOpenTransaction() {
        const auto file = newFile();
        const auto sent = fiveMinutes();
        VERIFY_OK(
            MarketCache::open(file, kNow)->merge(key(), daily(), AdjustmentState::Split, kNow));
        int ready[2];
        QCOMPARE(pipe(ready), 0);
        const pid_t child = fork();
        if (child == 0) {
            auto cache = MarketCache::open(file, kNow);
            (void)cache->together([&]() -> Status {
                (void)cache->merge(key(Interval::Minute5), sent, AdjustmentState::Split, kNow);
                (void)!write(ready[1], "x", 1);
                pause(); // killed here, in the middle of the transaction
                return {};
            });
            _exit(1);
        }
        char byte = 0;
        QCOMPARE(read(ready[0], &byte, 1), ssize_t{1});
        QCOMPARE(kill(child, SIGKILL), 0);
        int how = 0;
        QCOMPARE(waitpid(child, &how, 0), child);
        QVERIFY(WIFSIGNALED(how));
        auto cache = MarketCache::open(file, kNow);
        VERIFY_OK(cache);
        QVERIFY(!cache->damagedFile());
        QVERIFY(cache->load({.symbol = "ACME"}).value().bars == daily().bars);
        QVERIFY(!cache->state(key(Interval::Minute5)).value());
        VERIFY_OK(cache->merge(key(Interval::Minute5), sent, AdjustmentState::Split, kNow));
    }

    void aDamagedFileIsMovedAside() {
        const auto file = newFile();
        std::ofstream(file) << std::string(20000, 'x');
        auto cache = MarketCache::open(file, kNow);
        VERIFY_OK(cache);
        QVERIFY(cache->damagedFile().has_value());
        QCOMPARE(std::filesystem::file_size(*cache->damagedFile()), 20000U);
        VERIFY_OK(cache->merge(key(), daily(), AdjustmentState::Split, kNow));
    }

    void aNewerFileIsRefusedAndKept() {
        const auto file = newFile();
        {
            MarketCache cache = MarketCache::open(file, kNow).value();
            auto raw = store::Database::open(file);
            VERIFY_OK(raw->execute("PRAGMA user_version = 99"));
        }
        QCOMPARE(MarketCache::open(file, kNow).error().code, ErrorCode::NewerVersion);
        QCOMPARE(MarketReader::open(file).error().code, ErrorCode::NewerVersion);
        QVERIFY(std::filesystem::exists(file));
    }

    void readersNeedACacheAndSeeTheLastCommit() {
        const auto file = newFile();
        QCOMPARE(MarketReader::open(file).error().code, ErrorCode::NotFound);
        MarketCache cache = MarketCache::open(file, kNow).value();
        auto reader = MarketReader::open(file);
        VERIFY_OK(reader);
        VERIFY_OK(cache.together([&]() -> Status {
            auto merged = cache.merge(key(), daily(), AdjustmentState::Split, kNow);
            const bool hidden = reader->list().value().empty();
            return hidden && merged ? Status{} : fail(ErrorCode::Internal, "seen too early");
        }));
        QCOMPARE(reader->load({.symbol = "ACME"}).value().bars.size(), daily().bars.size());
    }

    void aFullDiskIsExplainedAndLosesNothing() {
        const auto file = newFile();
        VERIFY_OK(
            MarketCache::open(file, kNow)->merge(key(), daily(), AdjustmentState::Split, kNow));
        const pid_t child = fork();
        if (child == 0) {
            std::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit{1 << 19, 1 << 19};
            setrlimit(RLIMIT_FSIZE, &limit);
            auto cache = MarketCache::open(file, kNow);
            if (!cache)
                _exit(2);
            FetchedSeries many = fiveMinutes();
            many.bars = barsOf(m_calendar, Date::fromYmd(2024, 1, 2), Date::fromYmd(2025, 6, 13),
                               Interval::Minute5);
            const auto stored =
                cache->merge(key(Interval::Minute5), many, AdjustmentState::Split, kNow);
            _exit(!stored.ok() && stored.error().code == ErrorCode::Io ? 0 : 3);
        }
        int how = 0;
        QCOMPARE(waitpid(child, &how, 0), child);
        QVERIFY(WIFEXITED(how));
        QCOMPARE(WEXITSTATUS(how), 0);
        auto cache = MarketCache::open(file, kNow);
        VERIFY_OK(cache);
        QVERIFY(cache->load({.symbol = "ACME"}).value().bars == daily().bars);
        QVERIFY(!cache->state(key(Interval::Minute5)).value());
    }

    void aReadOnlyFolderIsExplained() {
        const auto folder = m_folder.filePath(QStringLiteral("sealed")).toStdString();
        std::filesystem::create_directory(folder);
        std::filesystem::permissions(folder, std::filesystem::perms{0555});
        const pid_t child = fork();
        if (child == 0) {
            if (geteuid() == 0 && seteuid(65534) != 0)
                _exit(4);
            const auto cache = MarketCache::open(folder + "/market.db", kNow);
            _exit(!cache.ok() && cache.error().code == ErrorCode::Io ? 0 : 3);
        }
        int how = 0;
        QCOMPARE(waitpid(child, &how, 0), child);
        QVERIFY(WIFEXITED(how));
        QCOMPARE(WEXITSTATUS(how), 0);
    }

    void twoWritersTakeTurns() {
        const auto file = newFile();
        (void)MarketCache::open(file, kNow).value();
        const auto work = [&](const char* symbol) {
            auto cache = MarketCache::open(file, kNow);
            FetchedSeries sent = daily();
            sent.instrument.symbol = symbol;
            for (std::size_t n = 100; n <= sent.bars.size() && cache.ok(); n += 1000) {
                FetchedSeries part = sent;
                part.bars.resize(n);
                if (!cache->merge({symbol, Interval::Day1, "yahoo"}, part, AdjustmentState::Split,
                                  kNow))
                    return;
            }
        };
        std::thread one(work, "ONE"), two(work, "TWO");
        one.join();
        two.join();
        auto reader = MarketReader::open(file);
        for (const char* symbol : {"ONE", "TWO"})
            QCOMPARE(reader->state({symbol, Interval::Day1, "yahoo"}).value()->rows, 6100);
    }
};

LOOM_TEST(TestCacheFaults)

} // namespace

#include "test_cache_faults.moc"
