// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/empty_state.h"

#include "ui/theme/controls.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace loom::ui {

namespace {

/// The icon is drawn at paint time so that it follows a theme switch.
class IconView final : public QWidget {
  public:
    IconView(const QString& name, QWidget* parent) : QWidget(parent), m_icon(themeIcon(name)) {
        setFixedSize(32, 32);
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        m_icon.paint(&painter, rect());
    }

  private:
    QIcon m_icon;
};

} // namespace

EmptyState::EmptyState(const QString& icon, const QString& purpose, const QString& need,
                       const QString& button, QWidget* parent)
    : QWidget(parent), m_purpose(new QLabel(this)), m_need(new QLabel(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    column->addStretch(1);
    column->addWidget(new IconView(icon, this), 0, Qt::AlignHCenter);
    m_purpose->setFont(typeFont(Type::Section));
    setMuted(m_need);
    for (QLabel* label : {m_purpose, m_need}) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
        label->setMaximumWidth(480);
        label->setMinimumWidth(160);
        auto* row = new QHBoxLayout;
        row->addStretch(1);
        row->addWidget(label, 100);
        row->addStretch(1);
        column->addLayout(row);
    }
    if (!button.isEmpty()) {
        m_button = new QPushButton(button, this);
        m_button->setObjectName(QStringLiteral("empty_state_button"));
        setPrimary(m_button);
        column->addSpacing(8);
        column->addWidget(m_button, 0, Qt::AlignHCenter);
        connect(m_button, &QPushButton::clicked, this, &EmptyState::triggered);
    }
    column->addStretch(1);
    setTexts(purpose, need);
}

void EmptyState::setTexts(const QString& purpose, const QString& need) {
    m_purpose->setText(purpose);
    m_need->setText(need);
    m_need->setVisible(!need.isEmpty());
}

} // namespace loom::ui
