// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/test_case.h"

#include "base/log.h"
#include "ui/bridge/log_model.h"

#include <QAbstractItemModelTester>
#include <QTemporaryDir>

using namespace loom;
using namespace loom::jobs;
using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class LogModelTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() { startLog(m_folder.path().toStdString(), false); }

    void recordsAndJobLinesMeet() {
        JobQueue queue;
        LogModel model(queue, nullptr, 1ms);
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        spdlog::warn("a record");
        const JobId id =
            queue.submit({.title = "j", .kind = "test", .run = [](JobContext& c) -> Status {
                              c.log(LogLevel::Info, "a line");
                              return {};
                          }});
        QVERIFY(queue.waitFor(id, 5s));
        QTRY_COMPARE(model.rowCount(), 2);
        QCOMPARE(model.warningCount(), 1);

        LogFilter filter(model);
        const QAbstractItemModelTester filterTester(
            &filter, QAbstractItemModelTester::FailureReportingMode::Fatal);
        filter.setMinimumLevel(LogLevel::Warning);
        QCOMPARE(filter.rowCount(), 1);
        QCOMPARE(filter.index(0, LogModel::TextColumn).data().toString(), u"a record"_s);
        filter.setMinimumLevel(LogLevel::Info);
        filter.setJob(id);
        QCOMPARE(filter.rowCount(), 1);
        QCOMPARE(filter.index(0, LogModel::TextColumn).data().toString(), u"a line"_s);
        filter.setJob({});
        filter.setWords(u"RECORD"_s);
        QCOMPARE(filter.rowCount(), 1);
    }

    void onlyTheLatestAreKept() {
        JobQueue queue;
        LogModel model(queue, nullptr, 1ms);
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        spdlog::warn("first");
        QTRY_COMPARE(model.rowCount(), 1);
        for (int i = 0; i < 3 * LogModel::kMaxRows; ++i)
            spdlog::info("{}", i);
        QTRY_COMPARE(model.rowCount(), LogModel::kMaxRows);
        QCOMPARE(model.line(LogModel::kMaxRows - 1).text,
                 QString::number(3 * LogModel::kMaxRows - 1));
        QCOMPARE(model.warningCount(), 0); // the warning left with its row
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

  private:
    QTemporaryDir m_folder;
};

LOOM_TEST(LogModelTest)
#include "test_log_model.moc"
