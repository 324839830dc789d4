// SPDX-License-Identifier: GPL-3.0-or-later
// The small line of a watch list row, in muted ink. Interface thread.
#pragma once

#include <QStyledItemDelegate>

namespace loom::ui {

class SparklineDelegate final : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace loom::ui
