// SPDX-License-Identifier: GPL-3.0-or-later
// Sorts a table by the numbers of its sort role, missing ones (NaN) last whichever way round; cells
// without a number by their words. Interface thread.
#pragma once

#include <QSortFilterProxyModel>

namespace loom::ui {

class NumberOrder final : public QSortFilterProxyModel {
    Q_OBJECT
  public:
    /// role: of the numbers, doubles; an invalid variant where a cell has none.
    NumberOrder(QAbstractItemModel* source, int role, QObject* parent);

  protected:
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;
};

} // namespace loom::ui
