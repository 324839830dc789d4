// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/test_case.h"

#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include <future>

using namespace loom;
using namespace loom::jobs;
using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class JobModelTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aResultArrivesOnTheInterfaceThread() {
        JobQueue queue;
        JobModel model(queue, nullptr, 1ms);
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        std::optional<int> got;
        QThread* where = nullptr;
        const JobId id = model.start<int>(
            {.title = "sum", .kind = "test"}, [](JobContext&) -> Result<int> { return 42; }, this,
            [&](Result<int> result) {
                got = *result;
                where = QThread::currentThread();
            });
        QCOMPARE(model.rowCount(), 1);
        QTRY_VERIFY(got.has_value());
        QCOMPARE(*got, 42);
        QCOMPARE(where, QThread::currentThread());
        QCOMPARE(model.info(model.rowOf(id)).state, JobState::Done);
    }

    void failuresExceptionsAndStopsArriveAsErrors() {
        JobQueue queue(1);
        JobModel model(queue, nullptr, 1ms);
        std::vector<std::string> errors;
        const auto note = [&](Result<int> r) { errors.push_back(r ? "ok" : r.error().message); };
        model.start<int>(
            {.title = "fails"},
            [](JobContext&) -> Result<int> { return fail(ErrorCode::Unreachable, "no network"); },
            this, note);
        QTRY_COMPARE(errors.size(), std::size_t{1});
        QCOMPARE(errors[0], std::string("no network"));
        QCOMPARE(model.detail(0), u"No network."_s);
        model.start<int>(
            {.title = "throws"},
            [](JobContext&) -> Result<int> { throw std::runtime_error("boom"); }, this, note);
        QTRY_COMPARE(errors.size(), std::size_t{2});
        QCOMPARE(errors[1], std::string("boom"));

        std::promise<void> gate;
        auto opened = gate.get_future().share();
        model.start<int>(
            {.title = "holds the lane"},
            [opened](JobContext&) -> Result<int> {
                opened.wait();
                return 1;
            },
            this, note);
        const JobId waiting = model.start<int>(
            {.title = "waits"}, [](JobContext&) -> Result<int> { return 2; }, this, note);
        model.stop(waiting, StopRequest::Discard);
        gate.set_value();
        QTRY_COMPARE(errors.size(), std::size_t{4});
        QVERIFY(std::find(errors.begin(), errors.end(), "stopped before it began") != errors.end());
        QCOMPARE(model.detail(model.rowOf(waiting)), u"stopped before it began"_s);
    }

    void aQuietJobDeliversWithoutARow() {
        JobQueue queue(1);
        JobModel model(queue, nullptr, 1ms);
        QSignalSpy inserted(&model, &JobModel::rowsInserted);
        QSignalSpy ended(&model, &JobModel::jobEnded);
        QSignalSpy summary(&model, &JobModel::summaryChanged);
        std::promise<void> gate;
        auto opened = gate.get_future().share();
        std::vector<std::string> got;
        const auto note = [&](Result<int> r) { got.push_back(r ? "ok" : r.error().message); };
        model.start<int>(
            {.title = "reads", .quiet = true},
            [opened](JobContext& job) -> Result<int> {
                opened.wait();
                job.progress(0.5, "half");
                job.metric("loss", 1, 2.0);
                return 1;
            },
            this, note);
        model.start<int>(
            {.title = "fails", .quiet = true},
            [](JobContext&) -> Result<int> { return fail(ErrorCode::NotFound, "no cache"); }, this,
            note);
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.runningCount() + model.waitingCount(), 0);
        gate.set_value();
        QTRY_COMPARE(got, (std::vector<std::string>{"ok", "no cache"}));
        model.start<int>(
            {.title = "listed"}, [](JobContext&) -> Result<int> { return 3; }, this, note);
        QTRY_COMPARE(got.size(), std::size_t{3});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.failedCount(), 0);
        QCOMPARE(inserted.count(), 1);
        QTRY_COMPARE(ended.count(), 1);
        QVERIFY(summary.count() > 0);
        const JobModel later(queue, nullptr, 1ms);
        QCOMPARE(later.rowCount(), 1);
    }

    void aDeadReceiverIsNotCalled() {
        JobQueue queue;
        JobModel model(queue, nullptr, 1ms);
        auto receiver = std::make_unique<QObject>();
        bool called = false;
        QSignalSpy ended(&model, &JobModel::jobEnded);
        model.start<int>(
            {.title = "orphan"}, [](JobContext&) -> Result<int> { return 1; }, receiver.get(),
            [&](const Result<int>&) { called = true; });
        receiver.reset();
        QTRY_COMPARE(ended.count(), 1);
        QVERIFY(!called);
    }

    void tenThousandEventsAreOneUpdate() {
        JobQueue queue;
        JobModel model(queue, nullptr, 1ms);
        std::promise<void> gate;
        auto opened = gate.get_future().share();
        const JobId id = model.start<int>(
            {.title = "busy"},
            [opened](JobContext& c) -> Result<int> {
                opened.wait();
                for (int i = 0; i < 10000; ++i) {
                    c.progress(i / 10000.0, "step");
                    c.metric("loss", i, 1.0 / (i + 1));
                }
                return 0;
            },
            this, [](const Result<int>&) {});
        QTRY_COMPARE(model.info(0).state, JobState::Running);
        QTRY_COMPARE(model.runningCount(), 1);
        QCoreApplication::processEvents();
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy appended(&model, &JobModel::metricsAppended);
        gate.set_value();
        QVERIFY(queue.waitFor(id, 20s)); // no event loop runs here: everything gathers
        QTRY_COMPARE(model.info(0).state, JobState::Done);
        QVERIFY2(changed.count() <= 2, qPrintable(QString::number(changed.count())));
        QVERIFY(appended.count() <= 2);
        const MetricStream* loss = model.metric(id, "loss");
        QVERIFY(loss);
        QCOMPARE(loss->values.size(), std::size_t{10000}); // gathered, never dropped
        QCOMPARE(loss->steps.back(), std::int64_t{9999});
        QCOMPARE(model.metricNames(id), std::vector<std::string>{"loss"});
    }

    void endedJobsCanBeForgottenAndOldOnesAre() {
        JobQueue queue;
        JobModel model(queue, nullptr, 1ms);
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy ended(&model, &JobModel::jobEnded);
        for (int i = 0; i < 260; ++i)
            model.start<int>(
                {.title = "n"}, [](JobContext&) -> Result<int> { return 0; }, this,
                [](const Result<int>&) {});
        QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 260, 20000);
        QTRY_COMPARE(model.rowCount(), 200);
        model.removeEnded();
        QCOMPARE(model.rowCount(), 0);
    }

    void spansOfTimeInWords() {
        QCOMPARE(durationText(41s), u"41 s"_s);
        QCOMPARE(durationText(189s), u"3 min 9 s"_s);
        QCOMPARE(durationText(2h), u"2 h 0 min"_s);
        QCOMPARE(ageText(30s), u"just now"_s);
        QCOMPARE(ageText(2h), u"2 h ago"_s);
        QCOMPARE(ageText(72h), u"3 days ago"_s);
    }
};

LOOM_TEST(JobModelTest)
#include "test_job_model.moc"
