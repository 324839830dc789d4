// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/controls.h"

#include <QApplication>
#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QStandardItemModel>
#include <QToolButton>

#include <algorithm>

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
    : QWidget(parent), m_parts(new QWidget(this)), m_group(new QButtonGroup(this)),
      m_list(new QComboBox(this)) {
    auto* row = new QHBoxLayout(m_parts);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (int i = 0; i < choices.size(); ++i) {
        auto* part = new QToolButton(m_parts);
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
    m_list->setObjectName(u"segment_list"_s);
    m_list->addItems(choices);
    m_list->hide();
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    if (!choices.isEmpty())
        m_group->button(0)->setChecked(true);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int id, bool on) {
        if (!on)
            return;
        m_list->setCurrentIndex(id);
        Q_EMIT currentIndexChanged(id);
    });
    connect(m_list, &QComboBox::currentIndexChanged, this, &SegmentedSwitch::setCurrentIndex);
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
    if (auto* model = qobject_cast<QStandardItemModel*>(m_list->model()))
        if (auto* item = model->item(index))
            item->setEnabled(enabled);
}

QSize SegmentedSwitch::sizeHint() const {
    return m_parts->sizeHint();
}

/// Two choices are never too wide; a list needs room for the widest word.
QSize SegmentedSwitch::minimumSizeHint() const {
    const QSize whole = m_parts->sizeHint();
    return {std::min(whole.width(), m_list->sizeHint().width()), whole.height()};
}

void SegmentedSwitch::resizeEvent(QResizeEvent*) {
    m_collapsed = width() < m_parts->sizeHint().width();
    QWidget* shown = m_collapsed ? static_cast<QWidget*>(m_list) : m_parts;
    QWidget* other = m_collapsed ? m_parts : static_cast<QWidget*>(m_list);
    const QWidget* focus = QApplication::focusWidget();
    const bool focused = focus != nullptr && (focus == other || other->isAncestorOf(focus));
    shown->setGeometry(rect());
    shown->show();
    if (focused)
        shown->setFocus(Qt::OtherFocusReason);
    other->hide();
}

} // namespace loom::ui
