// SPDX-License-Identifier: GPL-3.0-or-later
// Which forecaster predicts, as a form: every registered one with what it is and needs, its preset
// and parameters, and the others that are judged beside it. Interface thread.
#pragma once

#include <QWidget>

#include <map>
#include <string>
#include <vector>

#include "forecast/forecaster.h"
#include "studies/study.h"

class QCheckBox;
class QComboBox;

namespace loom::ui {

class FormRow;
class FormSheet;
class FormWords;
class ParamForm;

class ModelForm final : public QWidget {
    Q_OBJECT
  public:
    explicit ModelForm(const forecast::ForecasterRegistry& forecasters, QWidget* parent = nullptr);

    /// Models as a draft has them: first the one that predicts.
    void load(const std::vector<studies::ModelChoice>& models, bool retrain);
    std::vector<studies::ModelChoice> models() const;
    bool retrain() const;

    const forecast::ForecasterInfo& info() const; ///< of the one that predicts
    /// It or one that is judged beside it looks at all assets together.
    bool needsCompleteRows() const;
    /// "N-BEATS, Quick".
    QString title() const;
    /// How many assets there are: a model that needs more says so.
    void setAssets(std::size_t assets);

    void check();
    void checkAll(); ///< every parameter too
    void focusFirstProblem();
    int problemCount() const;

  Q_SIGNALS:
    void edited();

  private:
    void buildModel();
    void buildRivals();
    void modelChosen();
    void presetChosen();
    void showRivals();
    void announce();
    std::string chosen() const;

    const forecast::ForecasterRegistry& m_forecasters;
    std::size_t m_assets = 1;
    FormSheet* m_sheet;
    FormSheet* m_rivals;
    QComboBox* m_model = nullptr;
    FormRow* m_modelRow = nullptr;
    FormWords* m_about = nullptr;
    QComboBox* m_preset = nullptr;
    FormRow* m_presetRow = nullptr;
    FormWords* m_expectation = nullptr;
    QCheckBox* m_retrain = nullptr;
    QWidget* m_paramHost = nullptr;
    ParamForm* m_params = nullptr;
    std::map<std::string, QCheckBox*> m_boxes;        ///< rivals by id
    std::vector<studies::ModelChoice> m_loadedRivals; ///< with presets and parameters of their own
    bool m_loading = false;
};

/// Summary, what it reads and its reference, as sentences.
QString forecasterWords(const forecast::ForecasterInfo& info);

} // namespace loom::ui
