// SPDX-License-Identifier: GPL-3.0-or-later
// Help > Keyboard Shortcuts: every action with a key, searchable.
#pragma once

#include <QDialog>

class QAction;

namespace loom::ui {

class ShortcutsDialog final : public QDialog {
    Q_OBJECT
  public:
    explicit ShortcutsDialog(const QList<QAction*>& actions, QWidget* parent = nullptr);
};

/// An action's text without mnemonic marks and ellipsis.
QString plainText(const QAction& action);

/// Keys that two enabled actions share: "Ctrl+E: Export…, Edit Study". Empty when there is no
/// clash.
QStringList shortcutClashes(const QList<QAction*>& actions);

} // namespace loom::ui
