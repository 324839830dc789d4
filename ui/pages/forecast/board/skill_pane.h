// SPDX-License-Identifier: GPL-3.0-or-later
// How much better than the last value each model is, with its interval: the picture of the figure
// that `quantloom evaluate --png` draws, in the window. Interface thread.
#pragma once

#include <QWidget>

#include "ui/pages/forecast/outcomes.h"

class QLabel;

namespace loom::ui {

class ChartView;
class SkillLayer;

class SkillPane final : public QWidget {
    Q_OBJECT
  public:
    explicit SkillPane(QWidget* parent);

    void setEvaluation(const EvaluatePtr& evaluation);
    /// Its row is lit.
    void setModel(const QString& id);
    ChartView* chart() const { return m_chart; }
    /// Null without an evaluation.
    const SkillLayer* layer() const { return m_layer; }

  Q_SIGNALS:
    /// By the user, in the picture.
    void modelChosen(const QString& id);

  private:
    void lightModel();

    EvaluatePtr m_evaluation;
    QString m_model;
    ChartView* m_chart;
    SkillLayer* m_layer = nullptr;
    QLabel* m_footnote;
};

} // namespace loom::ui
