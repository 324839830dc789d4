// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/next/next_view.h"

#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "base/files.h"
#include "ui/bridge/text.h"
#include "ui/charts/chart_view.h"
#include "ui/forms/empty_state.h"

namespace loom::ui {

using namespace Qt::Literals::StringLiterals;

NextView::NextView(QWidget* parent)
    : QWidget(parent), m_stack(new QStackedWidget(this)), m_chart(new ChartView(this)) {
    setObjectName(u"next_view"_s);
    m_empty = new EmptyState(u"forecast"_s, tr("See what may come after the last bar."),
                             tr("Train a model, or let a registered one predict what comes next."),
                             tr("Train and Forecast"), this);
    m_empty->setObjectName(u"next_empty"_s);
    m_empty->button()->setVisible(false);
    connect(m_empty, &EmptyState::triggered, this, &NextView::runRequested);
    m_chart->setObjectName(u"next_chart"_s);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_chart);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
}

void NextView::setForecast(ForecastPtr forecast) {
    m_forecast = std::move(forecast);
}

void NextView::setEvaluation(EvaluatePtr evaluation) {
    m_evaluation = std::move(evaluation);
}

void NextView::setScale(Scale scale) {
    m_scale = scale;
}

void NextView::setAsset(int asset) {
    m_asset = asset;
}

void NextView::setUndoStack(QUndoStack* stack) {
    m_chart->setUndoStack(stack);
}

void NextView::setCommand(const QString& text, bool enabled) {
    m_empty->button()->setText(text);
    m_empty->button()->setVisible(!text.isEmpty());
    m_empty->button()->setEnabled(enabled);
}

Status NextView::exportTable(const QString& path) const {
    if (!m_forecast)
        return fail(ErrorCode::InvalidInput, "There is no forecast yet: train a model first.");
    return writeFileAtomic(str(path),
                           studies::toCsv(m_forecast->next, m_forecast->dataset.data->frequency));
}

QJsonObject NextView::saveState() const {
    return {};
}

void NextView::restoreState(const QJsonObject&) {}

} // namespace loom::ui
