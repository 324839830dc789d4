// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/controls.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include "ui/theme/style.h"
#include "ui/theme/type.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

void setFlag(QWidget* widget, const char* property, bool on) {
    widget->setProperty(property, on);
    widget->update();
}

} // namespace

void setPrimary(QPushButton* button, bool primary) {
    setFlag(button, kPrimaryProperty, primary);
}

void setLinkLike(QAbstractButton* button) {
    setFlag(button, kLinkProperty, true);
    button->setFont(typeFont(Type::BodyStrong));
    button->setCursor(Qt::PointingHandCursor);
}

void setInvalid(QWidget* input, bool invalid) {
    setFlag(input, kInvalidProperty, invalid);
}

void setMuted(QWidget* label) {
    label->setForegroundRole(QPalette::PlaceholderText);
}

StatusLabel::StatusLabel(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void StatusLabel::setStatus(Mark mark, const QString& word) {
    m_mark = mark;
    m_word = word;
    setAccessibleName(word);
    updateGeometry();
    update();
}

QSize StatusLabel::sizeHint() const {
    return {16 + 4 + fontMetrics().horizontalAdvance(m_word) + 1, 20};
}

void StatusLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Tone tone = toneOf(palette());
    drawMark(painter, QRectF(0, 0, 16, height()), m_mark, tone);
    const bool quiet = m_mark == Mark::Ok || m_mark == Mark::Neutral;
    painter.setPen(colour(quiet ? Role::Muted : Role::Text, tone));
    const QRect text = rect().adjusted(20, 0, 0, 0);
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                     fontMetrics().elidedText(m_word, Qt::ElideRight, text.width()));
}

SegmentedSwitch::SegmentedSwitch(const QStringList& choices, QWidget* parent)
    : QWidget(parent), m_group(new QButtonGroup(this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (int i = 0; i < choices.size(); ++i) {
        auto* part = new QToolButton(this);
        part->setObjectName(u"segment_%1"_s.arg(i));
        part->setText(choices[i]);
        part->setCheckable(true);
        part->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed); // fills a wide switch
        part->setFixedHeight(24);
        part->setFocusPolicy(Qt::TabFocus);
        part->setProperty(kSegmentProperty, i == 0                    ? u"first"_s
                                            : i == choices.size() - 1 ? u"last"_s
                                                                      : u"middle"_s);
        m_group->addButton(part, i);
        row->addWidget(part);
    }
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    if (!choices.isEmpty())
        m_group->button(0)->setChecked(true);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int id, bool on) {
        if (on)
            Q_EMIT currentIndexChanged(id);
    });
}

int SegmentedSwitch::currentIndex() const {
    return m_group->checkedId();
}

void SegmentedSwitch::setCurrentIndex(int index) {
    if (auto* part = m_group->button(index))
        part->setChecked(true);
}

void SegmentedSwitch::setChoiceEnabled(int index, bool enabled) {
    if (auto* part = m_group->button(index))
        part->setEnabled(enabled);
}

} // namespace loom::ui
