// SPDX-License-Identifier: GPL-3.0-or-later
// The table of runs. The baseline, the model's row 0, stays on top, raised, while the others scroll
// and sort below it. Interface thread.
#pragma once

#include <QTableView>

namespace loom::ui {

class RunTableModel;
class UnitHeader;

class RunTable final : public QTableView {
    Q_OBJECT
  public:
    explicit RunTable(RunTableModel& model, QWidget* parent = nullptr);

    /// As wide as header, visible rows and the pinned row need.
    void fitColumns();
    /// Starts editing the name of the current run.
    void editName();
    /// The view of the pinned row; hidden while there is no baseline.
    QTableView* pinnedRow() const { return m_pinned; }

  protected:
    void updateGeometries() override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;

  private:
    void syncPinned();

    RunTableModel& m_model;
    UnitHeader* m_header;
    QTableView* m_pinned = nullptr;
};

} // namespace loom::ui
