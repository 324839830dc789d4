// SPDX-License-Identifier: GPL-3.0-or-later
// The synthesize study as a form: data, split, generator with its parameters, evaluation. The form
// is the study: study() reads it, load() fills it. Interface thread.
#pragma once

#include <QWidget>

#include <optional>

#include "studies/study.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace loom::studies {
class Workbench;
}

namespace loom::ui {

class DateField;
class FormRow;
class FormSheet;
class InspectorSheet;
class NumberField;
class ParamForm;
class SymbolField;

class StudyForm final : public QWidget {
    Q_OBJECT
  public:
    StudyForm(const studies::Workbench& workbench, QWidget* parent = nullptr);

    /// The study, or nothing while a field has a problem (every field is checked and marked).
    std::optional<studies::SynthesizeStudy> study();
    /// What the fields say now, valid or not, for the workspace.
    Json json() const;
    void load(const studies::SynthesizeStudy& study);

    void setSymbol(const QString& symbol);
    QString symbol() const;
    /// What the fields say now, valid or not; what the form does not show stays as it was loaded.
    studies::SynthesizeStudy draft() const;
    /// Of the chosen model and preset: title, and what the preset promises.
    QString modelTitle() const;
    QString expectation() const;
    /// What the cache says about the data that was asked for; both empty: it can be used.
    void setDataProblems(const QString& symbol, const QString& period);
    int problemCount() const;

  Q_SIGNALS:
    void edited();
    void symbolChosen(const QString& symbol);
    void problemCountChanged(int count);

  private:
    void buildData();
    void buildGenerator();
    void buildEvaluation();
    void modelChosen();
    void presetChosen();
    void checkDates();
    void checkData();
    void announce();

    const studies::Workbench& m_workbench;
    FormSheet* m_data;
    FormSheet* m_generator;
    FormSheet* m_evaluation;
    SymbolField* m_symbol = nullptr;
    FormRow* m_symbolRow = nullptr;
    DateField* m_from = nullptr;
    DateField* m_to = nullptr;
    FormRow* m_fromRow = nullptr;
    FormRow* m_toRow = nullptr;
    QComboBox* m_prices = nullptr;
    QComboBox* m_split = nullptr;
    QComboBox* m_model = nullptr;
    QComboBox* m_preset = nullptr;
    QWidget* m_paramHost = nullptr;
    ParamForm* m_params = nullptr;
    NumberField* m_paths = nullptr;
    NumberField* m_length = nullptr;
    NumberField* m_seed = nullptr;
    FormRow* m_pathsRow = nullptr;
    FormRow* m_lengthRow = nullptr;
    FormRow* m_seedRow = nullptr;
    QCheckBox* m_retrain = nullptr;
    QLineEdit* m_name = nullptr;
    QLabel* m_expectation = nullptr;
    studies::SynthesizeStudy m_base; ///< as loaded: source, shares, device
    QString m_symbolNote, m_periodNote;
    bool m_loading = false;
};

} // namespace loom::ui
