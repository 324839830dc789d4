// SPDX-License-Identifier: GPL-3.0-or-later
// Help > Keyboard Shortcuts: every action with its keys, searchable and changeable. A change takes
// effect and is saved at once; keys that another action has are refused, with its name.
#pragma once

#include <optional>

#include <QDialog>

#include "ui/shell/shortcuts.h"

class QKeySequenceEdit;
class QLabel;
class QPushButton;
class QTableWidget;

namespace loom::ui {

class ShortcutsDialog final : public QDialog {
    Q_OBJECT
  public:
    /// The actions and the settings outlive the dialog.
    ShortcutsDialog(std::vector<ShortcutEntry> entries, Settings& settings,
                    QWidget* parent = nullptr);

  private:
    QWidget* buildEditor();
    void filter(const QString& words);
    void showRow(int row);
    const ShortcutEntry* current() const;
    void syncEditor();
    void assign();
    void reset();
    void resetAll();
    void keep(const ShortcutEntry& entry, const std::optional<QString>& keys);

    std::vector<ShortcutEntry> m_entries;
    Settings& m_settings;
    QTableWidget* m_table;
    QKeySequenceEdit* m_keys;
    QLabel* m_message;
    QPushButton* m_assign;
    QPushButton* m_reset;
};

} // namespace loom::ui
