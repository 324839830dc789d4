// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/board/score_delegate.h"

#include <algorithm>

#include <QApplication>
#include <QPainter>

#include "ui/pages/forecast/board/score_view.h"

namespace loom::ui {

namespace {

constexpr int kSwatch = 20, kSwatchRoom = 28;
constexpr int kMarkRoom = 14;
constexpr int kAsideGap = 8;

struct Parts {
    QString text, aside;
    QVariant line, mark;
    bool right = false;

    explicit Parts(const QModelIndex& index)
        : text(index.data().toString()), aside(index.data(ScoreTableModel::AsideRole).toString()),
          line(index.data(ScoreTableModel::LineRole)), mark(index.data(ScoreTableModel::MarkRole)),
          right(index.data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight) {}
    int before() const {
        return (line.isValid() ? kSwatchRoom : 0) + (mark.isValid() ? kMarkRoom : 0);
    }
};

} // namespace

void ScoreDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QStyle* style = cell.widget ? cell.widget->style() : QApplication::style();
    // Asked for while there is a text: without one there is no place for it either.
    const int inset = style->pixelMetric(QStyle::PM_FocusFrameHMargin, &cell, cell.widget) + 1;
    QRect box = style->subElementRect(QStyle::SE_ItemViewItemText, &cell, cell.widget)
                    .adjusted(inset, 0, -inset, 0);
    cell.text.clear();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget); // background, focus

    const Tone tone = toneOf(cell.palette);
    const Parts parts(index);
    const QFontMetrics metrics(cell.font);
    painter->save();
    painter->setFont(cell.font);
    if (parts.line.isValid()) {
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(parts.line.value<LineStyle>().pen(tone));
        const QPointF from(box.left(), box.center().y() + 0.5);
        painter->drawLine(from, from + QPointF(kSwatch, 0));
        box.setLeft(box.left() + kSwatchRoom);
    }
    if (parts.right)
        box.setLeft(std::max(box.left(), box.right() + 1 - parts.before() -
                                             metrics.horizontalAdvance(parts.text)));
    if (parts.mark.isValid()) {
        drawMark(*painter, QRectF(box.left(), box.top(), 10, box.height()),
                 static_cast<Mark>(parts.mark.toInt()), tone);
        box.setLeft(box.left() + kMarkRoom);
    }
    const bool quiet = index.data(ScoreTableModel::QuietRole).toBool();
    painter->setPen(colour(quiet ? Role::Muted : Role::Text, tone));
    painter->drawText(box, (parts.right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter,
                      metrics.elidedText(parts.text, Qt::ElideRight, box.width() + 1));
    if (!parts.aside.isEmpty()) {
        box.setLeft(box.left() + metrics.horizontalAdvance(parts.text) + kAsideGap);
        painter->setPen(colour(Role::Muted, tone));
        painter->drawText(box, Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(parts.aside, Qt::ElideRight, box.width()));
    }
    painter->restore();
}

QSize ScoreDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const Parts parts(index);
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.rwidth() += parts.before();
    if (!parts.aside.isEmpty())
        size.rwidth() += kAsideGap + QFontMetrics(cell.font).horizontalAdvance(parts.aside);
    return size;
}

} // namespace loom::ui
