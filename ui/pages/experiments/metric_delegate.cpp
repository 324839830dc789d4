// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments/metric_delegate.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

#include "tracking/types.h"
#include "ui/pages/experiments/run_table_model.h"
#include "ui/pages/run_mark.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {

int decimalsFor(double value) {
    if (value == std::trunc(value))
        return 0;
    const double size = std::abs(value);
    return size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 4;
}

constexpr int kPadding = 8;
constexpr int kHeaderHeight = 40;

bool namesBaseline(const QModelIndex& index) {
    return index.column() == RunTableModel::NameColumn &&
           index.data(RunTableModel::kBaselineRole).toBool();
}

} // namespace

QString formatScore(double value) {
    return formatNumber(value, decimalsFor(value));
}

QString formatChange(double value) {
    return formatSigned(value, decimalsFor(value));
}

void MetricDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    const Tone tone = toneOf(option->palette);
    if (index.data(RunTableModel::kBaselineRole).toBool())
        option->backgroundBrush = colour(Role::Raised, tone);
    if (index.column() == RunTableModel::PlotColumn) {
        option->features &=
            ~QStyleOptionViewItem::ViewItemFeatures(QStyleOptionViewItem::HasCheckIndicator);
        return;
    }
    if (index.column() == RunTableModel::NameColumn)
        option->font.setWeight(QFont::Medium);
    if (index.column() == RunTableModel::StatusColumn) {
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->icon = markIcon(runMark(
            static_cast<tracking::RunStatus>(index.data(RunTableModel::kStatusRole).toInt())));
        return;
    }
    if (!index.data(RunTableModel::kIsNumberRole).toBool())
        return;
    const double value = index.data().toDouble();
    const auto wear = [&](Role role) {
        option->palette.setColor(QPalette::Text, colour(role, tone));
        option->palette.setColor(QPalette::HighlightedText, colour(role, tone));
    };
    if (!std::isfinite(value))
        wear(Role::Muted);
    if (!index.data(RunTableModel::kIsDeltaRole).toBool()) {
        option->text = formatScore(value);
        return;
    }
    option->text = formatChange(value);
    const bool higherBetter = index.data(RunTableModel::kHigherBetterRole).toBool();
    if (std::isfinite(value) && value != 0)
        wear((value > 0) == higherBetter ? Role::Gain : Role::Loss);
}

void MetricDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
    QStyledItemDelegate::paint(painter, option, index);
    const Tone tone = toneOf(option.palette);
    if (namesBaseline(index)) {
        const int name = QFontMetrics(typeFont(Type::BodyStrong))
                             .horizontalAdvance(index.data(Qt::DisplayRole).toString());
        painter->save();
        painter->setFont(typeFont(Type::Caption));
        painter->setPen(colour(Role::Accent, tone));
        painter->drawText(option.rect.adjusted(2 * kPadding + name, 0, 0, 0),
                          Qt::AlignLeft | Qt::AlignVCenter, RunTableModel::tr("baseline"));
        painter->restore();
    }
    if (index.column() != RunTableModel::PlotColumn)
        return;
    const QRectF cell = option.rect;
    const QRectF box(cell.left() + kPadding + 0.5, std::floor(cell.center().y()) - 5 + 0.5, 10, 10);
    const int slot = index.data(RunTableModel::kSlotRole).toInt();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(slot < 0 ? QPen(colour(Role::Control, tone)) : QPen(Qt::NoPen));
    painter->setBrush(slot < 0 ? QBrush(Qt::NoBrush) : QBrush(generatorStyle(slot, tone).colour));
    painter->drawRoundedRect(box, 2, 2);
    painter->restore();
}

QSize MetricDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    if (namesBaseline(index))
        size.rwidth() +=
            2 * kPadding +
            QFontMetrics(typeFont(Type::Caption)).horizontalAdvance(RunTableModel::tr("baseline"));
    return size;
}

bool MetricDelegate::editorEvent(QEvent* event, QAbstractItemModel* model,
                                 const QStyleOptionViewItem& option, const QModelIndex& index) {
    if (index.column() != RunTableModel::PlotColumn)
        return QStyledItemDelegate::editorEvent(event, model, option, index);
    const bool click = event->type() == QEvent::MouseButtonRelease &&
                       static_cast<QMouseEvent*>(event)->button() == Qt::LeftButton;
    const bool space =
        event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space;
    if (!click && !space)
        return false;
    const bool on = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    return model->setData(index, on ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
}

UnitHeader::UnitHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {
    setSectionsClickable(true);
    setHighlightSections(false);
}

QSize UnitHeader::sizeHint() const {
    return {QHeaderView::sizeHint().width(), kHeaderHeight + m_roomBelow};
}

void UnitHeader::setRoomBelow(int pixels) {
    m_roomBelow = pixels;
    updateGeometry();
}

QSize UnitHeader::sectionSizeFromContents(int section) const {
    const auto text = [&](int role) {
        return model()->headerData(section, Qt::Horizontal, role).toString();
    };
    constexpr int kSortMark = 14;
    const int name =
        QFontMetrics(typeFont(Type::BodyStrong)).horizontalAdvance(text(Qt::DisplayRole));
    const int unit =
        QFontMetrics(typeFont(Type::Caption)).horizontalAdvance(text(RunTableModel::kUnitRole));
    return {std::max(name + kSortMark, unit) + 2 * kPadding, kHeaderHeight};
}

void UnitHeader::paintSection(QPainter* painter, const QRect& whole, int section) const {
    const QRect rect = whole.adjusted(0, 0, 0, -m_roomBelow);
    const Tone tone = toneOf(palette());
    const auto text = [&](int role) {
        return model()->headerData(section, Qt::Horizontal, role).toString();
    };
    const bool delta =
        model()->headerData(section, Qt::Horizontal, RunTableModel::kIsDeltaRole).toBool();
    const auto align = static_cast<Qt::Alignment>(
        model()->headerData(section, Qt::Horizontal, Qt::TextAlignmentRole).toInt());
    const bool right = align.testFlag(Qt::AlignRight);
    const Qt::Alignment side = right ? Qt::AlignRight : Qt::AlignLeft;
    const QRect inside = rect.adjusted(kPadding, 4, -kPadding, -4);
    const QRect top(inside.left(), inside.top(), inside.width(), inside.height() / 2);
    const QRect below = top.translated(0, top.height());
    painter->save();
    painter->fillRect(rect, colour(Role::Window, tone));
    painter->setPen(colour(Role::Line, tone));
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());
    painter->setFont(typeFont(delta ? Type::Caption : Type::BodyStrong));
    painter->setPen(colour(delta ? Role::Muted : Role::Text, tone));
    const QString name = text(Qt::DisplayRole);
    painter->drawText(delta ? below : top, side | Qt::AlignVCenter, name);
    const int words = painter->fontMetrics().horizontalAdvance(name);
    painter->setFont(typeFont(Type::Caption));
    painter->setPen(colour(Role::Muted, tone));
    if (!delta)
        painter->drawText(below, side | Qt::AlignVCenter, text(RunTableModel::kUnitRole));
    if (isSortIndicatorShown() && sortIndicatorSection() == section) {
        QStyleOptionHeader mark;
        mark.initFrom(this);
        mark.sortIndicator = sortIndicatorOrder() == Qt::AscendingOrder
                                 ? QStyleOptionHeader::SortDown
                                 : QStyleOptionHeader::SortUp;
        mark.rect = QRect(right ? top.right() - words - 12 : top.left() + words + 4,
                          (delta ? below : top).center().y() - 4, 8, 8);
        style()->drawPrimitive(QStyle::PE_IndicatorHeaderArrow, &mark, painter, this);
    }
    painter->restore();
}

} // namespace loom::ui
