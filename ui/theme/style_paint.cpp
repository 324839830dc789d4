// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/style_paint.h"

#include <algorithm>

#include <QPainterPath>
#include <QVariant>

#include "ui/theme/style.h"

namespace loom::ui::style {

namespace {

QColor lighter(const QColor& c, double share) {
    const auto mix = [share](float v) { return static_cast<float>(v + (1 - v) * share); };
    return QColor::fromRgbF(mix(c.redF()), mix(c.greenF()), mix(c.blueF()));
}

QColor darker(const QColor& c, double share) {
    const auto mix = [share](float v) { return static_cast<float>(v * (1 - share)); };
    return QColor::fromRgbF(mix(c.redF()), mix(c.greenF()), mix(c.blueF()));
}

void primaryButton(QPainter& painter, const QRectF& rect, const Look& look) {
    QColor fill = look(Role::Button);
    if (look.pressed)
        fill = darker(fill, 0.08);
    else if (look.hover)
        fill = lighter(fill, 0.08);
    if (!look.enabled) {
        box(painter, rect, kRadius, look(Role::Raised), look(Role::Line));
        return;
    }
    // The ring needs its gap, so the fill steps back while focused.
    box(painter, look.focus ? rect.adjusted(4, 4, -4, -4) : rect, kRadius, fill, fill);
    if (look.focus)
        box(painter, rect, kRadius, Qt::transparent, look(Role::Accent), 2);
}

} // namespace

Look lookOf(const QStyleOption& option) {
    return {.tone = toneOf(option.palette),
            .enabled = option.state.testFlag(QStyle::State_Enabled),
            .hover = option.state.testFlag(QStyle::State_MouseOver),
            .pressed = option.state.testFlag(QStyle::State_Sunken),
            .on = option.state.testFlag(QStyle::State_On),
            .focus = option.state.testFlag(QStyle::State_HasFocus)};
}

bool flag(const QWidget* widget, const char* property) {
    return widget != nullptr && widget->property(property).toBool();
}

void box(QPainter& painter, const QRectF& rect, qreal radius, const QColor& fill,
         const QColor& border, qreal width) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal half = width / 2;
    painter.setPen(QPen(border, width));
    painter.setBrush(fill);
    painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half);
    painter.restore();
}

void chevron(QPainter& painter, const QRectF& rect, Qt::ArrowType direction, const QColor& colour) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.translate(rect.center());
    painter.rotate(direction == Qt::DownArrow    ? 0
                   : direction == Qt::UpArrow    ? 180
                   : direction == Qt::RightArrow ? -90
                                                 : 90);
    const qreal r = std::min(4.0, rect.height() * 0.45);
    painter.drawPolyline(QPolygonF({QPointF(-r, -r / 2), QPointF(0, r / 2), QPointF(r, -r / 2)}));
    painter.restore();
}

void dottedFocus(QPainter& painter, const QRect& rect, Tone tone) {
    painter.save();
    painter.setPen(QPen(colour(Role::Accent, tone), 1, Qt::DotLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect.adjusted(1, 1, -2, -2));
    painter.restore();
}

void button(QPainter& painter, const QStyleOption& option, const QWidget* widget) {
    const Look look = lookOf(option);
    const QRectF rect = option.rect;
    if (flag(widget, kLinkProperty)) {
        if (look.focus)
            dottedFocus(painter, option.rect, look.tone);
        return;
    }
    if (flag(widget, kPrimaryProperty)) {
        primaryButton(painter, rect, look);
        return;
    }
    QColor fill = look(Role::Raised);
    if (look.enabled && (look.pressed || look.on))
        fill = look(Role::Selection);
    else if (look.enabled && look.hover)
        fill = look(Role::Hover);
    const bool ring = look.focus && look.enabled;
    const Role border = ring ? Role::Accent : look.on ? Role::Accent : Role::Line;
    box(painter, rect, kRadius, fill, look(border), ring ? 2 : 1);
}

void segment(QPainter& painter, const QStyleOption& option, const QWidget* widget) {
    const Look look = lookOf(option);
    const QVariant place = widget->property(kSegmentProperty);
    QRectF rect = option.rect;
    // The row's outline is shared: middle parts draw no side borders of their own.
    QRectF outline = rect;
    if (place != QStringLiteral("first"))
        outline.setLeft(outline.left() - kRadius * 2);
    if (place != QStringLiteral("last"))
        outline.setRight(outline.right() + kRadius * 2);
    painter.save();
    painter.setClipRect(rect);
    const QColor fill =
        look.hover && look.enabled && !look.on ? look(Role::Hover) : look(Role::Raised);
    box(painter, outline, kRadius, fill, look(Role::Line));
    painter.restore();
    if (look.on)
        box(painter, rect, kRadius, look(Role::Selection), look(Role::Accent), look.focus ? 2 : 1);
    else if (look.focus)
        box(painter, rect, kRadius, Qt::transparent, look(Role::Accent), 2);
}

void input(QPainter& painter, const QStyleOption& option, const QWidget* widget) {
    const Look look = lookOf(option);
    const QColor fill = look(look.tone == Tone::Dark ? Role::Window : Role::Surface);
    const bool focus = look.focus && look.enabled;
    QColor border = look(Role::Control);
    if (!look.enabled)
        border = look(Role::Line);
    else if (flag(widget, kInvalidProperty))
        border = look(Role::Danger);
    else if (focus)
        border = look(Role::Accent);
    else if (look.hover)
        border = look(Role::Text);
    box(painter, option.rect, kRadius, fill, border, focus ? 2 : 1);
}

void checkBox(QPainter& painter, const QStyleOption& option) {
    const Look look = lookOf(option);
    const bool partly = option.state.testFlag(QStyle::State_NoChange);
    const bool ticked = look.on || partly;
    const QRectF rect = QRectF(option.rect).adjusted(1, 1, -1, -1);
    QColor fill = look(look.tone == Tone::Dark ? Role::Window : Role::Surface);
    QColor border = look.hover ? look(Role::Text) : look(Role::Control);
    if (ticked && look.enabled)
        fill = border = look(Role::Button);
    else if (ticked)
        fill = border = look(Role::Disabled);
    else if (!look.enabled)
        border = look(Role::Line);
    box(painter, rect, kSmallRadius, fill, border);
    if (look.focus)
        box(painter, QRectF(option.rect).adjusted(-1, -1, 1, 1), kRadius, Qt::transparent,
            look(Role::Accent), 2);
    if (!ticked)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor tick = look.enabled ? look(Role::ButtonText) : look(Role::Surface);
    painter.setPen(QPen(tick, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.translate(rect.center());
    if (partly)
        painter.drawLine(QPointF(-3, 0), QPointF(3, 0));
    else
        painter.drawPolyline(
            QPolygonF({QPointF(-3.2, 0.2), QPointF(-0.9, 2.5), QPointF(3.3, -2.4)}));
    painter.restore();
}

void radioButton(QPainter& painter, const QStyleOption& option) {
    const Look look = lookOf(option);
    const QRectF rect = QRectF(option.rect).adjusted(1, 1, -1, -1);
    QColor border = look.hover ? look(Role::Text) : look(Role::Control);
    if (!look.enabled)
        border = look(Role::Line);
    else if (look.on)
        border = look(Role::Accent);
    const QColor fill = look(look.tone == Tone::Dark ? Role::Window : Role::Surface);
    box(painter, rect, rect.width() / 2, fill, border, look.focus ? 2 : 1);
    if (!look.on)
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(look(look.enabled ? Role::Accent : Role::Disabled));
    painter.drawEllipse(rect.center(), 3.5, 3.5);
    painter.restore();
}

} // namespace loom::ui::style
