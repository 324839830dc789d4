// SPDX-License-Identifier: GPL-3.0-or-later
// What an evaluation came to: verdict in words, every model beside every baseline, errors by step,
// calibration, each model against each baseline, the trading rule, assets, leak tests. Interface
// thread.
#pragma once

#include <QJsonObject>
#include <QWidget>

#include "base/result.h"
#include "ui/pages/forecast/outcomes.h"

class QStackedWidget;

namespace loom::ui {

class EvaluationView final : public QWidget {
    Q_OBJECT
  public:
    explicit EvaluationView(QWidget* parent = nullptr);

    /// Null: says what an evaluation is for, with a button.
    void setEvaluation(EvaluatePtr evaluation);
    const EvaluatePtr& evaluation() const { return m_evaluation; }

    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);
    /// All models and metrics as CSV; InvalidInput without an evaluation.
    Status exportTable(const QString& path) const;

  Q_SIGNALS:
    void evaluateRequested();
    void stateEdited();
    void modelSelected(const QString& id);

  private:
    EvaluatePtr m_evaluation;
    QStackedWidget* m_stack;
};

} // namespace loom::ui
