// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>
#include <sstream>

#include "base/files.h"
#include "base/text.h"
#include "scratch_store.h"
#include "store/database.h"
#include "support/test_case.h"
#include "tracking/registry.h"

using namespace loom;
using namespace loom::tracking;
using loom::tests::ScratchStore;

namespace {

using Dump = std::map<std::string, std::string>;

/// White space does not matter to SQL; names, types, order and constraints do.
std::string normalised(std::string_view sql) {
    std::string out;
    for (const char c : sql)
        if (!std::isspace(static_cast<unsigned char>(c)))
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    return std::string(trim(out));
}

Dump expectedSchema() {
    auto text = readFile(std::string(LOOM_SOURCE_DIR) +
                         "/tests/fixtures/tracking/mlflow_2.22.1_schema.txt");
    Dump dump;
    std::string name, sql;
    std::istringstream lines(text ? *text : std::string());
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("#"))
            continue;
        if (line == "----") {
            dump[name] = normalised(sql);
            name.clear();
            sql.clear();
        } else if (name.empty()) {
            name = line;
        } else {
            sql += line + "\n";
        }
    }
    return dump;
}

Dump actualSchema(const std::filesystem::path& file) {
    Dump dump;
    auto database = store::Database::open(file, {.access = store::Access::ReadOnly});
    // sqlite_stat tables are SQLite's own statistics, kept when a connection closes.
    auto rows = database->prepare("SELECT type || ' ' || name, sql FROM sqlite_master WHERE name "
                                  "NOT LIKE 'sqlite_stat%'");
    while (*rows->step())
        dump[rows->text(0)] = normalised(rows->text(1));
    return dump;
}

Status execute(const std::filesystem::path& file, const std::string& script) {
    auto database = store::Database::open(file);
    return database ? database->execute(script) : Status(database.error());
}

/// What MLflow 3.x does to the tables we use, by hand (workspace columns, wider keys, a step).
constexpr auto kLikeMlflow3 = R"(
PRAGMA foreign_keys = OFF;
ALTER TABLE experiments ADD COLUMN workspace VARCHAR(63) NOT NULL DEFAULT 'default';
ALTER TABLE inputs ADD COLUMN step BIGINT NOT NULL DEFAULT 0;
CREATE TABLE workspaces (name VARCHAR(63) NOT NULL PRIMARY KEY);
UPDATE alembic_version SET version_num = '7d34483879f0';
)";

} // namespace

class TestTrackingSchema : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void equalsWhatMlflowCreates() {
        const ScratchStore scratch;
        VERIFY_OK(scratch.open());
        const Dump expected = expectedSchema();
        const Dump actual = actualSchema(scratch.database());
        QCOMPARE(expected.size(), std::size_t{49});
        for (const auto& [name, sql] : expected) {
            QVERIFY2(actual.contains(name), name.c_str());
            QCOMPARE(actual.at(name), sql);
        }
        for (const auto& [name, sql] : actual)
            QVERIFY2(expected.contains(name), name.c_str());
    }

    void hasTheRevisionTheDefaultExperimentAndAWriteAheadLog() {
        const ScratchStore scratch;
        auto store = scratch.open();
        VERIFY_OK(store);
        QCOMPARE(store->revision(), std::string("0584bdc529eb"));
        auto experiments = store->experiments();
        VERIFY_OK(experiments);
        QCOMPARE(experiments->size(), std::size_t{1});
        QCOMPARE(experiments->front().id.value, std::int64_t{0});
        QCOMPARE(experiments->front().name, std::string("Default"));
        auto database = store::Database::open(scratch.database());
        auto mode = database->queryText("PRAGMA journal_mode");
        QCOMPARE(mode->value_or(""), std::string("wal"));
    }

    void opensAgainWithoutChange() {
        const ScratchStore scratch;
        VERIFY_OK(scratch.open());
        const Dump before = actualSchema(scratch.database());
        auto again = scratch.open();
        VERIFY_OK(again);
        QCOMPARE(actualSchema(scratch.database()), before);
        QCOMPARE(again->experiments()->size(), std::size_t{1});
    }

    void worksOnTheShapeOfMlflow3() {
        ScratchStore scratch;
        VERIFY_OK(scratch.open());
        VERIFY_OK(execute(scratch.database(), kLikeMlflow3));
        auto store = scratch.open();
        VERIFY_OK(store);
        QCOMPARE(store->revision(), std::string("7d34483879f0"));
        auto experiment = store->experiment("after the upgrade");
        VERIFY_OK(experiment);
        auto run = store->createRun({.experiment = *experiment});
        VERIFY_OK(run);
        VERIFY_OK(store->logMetric(*run, "loss", 1.5, 3));
        VERIFY_OK(store->logDataset(*run, {.name = "d", .digest = "1", .sourceType = "local"}));
        QCOMPARE(store->search({})->size(), std::size_t{1});
    }

    void refusesWhatItDoesNotKnow_data() {
        QTest::addColumn<QString>("script");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("word");
        const auto row = [](const char* name, const char* script, ErrorCode code,
                            const char* word) {
            QTest::newRow(name) << QString::fromLatin1(script) << static_cast<int>(code)
                                << QString::fromLatin1(word);
        };
        row("unknown revision without what we read",
            "UPDATE alembic_version SET version_num = 'ffffffffffff'; ALTER TABLE runs RENAME "
            "COLUMN deleted_time TO removed_time",
            ErrorCode::NewerVersion, "Update Quantloom");
        row("older revision", "UPDATE alembic_version SET version_num = 'f5a4f2784254'",
            ErrorCode::InvalidInput, "mlflow db upgrade");
        row("half an upgrade", "ALTER TABLE runs RENAME COLUMN deleted_time TO removed_time",
            ErrorCode::Corrupt, "runs.deleted_time");
        row("a lost table", "PRAGMA foreign_keys = OFF; DROP TABLE registered_model_aliases",
            ErrorCode::Corrupt, "registered_model_aliases");
        row("another program", "DROP TABLE alembic_version", ErrorCode::InvalidInput,
            "another program");
        row("a new duty",
            "PRAGMA foreign_keys = OFF; DROP TABLE tags; CREATE TABLE tags(key TEXT, value TEXT, "
            "run_uuid TEXT, tenant TEXT NOT NULL)",
            ErrorCode::NewerVersion, "tags.tenant");
    }

    void refusesWhatItDoesNotKnow() {
        QFETCH(QString, script);
        QFETCH(int, code);
        QFETCH(QString, word);
        const ScratchStore scratch;
        VERIFY_OK(scratch.open());
        VERIFY_OK(execute(scratch.database(), script.toStdString()));
        auto store = scratch.open();
        QVERIFY(!store.ok());
        QCOMPARE(static_cast<int>(store.error().code), code);
        QVERIFY2(store.error().text().find(word.toStdString()) != std::string::npos,
                 store.error().text().c_str());
    }

    void aRevisionNewerThanKnownIsOnlyRead_data() {
        QTest::addColumn<QString>("script");
        QTest::newRow("unknown revision") << "UPDATE alembic_version SET version_num = "
                                             "'ffffffffffff'";
        QTest::newRow("two heads") << "INSERT INTO alembic_version VALUES ('dc11669786a5')";
        // What no reader minds, a writer could not fill.
        QTest::newRow("a new duty") << "UPDATE alembic_version SET version_num = 'ffffffffffff'; "
                                       "CREATE TABLE t AS SELECT * FROM tags; PRAGMA foreign_keys "
                                       "= OFF; DROP TABLE tags; CREATE TABLE tags(key TEXT, value "
                                       "TEXT, run_uuid TEXT, tenant TEXT NOT NULL); INSERT INTO "
                                       "tags SELECT key, value, run_uuid, 'x' FROM t";
    }

    void aRevisionNewerThanKnownIsOnlyRead() {
        QFETCH(QString, script);
        const ScratchStore scratch;
        RunId run;
        {
            auto store = scratch.open();
            VERIFY_OK(store);
            run = *store->createRun({.name = "seen before the upgrade"});
            VERIFY_OK(store->logMetric(run, "loss", 0.5, 1));
        }
        VERIFY_OK(execute(scratch.database(), script.toStdString()));
        auto store = scratch.open();
        VERIFY_OK(store);
        QVERIFY(store->isReadOnly());
        QCOMPARE(store->search({.filter = "metrics.loss < 1"})->size(), std::size_t{1});
        QCOMPARE(store->run(run)->tag("mlflow.runName"),
                 std::string_view("seen before the upgrade"));
        Registry registry(*store);
        QVERIFY(registry.models()->empty());
        const Status refused[] = {
            store->logMetric(run, "loss", 0.25, 2),
            store->setTag(run, "a", "b"),
            store->deleteRun(run),
            store->logArtifact(run, "a.txt", "text"),
            store->deleteExperiment({0}),
            registry.createModel("m"),
            Status(store->createRun({}).error()),
            Status(store->markAbandonedRuns().error()),
        };
        for (const auto& status : refused) {
            QVERIFY(!status.ok());
            QCOMPARE(status.error().code, ErrorCode::NewerVersion);
            QVERIFY(status.error().message.find("only read") != std::string::npos);
        }
        QCOMPARE(store->metricHistory(run, "loss")->size(), std::size_t{1});
    }

    void refusesADamagedFile() {
        const ScratchStore scratch;
        std::string noise(8192, '\0');
        for (std::size_t i = 0; i < noise.size(); ++i)
            noise[i] = static_cast<char>((i * 7919) % 251);
        VERIFY_OK(writeFileAtomic(scratch.database(), noise));
        auto store = scratch.open();
        QVERIFY(!store.ok());
        QCOMPARE(store.error().code, ErrorCode::Corrupt);
        QCOMPARE(*readFile(scratch.database()), noise);
    }

    void exportsAConsistentCopy() {
        const ScratchStore scratch;
        auto store = scratch.open();
        VERIFY_OK(store);
        auto run = store->createRun({.name = "copied"});
        VERIFY_OK(run);
        const auto copy = scratch.folder() / "copy" / "for_mlflow.db";
        std::filesystem::create_directories(copy.parent_path());
        VERIFY_OK(store->exportCopy(copy));
        auto other = Store::open(copy, scratch.artifacts());
        VERIFY_OK(other);
        QCOMPARE(other->run(*run)->name, std::string("copied"));
    }
};

LOOM_TEST(TestTrackingSchema)
#include "test_schema.moc"
