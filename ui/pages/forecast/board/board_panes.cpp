// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/board/board_panes.h"

#include <algorithm>

#include <QLabel>
#include <QResizeEvent>
#include <QVBoxLayout>

#include "ui/forms/bar.h"
#include "ui/forms/plain_table.h"
#include "ui/pages/forecast/board/score_view.h"
#include "ui/theme/controls.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {

constexpr int kLeastRows = 6;

} // namespace

QLabel* footnoteLabel(const QString& name, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setFont(typeFont(Type::Caption));
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setContentsMargins(16, 6, 16, 6);
    setMuted(label);
    return label;
}

TablePane::TablePane(ScoreView* table, const QString& name, QWidget* parent)
    : QWidget(parent), m_table(table), m_footnote(footnoteLabel(name, this)) {
    m_table->setMinimumHeight(kTwoLineHeader + kLeastRows * kTableRow);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_table, 1);
    column->addWidget(m_footnote);
}

void TablePane::setFootnote(const QString& words) {
    m_footnote->setText(words);
    m_footnote->setVisible(!words.isEmpty());
}

QString TablePane::footnote() const {
    return m_footnote->text();
}

SplitPane::SplitPane(QWidget* table, QWidget* charts, int side, int tableLeast, QWidget* parent)
    : QWidget(parent), m_row(new QBoxLayout(QBoxLayout::LeftToRight, this)), m_charts(charts),
      m_line(new Bar(Role::Line, {}, this)), m_side(side), m_tableLeast(tableLeast) {
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(0);
    m_line->setMinimumSize(1, 1);
    m_row->addWidget(table, 1);
    m_row->addWidget(m_line);
    m_row->addWidget(charts);
}

bool SplitPane::isBeside() const {
    return m_row->direction() == QBoxLayout::LeftToRight;
}

void SplitPane::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool beside = event->size().width() >= m_side + m_tableLeast;
    m_line->setMaximumSize(beside ? 1 : QWIDGETSIZE_MAX, beside ? QWIDGETSIZE_MAX : 1);
    m_charts->setFixedWidth(beside ? std::max(m_side, event->size().width() * 3 / 10)
                                   : event->size().width());
    if (beside == isBeside() && event->oldSize().isValid())
        return;
    m_row->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    Q_EMIT turned(beside);
}

} // namespace loom::ui
