// SPDX-License-Identifier: GPL-3.0-or-later
// The real MLflow reads and writes a store that the program wrote, and the program reads and writes
// it afterwards. Interpreters are looked for in QUANTLOOM_ORACLE_PYTHON (several separated by ':')
// and below build/oracle (any */bin/python or bin/python there); MLflow 2.18 to 2.22 serves one
// test, 3.x the other, and each is skipped without its MLflow.
#include <QDir>
#include <QProcess>

#include <cmath>
#include <limits>

#include "scratch_store.h"
#include "support/test_case.h"
#include "tracking/registry.h"

using namespace loom;
using namespace loom::tracking;
using loom::tests::ScratchStore;

namespace {

constexpr int kPatienceMs = 240'000; ///< importing MLflow takes many seconds on a cold disk

QStringList candidateInterpreters() {
    QStringList found =
        qEnvironmentVariable("QUANTLOOM_ORACLE_PYTHON").split(QLatin1Char(':'), Qt::SkipEmptyParts);
    const QString folders[] = {QStringLiteral(LOOM_SOURCE_DIR "/build/oracle"),
                               QStringLiteral(LOOM_BINARY_DIR "/oracle"),
                               QStringLiteral(LOOM_BINARY_DIR "/../oracle")};
    for (const auto& folder : folders) {
        QStringList places{folder};
        for (const auto& name :
             QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
            places << folder + QLatin1Char('/') + name;
        for (const auto& place : places)
            found << place + QStringLiteral("/bin/python");
    }
    return found;
}

/// The installed MLflow's version, without importing it; empty when there is none.
QString mlflowVersion(const QString& python) {
    if (!QFileInfo(python).isExecutable())
        return {};
    QProcess process;
    process.start(python, {QStringLiteral("-c"), QStringLiteral("import importlib.metadata as m; "
                                                                "print(m.version('mlflow'))")});
    if (!process.waitForFinished(kPatienceMs) || process.exitCode() != 0)
        return {};
    return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
}

/// The first interpreter whose MLflow begins with the text.
QString interpreterWith(const QString& version) {
    for (const auto& python : candidateInterpreters())
        if (mlflowVersion(python).startsWith(version))
            return python;
    return {};
}

} // namespace

class TestTrackingMlflow : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void mlflow2ReadsAndWrites() {
        const QString python = interpreterWith(QStringLiteral("2."));
        if (python.isEmpty())
            QSKIP("No Python with MLflow 2.x: run ./packaging/test --oracles");
        roundTrip(python, QStringLiteral("0584bdc529eb"));
    }

    void mlflow3UpgradesAndTheStoreKeepsWorking() {
        const QString python = interpreterWith(QStringLiteral("3."));
        if (python.isEmpty())
            QSKIP("No Python with MLflow 3.x: run ./packaging/test --oracles");
        roundTrip(python, QStringLiteral("any"));
    }

  private:
    void roundTrip(const QString& python, const QString& revision) {
        ScratchStore scratch;
        RunId run;
        writeStore(scratch, run);
        if (QTest::currentTestFailed())
            return;
        checkWithMlflow(python, scratch, run, revision);
        if (QTest::currentTestFailed())
            return;
        readAndWriteAgain(scratch, run);
    }

    /// What mlflow_check.py expects.
    void writeStore(ScratchStore& scratch, RunId& first) {
        auto store = scratch.open();
        VERIFY_OK(store);
        auto experiment = store->experiment("QuantGAN");
        VERIFY_OK(experiment);
        for (int i = 0; i < 5; ++i) {
            ++scratch.now();
            auto run =
                store->createRun({.experiment = *experiment, .name = "run " + std::to_string(i)});
            VERIFY_OK(run);
            const std::vector<NamedText> params{{"index", std::to_string(i)}, {"model", "tcn"}};
            VERIFY_OK(store->logParams(*run, params));
            VERIFY_OK(store->logMetric(*run, "loss", i, 1));
            if (i == 0)
                first = *run;
            if (i == 1)
                VERIFY_OK(store->setRunStatus(*run, RunStatus::Finished));
            if (i == 2)
                VERIFY_OK(store->setTag(*run, "colour", "blue"));
        }
        auto gone = store->createRun({.experiment = *experiment, .name = "gone"});
        VERIFY_OK(store->deleteRun(*gone));
        writeDetails(*store, first);
    }

    void writeDetails(Store& store, const RunId& run) {
        std::vector<Metric> batch;
        for (int i = 0; i < 100; ++i)
            batch.push_back({"curve", 100.0 - i, i, 1'700'000'000'000 + i});
        batch.push_back({"nan", std::numeric_limits<double>::quiet_NaN(), 0});
        batch.push_back({"inf", std::numeric_limits<double>::infinity(), 0});
        VERIFY_OK(store.logMetrics(run, batch));
        VERIFY_OK(store.logDataset(run, {.name = "^GSPC 1d",
                                         .digest = "0123456789",
                                         .sourceType = "local",
                                         .source = "{\"symbol\":\"^GSPC\"}",
                                         .profile = "{\"num_rows\":2513}",
                                         .context = "training"}));
        VERIFY_OK(store.logArtifact(run, "plots/fan.svg", "<svg/>"));
        VERIFY_OK(store.logArtifact(run, "report.json", "{}"));
        Registry registry(store);
        const std::string source = store.artifactFolder(run)->string() + "/model";
        VERIFY_OK(registry.createVersion({.model = "quantgan", .source = source}));
        VERIFY_OK(registry.createVersion(
            {.model = "quantgan", .run = run, .source = source, .tags = {{"symbol", "^GSPC"}}}));
        VERIFY_OK(registry.setAlias("quantgan", "champion", 2));
    }

    void checkWithMlflow(const QString& python, const ScratchStore& scratch, const RunId& run,
                         const QString& revision) {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("MLFLOW_DISABLE_TELEMETRY"), QStringLiteral("true"));
        environment.insert(QStringLiteral("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"),
                           QStringLiteral("false"));
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(QString::fromStdString(scratch.folder().string()));
        process.start(python,
                      {QStringLiteral(LOOM_SOURCE_DIR "/tests/core/tracking/mlflow_check.py"),
                       QString::fromStdString(scratch.database().string()),
                       QString::fromStdString(run.value), revision});
        QVERIFY(process.waitForFinished(kPatienceMs));
        const QByteArray said = process.readAll();
        QVERIFY2(process.exitCode() == 0 && said.trimmed().endsWith("ok"), said.constData());
        for (const auto& line : said.split('\n'))
            if (line.startsWith("version") || line.startsWith("revision"))
                qInfo("MLflow %s", line.constData());
    }

    void readAndWriteAgain(ScratchStore& scratch, const RunId& run) {
        auto store = scratch.open();
        VERIFY_OK(store);
        if (store->isReadOnly()) // an MLflow newer than the newest this program knows
            QWARN("This MLflow's layout is not known yet: the store is only read");
        const auto again = store->run(run);
        VERIFY_OK(again);
        QCOMPARE(again->metric("from_mlflow")->value, 2.5);
        QCOMPARE(again->param("from_mlflow"), std::string_view("yes"));
        QCOMPARE(again->tag("from_mlflow"), std::string_view("also yes"));
        auto theirs = store->search({.filter = "run_name = 'started by mlflow'"});
        VERIFY_OK(theirs);
        QCOMPARE(theirs->size(), std::size_t{1});
        QCOMPARE(theirs->front().status, RunStatus::Finished);
        QCOMPARE(store->count({.filter = "metrics.loss < 0.5"}).value(), std::int64_t{2});
        if (store->isReadOnly()) {
            QCOMPARE(store->setTag(run, "a", "b").error().code, ErrorCode::NewerVersion);
            return;
        }
        auto experiment = store->experiment("after MLflow");
        VERIFY_OK(experiment);
        auto fresh = store->createRun({.experiment = *experiment, .name = "afterwards"});
        VERIFY_OK(fresh);
        writeNew(*store, *fresh);
    }

    void writeNew(Store& store, const RunId& run) {
        VERIFY_OK(store.logParam(run, "p", "1"));
        VERIFY_OK(store.logMetric(run, "m", std::numeric_limits<double>::quiet_NaN(), 1));
        VERIFY_OK(store.logMetric(run, "m", 4.0, 2));
        VERIFY_OK(store.logDataset(run, {.name = "d", .digest = "1", .sourceType = "local"}));
        VERIFY_OK(store.logArtifact(run, "a.txt", "text"));
        QCOMPARE(store.run(run)->metric("m")->value, 4.0);
        Registry registry(store);
        QCOMPARE(registry.resolve("quantgan", "challenger")->version, std::int64_t{1});
        QCOMPARE(registry.createVersion({.model = "quantgan", .tags = {{"a", "b"}}})->version,
                 std::int64_t{3});
        VERIFY_OK(registry.setAlias("quantgan", "champion", 3));
        VERIFY_OK(registry.setAlias("quantgan", "fresh", 3));
        VERIFY_OK(registry.setVersionTag("quantgan", 3, "a", "c"));
        QCOMPARE(registry.resolve("quantgan", "champion")->version, std::int64_t{3});
        VERIFY_OK(registry.createModel("another"));
        VERIFY_OK(registry.setModelTag("another", "k", "v"));
        VERIFY_OK(registry.deleteModel("another"));
        VERIFY_OK(registry.deleteVersion("quantgan", 3));
        VERIFY_OK(store.deleteRun(run));
        VERIFY_OK(store.restoreRun(run));
        VERIFY_OK(store.setRunStatus(run, RunStatus::Finished));
    }
};

LOOM_TEST(TestTrackingMlflow)
#include "test_mlflow.moc"
