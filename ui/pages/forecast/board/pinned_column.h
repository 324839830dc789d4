// SPDX-License-Identifier: GPL-3.0-or-later
// The first column of a table, standing still while the others are scrolled sideways: a second view
// of the same model and selection that lies on the first one. Interface thread.
#pragma once

#include <QTableView>

namespace loom::ui {

class PinnedColumn final : public QTableView {
    Q_OBJECT
  public:
    /// Lies on the table, which owns it; call place() after every change of its columns or size.
    PinnedColumn(QTableView* table, const QString& name);
    /// Shown only where the table's columns have no room.
    void place();

  protected:
    void wheelEvent(QWheelEvent* event) override;

  private:
    QTableView* m_under;
    QWidget* m_edge;
};

} // namespace loom::ui
