// SPDX-License-Identifier: GPL-3.0-or-later
// How the rows are divided and how forecasts are judged, as a form: shares, folds, embargo, seeds,
// coverages, costs. The same plan is drawn by the SplitEditor. Interface thread.
#pragma once

#include <QWidget>

#include "forecast/evaluation/plan.h"
#include "forecast/frequency.h"

class QComboBox;
class QLineEdit;

namespace loom::ui {

class FormRow;
class FormSheet;
class FormWords;
class NumberField;

class PlanForm final : public QWidget {
    Q_OBJECT
  public:
    explicit PlanForm(QWidget* parent = nullptr);

    void load(const forecast::EvaluationPlan& plan, const QString& name);
    /// Writes what the fields say, valid or not.
    void read(forecast::EvaluationPlan& plan) const;
    QString name() const;

    /// For units and words; rows 0: not known yet.
    void setContext(forecast::Frequency frequency, std::size_t horizon, std::size_t rows);
    void check();
    /// Fields that a prediction needs.
    int problemCount() const;
    /// Fields that only judging needs.
    int judgingProblemCount() const;

  Q_SIGNALS:
    void edited();

  private:
    void buildSplit();
    void buildJudging();
    FormRow* number(NumberField*& field, const QString& label, const QString& object, bool whole,
                    double minimum, double maximum, const QString& unit, const QString& help);
    void checkFolds();
    void announce();

    struct Limited {
        NumberField* field;
        FormRow* row;
        double minimum, maximum;
        bool predicts; ///< a prediction needs it too
    };

    forecast::EvaluationPlan m_base; ///< as loaded
    forecast::Frequency m_frequency = forecast::Frequency::Day1;
    std::size_t m_horizon = 10, m_rows = 0;
    FormSheet* m_sheet;
    std::vector<Limited> m_limited;
    NumberField* m_validation = nullptr;
    NumberField* m_test = nullptr;
    NumberField* m_first = nullptr;
    NumberField* m_folds = nullptr;
    QComboBox* m_window = nullptr;
    NumberField* m_embargo = nullptr;
    NumberField* m_every = nullptr;
    FormWords* m_purge = nullptr;
    FormRow* m_foldsRow = nullptr;
    QLineEdit* m_seeds = nullptr;
    FormRow* m_seedsRow = nullptr;
    QLineEdit* m_coverages = nullptr;
    FormRow* m_coveragesRow = nullptr;
    QComboBox* m_intervals = nullptr;
    NumberField* m_costs = nullptr;
    QLineEdit* m_name = nullptr;
    bool m_loading = false;
};

} // namespace loom::ui
