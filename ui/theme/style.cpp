// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QHeaderView>
#include <QHoverEvent>
#include <QLineEdit>
#include <QScrollBar>
#include <QStyleFactory>
#include <QTableView>
#include <QToolButton>

#include "ui/theme/icons.h"
#include "ui/theme/style_paint.h"
#include "ui/theme/type.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

/// Of tables that select rows: the row under the pointer, an int.
constexpr char kHoverRowProperty[] = "loomHoverRow";

void lightRow(QTableView& view, int row) {
    const QVariant before = view.property(kHoverRowProperty);
    if (before.isValid() && before.toInt() == row)
        return;
    view.setProperty(kHoverRowProperty, row);
    for (const int one : {before.isValid() ? before.toInt() : -1, row})
        if (one >= 0)
            view.viewport()->update(0, view.rowViewportPosition(one), view.viewport()->width(),
                                    view.rowHeight(one));
}

void setHoverRow(QTableView& view, int row) {
    lightRow(view, row);
    auto* beside = qobject_cast<QTableView*>(view.property(kSameRowsProperty).value<QObject*>());
    if (beside != nullptr)
        lightRow(*beside, row);
}

/// Qt tells a table's style of the cell under the pointer only; a row is lit as a whole.
bool isHovered(const QStyleOption& option, const QWidget* widget) {
    const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(&option);
    const auto* table = qobject_cast<const QTableView*>(widget);
    if (item == nullptr || table == nullptr ||
        table->selectionBehavior() != QAbstractItemView::SelectRows)
        return option.state.testFlag(QStyle::State_MouseOver);
    const QVariant row = table->property(kHoverRowProperty);
    return row.isValid() && item->index.isValid() && row.toInt() == item->index.row();
}

void itemRow(QPainter& painter, const QStyleOption& option, const QWidget* widget) {
    const style::Look look = style::lookOf(option);
    if (option.state.testFlag(QStyle::State_Selected))
        painter.fillRect(option.rect, look(Role::Selection));
    else if (look.enabled && isHovered(option, widget))
        painter.fillRect(option.rect, look(Role::Hover));
}

/// The 3-px bar that marks the selected row, once, at the view's left edge.
void selectedBar(QPainter& painter, const QStyleOption& option) {
    if (option.state.testFlag(QStyle::State_Selected) && option.rect.left() <= 0)
        painter.fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()),
                         style::lookOf(option)(Role::Accent));
}

} // namespace

Style::Style() : QProxyStyle(QStyleFactory::create(u"Fusion"_s)) {}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) const {
    const style::Look look = style::lookOf(*option);
    switch (element) {
    case PE_PanelButtonCommand:
        style::button(*painter, *option, widget);
        return;
    case PE_PanelButtonTool:
        if (widget != nullptr && widget->property(kSegmentProperty).isValid())
            style::segment(*painter, *option, widget);
        else if (look.enabled && (look.pressed || look.on))
            style::box(*painter, option->rect, style::kRadius, look(Role::Selection),
                       look(Role::Selection));
        else if (look.enabled && look.hover)
            style::box(*painter, option->rect, style::kRadius, look(Role::Hover),
                       look(Role::Hover));
        if (look.focus && !(widget != nullptr && widget->property(kSegmentProperty).isValid()))
            style::box(*painter, option->rect, style::kRadius, Qt::transparent, look(Role::Accent),
                       2);
        return;
    case PE_PanelLineEdit:
        // The field around it is drawn already.
        if (widget == nullptr || qobject_cast<const QLineEdit*>(widget) == nullptr ||
            (qobject_cast<const QAbstractSpinBox*>(widget->parentWidget()) == nullptr &&
             qobject_cast<const QComboBox*>(widget->parentWidget()) == nullptr))
            style::input(*painter, *option, widget);
        return;
    case PE_FrameLineEdit:
        return; // drawn with the panel
    case PE_FrameFocusRect:
        // Buttons and inputs show focus in their border; rows and items get the dotted one.
        if (widget == nullptr || qobject_cast<const QAbstractItemView*>(widget) != nullptr)
            style::dottedFocus(*painter, option->rect, look.tone);
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        style::checkBox(*painter, *option);
        return;
    case PE_IndicatorRadioButton:
        style::radioButton(*painter, *option);
        return;
    case PE_PanelItemViewRow:
        return; // the items fill their cells
    case PE_PanelItemViewItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option))
            if (item->backgroundBrush.style() != Qt::NoBrush &&
                !item->state.testFlag(State_Selected))
                painter->fillRect(option->rect, item->backgroundBrush);
        itemRow(*painter, *option, widget);
        selectedBar(*painter, *option);
        if (qobject_cast<const QTableView*>(widget) != nullptr) {
            painter->setPen(look(Role::Line));
            painter->drawLine(option->rect.bottomLeft(), option->rect.bottomRight());
        }
        return;
    case PE_Frame:
    case PE_FrameTabWidget:
    case PE_FrameGroupBox:
        painter->setPen(look(Role::Line));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        return;
    case PE_PanelMenu:
    case PE_FrameMenu:
    case PE_PanelTipLabel:
        painter->fillRect(option->rect, look(Role::Raised));
        painter->setPen(look(Role::Control));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        return;
    case PE_IndicatorArrowDown:
        style::chevron(*painter, option->rect, Qt::DownArrow, look(Role::Muted));
        return;
    case PE_IndicatorArrowUp:
        style::chevron(*painter, option->rect, Qt::UpArrow, look(Role::Muted));
        return;
    case PE_IndicatorArrowRight:
        style::chevron(*painter, option->rect, Qt::RightArrow, look(Role::Muted));
        return;
    case PE_IndicatorBranch:
        if (option->state.testFlag(State_Children))
            style::chevron(*painter, option->rect,
                           option->state.testFlag(State_Open) ? Qt::DownArrow : Qt::RightArrow,
                           look(Role::Muted));
        return;
    case PE_IndicatorHeaderArrow:
        if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option)) {
            const bool up = header->sortIndicator == QStyleOptionHeader::SortUp;
            const QPointF c = QRectF(option->rect).center();
            const qreal s = up ? 1 : -1;
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(look(Role::Accent));
            painter->drawPolygon(QPolygonF(
                {c + QPointF(0, -3 * s), c + QPointF(4, 2.5 * s), c + QPointF(-4, 2.5 * s)}));
            painter->setRenderHint(QPainter::Antialiasing, false);
        }
        return;
    case PE_PanelScrollAreaCorner:
        painter->fillRect(option->rect, look(Role::Surface));
        return;
    case PE_IndicatorDockWidgetResizeHandle:
    case PE_PanelStatusBar:
    case PE_FrameStatusBarItem:
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void Style::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton*>(widget) != nullptr ||
        qobject_cast<QComboBox*>(widget) != nullptr ||
        qobject_cast<QLineEdit*>(widget) != nullptr ||
        qobject_cast<QAbstractSpinBox*>(widget) != nullptr ||
        qobject_cast<QScrollBar*>(widget) != nullptr)
        widget->setAttribute(Qt::WA_Hover);
    if (auto* header = qobject_cast<QHeaderView*>(widget)) {
        // Headers align with their cells: left, unless the model says otherwise.
        header->setHighlightSections(false);
        if (header->orientation() == Qt::Horizontal)
            header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (auto* view = qobject_cast<QAbstractItemView*>(widget)) {
        view->viewport()->setAttribute(Qt::WA_Hover);
        if (qobject_cast<QTableView*>(view) != nullptr)
            view->viewport()->installEventFilter(this);
    }
}

void Style::unpolish(QWidget* widget) {
    if (auto* view = qobject_cast<QTableView*>(widget))
        view->viewport()->removeEventFilter(this);
    QProxyStyle::unpolish(widget);
}

bool Style::eventFilter(QObject* watched, QEvent* event) {
    auto* view = qobject_cast<QTableView*>(watched->parent());
    if (view != nullptr && watched == view->viewport()) {
        if (event->type() == QEvent::HoverEnter || event->type() == QEvent::HoverMove)
            setHoverRow(
                *view,
                view->rowAt(static_cast<const QHoverEvent*>(event)->position().toPoint().y()));
        else if (event->type() == QEvent::HoverLeave)
            setHoverRow(*view, -1);
    }
    return QProxyStyle::eventFilter(watched, event);
}

QIcon Style::standardIcon(StandardPixmap pixmap, const QStyleOption* option,
                          const QWidget* widget) const {
    switch (pixmap) {
    case SP_TitleBarCloseButton:
    case SP_DockWidgetCloseButton:
    case SP_LineEditClearButton:
        return themeIcon(u"close"_s);
    case SP_MessageBoxInformation:
        return themeIcon(u"info"_s);
    case SP_MessageBoxWarning:
        return themeIcon(u"warning"_s, Role::Warning);
    case SP_MessageBoxCritical:
        return themeIcon(u"danger"_s, Role::Danger);
    case SP_MessageBoxQuestion:
        return themeIcon(u"help"_s);
    case SP_DirIcon:
    case SP_DirClosedIcon:
        return themeIcon(u"folder"_s);
    case SP_FileIcon:
        return themeIcon(u"file"_s);
    default:
        return QProxyStyle::standardIcon(pixmap, option, widget);
    }
}

} // namespace loom::ui
