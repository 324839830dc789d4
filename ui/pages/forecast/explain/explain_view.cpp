// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/explain/explain_view.h"

#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/forms/empty_state.h"
#include "ui/shell/page.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

ExplainView::ExplainView(PageServices& services, PageHost& host, QWidget* parent)
    : QWidget(parent), m_services(services), m_host(host), m_stack(new QStackedWidget(this)) {
    setObjectName(u"explain_view"_s);
    m_empty = new EmptyState(u"forecast"_s, tr("Find out what moved a forecast."),
                             tr("Needs a trained model: train one, or let a registered one predict "
                                "what comes next."),
                             {}, this);
    m_empty->setObjectName(u"explain_empty"_s);
    m_stack->addWidget(m_empty);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
}

void ExplainView::setForecast(ForecastPtr forecast) {
    m_forecast = std::move(forecast);
}

QJsonObject ExplainView::saveState() const {
    return {};
}

void ExplainView::restoreState(const QJsonObject&) {}

} // namespace loom::ui
