// SPDX-License-Identifier: GPL-3.0-or-later
// The forecast study as a form: task, inputs, model, split and judging. The form is the study:
// forecast() and evaluate() read it, load() fills it. Interface thread.
#pragma once

#include <QWidget>

#include <optional>
#include <string>
#include <vector>

#include "ui/pages/forecast/form/forecast_draft.h"

namespace loom::studies {
class Workbench;
}

namespace loom::ui {

class FeatureForm;
class ModelForm;
class PlanForm;
class TaskForm;

class ForecastForm final : public QWidget {
    Q_OBJECT
  public:
    explicit ForecastForm(const studies::Workbench& workbench, QWidget* parent = nullptr);

    /// What the fields say now, valid or not.
    ForecastDraft draft() const;
    void load(const ForecastDraft& draft);
    /// The study, or nothing while a field that it needs has a problem; every field is checked and
    /// marked.
    std::optional<studies::ForecastStudy> forecast();
    std::optional<studies::EvaluateStudy> evaluate(bool test);

    void setSymbol(const QString& symbol);
    void setSymbols(const std::vector<std::string>& symbols);
    void setFile(const QString& file);
    void askFile();
    /// From the SplitEditor: shares, folds, embargo.
    void setPlan(const forecast::EvaluationPlan& plan);

    /// What the data say about what was asked for: how many rows there are, or why they cannot be
    /// used. The sentence stands under the field it is about.
    void setData(std::size_t rows);
    void setDataProblem(const Error& error);
    void forgetData();

    bool isPanel() const;
    bool isFile() const;
    QString dataTitle() const;
    /// "^GSPC, next 10 sessions".
    QString taskWords() const;
    QString modelTitle() const;
    bool modelTrains() const;
    const std::vector<std::string>& symbols() const;
    market::Interval interval() const;

    /// Fields that keep a prediction from being made, and further ones that judging needs.
    int problemCount() const;
    int judgingProblemCount() const;

  Q_SIGNALS:
    void edited();
    void chooseAssetsRequested();

  private:
    void check();
    void shareContext();
    void announce();
    bool isReady(int problems);

    TaskForm* m_task;
    FeatureForm* m_features;
    ModelForm* m_model;
    PlanForm* m_plan;
    ForecastDraft m_base; ///< as loaded: source, device
    std::size_t m_rows = 0;
    bool m_loading = false;
};

} // namespace loom::ui
