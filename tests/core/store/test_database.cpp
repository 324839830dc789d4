// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <limits>

#include "base/files.h"
#include "store/database.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::store;

namespace {

const Schema kFirst{
    .applicationId = 0x4c4f4f4d,
    .migrations = {"CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT UNIQUE, x REAL)"}};
const Schema kSecond{
    .applicationId = 0x4c4f4f4d,
    .migrations = {kFirst.migrations[0], "ALTER TABLE t ADD COLUMN y INTEGER DEFAULT 7"}};

class TestDatabase : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::filesystem::path path(const char* name) const {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }

  private Q_SLOTS:
    void storesAndReadsEveryType() {
        auto db = Database::open(path("deep/er/types.db"));
        VERIFY_OK(db);
        VERIFY_OK(db->execute("CREATE TABLE v(i, r, n, t, e, b, o)"));
        const std::byte bytes[] = {std::byte{0}, std::byte{255}};
        VERIFY_OK(db->run("INSERT INTO v VALUES(?,?,?,?,?,?,?)",
                          std::numeric_limits<std::int64_t>::min(), 0.1,
                          std::numeric_limits<double>::quiet_NaN(), "a'b", std::string_view{},
                          std::span<const std::byte>(bytes), std::optional<int>{}));
        auto row = db->prepare("SELECT * FROM v");
        VERIFY_OK(row);
        QVERIFY(row->step().value());
        QCOMPARE(row->integer(0), std::numeric_limits<std::int64_t>::min());
        QCOMPARE(row->real(1), 0.1);
        QVERIFY(row->isNull(2) && std::isnan(row->real(2)));
        QCOMPARE(row->text(3), std::string("a'b"));
        QVERIFY(!row->isNull(4) && row->text(4).empty());
        QCOMPARE(row->blob(5).size(), std::size_t{2});
        QVERIFY(row->isNull(6));
        QVERIFY(!row->step().value());
    }

    void pragmasAreSet() {
        auto db = Database::open(path("pragmas.db"));
        VERIFY_OK(db);
        QCOMPARE(db->queryText("PRAGMA journal_mode").value(), std::string("wal"));
        QCOMPARE(db->queryInteger("PRAGMA foreign_keys").value(), 1);
        QCOMPARE(db->queryInteger("PRAGMA page_size").value(), 8192);
        QCOMPARE(db->queryInteger("PRAGMA busy_timeout").value(), 5000);
    }

    void transactionRollsBackUnlessCommitted() {
        auto db = Database::open(path("rollback.db"));
        VERIFY_OK(db);
        VERIFY_OK(db->migrate(kFirst));
        {
            auto transaction = Transaction::begin(*db);
            VERIFY_OK(transaction);
            VERIFY_OK(db->run("INSERT INTO t(name) VALUES(?)", "lost"));
        }
        QVERIFY(!db->inTransaction());
        auto transaction = Transaction::begin(*db);
        VERIFY_OK(transaction);
        VERIFY_OK(db->run("INSERT INTO t(name) VALUES(?)", "kept"));
        VERIFY_OK(transaction->commit());
        QCOMPARE(db->queryText("SELECT group_concat(name) FROM t").value(), std::string("kept"));
    }

    void aConstraintIsAnInputErrorThatNamesTheColumn() {
        auto db = Database::open(path("constraint.db"));
        VERIFY_OK(db);
        VERIFY_OK(db->migrate(kFirst));
        VERIFY_OK(db->run("INSERT INTO t(name) VALUES(?)", "a"));
        const Status second = db->run("INSERT INTO t(name) VALUES(?)", "a");
        QCOMPARE(second.error().code, ErrorCode::InvalidInput);
        QVERIFY(second.error().message.find("t.name") != std::string::npos);
        VERIFY_OK(db->run("INSERT INTO t(name) VALUES(?)", "b")); // the statement is usable again
    }

    void statementsAreReusedAndMayNest() {
        auto db = Database::open(path("nest.db"));
        VERIFY_OK(db);
        VERIFY_OK(db->migrate(kFirst));
        for (const char* name : {"a", "b"})
            VERIFY_OK(db->run("INSERT INTO t(name) VALUES(?);  ", name));
        auto outer = db->prepare("SELECT name FROM t ORDER BY id");
        QVERIFY(outer->step().value());
        auto inner = db->prepare("SELECT name FROM t ORDER BY id");
        QVERIFY(inner->step().value());
        QVERIFY(inner->step().value());
        QCOMPARE(outer->text(0), std::string("a"));
        QCOMPARE(inner->text(0), std::string("b"));
    }

    void migratesStepByStepAndRefusesNewerAndForeignFiles() {
        const auto file = path("migrate.db");
        {
            auto db = Database::open(file);
            VERIFY_OK(db);
            VERIFY_OK(db->migrate(kFirst));
            VERIFY_OK(db->run("INSERT INTO t(name) VALUES('x')"));
            VERIFY_OK(db->migrate(kSecond));
            VERIFY_OK(db->migrate(kSecond));
            QCOMPARE(db->queryInteger("SELECT y FROM t").value(), 7);
        }
        auto db = Database::open(file);
        const Status newer = db->migrate(kFirst);
        QCOMPARE(newer.error().code, ErrorCode::NewerVersion);
        QVERIFY(newer.error().message.find("newer version") != std::string::npos);
        Schema other = kSecond;
        other.applicationId = 99;
        QCOMPARE(db->migrate(other).error().code, ErrorCode::InvalidInput);
    }

    void aFailedMigrationChangesNothing() {
        Schema broken = kFirst;
        broken.migrations.push_back("CREATE TABLE u(a); INSERT INTO missing VALUES(1)");
        auto db = Database::open(path("broken.db"));
        VERIFY_OK(db->migrate(kFirst));
        QVERIFY(!db->migrate(broken).ok());
        QCOMPARE(db->queryInteger("PRAGMA user_version").value(), 1);
        QCOMPARE(db->queryInteger("SELECT count(*) FROM sqlite_schema WHERE name='u'").value(), 0);
    }

    void readOnlyConnectionsRefuseWrites() {
        const auto file = path("reader.db");
        QCOMPARE(Database::open(file, {.access = Access::ReadOnly}).error().code,
                 ErrorCode::NotFound);
        auto writer = Database::open(file);
        VERIFY_OK(writer->migrate(kFirst));
        auto reader = Database::open(file, {.access = Access::ReadOnly});
        VERIFY_OK(reader);
        VERIFY_OK(reader->migrate(kFirst));
        QCOMPARE(reader->run("INSERT INTO t(name) VALUES('x')").error().code, ErrorCode::Io);
        QCOMPARE(reader->migrate(kSecond).error().code, ErrorCode::InvalidInput);
    }

    void aSecondWriterIsToldThatTheFileIsBusy() {
        const auto file = path("busy.db");
        auto one = Database::open(file);
        VERIFY_OK(one->migrate(kFirst));
        auto two = Database::open(file, {.busyTimeout = std::chrono::milliseconds(0)});
        VERIFY_OK(two);
        auto held = Transaction::begin(*one);
        VERIFY_OK(held);
        auto refused = Transaction::begin(*two);
        QCOMPARE(refused.error().code, ErrorCode::Busy);
        VERIFY_OK(held->commit());
        VERIFY_OK(Transaction::begin(*two));
    }

    void backupIsACompleteCopyAndReplacesTheOldOne() {
        auto db = Database::open(path("source.db"));
        VERIFY_OK(db->migrate(kFirst));
        VERIFY_OK(db->backupTo(path("copies/backup.db")));
        VERIFY_OK(db->run("INSERT INTO t(name) VALUES('later')"));
        VERIFY_OK(db->backupTo(path("copies/backup.db")));
        auto copy = Database::open(path("copies/backup.db"));
        VERIFY_OK(copy);
        VERIFY_OK(copy->migrate(kFirst));
        QCOMPARE(copy->queryText("SELECT name FROM t").value(), std::string("later"));
    }
};

LOOM_TEST(TestDatabase)

} // namespace

#include "test_database.moc"
