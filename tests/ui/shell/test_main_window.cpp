// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/test_case.h"

#include "ui/forms/banner.h"
#include "ui/shell/help_viewer.h"
#include "ui/shell/page_area.h"
#include "ui/shell/shortcuts_dialog.h"

#include <QDockWidget>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QUndoStack>

#include <future>

#include "fake_pages.h"

using namespace loom;
using namespace loom::jobs;
using namespace loom::tests;

class MainWindowTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() {
        m_shop = std::make_unique<Workshop>();
        m_shop->window->start();
        m_shop->window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_shop->window.get())); // shortcuts need it
    }
    void cleanup() { m_shop.reset(); }

    void pagesAreMadeWhenFirstShown() {
        auto& window = *m_shop->window;
        QCOMPARE(window.currentPageId(), u"welcome"_s);
        QVERIFY(!window.page(u"study"_s));
        auto* inspector = m_shop->find<QDockWidget>(u"dock_inspector"_s);
        QVERIFY(inspector->isHidden()); // the first page has none
        QTest::keyClick(&window, Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(window.currentPageId(), u"study"_s);
        QVERIFY(inspector->isVisible());
        QTest::mouseClick(m_shop->find<QAbstractButton>(u"nav_welcome"_s), Qt::LeftButton);
        QCOMPARE(window.currentPageId(), u"welcome"_s);
        QVERIFY(!window.showPage(u"nowhere"_s));
    }

    void pageActionsComeAndGoWithTheirPage() {
        auto& window = *m_shop->window;
        const auto names = [&] {
            QStringList all;
            for (const QAction* action : window.allActions())
                all << action->objectName();
            return all;
        };
        QVERIFY(!names().contains(u"study_train"_s));
        window.showPage(u"study"_s);
        QVERIFY(names().contains(u"study_train"_s));
        auto* run = m_shop->find<QMenu>(u"menu_run"_s);
        QCOMPARE(run->actions().size(), 1);
        QVERIFY(run->menuAction()->isEnabled());
        QSignalSpy trained(m_shop->find<QAction>(u"study_train"_s), &QAction::triggered);
        QTest::keyClick(&window, Qt::Key_R, Qt::ControlModifier);
        QCOMPARE(trained.count(), 1);
        window.showPage(u"welcome"_s);
        QVERIFY(run->actions().isEmpty());
        QTest::keyClick(&window, Qt::Key_R, Qt::ControlModifier);
        QCOMPARE(trained.count(), 1);
    }

    void noTwoActionsShareAKey() {
        auto& window = *m_shop->window;
        for (const QString& id : {u"welcome"_s, u"study"_s}) {
            window.showPage(id);
            QCOMPARE(shortcutClashes(window.allActions()), QStringList());
            for (const QAction* action : window.allActions())
                QVERIFY2(!action->objectName().isEmpty(), qPrintable(action->text()));
        }
        QAction first(u"A"_s), second(u"B"_s);
        first.setShortcut(QKeySequence(u"Ctrl+E"_s));
        second.setShortcut(QKeySequence(u"Ctrl+E"_s));
        QCOMPARE(shortcutClashes({&first, &second}), QStringList{u"Ctrl+E: A, B"_s});
    }

    void everyInteractiveWidgetHasANameAndAWord() {
        m_shop->window->showPage(u"study"_s);
        for (auto* button : m_shop->window->findChildren<QAbstractButton*>()) {
            if (!button->isVisibleTo(m_shop->window.get()) ||
                button->objectName().startsWith(u"qt_"_s))
                continue;
            const QString where = QString::fromLatin1(button->metaObject()->className()) + u' ' +
                                  button->objectName() + u' ' + button->text();
            QVERIFY2(!button->objectName().isEmpty(), qPrintable(where));
            QVERIFY2(!button->text().isEmpty() || !button->accessibleName().isEmpty(),
                     qPrintable(where));
        }
    }

    void theInspectorStaysClosedWhenClosed() {
        auto& window = *m_shop->window;
        window.showPage(u"study"_s);
        auto* inspector = m_shop->find<QDockWidget>(u"dock_inspector"_s);
        QTest::keyClick(&window, Qt::Key_F9);
        QVERIFY(inspector->isHidden());
        window.showPage(u"welcome"_s);
        window.showPage(u"study"_s);
        QVERIFY(inspector->isHidden());
        window.resetLayout();
        QVERIFY(inspector->isVisible());
    }

    void layoutComesBackAndResets() {
        m_shop->find<QDockWidget>(u"dock_log"_s)->close();
        m_shop->window->showPage(u"study"_s);
        m_shop->restart();
        QCOMPARE(m_shop->window->currentPageId(), u"study"_s);
        QVERIFY(m_shop->find<QDockWidget>(u"dock_log"_s)->isHidden());
        QVERIFY(m_shop->find<QDockWidget>(u"dock_jobs"_s)->isVisible());
        m_shop->find<QDockWidget>(u"dock_jobs"_s)->close();
        auto* strip = m_shop->find<QWidget>(u"dock_strip"_s);
        QVERIFY(strip->isVisible()); // both docks closed: the strip stands for them
        QTest::mouseClick(m_shop->find<QAbstractButton>(u"dock_strip_open"_s), Qt::LeftButton);
        QVERIFY(!strip->isVisible());
        QVERIFY(m_shop->find<QDockWidget>(u"dock_log"_s)->isVisible());
        m_shop->window->resetLayout();
        QVERIFY(m_shop->find<QDockWidget>(u"dock_jobs"_s)->isVisible());
    }

    void jobRowsSayWhatHappens() {
        std::promise<void> gate;
        auto opened = gate.get_future().share();
        const auto hold = [opened](JobContext& c) -> Result<int> {
            c.progress(0.41, "1,240 / 3,000 steps, 9.3/s");
            opened.wait();
            return 1;
        };
        bool shown = false;
        const JobId first = m_shop->jobs.start<int>({.title = "QuantGAN TCN, seed 7",
                                                     .kind = "synthesize",
                                                     .lane = Lane::Training,
                                                     .open = [&] { shown = true; }},
                                                    hold, this, [](const Result<int>&) {});
        const JobId second =
            m_shop->jobs.start<int>({.title = "Next", .kind = "synthesize", .lane = Lane::Training},
                                    hold, this, [](const Result<int>&) {});
        const auto stop = u"job_stop_%1"_s.arg(first.value);
        QTRY_VERIFY(m_shop->find<QPushButton>(stop) &&
                    m_shop->find<QPushButton>(stop)->text() == u"Stop and Keep Best"_s);
        QTRY_COMPARE(m_shop->find<QLabel>(u"status_cache"_s)->isVisible(), false);
        auto* status = m_shop->find<QAbstractButton>(u"status_jobs"_s);
        QTRY_COMPARE(status->text(), u"1 job running, 41 %"_s);
        auto* cancel = m_shop->find<QPushButton>(u"job_stop_%1"_s.arg(second.value));
        QCOMPARE(cancel->text(), u"Cancel"_s);
        QTest::mouseClick(cancel, Qt::LeftButton);
        QTest::mouseClick(m_shop->find<QPushButton>(stop), Qt::LeftButton);
        QTRY_COMPARE(m_shop->jobs.detail(m_shop->jobs.rowOf(first)),
                     u"stopping, keeps the best so far"_s);
        gate.set_value();
        const auto open = u"job_open_%1"_s.arg(first.value);
        QTRY_VERIFY(m_shop->find<QPushButton>(open));
        QTest::mouseClick(m_shop->find<QPushButton>(open), Qt::LeftButton);
        QVERIFY(shown);
        QTRY_COMPARE(status->text(), u"No jobs"_s);
    }

    void closingWithJobsAsksOnce() {
        const JobId id =
            m_shop->queue.submit({.title = "long", .kind = "t", .run = [](JobContext& c) -> Status {
                                      while (!c.shouldStop())
                                          std::this_thread::yield();
                                      return fail(ErrorCode::Cancelled, "stopped");
                                  }});
        QTRY_COMPARE(m_shop->jobs.runningCount(), 1);
        int asked = 0;
        const auto answer = [&](const QString& button) {
            QTimer::singleShot(0, this, [&asked, button] {
                auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
                QVERIFY(box);
                ++asked;
                box->findChild<QPushButton*>(button)->click();
            });
        };
        answer(u"confirm_quit_stay"_s);
        QVERIFY(!m_shop->window->close());
        QVERIFY(m_shop->window->isVisible());
        answer(u"confirm_quit_stop"_s);
        QVERIFY(m_shop->window->close());
        QCOMPARE(asked, 2);
        QCOMPARE(m_shop->queue.job(id)->state, JobState::Stopped);
    }

    void toastsAndBannersShow() {
        auto& window = *m_shop->window;
        bool retried = false;
        Notice notice =
            errorNotice(u"^VIX was not updated"_s,
                        fail(ErrorCode::Unreachable, "no network; the cache is in use"));
        notice.actions.push_back({u"Retry"_s, [&] { retried = true; }});
        for (int i = 0; i < 3; ++i)
            window.showToast(notice);                                // a repeated error is no flood
        QCOMPARE(window.findChildren<Toast*>(u"toast"_s).size(), 3); // two of them on their way out
        QTRY_COMPARE(window.findChildren<Toast*>(u"toast"_s).size(), 1);
        QTest::mouseClick(m_shop->find<QPushButton>(u"toast_action_0"_s), Qt::LeftButton);
        QVERIFY(retried);
        QTRY_COMPARE(window.findChildren<Toast*>(u"toast"_s).size(), 0);
        window.showBanner(u"study"_s, u"k"_s, {Severity::Warning, u"Restated"_s, {}, {}, {}});
        QVERIFY(!m_shop->find<Banner>(u"banner"_s)->isVisible()); // belongs to the other page
        window.showPage(u"study"_s);
        QVERIFY(m_shop->find<Banner>(u"banner"_s)->isVisible());
        QTest::mouseClick(m_shop->find<QAbstractButton>(u"banner_close"_s), Qt::LeftButton);
        QTRY_VERIFY(!m_shop->find<Banner>(u"banner"_s));
    }

    void thePaletteFindsAndRuns() {
        auto& window = *m_shop->window;
        QString chosen;
        window.addPaletteProvider([&](const QString&) -> std::vector<PaletteItem> {
            return {{u"^GSPC"_s, u"symbol"_s, u"S&P 500"_s, {}, [&] { chosen = u"^GSPC"_s; }}};
        });
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
        auto* palette = window.findChild<CommandPalette*>(u"command_palette"_s);
        QVERIFY(palette->isVisible());
        QTest::keyClicks(palette->field(), u"synt"_s);
        QTest::keyClick(palette->field(), Qt::Key_Return);
        QVERIFY(!palette->isVisible());
        QCOMPARE(window.currentPageId(), u"study"_s);
        palette->open(u"gspc"_s);
        QTest::keyClick(palette->field(), Qt::Key_Return);
        QCOMPARE(chosen, u"^GSPC"_s);
        palette->open(u"zzzzqq"_s);
        QCOMPARE(palette->resultCount(), 0);
        QTest::keyClick(palette->field(), Qt::Key_Escape);
        QVERIFY(!palette->isVisible());
    }

    void helpOpensThePageOfThePanel() {
        auto& window = *m_shop->window;
        window.showPage(u"study"_s);
        QTest::keyClick(&window, Qt::Key_F1);
        auto* help = window.findChild<HelpViewer*>(u"help_viewer"_s);
        QVERIFY(help);
        QCOMPARE(help->currentPage(), u"synthesize"_s);
        help->open(u"no such page"_s);
        QCOMPARE(help->currentPage(), u"index"_s);
        QVERIFY(help->found(u"lambert"_s).contains(u"conventions"_s));
        QVERIFY(help->found(u"no page has these qqzz"_s).isEmpty());
    }

    void dropsReachThePages() {
        auto& window = *m_shop->window;
        window.showPage(u"study"_s);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(u"/tmp/prices.csv"_s)});
        QDragEnterEvent enter(QPoint(200, 200), Qt::CopyAction, &data, Qt::LeftButton,
                              Qt::NoModifier);
        QApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(200, 200), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &drop);
        QTRY_COMPARE(m_shop->study()->opened, QStringList{u"/tmp/prices.csv"_s});
    }

    void symbolsStudiesAndArgumentsReachPages() {
        auto& window = *m_shop->window;
        QVERIFY(window.openSymbol(u"study"_s, u"SPY"_s));
        QCOMPARE(window.currentPageId(), u"study"_s);
        QCOMPARE(m_shop->study()->symbol, u"SPY"_s);
        QVERIFY(!window.openRun(u"abc"_s)); // no page takes runs here
        const QString file = m_shop->folder.filePath(u"a.loom"_s);
        VERIFY_OK(window.saveWorkspaceTo(file));
        window.openSymbol(u"study"_s, u"QQQ"_s);
        window.takeArguments({u"--ignored"_s, file});
        QCOMPARE(m_shop->study()->symbol, u"SPY"_s);
    }

  private:
    std::unique_ptr<Workshop> m_shop;
};

LOOM_TEST(MainWindowTest)
#include "test_main_window.moc"
