// SPDX-License-Identifier: GPL-3.0-or-later
// Sizes and places: the 8-px grid, heights of controls, where arrows and text go.
#include <QAbstractButton>
#include <QComboBox>
#include <QStyleOption>
#include <QTableView>

#include <algorithm>

#include "ui/theme/style.h"
#include "ui/theme/style_paint.h"

namespace loom::ui {

namespace {

constexpr int kButtonHeight = 28;
constexpr int kInputHeight = 26;
constexpr int kRowHeight = 24;
constexpr int kHeaderHeight = 26;
constexpr int kArrowWidth = 22;
constexpr int kScrollBar = 12;
constexpr int kCellMargin = 8;

/// The first column of a table starts where titles above it do: 16 from the edge, not 8.
int firstColumnIndent(const QStyleOption* option, const QWidget* widget) {
    if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option))
        return header->orientation == Qt::Horizontal && header->section == 0 ? kCellMargin : 0;
    const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
    return item != nullptr && item->index.column() == 0 &&
                   qobject_cast<const QTableView*>(widget) != nullptr
               ? kCellMargin
               : 0;
}

/// The list of a combo box, wide enough for its items: it grows into the window, away from the
/// nearer edge.
QRect listRect(const QRect& closed, const QComboBox& combo) {
    constexpr int kAroundText = 40; // margins, scroll bar
    constexpr int kWidest = 480;
    int wanted = closed.width();
    for (int i = 0; i < combo.count(); ++i)
        wanted = std::max(wanted,
                          combo.fontMetrics().horizontalAdvance(combo.itemText(i)) + kAroundText);
    QRect list = closed;
    list.setWidth(std::min(wanted, std::max(kWidest, closed.width())));
    if (combo.mapTo(combo.window(), combo.rect().center()).x() > combo.window()->width() / 2)
        list.moveRight(closed.right());
    return list;
}

} // namespace

QSize Style::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                              const QWidget* widget) const {
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    switch (type) {
    case CT_PushButton:
        if (style::flag(widget, kLinkProperty))
            return {contents.width() + 8, std::max(contents.height(), 20)};
        return {std::max(contents.width() + 28, 64), kButtonHeight};
    case CT_ToolButton:
        if (widget != nullptr && widget->property(kSegmentProperty).isValid())
            return {contents.width() + 12, 24};
        return {contents.width() + 8, std::max(contents.height() + 8, 24)};
    case CT_LineEdit:
    case CT_SpinBox:
    case CT_ComboBox:
        size.setHeight(kInputHeight);
        return size;
    case CT_HeaderSection:
        size.setHeight(std::max(contents.height(), kHeaderHeight));
        size.rwidth() += firstColumnIndent(option, widget);
        return size;
    case CT_ItemViewItem:
        size.setHeight(std::max(size.height(), kRowHeight));
        size.rwidth() += firstColumnIndent(option, widget);
        return size;
    case CT_MenuItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option))
            size.setHeight(item->menuItemType == QStyleOptionMenuItem::Separator ? 9 : kRowHeight);
        return size;
    case CT_MenuBarItem:
        return {contents.width() + 20, 34};
    case CT_TabBarTab:
        size.setHeight(28);
        return size;
    default:
        return size;
    }
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex* option,
                            SubControl subControl, const QWidget* widget) const {
    const QRect r = option->rect;
    if (control == CC_ComboBox && subControl == SC_ComboBoxEditField)
        return r.adjusted(8, 1, -kArrowWidth, -1);
    if (const auto* combo = qobject_cast<const QComboBox*>(widget);
        combo != nullptr && control == CC_ComboBox && subControl == SC_ComboBoxListBoxPopup)
        return listRect(r, *combo);
    if (control == CC_SpinBox) {
        const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        const bool arrows = spin != nullptr && spin->buttonSymbols != QAbstractSpinBox::NoButtons;
        const int half = r.height() / 2;
        const int width = arrows ? kArrowWidth : 6;
        if (subControl == SC_SpinBoxEditField)
            return r.adjusted(6, 2, -width, -2);
        if (subControl == SC_SpinBoxUp)
            return arrows ? QRect(r.right() - width, r.top() + 1, width, half - 1) : QRect();
        if (subControl == SC_SpinBoxDown)
            return arrows ? QRect(r.right() - width, r.top() + half, width, half - 1) : QRect();
    }
    if (control == CC_ScrollBar) {
        // No arrow buttons: the groove is the whole bar.
        const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
        if (bar == nullptr || subControl == SC_ScrollBarAddLine ||
            subControl == SC_ScrollBarSubLine)
            return {};
        if (subControl == SC_ScrollBarGroove)
            return r;
        const bool flat = bar->orientation == Qt::Horizontal;
        const int length = flat ? r.width() : r.height();
        const int range = bar->maximum - bar->minimum;
        int handle = length;
        if (range > 0)
            handle = std::max(24, static_cast<int>(static_cast<qint64>(bar->pageStep) * length /
                                                   (range + bar->pageStep)));
        const int at = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition,
                                               length - handle, bar->upsideDown);
        const auto part = [&](int from, int to) {
            return flat ? QRect(r.left() + from, r.top(), to - from, r.height())
                        : QRect(r.left(), r.top() + from, r.width(), to - from);
        };
        if (subControl == SC_ScrollBarSlider)
            return part(at, at + handle);
        if (subControl == SC_ScrollBarSubPage)
            return part(0, at);
        if (subControl == SC_ScrollBarAddPage)
            return part(at + handle, length);
    }
    return QProxyStyle::subControlRect(control, option, subControl, widget);
}

QRect Style::subElementRect(SubElement element, const QStyleOption* option,
                            const QWidget* widget) const {
    if (element == SE_LineEditContents)
        return option->rect.adjusted(6, 1, -6, -1);
    if (const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option)) {
        QStyleOptionViewItem inner(*item);
        inner.rect.setLeft(inner.rect.left() + firstColumnIndent(option, widget));
        QRect rect = QProxyStyle::subElementRect(element, &inner, widget);
        // A mark and its word belong together: one margin between them, not two.
        if (element == SE_ItemViewItemText &&
            item->features.testFlag(QStyleOptionViewItem::HasDecoration) &&
            item->decorationPosition == QStyleOptionViewItem::Left)
            rect.setLeft(rect.left() - kCellMargin);
        return rect;
    }
    if (const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(option);
        header != nullptr && header->orientation == Qt::Horizontal) {
        const QRect inside = option->rect.adjusted(kCellMargin + firstColumnIndent(option, widget),
                                                   0, -kCellMargin, 0);
        if (element == SE_HeaderLabel)
            return inside;
        if (element == SE_HeaderArrow) {
            // Beside the words, on the side away from the cells' edge.
            const int words = header->fontMetrics.size(0, header->text).width(); // of all lines
            const bool right = header->textAlignment.testFlag(Qt::AlignRight);
            const int x = right ? inside.right() - words - 14 : inside.left() + words + 6;
            return QRect(std::clamp(x, option->rect.left(), option->rect.right() - 10),
                         option->rect.center().y() - 4, 8, 8);
        }
    }
    if (element == SE_ProgressBarGroove || element == SE_ProgressBarContents)
        return option->rect;
    return QProxyStyle::subElementRect(element, option, widget);
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option,
                       const QWidget* widget) const {
    switch (metric) {
    case PM_DefaultFrameWidth:
        return 1;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return 8;
    case PM_SmallIconSize:
    case PM_ListViewIconSize:
        return 16;
    case PM_ButtonIconSize:
        return 14;
    case PM_ScrollBarExtent:
        return kScrollBar;
    case PM_ScrollBarSliderMin:
        return 24;
    case PM_SplitterWidth:
    case PM_DockWidgetSeparatorExtent:
        return 1;
    case PM_DockWidgetTitleMargin:
        return 6;
    case PM_DockWidgetFrameWidth:
        return 0;
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuVMargin:
        return 4;
    case PM_MenuBarVMargin:
        return 1;
    case PM_FocusFrameHMargin:
        return kCellMargin - 1;
    case PM_HeaderMargin:
        return 8;
    case PM_HeaderMarkSize:
        return 8;
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin:
        return 8;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return 8;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                     QStyleHintReturn* data) const {
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
        return 1;
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 1;
    case SH_ComboBox_Popup:
        return 0;
    case SH_Table_GridLineColor:
        return static_cast<int>(
            colour(Role::Line, option != nullptr ? toneOf(option->palette) : Tone::Light).rgba());
    case SH_MessageBox_CenterButtons:
    case SH_DialogButtonBox_ButtonsHaveIcons:
        return 0;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

} // namespace loom::ui
