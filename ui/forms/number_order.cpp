// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/number_order.h"

#include <cmath>

namespace loom::ui {

NumberOrder::NumberOrder(QAbstractItemModel* source, int role, QObject* parent)
    : QSortFilterProxyModel(parent) {
    setSortRole(role);
    setSourceModel(source);
}

bool NumberOrder::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    const QVariant a = left.data(sortRole()), b = right.data(sortRole());
    if (!a.isValid() || !b.isValid())
        return QString::localeAwareCompare(left.data().toString(), right.data().toString()) < 0;
    const double x = a.toDouble(), y = b.toDouble();
    if (std::isnan(x) || std::isnan(y))
        return sortOrder() == Qt::AscendingOrder ? !std::isnan(x) && std::isnan(y)
                                                 : std::isnan(x) && !std::isnan(y);
    return x < y;
}

} // namespace loom::ui
