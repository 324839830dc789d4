// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/board/evaluation_view.h"

#include <QStackedWidget>
#include <QVBoxLayout>

#include "base/files.h"
#include "forecast/evaluation/report.h"
#include "ui/bridge/text.h"
#include "ui/forms/empty_state.h"

namespace loom::ui {

EvaluationView::EvaluationView(QWidget* parent)
    : QWidget(parent), m_stack(new QStackedWidget(this)) {
    setObjectName(QStringLiteral("evaluation_view"));
    auto* empty = new EmptyState(
        QStringLiteral("forecast"), tr("Is the model better than \"same as today\"?"),
        tr("An evaluation forecasts from many past days, judges the chosen models beside every "
           "baseline, and leaves the last rows locked."),
        tr("Evaluate"), m_stack);
    m_stack->addWidget(empty);
    connect(empty, &EmptyState::triggered, this, &EvaluationView::evaluateRequested);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
}

void EvaluationView::setEvaluation(EvaluatePtr evaluation) {
    m_evaluation = std::move(evaluation);
}

QJsonObject EvaluationView::saveState() const {
    return {};
}

void EvaluationView::restoreState(const QJsonObject&) {}

Status EvaluationView::exportTable(const QString& path) const {
    if (!m_evaluation)
        return fail(ErrorCode::InvalidInput, "There is no evaluation to write yet.");
    return writeFileAtomic(str(path), forecast::toCsv(m_evaluation->report));
}

} // namespace loom::ui
