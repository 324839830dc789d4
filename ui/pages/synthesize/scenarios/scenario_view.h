// SPDX-License-Identifier: GPL-3.0-or-later
// Stored scenario sets: the form that makes one, the list of all, and what the chosen one does to
// each asset beside the real days of the study; export as CSV with its data card. Interface thread.
#pragma once

#include <memory>
#include <optional>

#include "studies/scenario_correlations.h"
#include "studies/scenario_run.h"
#include "studies/study_data.h"
#include "ui/pages/synthesize/frame/study_frame.h"
#include "ui/pages/synthesize/scenarios/scenario_models.h"

class QLabel;
class QPushButton;
class QTableView;

namespace loom::ui {

class ScenarioForm;

using ScenarioOutcomePtr = std::shared_ptr<const studies::ScenarioOutcome>;

class ScenarioView final : public StudyFrame {
    Q_OBJECT
  public:
    explicit ScenarioView(PageServices& services, QWidget* parent = nullptr);

    /// Data and generator of the next set; usable: nothing in the study's form is wrong.
    void setStudy(const studies::SynthesizeStudy& study, const QString& modelTitle, bool usable);
    /// The real days of the study, as the cache has them.
    void setData(studies::StudyData days);
    /// Writes the chosen set as CSV, and its card as JSON beside it, in the background.
    void exportSet(const QString& path);

    ScenarioForm* form() const { return m_form; }
    SetsModel* sets() const { return m_sets; }
    StressModel* stress() const { return m_stress; }
    QString cardWords() const;

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    /// What the job reads of the chosen set.
    struct Details {
        studies::SetFigures figures;
        std::vector<studies::AssetFigures> real;
        std::optional<studies::CorrelationComparison> correlations;
    };

    void start() override;
    State state() const override;
    QWidget* buildContent();
    void refresh(const std::string& choose = {});
    const OpenSet* chosen() const;
    void showChosen();
    void showDetails(const OpenSet& set, Details details);
    bool sameAssets(const generate::ScenarioSet& set) const;

    studies::ScenarioStudy m_study;
    studies::StudyData m_data;
    bool m_usable = false;
    std::uint64_t m_request = 0;
    ScenarioForm* m_form;
    QPushButton* m_export = nullptr;
    SetsModel* m_sets = nullptr;
    QTableView* m_setTable = nullptr;
    QLabel* m_card = nullptr;
    StressModel* m_stress = nullptr;
    QTableView* m_stressTable = nullptr;
};

} // namespace loom::ui
