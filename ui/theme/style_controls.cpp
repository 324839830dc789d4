// SPDX-License-Identifier: GPL-3.0-or-later
// Controls with parts: labels on buttons, headers, menus, bars, combo and spin boxes, scroll bars.
#include <algorithm>

#include <QAbstractItemView>
#include <QComboBox>
#include <QMenuBar>
#include <QPainterPath>

#include "ui/theme/style.h"
#include "ui/theme/style_paint.h"
#include "ui/theme/type.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

void buttonLabel(const QProxyStyle& base, const QStyleOptionButton& option, QPainter& painter,
                 const QWidget* widget) {
    QStyleOptionButton label(option);
    const style::Look look = style::lookOf(option);
    if (look.enabled && style::flag(widget, kPrimaryProperty))
        label.palette.setColor(QPalette::ButtonText, look(Role::ButtonText));
    else if (look.enabled && style::flag(widget, kLinkProperty))
        label.palette.setColor(QPalette::ButtonText, look(Role::Accent));
    base.QProxyStyle::drawControl(QStyle::CE_PushButtonLabel, &label, &painter, widget);
}

/// A text too long for its box ends in dots.
void comboLabel(const Style& base, const QStyleOptionComboBox& option, QPainter& painter,
                const QWidget* widget) {
    const QRect field =
        base.subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, widget);
    const int icon = option.currentIcon.isNull() ? 0 : option.iconSize.width() + 4;
    QStyleOptionComboBox label = option;
    label.currentText =
        option.fontMetrics.elidedText(option.currentText, Qt::ElideRight, field.width() - icon - 2);
    base.QProxyStyle::drawControl(QStyle::CE_ComboBoxLabel, &label, &painter, widget);
}

void header(const QStyleOptionHeader& option, QPainter& painter) {
    const style::Look look = style::lookOf(option);
    painter.fillRect(option.rect, look(look.hover ? Role::Hover : Role::Window));
    painter.setPen(look(Role::Line));
    if (option.orientation == Qt::Horizontal)
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
}

/// Section, words and sort mark, at the places of this style.
void horizontalHeader(const QStyle& current, const QStyleOptionHeader& option, QPainter& painter,
                      const QWidget* widget) {
    header(option, painter);
    painter.setPen(style::lookOf(option)(Role::Muted));
    painter.drawText(
        current.subElementRect(QStyle::SE_HeaderLabel, &option, widget),
        static_cast<int>((option.textAlignment & Qt::AlignHorizontal_Mask) | Qt::AlignVCenter),
        option.text);
    if (option.sortIndicator == QStyleOptionHeader::None)
        return;
    QStyleOptionHeader arrow(option);
    arrow.rect = current.subElementRect(QStyle::SE_HeaderArrow, &option, widget);
    current.drawPrimitive(QStyle::PE_IndicatorHeaderArrow, &arrow, &painter, widget);
}

void progress(const QStyleOptionProgressBar& option, QPainter& painter) {
    const style::Look look = style::lookOf(option);
    QRectF groove = option.rect;
    groove.setHeight(std::min(6.0, groove.height()));
    groove.moveCenter(QRectF(option.rect).center());
    style::box(painter, groove, style::kSmallRadius, look(Role::Line), look(Role::Line));
    const int span = option.maximum - option.minimum;
    QRectF done = groove;
    if (span > 0)
        done.setWidth(groove.width() * (option.progress - option.minimum) / span);
    else
        done = QRectF(groove.left() + groove.width() / 3, groove.top(), groove.width() / 3,
                      groove.height());
    if (done.width() < 1)
        return;
    QPainterPath clip;
    clip.addRoundedRect(groove, style::kSmallRadius, style::kSmallRadius);
    painter.save();
    painter.setClipPath(clip);
    painter.fillRect(done, look(Role::Accent));
    painter.restore();
}

void menuBarItem(const QStyleOptionMenuItem& option, QPainter& painter) {
    const style::Look look = style::lookOf(option);
    painter.fillRect(option.rect, look(Role::Window));
    if (option.state.testFlag(QStyle::State_Selected))
        style::box(painter, QRectF(option.rect).adjusted(1, 4, -1, -4), style::kRadius,
                   look(Role::Hover), look(Role::Hover));
    painter.setPen(look(look.enabled ? Role::Text : Role::Disabled));
    painter.drawText(option.rect, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextSingleLine,
                     option.text);
}

void menuItem(const QProxyStyle& base, const QStyleOptionMenuItem& option, QPainter& painter,
              const QWidget* widget) {
    const style::Look look = style::lookOf(option);
    if (option.menuItemType == QStyleOptionMenuItem::Separator) {
        painter.setPen(look(Role::Line));
        const int y = option.rect.center().y();
        painter.drawLine(option.rect.left() + 8, y, option.rect.right() - 8, y);
        return;
    }
    if (option.state.testFlag(QStyle::State_Selected) && look.enabled)
        painter.fillRect(option.rect.adjusted(1, 0, -1, 0), look(Role::Selection));
    // Fusion draws icon, text, shortcut and arrow; its own highlight must stay out of the way.
    QStyleOptionMenuItem item(option);
    item.state &= ~QStyle::State_Selected;
    item.palette.setColor(QPalette::Window, Qt::transparent);
    base.QProxyStyle::drawControl(QStyle::CE_MenuItem, &item, &painter, widget);
}

void tab(const QStyleOptionTab& option, QPainter& painter) {
    const style::Look look = style::lookOf(option);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    painter.fillRect(option.rect, look(selected     ? Role::Surface
                                       : look.hover ? Role::Hover
                                                    : Role::Window));
    if (selected)
        painter.fillRect(
            QRect(option.rect.left(), option.rect.bottom() - 1, option.rect.width(), 2),
            look(Role::Accent));
}

void scrollBar(const QStyle& current, const QStyleOptionSlider& option, QPainter& painter,
               const QWidget* widget) {
    const style::Look look = style::lookOf(option);
    const QRectF handle =
        current.subControlRect(QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarSlider, widget);
    const bool active = option.activeSubControls.testFlag(QStyle::SC_ScrollBarSlider) &&
                        (look.hover || look.pressed);
    const bool flat = option.orientation == Qt::Horizontal;
    const QRectF bar = flat ? handle.adjusted(2, 3, -2, -3) : handle.adjusted(3, 2, -3, -2);
    const QColor fill = look(active ? Role::Muted : Role::Control);
    style::box(painter, bar, style::kSmallRadius, fill, fill);
}

void comboBox(const QStyleOptionComboBox& option, QPainter& painter, const QWidget* widget) {
    style::input(painter, option, widget);
    const style::Look look = style::lookOf(option);
    const QRectF arrow(option.rect.right() - 24, option.rect.top(), 24, option.rect.height());
    style::chevron(painter, arrow, Qt::DownArrow,
                   look(look.enabled ? Role::Muted : Role::Disabled));
}

void spinBox(const QStyle& current, const QStyleOptionSpinBox& option, QPainter& painter,
             const QWidget* widget) {
    style::input(painter, option, widget);
    if (option.buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    const style::Look look = style::lookOf(option);
    const auto arrow = [&](QStyle::SubControl part, Qt::ArrowType direction,
                           QAbstractSpinBox::StepEnabledFlag step) {
        const bool can = look.enabled && option.stepEnabled.testFlag(step);
        QRectF rect = current.subControlRect(QStyle::CC_SpinBox, &option, part, widget);
        rect = QRectF(rect.center().x() - 4, rect.center().y() - 3, 8, 6);
        style::chevron(painter, rect, direction, look(can ? Role::Muted : Role::Disabled));
    };
    arrow(QStyle::SC_SpinBoxUp, Qt::UpArrow, QAbstractSpinBox::StepUpEnabled);
    arrow(QStyle::SC_SpinBoxDown, Qt::DownArrow, QAbstractSpinBox::StepDownEnabled);
}

void dockTitle(const QStyle& current, const QStyleOptionDockWidget& option, QPainter& painter,
               const QWidget* widget) {
    const style::Look look = style::lookOf(option);
    painter.fillRect(option.rect, look(Role::Window));
    painter.setPen(look(Role::Line));
    painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    painter.setFont(typeFont(Type::BodyStrong));
    painter.setPen(look(Role::Text));
    const QRect text = current.subElementRect(QStyle::SE_DockWidgetTitleBarText, &option, widget)
                           .adjusted(12, 0, 0, 0);
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft, option.title);
}

} // namespace

void Style::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                        const QWidget* widget) const {
    const style::Look look = style::lookOf(*option);
    switch (element) {
    case CE_PushButtonLabel:
        if (const auto* b = qstyleoption_cast<const QStyleOptionButton*>(option))
            return buttonLabel(*this, *b, *painter, widget);
        break;
    case CE_ComboBoxLabel:
        if (const auto* c = qstyleoption_cast<const QStyleOptionComboBox*>(option))
            return comboLabel(*this, *c, *painter, widget);
        break;
    case CE_HeaderSection:
        if (const auto* h = qstyleoption_cast<const QStyleOptionHeader*>(option))
            return header(*h, *painter);
        break;
    case CE_Header:
        if (const auto* h = qstyleoption_cast<const QStyleOptionHeader*>(option);
            h != nullptr && h->orientation == Qt::Horizontal)
            return horizontalHeader(*this, *h, *painter, widget);
        break;
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, look(Role::Window));
        return;
    case CE_ProgressBarGroove:
    case CE_ProgressBarLabel:
        return;
    case CE_ProgressBarContents:
        if (const auto* p = qstyleoption_cast<const QStyleOptionProgressBar*>(option))
            return progress(*p, *painter);
        break;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, look(Role::Window));
        return;
    case CE_MenuBarItem:
        if (const auto* m = qstyleoption_cast<const QStyleOptionMenuItem*>(option))
            return menuBarItem(*m, *painter);
        break;
    case CE_MenuItem:
        if (const auto* m = qstyleoption_cast<const QStyleOptionMenuItem*>(option))
            return menuItem(*this, *m, *painter, widget);
        break;
    case CE_TabBarTabShape:
        if (const auto* t = qstyleoption_cast<const QStyleOptionTab*>(option))
            return tab(*t, *painter);
        break;
    case CE_DockWidgetTitle:
        if (const auto* d = qstyleoption_cast<const QStyleOptionDockWidget*>(option))
            return dockTitle(*this, *d, *painter, widget);
        break;
    case CE_Splitter:
        painter->fillRect(option->rect, look(Role::Line));
        return;
    case CE_ToolBar:
        painter->fillRect(option->rect, look(Role::Window));
        return;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                               QPainter* painter, const QWidget* widget) const {
    if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
        combo != nullptr && control == CC_ComboBox)
        return comboBox(*combo, *painter, widget);
    if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        spin != nullptr && control == CC_SpinBox)
        return spinBox(*proxy(), *spin, *painter, widget);
    if (const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
        slider != nullptr && control == CC_ScrollBar)
        return scrollBar(*proxy(), *slider, *painter, widget);
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

} // namespace loom::ui
