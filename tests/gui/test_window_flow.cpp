// SPDX-License-Identifier: GPL-3.0-or-later
// The real pages under the real window: what holds for all of them together.
#include "support/test_case.h"

#include "base/resources.h"
#include "ui/forms/form_sheet.h"
#include "ui/shell/help_viewer.h"
#include "ui/shell/shortcuts_dialog.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAction>
#include <QDialog>
#include <QLineEdit>

#include <algorithm>
#include <set>

#include "gui/desk.h"

using namespace loom;
using namespace loom::tests;

class WindowFlowTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() {
        m_desk = std::make_unique<Desk>();
        QVERIFY2(m_desk->isOpen(), qPrintable(m_desk->problem()));
    }
    void cleanup() { m_desk.reset(); }

    void everyPageOpensWithNamedActionsAndNoSharedKeys() {
        auto& window = m_desk->window();
        for (const char* id : {"home", "market", "synthesize", "experiments"}) {
            QVERIFY2(window.showPage(QString::fromLatin1(id)), id);
            QCOMPARE(window.currentPageId(), QString::fromLatin1(id));
            QCOMPARE(ui::shortcutClashes(window.allActions()), QStringList());
            std::set<QString> names;
            for (const QAction* action : window.allActions()) {
                QVERIFY2(!action->objectName().isEmpty(), qPrintable(action->text()));
                QVERIFY2(names.insert(action->objectName()).second,
                         qPrintable(action->objectName()));
            }
        }
    }

    void closuresTypedInTheSettingsAreCheckedAndObeyed() {
        QVERIFY(m_desk->window().findChild<QAction*>(QStringLiteral("tools_settings")));
        m_desk->find<QAction>("tools_settings")->trigger();
        auto* dialog = m_desk->find<QDialog>("settings_dialog");
        QVERIFY(dialog);
        auto* closures = m_desk->find<QLineEdit>("settings_closures");
        closures->setText(QStringLiteral("2027-13-01"));
        dialog->accept();
        QVERIFY(dialog->isVisible());
        const auto lines = dialog->findChildren<ui::ProblemLine*>();
        QVERIFY(std::ranges::any_of(lines, [](const auto* line) {
            return line->text().contains(QStringLiteral("not a date"));
        }));
        closures->setText(QStringLiteral("2027-01-29"));
        dialog->accept();
        QVERIFY(!dialog->isVisible());
        const auto day = Date::fromYmd(2027, 1, 29);
        QCOMPARE(m_desk->workbench().marketSettings().closures, std::vector<Date>{day});
        QVERIFY(!m_desk->workbench().calendar()->isSession(day));
    }

    void thePaletteFindsActionsPagesAndSymbols() {
        auto& window = m_desk->window();
        window.showPage(QStringLiteral("market")); // whose commands it then knows
        window.addPaletteProvider([](const QString& words) -> std::vector<ui::PaletteItem> {
            ui::PaletteItem item;
            item.text = QStringLiteral("AAPL");
            item.kind = words;
            item.run = [] {};
            return {item};
        });
        auto* palette = m_desk->find<ui::CommandPalette>("command_palette");
        auto* list = m_desk->find<QAbstractItemView>("palette_list");
        QVERIFY(palette && list);
        for (const char* wanted : {"Experiments", "Reset Layout", "AAPL", "Fetch S&P 500"}) {
            palette->open(QString::fromLatin1(wanted));
            QVERIFY2(list->model()->rowCount() > 0, wanted);
            QCOMPARE(list->model()->index(0, 0).data().toString(), QString::fromLatin1(wanted));
        }
        palette->open(QStringLiteral("Experiments"));
        QTest::keyClick(m_desk->find<QLineEdit>("palette_field"), Qt::Key_Return);
        QCOMPARE(window.currentPageId(), QStringLiteral("experiments"));
    }

    /// The smallest window still shows every word of its controls (design specification, section
    /// 3).
    void nothingIsSqueezedInTheSmallestWindow() {
        auto& window = m_desk->window();
        window.resize(window.minimumSize());
        for (const char* id : {"home", "market", "synthesize", "experiments"}) {
            window.showPage(QString::fromLatin1(id));
            QTRY_COMPARE(window.size(), window.minimumSize());
            for (const auto* button : window.findChildren<QAbstractButton*>()) {
                if (!button->isVisible() || button->text().isEmpty() || scrolls(*button))
                    continue;
                const QString where =
                    QStringLiteral("%1: %2 \"%3\"")
                        .arg(QString::fromLatin1(id), button->objectName(), button->text());
                QVERIFY2(button->width() >= button->minimumSizeHint().width(), qPrintable(where));
                const int right = button->mapTo(&window, QPoint(button->width(), 0)).x();
                QVERIFY2(right <= window.width(), qPrintable(where));
            }
        }
    }

    void everyPageHasItsHelp() {
        auto& window = m_desk->window();
        for (const char* id : {"home", "market", "synthesize", "experiments"}) {
            window.showPage(QString::fromLatin1(id));
            const QString help = window.page(QString::fromLatin1(id))->helpPage();
            QVERIFY2(resourcePath("help/" + help.toStdString() + ".md").ok(), qPrintable(help));
            m_desk->find<QAction>("help_contents")->trigger();
            auto* viewer = window.findChild<ui::HelpViewer*>();
            QVERIFY2(viewer && viewer->isVisible(), id);
            viewer->close();
        }
    }

    void aSavedWorkspaceBringsThePagesBack() {
        auto& window = m_desk->window();
        QMap<QString, QJsonObject> states;
        for (const char* id : {"home", "market", "synthesize", "experiments"}) {
            window.showPage(QString::fromLatin1(id));
            states[QString::fromLatin1(id)] = window.page(QString::fromLatin1(id))->saveState();
        }
        const QString file = m_desk->folder() + QStringLiteral("/kept.loom");
        VERIFY_OK(window.saveWorkspaceTo(file));
        m_desk->restart();
        VERIFY_OK(m_desk->window().openWorkspaceFrom(file));
        QCOMPARE(m_desk->window().currentPageId(), QStringLiteral("experiments"));
        for (const QString& id : states.keys()) {
            m_desk->window().showPage(id);
            QCOMPARE(m_desk->window().page(id)->saveState(), states[id]);
        }
    }

    void aDamagedWorkspaceAndCacheDoNotKeepTheWindowShut() {
        const QString file = m_desk->folder() + QStringLiteral("/broken.loom");
        m_desk->closeWindow();
        for (const char* name : {"broken.loom", "market.db"}) {
            QFile damaged(QDir(m_desk->folder()).filePath(QString::fromLatin1(name)));
            QVERIFY(damaged.open(QIODevice::WriteOnly));
            damaged.write("{\"pages\": [");
        }
        const QString folder = m_desk->folder();
        Desk second(folder);
        QVERIFY2(second.isOpen(), qPrintable(second.problem()));
        QVERIFY(!second.workbench().startNotes().empty());
        QVERIFY(!second.window().openWorkspaceFrom(file));
        QVERIFY(second.window().showPage(QStringLiteral("market")));
    }

  private:
    /// Inside an area that can be scrolled to it.
    static bool scrolls(const QWidget& widget) {
        for (const QWidget* at = widget.parentWidget(); at != nullptr; at = at->parentWidget())
            if (qobject_cast<const QAbstractScrollArea*>(at) != nullptr)
                return true;
        return false;
    }

    std::unique_ptr<Desk> m_desk;
};

LOOM_TEST(WindowFlowTest)
#include "test_window_flow.moc"
