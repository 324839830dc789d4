// SPDX-License-Identifier: GPL-3.0-or-later
// The rules of MLflow 2.22 (store/tracking/sqlalchemy_store.py, utils/validation.py).
#include <cmath>
#include <limits>

#include "scratch_store.h"
#include "support/test_case.h"
#include "tracking/metric_writer.h"

using namespace loom;
using namespace loom::tracking;
using loom::tests::ScratchStore;

namespace {
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kMax = std::numeric_limits<double>::max();
} // namespace

class TestTrackingLogging : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() {
        m_scratch = std::make_unique<ScratchStore>();
        auto opened = m_scratch->open();
        VERIFY_OK(opened);
        m_store = std::make_unique<Store>(*std::move(opened));
        auto run = m_store->createRun({.name = "first"});
        VERIFY_OK(run);
        m_run = *run;
    }

    void aRunStartsAsMlflowStartsIt() {
        auto run = m_store->run(m_run);
        VERIFY_OK(run);
        QCOMPARE(run->id.value.size(), std::size_t{32});
        QVERIFY(run->id.value.find_first_not_of("0123456789abcdef") == std::string::npos);
        QCOMPARE(run->id.value[12], '4'); // RFC 4122, version 4
        QCOMPARE(run->status, RunStatus::Running);
        QCOMPARE(run->startMs, m_scratch->now());
        QVERIFY(!run->endMs);
        QCOMPARE(run->tag("mlflow.runName"), std::string_view("first"));
        QCOMPARE(run->artifactUri,
                 (m_scratch->artifacts() / "0" / m_run.value / "artifacts").string());
        auto unnamed = m_store->createRun({});
        QVERIFY(!m_store->run(*unnamed)->name.empty());
    }

    void statusEndTimeAndResume() {
        m_scratch->now() += 5000;
        VERIFY_OK(m_store->setRunStatus(m_run, RunStatus::Finished));
        QCOMPARE(m_store->run(m_run)->status, RunStatus::Finished);
        QCOMPARE(*m_store->run(m_run)->endMs, m_scratch->now());
        VERIFY_OK(m_store->setRunStatus(m_run, RunStatus::Running));
        QVERIFY(!m_store->run(m_run)->endMs);
        QCOMPARE(m_store->setRunStatus({"0123"}, RunStatus::Failed).error().code,
                 ErrorCode::NotFound);
    }

    void renamingKeepsColumnAndTagEqual() {
        VERIFY_OK(m_store->renameRun(m_run, "second"));
        QCOMPARE(m_store->run(m_run)->name, std::string("second"));
        QCOMPARE(m_store->run(m_run)->tag("mlflow.runName"), std::string_view("second"));
        const NewRun contradictory{.name = "a", .tags = {{"mlflow.runName", "b"}}};
        QVERIFY(!m_store->createRun(contradictory).ok());
    }

    void parametersCannotChange() {
        VERIFY_OK(m_store->logParam(m_run, "lr", "0.01"));
        VERIFY_OK(m_store->logParam(m_run, "lr", "0.01"));
        const auto changed = m_store->logParam(m_run, "lr", "0.02");
        QCOMPARE(changed.error().code, ErrorCode::InvalidInput);
        // All or nothing: the second is refused, so the first is not stored.
        const std::vector<NamedText> both{{"new", "1"}, {"lr", "3"}};
        QVERIFY(!m_store->logParams(m_run, both).ok());
        QCOMPARE(m_store->run(m_run)->params.size(), std::size_t{1});
        QVERIFY(!m_store->logParam(m_run, "long", std::string(6001, 'x')).ok());
        VERIFY_OK(m_store->logParam(m_run, "long", std::string(6000, 'x')));
    }

    void keysAreCheckedAsMlflowChecksThem() {
        for (const auto* good : {"a", "val/loss", "ACF(|r|)", "with blank", "a.b-c:d", "größe"})
            QCOMPARE(m_store->logMetric(m_run, good, 1).ok(), std::string_view(good) != "ACF(|r|)");
        for (const auto* bad : {"", "/a", "a/", "a//b", "../a", "a/./b", "a,b", "a\nb"})
            QVERIFY2(!m_store->logMetric(m_run, bad, 1).ok(), bad);
        QVERIFY(!m_store->logMetric(m_run, std::string(251, 'k'), 1).ok());
    }

    void latestIsTheGreatestStepTimeAndValue() {
        VERIFY_OK(m_store->logMetric(m_run, "loss", 5.0, 10, 1000));
        VERIFY_OK(m_store->logMetric(m_run, "loss", 9.0, 3, 2000)); // late point at a lower step
        QCOMPARE(m_store->run(m_run)->metric("loss")->value, 5.0);
        VERIFY_OK(m_store->logMetric(m_run, "loss", 4.0, 10, 1001));
        QCOMPARE(m_store->run(m_run)->metric("loss")->value, 4.0);
        VERIFY_OK(m_store->logMetric(m_run, "loss", 3.0, 10, 1001)); // equal but for the value
        QCOMPARE(m_store->run(m_run)->metric("loss")->value, 4.0);
        const std::vector<Metric> batch{
            {"loss", 1.0, 12, 5}, {"loss", 2.0, 11, 9}, {"other", 7.0, -4, 5}};
        VERIFY_OK(m_store->logMetrics(m_run, batch));
        QCOMPARE(m_store->run(m_run)->metric("loss")->value, 1.0);
        QCOMPARE(m_store->run(m_run)->metric("loss")->step, std::int64_t{12});
        QCOMPARE(m_store->run(m_run)->metric("other")->step, std::int64_t{-4});
    }

    void historyIsInOrderAndWithoutDuplicates() {
        VERIFY_OK(m_store->logMetric(m_run, "loss", 2.0, 2, 20));
        VERIFY_OK(m_store->logMetric(m_run, "loss", 1.0, 1, 30));
        VERIFY_OK(m_store->logMetric(m_run, "loss", 2.0, 2, 20));
        auto history = m_store->metricHistory(m_run, "loss");
        VERIFY_OK(history);
        QCOMPARE(history->size(), std::size_t{2});
        QCOMPARE(history->at(0).step, std::int64_t{1});
        QCOMPARE(history->at(1).value, 2.0);
        QVERIFY(m_store->metricHistory(m_run, "none")->empty());
    }

    void nanStaysNanAndInfinityBecomesTheLargestDouble() {
        const std::vector<Metric> batch{
            {"nan", kNaN, 0, 1}, {"up", kInf, 0, 1}, {"down", -kInf, 0, 1}};
        VERIFY_OK(m_store->logMetrics(m_run, batch));
        const auto run = *m_store->run(m_run);
        QVERIFY(std::isnan(run.metric("nan")->value));
        QCOMPARE(run.metric("up")->value, kMax);
        QCOMPARE(run.metric("down")->value, -kMax);
        QVERIFY(std::isnan(m_store->metricHistory(m_run, "nan")->front().value));
    }

    void aBatchWithOneBadKeyStoresNothing() {
        const std::vector<Metric> batch{{"good", 1.0, 0, 1}, {"bad,key", 1.0, 0, 1}};
        QVERIFY(!m_store->logMetrics(m_run, batch).ok());
        QVERIFY(m_store->run(m_run)->metrics.empty());
    }

    void deletedRunsAreHiddenKeptAndRestored() {
        VERIFY_OK(m_store->logMetric(m_run, "loss", 1));
        VERIFY_OK(m_store->deleteRun(m_run));
        QCOMPARE(m_store->count({}).value(), std::int64_t{0});
        QCOMPARE(m_store->count({.view = RunView::Deleted}).value(), std::int64_t{1});
        QCOMPARE(m_store->logMetric(m_run, "loss", 2).error().code, ErrorCode::InvalidInput);
        VERIFY_OK(m_store->restoreRun(m_run));
        QCOMPARE(m_store->run(m_run)->metrics.size(), std::size_t{1});
        QCOMPARE(m_store->deleteRun({"nope"}).error().code, ErrorCode::NotFound);
    }

    void experimentsAreMadeOnceDeletedAndRestoredWithTheirRuns() {
        auto id = m_store->experiment("QuantGAN");
        VERIFY_OK(id);
        QCOMPARE(*m_store->experiment("QuantGAN"), *id);
        VERIFY_OK(m_store->createRun({.experiment = *id}));
        VERIFY_OK(m_store->deleteExperiment(*id));
        QVERIFY(!m_store->experiment("QuantGAN").ok());
        QVERIFY(!m_store->createRun({.experiment = *id}).ok());
        QCOMPARE(m_store->count({}).value(), std::int64_t{1});
        VERIFY_OK(m_store->restoreExperiment(*id));
        QCOMPARE(m_store->count({}).value(), std::int64_t{2});
        QVERIFY(!m_store->experiment("  ").ok());
        QCOMPARE(m_store->createRun({.experiment = {77}}).error().code, ErrorCode::NotFound);
    }

    void artifactsAreListedReadAndFoundAfterAMove() {
        VERIFY_OK(m_store->logArtifact(m_run, "plots/fan.svg", "<svg/>"));
        VERIFY_OK(m_store->logArtifact(m_run, "report.json", "{}"));
        VERIFY_OK(m_store->logArtifact(m_run, "report.json", "{\"a\":1}"));
        auto top = m_store->artifacts(m_run);
        VERIFY_OK(top);
        QCOMPARE(top->size(), std::size_t{2});
        QVERIFY(top->at(0).isFolder);
        QCOMPARE(top->at(1).path, std::string("report.json"));
        QCOMPARE(top->at(1).size, std::uint64_t{7});
        QCOMPARE(m_store->artifacts(m_run, "plots")->front().path, std::string("plots/fan.svg"));
        QCOMPARE(*m_store->readArtifact(m_run, "plots/fan.svg"), std::string("<svg/>"));
        for (const auto* bad : {"", "/etc/passwd", "../x", "a/../../x", "a//b"})
            QVERIFY2(!m_store->logArtifact(m_run, bad, "x").ok(), bad);

        const QTemporaryDir elsewhere;
        const std::filesystem::path root = elsewhere.path().toStdString();
        const auto run = m_run;
        m_store.reset();
        std::filesystem::copy(m_scratch->folder(), root, std::filesystem::copy_options::recursive);
        std::filesystem::remove_all(m_scratch->artifacts());
        auto moved = Store::open(root / "tracking.db", root / "artifacts");
        VERIFY_OK(moved);
        QCOMPARE(*moved->readArtifact(run, "report.json"), std::string("{\"a\":1}"));
        auto fresh = moved->createRun({});
        VERIFY_OK(moved->logArtifact(*fresh, "a.txt", "new"));
        QCOMPARE(*moved->artifactFolder(*fresh),
                 root / "artifacts" / "0" / fresh->value / "artifacts");
    }

    void datasetsAreSharedWithinAnExperiment() {
        const DatasetInput data{.name = "^GSPC 1d",
                                .digest = "abc",
                                .sourceType = "local",
                                .source = "{\"symbol\":\"^GSPC\"}",
                                .profile = "{\"num_rows\":10}",
                                .context = "training"};
        VERIFY_OK(m_store->logDataset(m_run, data));
        VERIFY_OK(m_store->logDataset(m_run, data));
        auto second = m_store->createRun({});
        VERIFY_OK(m_store->logDataset(*second, data));
        auto logged = m_store->datasets(m_run);
        VERIFY_OK(logged);
        QCOMPARE(logged->size(), std::size_t{1});
        QCOMPARE(logged->front().dataset.context, std::string("training"));
        QCOMPARE(m_store->datasets(*second)->front().datasetId, logged->front().datasetId);
        QVERIFY(!m_store->logDataset(m_run, {.name = "no digest", .sourceType = "local"}).ok());
    }

    void theWriterStoresEverythingAndReportsBadKeys() {
        {
            MetricWriter writer(*m_store, m_run);
            for (int step = 0; step < 25'000; ++step)
                writer.log("loss", step * 0.5, step);
            VERIFY_OK(writer.flush());
            QCOMPARE(m_store->metricHistory(m_run, "loss")->size(), std::size_t{25'000});
            writer.log("bad,key", 1, 1);
            QVERIFY(!writer.flush().ok());
            VERIFY_OK(writer.flush());
            writer.log("last", 1, 1);
        }
        QCOMPARE(m_store->run(m_run)->metric("last")->value, 1.0);
    }

    void keysToChooseColumnsFrom() {
        auto other = *m_store->experiment("other");
        auto run = *m_store->createRun({.experiment = other});
        VERIFY_OK(m_store->logMetric(m_run, "b", 1));
        VERIFY_OK(m_store->logMetric(run, "a", 1));
        VERIFY_OK(m_store->logParam(run, "p", "1"));
        QCOMPARE(*m_store->metricKeys({}), (std::vector<std::string>{"a", "b"}));
        QCOMPARE(*m_store->metricKeys({&other, 1}), std::vector<std::string>{"a"});
        QCOMPARE(*m_store->paramKeys({}), std::vector<std::string>{"p"});
    }

  private:
    std::unique_ptr<ScratchStore> m_scratch;
    std::unique_ptr<Store> m_store;
    RunId m_run;
};

LOOM_TEST(TestTrackingLogging)
#include "test_logging.moc"
