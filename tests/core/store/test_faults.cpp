// SPDX-License-Identifier: GPL-3.0-or-later
// What happens to files that are damaged, foreign, sealed or too large for their disk.
#include <csignal>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "store/database.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::store;

namespace {

const Schema kSchema{.applicationId = 77,
                     .migrations = {"CREATE TABLE t(id INTEGER PRIMARY KEY, x TEXT)"}};
const Timestamp kNow{1750000000}; // 2025-06-15T15:06:40Z

class TestFaults : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::filesystem::path path(const char* name) const {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }
    static void fill(const std::filesystem::path& file, int rows) {
        auto db = Database::open(file);
        VERIFY_OK(db->migrate(kSchema));
        auto transaction = Transaction::begin(*db);
        for (int i = 0; i < rows; ++i)
            VERIFY_OK(db->run("INSERT INTO t(x) VALUES(?)", std::string(500, 'x')));
        VERIFY_OK(transaction->commit());
    }
    /// Runs work in another process; its exit status.
    template <class Work>
    static int inChild(Work work) {
        const pid_t child = fork();
        if (child == 0)
            _exit(work());
        int how = 0;
        if (waitpid(child, &how, 0) != child || !WIFEXITED(how))
            return -1;
        return WEXITSTATUS(how);
    }

  private Q_SLOTS:
    void initTestCase() { // others must be able to look inside: one test gives up its rights
        std::filesystem::permissions(m_folder.path().toStdString(), std::filesystem::perms{0755});
    }

    void aForeignFileIsCorruptNotACrash() {
        const auto file = path("text.db");
        std::ofstream(file) << std::string(9000, '?');
        const auto opened = Database::open(file);
        QCOMPARE(opened.error().code, ErrorCode::Corrupt);
        QVERIFY(opened.error().message.find("text.db") != std::string::npos);
    }

    void damagedPagesAreFoundByQuickCheck() {
        const auto file = path("pages.db");
        fill(file, 500);
        {
            std::fstream raw(file, std::ios::in | std::ios::out | std::ios::binary);
            raw.seekp(3 * 8192);
            raw << std::string(2 * 8192, '\7');
        }
        auto db = Database::open(file);
        VERIFY_OK(db);
        QCOMPARE(db->quickCheck().error().code, ErrorCode::Corrupt);
    }

    void aRebuildableFileStartsFreshAndKeepsTheDamagedOne() {
        const auto file = path("cache.db");
        std::ofstream(file) << std::string(9000, '?');
        auto fresh = openOrStartFresh(file, kSchema, kNow);
        VERIFY_OK(fresh);
        QCOMPARE(fresh->damagedFile->filename().string(),
                 std::string("cache.db.damaged-20250615T150640Z"));
        QVERIFY(std::filesystem::exists(*fresh->damagedFile));
        VERIFY_OK(fresh->database.run("INSERT INTO t(x) VALUES('a')"));
        // A newer file is not damage: nothing is moved.
        VERIFY_OK(fresh->database.execute("PRAGMA user_version = 9"));
        QCOMPARE(openOrStartFresh(file, kSchema, kNow).error().code, ErrorCode::NewerVersion);
    }

    void aSealedFolderAndFileAreExplained() {
        const auto folder = path("sealed");
        std::filesystem::create_directory(folder);
        fill(folder / "there.db", 1);
        std::filesystem::permissions(folder / "there.db", std::filesystem::perms{0444});
        std::filesystem::permissions(folder, std::filesystem::perms{0555});
        const int outcome = inChild([&] {
            if (geteuid() == 0 && seteuid(65534) != 0)
                return 9;
            const auto missing = Database::open(folder / "new.db");
            const auto sealed = Database::open(folder / "there.db");
            const auto below = Database::open(folder / "a/b.db");
            for (const auto* result : {&missing, &sealed, &below})
                if (result->ok() || result->error().code != ErrorCode::Io)
                    return 1;
            return sealed.error().message.find("read-only") == std::string::npos ? 2 : 0;
        });
        QCOMPARE(outcome, 0);
    }

    void aFullDiskRollsBack() {
        const auto file = path("full.db");
        fill(file, 100);
        const int outcome = inChild([&] {
            std::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit{256 << 10, 256 << 10};
            setrlimit(RLIMIT_FSIZE, &limit);
            auto db = Database::open(file);
            if (!db)
                return 1;
            auto transaction = Transaction::begin(*db);
            if (!transaction)
                return 2;
            for (int i = 0; i < 5000; ++i)
                if (Status done = db->run("INSERT INTO t(x) VALUES(?)", std::string(500, 'y'));
                    !done)
                    return done.error().code == ErrorCode::Io ? 0 : 3;
            const Status done = transaction->commit();
            return !done.ok() && done.error().code == ErrorCode::Io ? 0 : 4;
        });
        QCOMPARE(outcome, 0);
        auto db = Database::open(file);
        VERIFY_OK(db);
        QCOMPARE(db->queryInteger("SELECT count(*) FROM t").value(), 100);
        VERIFY_OK(db->quickCheck());
    }

    void aBackupThatFailsLeavesNoPart() {
        const auto file = path("backed.db");
        fill(file, 10);
        std::filesystem::create_directory(path("target.db"));
        auto db = Database::open(file);
        QCOMPARE(db->backupTo(path("target.db")).error().code, ErrorCode::Io);
        VERIFY_OK(db->quickCheck());
    }

    void programsMayStartAtOnce() {
        for (int round = 0; round < 25; ++round) {
            const auto file = path((std::to_string(round) + ".db").c_str());
            std::vector<std::string> problems(4);
            std::vector<std::thread> programs;
            for (auto& problem : problems)
                programs.emplace_back([&] {
                    auto db = Database::open(file);
                    const Status done = db ? db->migrate(kSchema) : Status(db.error());
                    problem = done ? "" : done.error().message;
                });
            for (auto& program : programs)
                program.join();
            for (const auto& problem : problems)
                QVERIFY2(problem.empty(), problem.c_str());
        }
    }
};

LOOM_TEST(TestFaults)

} // namespace

#include "test_faults.moc"
