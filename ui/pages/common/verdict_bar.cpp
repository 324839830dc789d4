// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/common/verdict_bar.h"

#include <algorithm>

#include <QKeyEvent>
#include <QPainter>

#include "ui/bridge/text.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {

constexpr int kLeft = 34;
constexpr int kGap = 12;
constexpr int kPadding = 8;
constexpr int kRow = 34;
constexpr int kToggle = 16; ///< of the chevron that opens the whole text

struct Look {
    Role role;
    Mark mark;
};

Look lookOf(generate::Judgement judgement) {
    switch (judgement) {
    case generate::Judgement::Pass:
        return {Role::Ok, Mark::Ok};
    case generate::Judgement::Borderline:
        return {Role::Warning, Mark::Warning};
    case generate::Judgement::Fail:
        return {Role::Danger, Mark::Danger};
    case generate::Judgement::NotJudged:
        return {Role::Muted, Mark::Info};
    }
    return {Role::Muted, Mark::Info};
}

} // namespace

VerdictBar::VerdictBar(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("verdict_bar"));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setFocusPolicy(Qt::TabFocus);
}

void VerdictBar::setVerdict(const generate::Verdict& verdict) {
    m_judgement = verdict.judgement;
    m_claim = qstr(verdict.claim);
    m_evidence = qstr(verdict.evidence);
    setAccessibleName(tr("Verdict"));
    setAccessibleDescription(m_claim + u' ' + m_evidence);
    // Rich text wraps in a tool tip, plain text does not.
    setToolTip(QStringLiteral("<p>%1</p>").arg(m_evidence.toHtmlEscaped()));
    updateGeometry();
    update();
}

void VerdictBar::setExpanded(bool expanded) {
    m_expanded = expanded;
    updateGeometry();
    update();
}

int VerdictBar::claimRight() const {
    return kLeft + QFontMetrics(typeFont(Type::Section)).horizontalAdvance(m_claim) + kGap;
}

bool VerdictBar::fitsOneLine(int width) const {
    return width - claimRight() - kPadding >=
           QFontMetrics(typeFont(Type::Body)).horizontalAdvance(m_evidence);
}

QRect VerdictBar::evidenceRect(int width) const {
    if (fitsOneLine(width))
        return {claimRight(), 0, width - claimRight() - kPadding, kRow};
    if (!m_expanded)
        return {claimRight(), 0, width - claimRight() - 2 * kPadding - kToggle, kRow};
    const QRect needed =
        QFontMetrics(typeFont(Type::Body))
            .boundingRect(QRect(0, 0, width - kLeft - 2 * kPadding - kToggle, 1000),
                          Qt::TextWordWrap, m_evidence);
    return {kLeft, 28, width - kLeft - 2 * kPadding - kToggle, needed.height()};
}

int VerdictBar::heightForWidth(int width) const {
    const QRect evidence = evidenceRect(width);
    return evidence.top() == 0 ? kRow : evidence.bottom() + 1 + kPadding;
}

QSize VerdictBar::sizeHint() const {
    return {400, heightForWidth(std::max(width(), 400))};
}

void VerdictBar::mousePressEvent(QMouseEvent*) {
    setExpanded(!m_expanded);
}

void VerdictBar::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Space)
        setExpanded(!m_expanded);
    else
        QWidget::keyPressEvent(event);
}

void VerdictBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Tone tone = toneOf(palette());
    const Look look = lookOf(m_judgement);
    painter.fillRect(rect(), colour(Role::Raised, tone));
    painter.fillRect(QRect(0, 0, 3, height()), colour(look.role, tone));
    drawMark(painter, QRectF(14, 9, 16, 16), look.mark, tone);
    painter.setPen(colour(Role::Text, tone));
    painter.setFont(typeFont(Type::Section));
    painter.drawText(QRect(kLeft, 0, width() - kLeft, kRow), Qt::AlignVCenter | Qt::AlignLeft,
                     m_claim);
    painter.setFont(typeFont(Type::Body));
    const QRect evidence = evidenceRect(width());
    const bool oneLine = evidence.top() == 0;
    painter.drawText(
        evidence, oneLine ? int(Qt::AlignVCenter) : int(Qt::AlignTop | Qt::TextWordWrap),
        oneLine
            ? QFontMetrics(painter.font()).elidedText(m_evidence, Qt::ElideRight, evidence.width())
            : m_evidence);
    if (!fitsOneLine(width()))
        themeIcon(m_expanded ? QStringLiteral("chevron_up") : QStringLiteral("chevron_down"))
            .paint(&painter, QRect(width() - kPadding - kToggle, 9, kToggle, kToggle));
    if (hasFocus()) {
        painter.setPen(QPen(colour(Role::Accent, tone), 1, Qt::DotLine));
        painter.drawRect(rect().adjusted(4, 1, -2, -2));
    }
}

} // namespace loom::ui
