// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/realised/realised_view.h"

#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/forms/empty_state.h"
#include "ui/shell/page.h"

namespace loom::ui {

RealisedView::RealisedView(PageServices& services, PageHost& host, QWidget* parent)
    : QWidget(parent), m_services(services), m_host(host), m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(
          QStringLiteral("forecast"), tr("Compares what was predicted with what came."),
          tr("Every forecast is kept. Predict a series, fetch its prices again later, and this "
             "page tells how far off the forecasts were and how often their intervals held."),
          {}, this)) {
    setObjectName(QStringLiteral("realised_view"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    m_stack->addWidget(m_empty);
}

void RealisedView::refresh() {
    m_stack->setCurrentWidget(m_empty);
}

QJsonObject RealisedView::saveState() const {
    return {};
}

void RealisedView::restoreState(const QJsonObject&) {}

} // namespace loom::ui
