// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/bar.h"

#include <QPainter>

namespace loom::ui {

Bar::Bar(Role fill, Qt::Edges lines, QWidget* parent)
    : QWidget(parent), m_fill(fill), m_lines(lines) {}

void Bar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Tone tone = toneOf(palette());
    const QColor line = colour(Role::Line, tone);
    painter.fillRect(rect(), colour(m_fill, tone));
    if (m_lines & Qt::TopEdge)
        painter.fillRect(0, 0, width(), 1, line);
    if (m_lines & Qt::BottomEdge)
        painter.fillRect(0, height() - 1, width(), 1, line);
    if (m_lines & Qt::LeftEdge)
        painter.fillRect(0, 0, 1, height(), line);
    if (m_lines & Qt::RightEdge)
        painter.fillRect(width() - 1, 0, 1, height(), line);
}

} // namespace loom::ui
