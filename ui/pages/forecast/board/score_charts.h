// SPDX-License-Identifier: GPL-3.0-or-later
// A metric step by step with the lines of all models, and where outcomes fell among the quantiles
// of the chosen one. Interface thread.
#pragma once

#include <QWidget>

#include "ui/pages/forecast/board/metric_look.h"
#include "ui/pages/forecast/outcomes.h"

class QBoxLayout;
class QComboBox;

namespace loom::ui {

class ChartView;

class ScoreCharts final : public QWidget {
    Q_OBJECT
  public:
    explicit ScoreCharts(QWidget* parent);

    void setEvaluation(EvaluatePtr evaluation, ScoreTarget target);
    /// Drawn strongest, and whose calibration is shown.
    void setModel(const QString& id);
    /// Id of the metric by step: "rmse".
    QString metric() const { return m_metric; }
    void setMetric(const QString& id);
    /// Side by side, or one below the other.
    void setSideBySide(bool on);
    ChartView* steps() const { return m_steps; }
    ChartView* calibration() const { return m_calibration; }

  Q_SIGNALS:
    /// By the user.
    void metricChosen();

  private:
    void showSteps();
    void showCalibration();

    EvaluatePtr m_evaluation;
    std::vector<MetricLook> m_looks; ///< those known by step
    QString m_metric = QStringLiteral("rmse");
    QString m_model;
    QBoxLayout* m_box;
    QComboBox* m_choice;
    ChartView* m_steps;
    ChartView* m_calibration;
};

} // namespace loom::ui
