// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/inspector_panel.h"

#include "ui/forms/bar.h"
#include "ui/forms/elided_label.h"
#include "ui/shell/page.h"
#include "ui/theme/controls.h"
#include "ui/theme/type.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

InspectorPanel::InspectorPanel(QWidget* parent)
    : QWidget(parent), m_title(new QLabel), m_subtitle(new ElidedLabel),
      m_stack(new QStackedWidget) {
    setMinimumWidth(272); // the narrowest that shows a whole date and "2,400 steps"
    setMaximumWidth(400);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto* header = new Bar(Role::Window, Qt::BottomEdge, this);
    header->setFixedHeight(42);
    m_title->setFont(typeFont(Type::BodyStrong));
    setMuted(m_subtitle);
    auto* row = new QHBoxLayout(header);
    row->setContentsMargins(16, 0, 16, 1);
    row->setSpacing(8);
    row->addWidget(m_title);
    row->addWidget(m_subtitle, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    column->addWidget(m_stack, 1);
}

void InspectorPanel::addPage(Page* page, const QString& title) {
    QWidget* form = page->createInspector();
    if (!form)
        return;
    m_stack->addWidget(form);
    m_entries[page] = {form, title, {}};
    connect(page, &Page::inspectorTitleChanged, this,
            [this, page](const QString& text, const QString& words) {
                m_entries[page].title = text;
                m_entries[page].subtitle = words;
                showHeader();
            });
}

bool InspectorPanel::setCurrent(Page* page) {
    if (!m_entries.contains(page))
        return false;
    m_current = page;
    m_stack->setCurrentWidget(m_entries[page].form);
    showHeader();
    return true;
}

void InspectorPanel::showHeader() {
    if (!m_current)
        return;
    m_title->setText(m_entries[m_current].title);
    m_subtitle->setFullText(m_entries[m_current].subtitle);
}

} // namespace loom::ui
