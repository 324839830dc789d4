// SPDX-License-Identifier: GPL-3.0-or-later
// Cells of a ScoreTable: a line sample and muted words beside a name, a mark before a word or a
// number, muted text. Interface thread.
#pragma once

#include <QStyledItemDelegate>

namespace loom::ui {

class ScoreDelegate final : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace loom::ui
