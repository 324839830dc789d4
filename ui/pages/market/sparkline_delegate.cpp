// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/market/sparkline_delegate.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>

#include "ui/pages/market/watch_list_model.h"
#include "ui/theme/roles.h"

namespace loom::ui {

namespace {
constexpr int kMarkWidth = 28; // a warning stands before the line
}

void SparklineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const {
    QStyledItemDelegate::paint(painter, option, index);
    const auto values = index.data(WatchListModel::kSparklineRole).value<QList<double>>();
    if (values.size() < 2)
        return;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const double span = *high > *low ? *high - *low : 1;
    const bool marked = index.data(Qt::DecorationRole).isValid();
    const QRectF box = QRectF(option.rect).adjusted(marked ? kMarkWidth : 4, 8, -4, -8);
    QPolygonF line;
    for (qsizetype i = 0; i < values.size(); ++i)
        line << QPointF(box.left() + box.width() * static_cast<double>(i) /
                                         static_cast<double>(values.size() - 1),
                        box.bottom() - box.height() * (values[i] - *low) / span);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(colour(Role::Muted, toneOf(option.palette)), 1));
    painter->drawPolyline(line);
    painter->restore();
}

QSize SparklineDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {56, 32};
}

} // namespace loom::ui
