// SPDX-License-Identifier: GPL-3.0-or-later
// What a scenario set is to be: the condition it is drawn under, its size and name, the model it
// comes from. Data and generator are those of the study in the Inspector. Interface thread.
#pragma once

#include <QWidget>

#include <optional>
#include <vector>

#include "generate/generator.h"
#include "studies/scenario_figures.h"
#include "studies/scenario_run.h"
#include "ui/pages/synthesize/scenarios/scenario_models.h"

class QComboBox;
class QLineEdit;

namespace loom::ui {

class FormRow;
class FormSheet;
class LearnFrom;
class NumberField;

class ScenarioForm final : public QWidget {
    Q_OBJECT
  public:
    enum class Draw { Free, Falls, Volatile, LikeDays, Between, Augmented };

    explicit ScenarioForm(QWidget* parent = nullptr);

    /// Offers what the generator can be steered by; modelTitle: of a model fitted now.
    void setGenerator(const generate::GeneratorInfo& info, const QString& modelTitle);
    /// Registered models to draw from instead of a fit, and sets to learn from.
    void setStored(const StoredSets& stored);
    /// The worst days of the data, to choose for days like them.
    void setShocks(const std::vector<studies::ShockDay>& shocks);
    void setDraw(Draw draw);

    /// Condition, size, name and model origin of a study, as read() writes them.
    void load(const studies::ScenarioStudy& study);
    /// Writes condition, size, name and model origin; the rest stays.
    void read(studies::ScenarioStudy& study) const;
    int problemCount() const;

  Q_SIGNALS:
    void edited();

  private:
    void buildCondition();
    void buildSize();
    void check();
    void announce();
    void showRows();
    Draw draw() const;
    QString daysProblem() const;

    bool m_canScaleTails = false;
    QStringList m_wantedModel; ///< name and version, until the list has it
    FormSheet* m_sheet;
    QComboBox* m_draw = nullptr;
    QLineEdit* m_falls = nullptr;
    QLineEdit* m_days = nullptr;
    QComboBox* m_shocks = nullptr;
    NumberField* m_share = nullptr;
    NumberField* m_factor = nullptr;
    NumberField* m_tails = nullptr;
    NumberField* m_paths = nullptr;
    NumberField* m_length = nullptr;
    QLineEdit* m_name = nullptr;
    QComboBox* m_model = nullptr;
    LearnFrom* m_source = nullptr;
    FormRow* m_fallsRow = nullptr;
    FormRow* m_daysRow = nullptr;
    FormRow* m_shocksRow = nullptr;
    FormRow* m_shareRow = nullptr;
    FormRow* m_factorRow = nullptr;
    FormRow* m_tailsRow = nullptr;
    FormRow* m_pathsRow = nullptr;
    FormRow* m_lengthRow = nullptr;
};

} // namespace loom::ui
