// SPDX-License-Identifier: GPL-3.0-or-later
// Drawing helpers of the style: state in, pixels out. Interface thread.
#pragma once

#include <QPainter>
#include <QStyleOption>
#include <QWidget>

#include "ui/theme/roles.h"

namespace loom::ui::style {

inline constexpr qreal kRadius = 4;
inline constexpr qreal kSmallRadius = 3;

/// The state of a control as its pictures differ.
struct Look {
    Tone tone = Tone::Light;
    bool enabled = true;
    bool hover = false;
    bool pressed = false;
    bool on = false;
    bool focus = false;

    QColor operator()(Role role) const { return colour(role, tone); }
};

Look lookOf(const QStyleOption& option);
bool flag(const QWidget* widget, const char* property);

/// A filled box with a border of the given width inside the rectangle.
void box(QPainter& painter, const QRectF& rect, qreal radius, const QColor& fill,
         const QColor& border, qreal width = 1);
/// A chevron 8 px wide, centred.
void chevron(QPainter& painter, const QRectF& rect, Qt::ArrowType direction, const QColor& colour);
/// The 1-px dotted focus of rows and items.
void dottedFocus(QPainter& painter, const QRect& rect, Tone tone);

void button(QPainter& painter, const QStyleOption& option, const QWidget* widget);
void segment(QPainter& painter, const QStyleOption& option, const QWidget* widget);
void input(QPainter& painter, const QStyleOption& option, const QWidget* widget);
void checkBox(QPainter& painter, const QStyleOption& option);
void radioButton(QPainter& painter, const QStyleOption& option);

} // namespace loom::ui::style
