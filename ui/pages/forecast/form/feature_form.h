// SPDX-License-Identifier: GPL-3.0-or-later
// What a model may know at each close, as a form: a set of the mission or an own choice of words,
// indicators with their parameters, columns of the file, and other cached series. Interface thread.
#pragma once

#include <QWidget>

#include <map>
#include <string>
#include <vector>

#include "indicators/indicator.h"
#include "studies/forecast_selection.h"

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace loom::studies {
class Workbench;
}

namespace loom::ui {

class CovariateList;
class FormRow;
class FormSheet;
class FormWords;
class IndicatorList;
class ProblemLine;

class FeatureForm final : public QWidget {
    Q_OBJECT
  public:
    explicit FeatureForm(const studies::Workbench& workbench, QWidget* parent = nullptr);

    void load(const studies::ForecastSelection& selection);
    /// Features and covariates only.
    void read(studies::ForecastSelection& selection) const;

    /// Where the prices come from and what the model makes of inputs decides what is offered.
    void setContext(forecast::Frequency frequency, bool file, const QString& unusedWords,
                    bool needed);
    /// What is wrong with a choice that only the data tell; empty: nothing.
    void setDataProblem(const QString& problem);
    void check();
    int problemCount() const;

  Q_SIGNALS:
    void edited();

  private:
    void buildWords();
    void buildLists(const studies::Workbench& workbench);
    void presetChosen();
    void toggle(const std::string& word, bool on);
    void editIndicator(int index);
    void removeIndicator(int index);
    void columnsEdited();
    void show();
    void announce();
    bool has(const std::string& feature) const;
    std::vector<std::size_t> indicatorPlaces() const;
    QString problem() const;

    indicators::IndicatorRegistry m_registry;
    std::vector<std::string> m_features; ///< in the order of the study, which is part of it
    forecast::Frequency m_frequency = forecast::Frequency::Day1;
    bool m_file = false;
    bool m_needed = false;
    QString m_dataProblem;
    FormSheet* m_sheet;
    QComboBox* m_preset = nullptr;
    FormWords* m_words = nullptr;
    std::map<std::string, QCheckBox*> m_boxes;
    IndicatorList* m_indicators = nullptr;
    QLineEdit* m_columns = nullptr;
    FormRow* m_columnsRow = nullptr;
    CovariateList* m_covariates = nullptr;
    ProblemLine* m_problem = nullptr;
    bool m_loading = false;
};

} // namespace loom::ui
