// SPDX-License-Identifier: GPL-3.0-or-later
// The synthesize study as a form: data, split, generator with its parameters, evaluation. The form
// is the study: study() reads it, load() fills it. Interface thread.
#pragma once

#include <QWidget>

#include <optional>
#include <string>
#include <vector>

#include "studies/study.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace loom::generate {
struct GeneratorInfo;
}
namespace loom::studies {
class Workbench;
}

namespace loom::ui {

class DataForm;
class FormRow;
class FormSheet;
class InspectorSheet;
class NumberField;
class ParamForm;

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
    /// The panel's columns, chosen in the page.
    void setSymbols(const std::vector<std::string>& symbols);
    /// A panel from a file: this one, or asked for.
    void setFile(const QString& file);
    void askFile();
    /// What the file was found to hold.
    void setFileAssets(std::size_t assets);
    std::size_t assets() const;
    bool isPanel() const;
    /// "^GSPC", or the universe's title, or "20 assets".
    QString dataTitle() const;
    /// What the fields say now, valid or not; what the form does not show stays as it was loaded.
    studies::SynthesizeStudy draft() const;
    /// Of the chosen model and preset: title, and what the preset promises.
    QString modelTitle() const;
    QString expectation() const;
    /// What the cache says about the data that was asked for; both empty: it can be used.
    void setDataProblems(const QString& assets, const QString& period);
    int problemCount() const;

  Q_SIGNALS:
    void edited();
    void problemCountChanged(int count);

  private:
    void buildGenerator();
    void buildEvaluation();
    void modelChosen();
    void presetChosen();
    void offerModels();
    void showAbout(const generate::GeneratorInfo& info);
    void announce();

    const studies::Workbench& m_workbench;
    DataForm* m_data;
    FormSheet* m_generator;
    FormSheet* m_evaluation;
    QComboBox* m_model = nullptr;
    QComboBox* m_preset = nullptr;
    FormRow* m_presetRow = nullptr;
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
    QLabel* m_about = nullptr;
    QLabel* m_expectation = nullptr;
    studies::SynthesizeStudy m_base; ///< as loaded: source, shares, device
    bool m_loading = false;
};

} // namespace loom::ui
