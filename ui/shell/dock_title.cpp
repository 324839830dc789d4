// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/dock_title.h"

#include "ui/forms/elided_label.h"
#include "ui/theme/controls.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

#include <QHBoxLayout>
#include <QToolButton>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

DockTitle::DockTitle(const QString& title, const QString& closeName, QWidget* parent)
    : Bar(Role::Window, Qt::TopEdge | Qt::BottomEdge, parent), m_row(new QHBoxLayout(this)),
      m_summary(new ElidedLabel(this)) {
    setFixedHeight(28);
    auto* name = new QLabel(title, this);
    name->setFont(typeFont(Type::BodyStrong));
    setMuted(m_summary);
    m_row->setContentsMargins(16, 1, 8, 1);
    m_row->setSpacing(8);
    m_row->addWidget(name);
    m_row->addWidget(m_summary, 1);
    auto* close = new QToolButton(this);
    close->setObjectName(closeName);
    close->setIcon(themeIcon(u"close"_s));
    close->setIconSize({12, 12});
    close->setAutoRaise(true);
    close->setFixedSize(24, 24);
    close->setToolTip(tr("Close %1").arg(title));
    close->setAccessibleName(close->toolTip());
    connect(close, &QToolButton::clicked, this, &DockTitle::closeRequested);
    m_row->addWidget(close);
}

void DockTitle::setSummary(const QString& summary) {
    m_summary->setFullText(summary);
}

const QString& DockTitle::summary() const {
    return m_summary->fullText();
}

void DockTitle::addTool(QWidget* widget) {
    m_row->insertWidget(m_row->count() - 1, widget);
}

} // namespace loom::ui
