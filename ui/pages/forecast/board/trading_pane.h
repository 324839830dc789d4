// SPDX-License-Identifier: GPL-3.0-or-later
// What a simple rule earns with each model's forecasts, costs on, beside the account that always
// holds everything. Interface thread.
#pragma once

#include <QStringList>
#include <QWidget>

#include <vector>

#include "ui/charts/layer.h"
#include "ui/pages/forecast/outcomes.h"

namespace loom::ui {

class ChartView;
class ScoreView;
class TablePane;

class TradingPane final : public QWidget {
    Q_OBJECT
  public:
    explicit TradingPane(QWidget* parent);
    void setEvaluation(EvaluatePtr evaluation);
    /// Its account is drawn too when it is a baseline; those of judged models always are.
    void setModel(const QString& id);
    ScoreView* table() const;
    ChartView* chart() const { return m_chart; }

  private:
    struct Account {
        QStringList names;
        std::vector<double> returns;
        LineStyle line;
    };
    std::vector<Account> accounts() const;
    void showCurves();

    EvaluatePtr m_evaluation;
    forecast::TradingResult m_hold;
    QString m_model;
    bool m_beside = true; ///< the chart stands beside the table
    TablePane* m_table;
    ChartView* m_chart;
};

} // namespace loom::ui
