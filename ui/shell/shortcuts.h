// SPDX-License-Identifier: GPL-3.0-or-later
// Keys of actions: the built-in ones, those the user chose instead, and clashes. A page's actions
// work only while it is current, so two pages may use the same keys. Interface thread.
#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>
#include <QStringList>

#include <vector>

class QAction;

namespace loom::ui {

class Page;
class Settings;

/// An action and the title of the page it belongs to; empty: it works everywhere.
struct ShortcutEntry {
    QAction* action = nullptr;
    QString page;
};

/// Remembers the built-in keys of actions with a name and gives them the user's, if any. Repeat it
/// after a change of the settings.
void applyShortcuts(const QList<QAction*>& actions, const Settings& settings);
/// What applyShortcuts() found when it first saw the action.
QList<QKeySequence> builtInShortcuts(const QAction& action);

/// Every action a page puts into menus, without separators.
QList<QAction*> pageActions(const Page& page);

/// The action that already has the keys where `entry` would use them; null when none.
const QAction* shortcutTakenBy(const std::vector<ShortcutEntry>& entries,
                               const ShortcutEntry& entry, const QKeySequence& keys);

/// An action's text without mnemonic marks and ellipsis.
QString plainText(const QAction& action);

/// Keys that two actions share: "Ctrl+E: Export…, Edit Study". Empty when there is no clash.
QStringList shortcutClashes(const QList<QAction*>& actions);

} // namespace loom::ui
