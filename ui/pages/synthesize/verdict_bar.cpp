// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/synthesize/verdict_bar.h"

#include <QPainter>

#include "ui/bridge/text.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {

constexpr int kLeft = 34;
constexpr int kGap = 12;
constexpr int kPadding = 8;

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
}

void VerdictBar::setVerdict(const generate::Verdict& verdict) {
    m_judgement = verdict.judgement;
    m_claim = qstr(verdict.claim);
    m_evidence = qstr(verdict.evidence);
    setAccessibleName(tr("Verdict"));
    setAccessibleDescription(m_claim + u' ' + m_evidence);
    updateGeometry();
    update();
}

QRect VerdictBar::evidenceRect(int width) const {
    const int claimWidth = QFontMetrics(typeFont(Type::Section)).horizontalAdvance(m_claim);
    const int beside = width - kLeft - claimWidth - kGap - kPadding;
    const QFontMetrics body(typeFont(Type::Body));
    if (beside >= body.horizontalAdvance(m_evidence))
        return {kLeft + claimWidth + kGap, 0, beside, 34};
    const QRect needed = body.boundingRect(QRect(0, 0, width - kLeft - kPadding, 1000),
                                           Qt::TextWordWrap, m_evidence);
    return {kLeft, 28, width - kLeft - kPadding, needed.height()};
}

int VerdictBar::heightForWidth(int width) const {
    const QRect evidence = evidenceRect(width);
    return evidence.top() == 0 ? 34 : evidence.bottom() + 1 + kPadding;
}

QSize VerdictBar::sizeHint() const {
    return {400, heightForWidth(std::max(width(), 400))};
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
    painter.drawText(QRect(kLeft, 0, width() - kLeft, 34), Qt::AlignVCenter | Qt::AlignLeft,
                     m_claim);
    painter.setFont(typeFont(Type::Body));
    const QRect evidence = evidenceRect(width());
    painter.drawText(evidence,
                     (evidence.top() == 0 ? Qt::AlignVCenter : Qt::AlignTop) | Qt::TextWordWrap,
                     m_evidence);
}

} // namespace loom::ui
