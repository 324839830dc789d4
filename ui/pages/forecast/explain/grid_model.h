// SPDX-License-Identifier: GPL-3.0-or-later
// A small read-only table whose columns depend on what is shown: texts, the first column left, the
// others right. Interface thread.
#pragma once

#include <QAbstractTableModel>
#include <QStringList>

#include <vector>

namespace loom::ui {

struct Grid {
    QStringList heads;
    std::vector<QStringList> rows; ///< as long as heads
    int strong = -1;               ///< column in medium weight; -1: none
};

class GridModel final : public QAbstractTableModel {
    Q_OBJECT
  public:
    using QAbstractTableModel::QAbstractTableModel;
    void setGrid(Grid grid);
    const Grid& grid() const { return m_grid; }
    /// Tab-separated with heads; '-' for minus. No rows: all of them.
    QString text(const QModelIndexList& rows) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

  private:
    Grid m_grid;
};

} // namespace loom::ui
