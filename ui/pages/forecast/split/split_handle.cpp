// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/split/split_handle.h"

#include <QKeyEvent>
#include <QPainter>

#include <utility>

#include "ui/theme/roles.h"

namespace loom::ui {

namespace {

constexpr double kStep = 1, kSmallStep = 0.1, kLargeStep = 5, kAsFarAsItGoes = 100;

} // namespace

SplitHandle::SplitHandle(const QString& name, QWidget* parent) : QWidget(parent) {
    setObjectName(name);
    setFixedSize(kWidth, kHeight);
    setCursor(Qt::SplitHCursor);
    setFocusPolicy(Qt::StrongFocus);
}

void SplitHandle::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Tone tone = toneOf(palette());
    const QColor accent = colour(Role::Accent, tone);
    const QRectF grip(2.5, 2.5, width() - 5.0, height() - 5.0);
    if (hasFocus()) {
        painter.setPen(QPen(accent, 2));
        painter.setBrush(colour(Role::Surface, tone));
        painter.drawRoundedRect(rect().adjusted(1, 1, -1, -1), 4, 4);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(accent);
    painter.drawRoundedRect(grip, 3, 3);
    painter.setPen(QPen(colour(Role::Surface, tone), 1));
    painter.setRenderHint(QPainter::Antialiasing, false);
    const double middle = width() / 2.0;
    for (const double x : {middle - 1.5, middle + 1.5})
        painter.drawLine(QPointF(x, 8), QPointF(x, height() - 9));
}

void SplitHandle::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return;
    m_dragged = true;
    m_byKeys = false;
    m_offset = event->position().x() - width() / 2.0;
    setFocus(Qt::MouseFocusReason);
    Q_EMIT grabbed();
}

void SplitHandle::mouseMoveEvent(QMouseEvent* event) {
    if (m_dragged)
        Q_EMIT dragged(mapToParent(event->position()).x() - m_offset);
}

void SplitHandle::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton)
        finish(true);
}

void SplitHandle::finish(bool keep) {
    if (!std::exchange(m_dragged, false))
        return;
    if (keep)
        Q_EMIT dropped();
    else
        Q_EMIT cancelled();
}

void SplitHandle::keyPressEvent(QKeyEvent* event) {
    m_byKeys = m_byKeys || !m_dragged;
    const double step = event->modifiers() & Qt::ControlModifier ? kSmallStep : kStep;
    switch (event->key()) {
    case Qt::Key_Escape:
        if (!m_dragged)
            break;
        return finish(false);
    case Qt::Key_Left:
    case Qt::Key_Down:
        return Q_EMIT stepped(-step);
    case Qt::Key_Right:
    case Qt::Key_Up:
        return Q_EMIT stepped(step);
    case Qt::Key_PageDown:
        return Q_EMIT stepped(-kLargeStep);
    case Qt::Key_PageUp:
        return Q_EMIT stepped(kLargeStep);
    case Qt::Key_Home:
        return Q_EMIT stepped(-kAsFarAsItGoes);
    case Qt::Key_End:
        return Q_EMIT stepped(kAsFarAsItGoes);
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void SplitHandle::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    m_byKeys = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    raise();
    update();
    Q_EMIT focusChanged();
}

void SplitHandle::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    update();
    Q_EMIT focusChanged();
}

} // namespace loom::ui
