// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/elided_label.h"

#include <QPainter>

namespace loom::ui {

ElidedLabel::ElidedLabel(QWidget* parent) : QLabel(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ElidedLabel::setFullText(const QString& text) {
    if (text == m_text)
        return;
    m_text = text;
    setAccessibleName(text);
    setToolTip(text);
    updateGeometry();
    update();
}

void ElidedLabel::setElideMode(Qt::TextElideMode mode) {
    m_mode = mode;
    update();
}

void ElidedLabel::setLeastWidth(int width) {
    m_leastWidth = width;
    update();
}

QSize ElidedLabel::sizeHint() const {
    return {fontMetrics().horizontalAdvance(m_text) + 1, fontMetrics().height() + 2};
}

QSize ElidedLabel::minimumSizeHint() const {
    return {m_leastWidth > 0 ? 0 : 24, fontMetrics().height() + 2};
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    if (width() < m_leastWidth && width() < fontMetrics().horizontalAdvance(m_text))
        return;
    QPainter painter(this);
    painter.setPen(
        palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, foregroundRole()));
    const Qt::Alignment where = alignment() | Qt::AlignVCenter;
    painter.drawText(rect(), static_cast<int>(where),
                     fontMetrics().elidedText(m_text, m_mode, width()));
}

} // namespace loom::ui
