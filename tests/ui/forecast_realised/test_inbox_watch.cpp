// SPDX-License-Identifier: GPL-3.0-or-later
// The watched inbox of the window and files dropped on it: forecast in the background, told in
// toasts, off when the settings say so. The file is a short one that no model can be made of, or a
// few years of the bundled index.
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QTemporaryDir>

#include "studies/workbench.h"
#include "support/test_case.h"
#include "ui/bridge/job_model.h"
#include "ui/forecast_realised/fake_host.h"
#include "ui/pages/forecast/inbox/inbox_watch.h"
#include "ui/shell/settings.h"
#include "ui/shell/settings_dialog.h"

using namespace loom;
using namespace loom::tests;
using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;

class InboxWatchTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<studies::Workbench> m_workbench;
    std::unique_ptr<jobs::JobQueue> m_queue;
    std::unique_ptr<JobModel> m_jobs;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<PageServices> m_services;
    FakeHost m_host;

    QDir inbox() const { return QDir(m_folder->filePath(u"inbox"_s)); }
    /// Bars of the index from this year on; old enough to be taken at once.
    void put(const QString& path, int fromYear) const {
        const auto series = m_workbench->loadSeries({.symbol = "^GSPC"}).value();
        QFile out(path);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write("Date,Open,High,Low,Close\n");
        for (const auto& bar : series.bars)
            if (bar.date().year() >= fromYear)
                out.write(QStringLiteral("%1,%2,%3,%4,%5\n")
                              .arg(QString::fromStdString(toIso(bar.date())))
                              .arg(bar.open)
                              .arg(bar.high)
                              .arg(bar.low)
                              .arg(bar.close)
                              .toLatin1());
        out.close();
        QVERIFY(out.open(QIODevice::ReadWrite));
        QVERIFY(out.setFileTime(QDateTime::currentDateTime().addSecs(-60),
                                QFileDevice::FileModificationTime));
    }

  private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        auto opened = studies::openWorkbench({.dataDir = m_folder->path().toStdString()});
        VERIFY_OK(opened);
        m_workbench = std::move(*opened);
        m_queue = std::make_unique<jobs::JobQueue>();
        m_jobs = std::make_unique<JobModel>(*m_queue, nullptr, std::chrono::milliseconds{1});
        m_settings = std::make_unique<Settings>(m_folder->filePath(u"quantloom.ini"_s));
        m_services =
            std::make_unique<PageServices>(PageServices{*m_workbench, *m_jobs, *m_settings});
        m_host.toasts.clear();
    }
    void cleanup() {
        m_jobs.reset();
        m_queue.reset();
    }

    void aFileIsRejectedAndTold() {
        InboxWatch watch(*m_services, m_host);
        QVERIFY(watch.isWatching());
        QCOMPARE(QDir(watch.folder()), inbox());
        QSignalSpy worked(&watch, &InboxWatch::worked);
        put(inbox().filePath(u"ABC.csv"_s), 2020); // 74 bars
        QTRY_COMPARE_WITH_TIMEOUT(worked.count(), 1, 30'000);
        QVERIFY(inbox().exists(u"rejected/ABC.csv.reason.txt"_s));
        QCOMPARE(m_host.toasts.size(), std::size_t{1});
        QVERIFY(m_host.toasts.front().severity == Severity::Danger);
        QVERIFY(m_host.toasts.front().title.contains(u"ABC.csv"_s));
        QVERIFY(!m_host.toasts.front().text.isEmpty());
    }

    void offMeansOff() {
        m_settings->setWatchInbox(false);
        InboxWatch watch(*m_services, m_host);
        QVERIFY(!watch.isWatching());
        QVERIFY(!inbox().exists()); // nor is a folder made that nobody asked for
        m_settings->setWatchInbox(true);
        watch.obeySettings();
        QVERIFY(watch.isWatching() && inbox().exists());
        m_settings->setWatchInbox(false);
        watch.obeySettings();
        QSignalSpy worked(&watch, &InboxWatch::worked);
        put(inbox().filePath(u"ABC.csv"_s), 2020);
        QVERIFY(!worked.wait(200));
        QVERIFY(inbox().exists(u"ABC.csv"_s));
    }

    void aDroppedFileIsForecastWhereItLies() {
        const QString file = m_folder->filePath(u"ABC.csv"_s);
        put(file, 2017);
        std::shared_ptr<const studies::BatchOutcome> shown;
        forecastDroppedFile(*m_services, m_host, file, this,
                            [&](auto outcome) { shown = std::move(outcome); });
        QTRY_VERIFY_WITH_TIMEOUT(shown != nullptr, 120'000);
        QCOMPARE(shown->recorded.added, std::size_t{10});
        QVERIFY(QFile::exists(file));
        QVERIFY(m_host.toasts.back().severity == Severity::Ok);
        shown.reset();
        forecastDroppedFile(*m_services, m_host, m_folder->filePath(u"none.csv"_s), this,
                            [&](auto outcome) { shown = std::move(outcome); });
        QTRY_VERIFY_WITH_TIMEOUT(m_host.toasts.back().severity == Severity::Danger, 30'000);
        QVERIFY(shown == nullptr);
    }

    void theSettingsShowTheFolder() {
        const QString folder = inbox().path();
        DataSettings data;
        data.inbox = folder;
        SettingsDialog dialog(*m_settings, testTheme(), {}, data);
        auto* box = dialog.findChild<QCheckBox*>(u"settings_watch_inbox"_s);
        QVERIFY(box != nullptr && box->isChecked());
        bool named = false;
        for (const auto* label : dialog.findChildren<QLabel*>())
            named = named || label->text().contains(folder);
        QVERIFY(named);
        box->setChecked(false);
        dialog.accept();
        QVERIFY(!m_settings->watchInbox());
        DataSettings none;
        SettingsDialog without(*m_settings, testTheme(), {}, none);
        QVERIFY(without.findChild<QCheckBox*>(u"settings_watch_inbox"_s) == nullptr);
    }
};

LOOM_TEST(InboxWatchTest)
#include "test_inbox_watch.moc"
