// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/market/change_label.h"

#include <QPainter>

#include <cmath>

#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {
constexpr int kMarkWidth = 16;
}

ChangeLabel::ChangeLabel(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("last_change"));
    setFont(typeFont(Type::BodyStrong));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
}

void ChangeLabel::setCloses(double last, double before) {
    m_change = last - before;
    m_text = std::isfinite(m_change) && before != 0
                 ? tr("%1  (%2)")
                       .arg(formatSigned(m_change, priceDecimals(last)),
                            formatSignedPercent(m_change / before, 2))
                 : QString();
    setAccessibleName(tr("Change of the last bar %1").arg(m_text));
    setVisible(!m_text.isEmpty());
    updateGeometry();
    update();
}

QSize ChangeLabel::sizeHint() const {
    return {kMarkWidth + fontMetrics().horizontalAdvance(m_text) + 2, fontMetrics().height() + 4};
}

void ChangeLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Tone tone = toneOf(palette());
    QRect words = rect();
    if (m_change != 0) {
        drawMark(painter, QRectF(0, 0, kMarkWidth - 4, height()),
                 m_change > 0 ? Mark::Up : Mark::Down, tone);
        words.setLeft(kMarkWidth);
    }
    painter.setPen(colour(m_change < 0   ? Role::Loss
                          : m_change > 0 ? Role::Gain
                                         : Role::Muted,
                          tone));
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, m_text);
}

} // namespace loom::ui
