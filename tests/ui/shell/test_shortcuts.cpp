// SPDX-License-Identifier: GPL-3.0-or-later
// Keys of commands changed in the shortcuts list: used at once, kept for the next start, refused
// when taken, and put back.
#include "support/test_case.h"

#include "ui/shell/shortcuts_dialog.h"

#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>

#include "fake_pages.h"

using namespace loom;
using namespace loom::tests;

class ShortcutsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() {
        m_shop = std::make_unique<Workshop>();
        m_shop->window->start();
        m_shop->window->show();
        m_dialog =
            std::make_unique<ShortcutsDialog>(m_shop->window->shortcutEntries(), m_shop->settings);
    }
    void cleanup() {
        m_dialog.reset();
        m_shop.reset();
    }

    void listsTheCommandsOfEveryPage() {
        QCOMPARE(cell(rowOf(u"Train and Compare"_s), 1), u"Synthesize"_s);
        QCOMPARE(cell(rowOf(u"Jobs"_s), 2), u"Ctrl+J"_s);
    }

    void newKeysWorkAtOnceAndAreKept() {
        choose(u"Jobs"_s, QKeySequence(u"Ctrl+Alt+J"_s));
        QCOMPARE(cell(rowOf(u"Jobs"_s), 2), u"Ctrl+Alt+J (changed)"_s);
        QCOMPARE(keysOf(u"view_jobs"_s), QKeySequence(u"Ctrl+Alt+J"_s));
        QCOMPARE(m_shop->settings.shortcut(u"view_jobs"_s), std::optional(u"Ctrl+Alt+J"_s));
        // The next window over the same settings has them.
        QAction action(u"Jobs"_s);
        action.setObjectName(u"view_jobs"_s);
        action.setShortcut(QKeySequence(u"Ctrl+J"_s));
        applyShortcuts({&action}, m_shop->settings);
        QCOMPARE(action.shortcut(), QKeySequence(u"Ctrl+Alt+J"_s));
        QCOMPARE(builtInShortcuts(action), QList{QKeySequence(u"Ctrl+J"_s)});
    }

    void takenKeysAreRefusedWithTheirOwner() {
        choose(u"Jobs"_s, QKeySequence(u"Ctrl+L"_s));
        QCOMPARE(keysOf(u"view_jobs"_s), QKeySequence(u"Ctrl+J"_s));
        const QString message = child<QLabel>(u"shortcuts_message"_s)->text();
        QVERIFY2(message.contains(u"Ctrl+L"_s) && message.contains(u"Log"_s), qPrintable(message));
        QVERIFY(!m_shop->settings.shortcut(u"view_jobs"_s));
    }

    void keysAreTakenAwayAndPutBack() {
        choose(u"Jobs"_s, QKeySequence());
        QVERIFY(keysOf(u"view_jobs"_s).isEmpty());
        choose(u"Log"_s, QKeySequence(u"Ctrl+J"_s)); // free now
        QCOMPARE(keysOf(u"view_log"_s), QKeySequence(u"Ctrl+J"_s));
        select(u"Jobs"_s);
        child<QPushButton>(u"shortcuts_reset"_s)->click(); // its old keys have an owner
        QVERIFY(keysOf(u"view_jobs"_s).isEmpty());
        QVERIFY(child<QLabel>(u"shortcuts_message"_s)->text().contains(u"Log"_s));
        child<QPushButton>(u"shortcuts_reset_all"_s)->click();
        QCOMPARE(keysOf(u"view_jobs"_s), QKeySequence(u"Ctrl+J"_s));
        QCOMPARE(keysOf(u"view_log"_s), QKeySequence(u"Ctrl+L"_s));
        QVERIFY(!m_shop->settings.shortcut(u"view_log"_s));
    }

    void filterFindsCommandsAndKeys() {
        child<QLineEdit>(u"shortcuts_search"_s)->setText(u"ctrl+j"_s);
        auto* table = child<QTableWidget>(u"shortcuts_table"_s);
        QVERIFY(!table->isRowHidden(rowOf(u"Jobs"_s)));
        QVERIFY(table->isRowHidden(rowOf(u"Log"_s)));
    }

  private:
    template <class T>
    T* child(const QString& name) {
        return m_dialog->findChild<T*>(name);
    }
    QString cell(int row, int column) {
        return child<QTableWidget>(u"shortcuts_table"_s)->item(row, column)->text();
    }
    int rowOf(const QString& command) {
        const auto* table = child<QTableWidget>(u"shortcuts_table"_s);
        for (int row = 0; row < table->rowCount(); ++row)
            if (table->item(row, 0)->text() == command)
                return row;
        return -1;
    }
    void select(const QString& command) {
        child<QTableWidget>(u"shortcuts_table"_s)->selectRow(rowOf(command));
    }
    void choose(const QString& command, const QKeySequence& keys) {
        select(command);
        child<QKeySequenceEdit>(u"shortcuts_keys"_s)->setKeySequence(keys);
        child<QPushButton>(u"shortcuts_assign"_s)->click();
    }
    QKeySequence keysOf(const QString& action) {
        return m_shop->window->findChild<QAction*>(action)->shortcut();
    }

    std::unique_ptr<Workshop> m_shop;
    std::unique_ptr<ShortcutsDialog> m_dialog;
};

LOOM_TEST(ShortcutsTest)
#include "test_shortcuts.moc"
