// SPDX-License-Identifier: GPL-3.0-or-later
// The page Synthesize: the study's form in the Inspector; in the middle the real data of the study
// (for a panel the choice of its assets), the live training, the fidelity of what was generated,
// its privacy, the comparison of several generators, stored scenarios and whether synthetic data
// help a portfolio; export of paths, report and figures.
// Interface thread.
#pragma once

#include <QPointer>
#include <QTimer>

#include "jobs/job.h"
#include "ui/pages/page_services.h"
#include "ui/pages/synthesize/fidelity_view.h"
#include "ui/pages/synthesize/preview_view.h"
#include "ui/shell/page.h"

class QLabel;
class QMenu;
class QSpinBox;
class QStackedWidget;

namespace loom::ui {

class BenefitView;
class BoardView;
class FormSheet;
class InspectorSheet;
class PanelView;
class PrivacyView;
class ScenarioView;
class SegmentedSwitch;
class StudyForm;
class TrainingView;

class SynthesizePage final : public Page {
    Q_OBJECT
  public:
    enum View {
        DataView,
        TrainingPane,
        FidelityPane,
        PrivacyPane,
        ComparePane,
        ScenarioPane,
        BenefitPane
    };
    enum class Export { Paths, Report, Curves, Figure, PriceChart };

    SynthesizePage(PageServices& services, PageHost& host, QWidget* parent);

    QWidget* createInspector() override;
    QList<QWidget*> createHeaderWidgets() override;
    QList<QAction*> menuActions(MenuPlace place) const override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;
    void reopenResults() override;
    bool openSymbol(const QString& symbol) override;
    bool openStudy(const QJsonObject& study) override;
    QString statusText() const override;

    /// Starts the study of the form; also the primary button and Ctrl+Return. Behind a running
    /// training it waits for its turn.
    void run();
    /// The same study with a fresh training, whatever is registered.
    void retrain();
    /// Ends the training that is on screen.
    void stop(jobs::StopRequest how);
    bool isRunning() const { return !m_active.empty(); }
    /// Writes what is on screen; NoData before the first result. Figures by suffix: .png .svg .pdf.
    Status exportTo(Export what, const QString& path);

    View currentView() const;
    void show(View view);
    /// Of a series or of a panel; null before the first result.
    const OutcomePtr& outcome() const { return m_outcome; }
    /// Writes the generated data with a data card into a folder, in the background.
    void share(const QString& folder, const QString& overrideReason);
    PreviewView* previewView() const { return m_preview; }
    TrainingView* trainingView() const { return m_training; }
    FidelityView* fidelityView() const { return m_fidelity; }
    PanelView* panelView() const { return m_panel; }
    PrivacyView* privacyView() const { return m_privacy; }
    BoardView* boardView() const { return m_board; }
    ScenarioView* scenarioView() const { return m_scenarios; }
    BenefitView* benefitView() const { return m_benefit; }

  private:
    struct Active {
        std::uint64_t ticket = 0;
        jobs::JobId job = {};
        QString title;
        studies::SynthesizeStudy study;
        bool trains = false;
    };

    void buildActions();
    QAction* exportAction(const QString& name, const QString& text, Export what,
                          const QString& file);
    /// interrupted: goes on with that training of the same study.
    void start(const studies::SynthesizeStudy& study,
               const std::optional<studies::InterruptedTraining>& interrupted = {});
    void offerResume();
    void showInterrupted(const studies::InterruptedTraining& training);
    bool answersAtOnce(const studies::SynthesizeStudy& study) const;
    void finished(std::uint64_t ticket, Result<OutcomePtr> outcome);
    void showOutcome(OutcomePtr outcome);
    void showPrivacy();
    void askAndShare(const QString& overrideReason);
    void showOrigin(const studies::SynthesizeOutcome& outcome);
    void dataEdited();
    void readData();
    void showData(const studies::SynthesizeStudy& study, const Preview& preview);
    void stepPath(int path);
    void applyPath(int path);
    bool isActive(const studies::SynthesizeStudy& study) const;
    void restoreResultView();
    void restoreDataRange();
    void updateState();
    void updateCommand();
    void updateTitle();
    void askAndExport(Export what, const QString& file);
    void saveStudy();
    void report(const QString& title, const Error& error);

    PageServices& m_services;
    QStackedWidget* m_stack;
    PreviewView* m_preview;
    TrainingView* m_training;
    QStackedWidget* m_results; ///< of a series, of a panel
    FidelityView* m_fidelity;
    PanelView* m_panel;
    PrivacyView* m_privacy;
    BoardView* m_board;
    ScenarioView* m_scenarios;
    BenefitView* m_benefit;
    OutcomePtr m_outcome;
    QPointer<StudyForm> m_form;
    QPointer<InspectorSheet> m_inspector;
    QPointer<FormSheet> m_aboutResult;
    QPointer<QLabel> m_notes;
    QPointer<SegmentedSwitch> m_switch;
    QPointer<QSpinBox> m_pathNumber;
    QAction* m_runAction = nullptr;
    QAction* m_retrainAction = nullptr;
    QAction* m_stopAction = nullptr;
    QAction* m_discardAction = nullptr;
    QAction* m_saveStudyAction = nullptr;
    QList<QAction*> m_exports;
    QList<QAction*> m_panelExports; ///< those of them that a panel has too
    std::vector<Active> m_active;   ///< in the order of their start; the first is on screen
    std::uint64_t m_tickets = 0;
    bool m_followed = false; ///< the training view shows a job, running or ended
    QTimer m_readDelay;
    std::uint64_t m_reading = 0; ///< number of the newest read; older answers are dropped
    std::optional<studies::SynthesizeStudy> m_shownData;
    bool m_registered = false;
    Json m_pendingStudy;    ///< to load when the form is made
    QJsonObject m_restored; ///< what a workspace saved of charts that are not there yet
};

} // namespace loom::ui
