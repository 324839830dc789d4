// SPDX-License-Identifier: GPL-3.0-or-later
// The real pages under the real window: what holds for all of them together.
#include "support/test_case.h"

#include "ui/shell/shortcuts_dialog.h"

#include <QAction>

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

  private:
    std::unique_ptr<Desk> m_desk;
};

LOOM_TEST(WindowFlowTest)
#include "test_window_flow.moc"
