// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the window in both themes, kept below the build folder to be looked at. The second
// run of this test is at scale 2.
#include "support/test_case.h"

#include "ui/shell/help_viewer.h"
#include "ui/shell/settings_dialog.h"
#include "ui/shell/shortcuts_dialog.h"

#include <QDir>
#include <QLineEdit>

#include <future>

#include "fake_pages.h"

using namespace loom;
using namespace loom::jobs;
using namespace loom::tests;

class ScreenshotTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void screenshots() {
        Workshop shop;
        auto& window = *shop.window;
        window.start();
        window.setDevice(u"CPU, 8 threads"_s);
        window.setCacheState(u"Cache: 5,105 bars, read 2 h ago"_s);
        window.setNetworkState(u"Offline, using the cache"_s);
        window.show();
        std::promise<void> gate;
        fillJobs(shop, gate.get_future().share());
        for (const auto mode : {ThemeMode::Dark, ThemeMode::Light}) {
            shop.theme.setMode(mode);
            window.showPage(u"welcome"_s);
            shoot(window, u"shell_empty"_s, mode);
            window.showPage(u"study"_s);
            shop.study()->form()->load(Json{{"lr_d", 0.05}, {"steps", 3000}});
            window.showToast({Severity::Danger,
                              u"^VIX was not updated"_s,
                              u"No network. Studies use the cache to 2020-04-17."_s,
                              u"details"_s,
                              {{u"Retry"_s, [] {}}, {u"Work Offline"_s, [] {}}}});
            window.showBanner(u"study"_s, u"a"_s,
                              {Severity::Warning,
                               u"Quantloom closed while QuantGAN TCN was training."_s,
                               u"The run is marked killed. The checkpoint of step 1,000 is kept."_s,
                               {},
                               {{u"Resume Training"_s, [] {}, true}, {u"Open Run"_s, [] {}}}});
            shoot(window, u"shell_study"_s, mode);
            window.findChild<CommandPalette*>(u"command_palette"_s)->open(u"th"_s);
            shoot(window, u"shell_palette"_s, mode);
            QTest::keyClick(window.findChild<QLineEdit*>(u"palette_field"_s), Qt::Key_Escape);
            HelpViewer help(QStringLiteral(LOOM_SOURCE_DIR) + u"/resources/help"_s);
            help.open(u"conventions"_s);
            help.show();
            shoot(help, u"shell_help"_s, mode);
            SettingsDialog settings(shop.settings, shop.theme, {u"cuda:0"_s},
                                    {.load = [] { return DataChoices{}; },
                                     .checkClosures = [](const QString&) { return QString(); },
                                     .save = [](const DataChoices&) { return QString(); }},
                                    &window);
            settings.show();
            shoot(settings, u"shell_settings"_s, mode);
            ShortcutsDialog shortcuts(window.shortcutEntries(), shop.settings, &window);
            shortcuts.show();
            shoot(shortcuts, u"shell_shortcuts"_s, mode);
        }
        gate.set_value();
    }

  private:
    void fillJobs(Workshop& shop, const std::shared_future<void>& open) {
        const auto ignore = [](const Result<int>&) {};
        shop.jobs.start<int>(
            {.title = "Fetch ^VIX, 1 day", .kind = "fetch", .retry = [] {}},
            [](JobContext&) -> Result<int> {
                return fail(ErrorCode::Unreachable,
                            "no network; the cache to 2020-04-17 is in use");
            },
            this, ignore);
        shop.jobs.start<int>(
            {.title = "Fidelity, 4 generators", .kind = "fidelity", .open = [] {}},
            [](JobContext& c) -> Result<int> {
                c.progress(1, "500 paths each");
                c.log(LogLevel::Warning, "mean block near cap 191");
                return 1;
            },
            this, ignore);
        for (const char* title : {"QuantGAN TCN, seed 7", "Privacy, all windows"})
            shop.jobs.start<int>(
                {.title = title, .kind = "synthesize", .lane = Lane::Training},
                [open](JobContext& c) -> Result<int> {
                    c.progress(0.41, "1,240 / 3,000 steps, 9.3/s");
                    c.log(LogLevel::Info, "train on 4,024 returns");
                    open.wait();
                    return 1;
                },
                this, ignore);
        QTRY_COMPARE(shop.jobs.failedCount(), 1);
        QTRY_COMPARE(shop.jobs.runningCount(), 1);
        QTRY_COMPARE(shop.log.rowCount(), 2);
    }

    void shoot(QWidget& widget, const QString& name, ThemeMode mode) {
        QCoreApplication::processEvents();
        const QImage image = widget.grab().toImage();
        QVERIFY(!image.isNull());
        QVERIFY(QDir().mkpath(QStringLiteral(LOOM_SCREENSHOTS)));
        const QString path =
            u"%1/%2_%3_%4x.png"_s.arg(QStringLiteral(LOOM_SCREENSHOTS), name, themeModeCode(mode))
                .arg(widget.devicePixelRatio());
        QVERIFY(image.save(path));
    }
};

LOOM_TEST(ScreenshotTest)
#include "test_screenshots.moc"
