// SPDX-License-Identifier: GPL-3.0-or-later
// The page Forecast: the study's form in the Inspector; in the middle what comes next, the split
// on the series and the board of an evaluation, or the live training, the explanation of a
// forecast, and what became of stored ones. Interface thread.
#pragma once

#include <QPointer>
#include <QTimer>

#include "jobs/job.h"
#include "ui/pages/forecast/data_preview.h"
#include "ui/pages/forecast/outcomes.h"
#include "ui/pages/page_services.h"
#include "ui/shell/page.h"

class QPushButton;
class QSplitter;
class QStackedWidget;

namespace loom::ui {

class EvaluationView;
class ExplainView;
class ForecastForm;
class ForecastTraining;
class FormSheet;
class FormWords;
class HistoryView;
class InspectorSheet;
class NextView;
class RealisedView;
class SegmentedSwitch;
class SplitEditor;
class TrainedModels;

class ForecastPage final : public Page {
    Q_OBJECT
  public:
    enum View { ForecastPane, TrainingPane, ExplainPane, RealisedPane };
    enum class Export { Prices, Board, Forecasts, Chart };

    ForecastPage(PageServices& services, PageHost& host, QWidget* parent);

    QWidget* createInspector() override;
    QList<QWidget*> createHeaderWidgets() override;
    QList<QAction*> menuActions(MenuPlace place) const override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;
    void reopenResults() override;
    bool openSymbol(const QString& symbol) override;
    bool openStudy(const QJsonObject& study) override;
    /// A price file: what comes next, by a registered model that fits or one trained on it.
    bool openFile(const QString& path) override;
    QString statusText() const override;
    void setCurrent(bool current) override;

    /// Predicts with the study of the form; also the primary button and Ctrl+Return. Trains unless
    /// a registered model of the same study and data is there. Behind a running training it waits.
    void predict();
    /// The same study with a fresh training, whatever is registered.
    void retrain();
    /// A registered model on the newest data, without training.
    void predictAgain(const studies::ModelOrigin& origin);
    /// Judges the models of the form beside all baselines over rolling origins.
    void evaluate();
    /// Asks first, says how often the locked rows were looked at, then judges on them.
    void askForTestRows();
    /// Ends the job that is on screen.
    void stop(jobs::StopRequest how);
    bool isRunning() const { return !m_active.empty(); }
    /// Writes what is on screen; NoData before there is such a result. The chart by suffix: .png
    /// .svg .pdf.
    Status exportTo(Export what, const QString& path);

    View currentView() const;
    void show(View view);
    /// Null before the first one.
    const ForecastPtr& forecast() const { return m_forecast; }
    const EvaluatePtr& evaluation() const { return m_evaluation; }
    ForecastForm* form() const;
    HistoryView* historyView() const { return m_history; }
    NextView* nextView() const { return m_next; }
    SplitEditor* splitEditor() const { return m_split; }
    EvaluationView* evaluationView() const { return m_board; }
    ForecastTraining* trainingView() const { return m_training; }
    ExplainView* explainView() const { return m_explain; }
    RealisedView* realisedView() const { return m_realised; }

  private:
    enum class Work { Predict, Judge, Again };
    struct Active {
        std::uint64_t ticket = 0;
        jobs::JobId job = {};
        QString title;
        Work work = Work::Predict;
        studies::ForecastStudy forecast = {};
        studies::EvaluateStudy evaluate = {};
        bool trains = false;
    };

    QWidget* buildForecastPane();
    void connectViews();
    void buildActions();
    QAction* exportAction(const QString& name, const QString& text, Export what,
                          const QString& file);
    /// interrupted: goes on with that training of the same study.
    void start(const studies::ForecastStudy& study,
               const std::optional<studies::InterruptedForecast>& interrupted = {});
    void start(const studies::EvaluateStudy& study);
    void begin(Active active, bool behind);
    void reopen(const studies::ForecastStudy& study);
    void reopen(const studies::EvaluateStudy& study, const tracking::RunId& run);
    void keepView(const std::function<void()>& change);
    bool isActive(const studies::ForecastStudy& study) const;
    bool isActive(const studies::EvaluateStudy& study) const;
    bool trains(const studies::EvaluateStudy& study) const;
    std::optional<Active> end(std::uint64_t ticket, const Error* error);
    void showForecast(ForecastPtr forecast);
    void showEvaluation(EvaluatePtr evaluation);
    void showOrigin(const studies::ForecastOutcome& forecast);
    void showPastOrigins();
    void showNotes();
    void refreshModels();
    void offerResume();
    void showInterrupted(const studies::InterruptedForecast& training);
    void chooseAssets();
    void formEdited();
    void applyDraft(const ForecastDraft& draft);
    void dataEdited();
    void readData();
    void showData(const DataPreview& preview);
    void showSplit();
    std::size_t shownAsset() const;
    bool isShown(const studies::ForecastStudy& study) const;
    void updateState();
    void updateCommand();
    void updateTitle();
    void askAndExport(Export what, const QString& file);
    void saveStudy();
    void report(const QString& title, const Error& error);

    PageServices& m_services;
    QStackedWidget* m_stack;
    QStackedWidget* m_top; ///< the data as they are, or what comes next
    HistoryView* m_history;
    NextView* m_next;
    SplitEditor* m_split;
    EvaluationView* m_board;
    ForecastTraining* m_training;
    ExplainView* m_explain;
    RealisedView* m_realised;
    QSplitter* m_parts = nullptr; ///< next, split, board
    ForecastPtr m_forecast;
    EvaluatePtr m_evaluation;
    QPointer<ForecastForm> m_form;
    QPointer<InspectorSheet> m_inspector;
    QPointer<TrainedModels> m_models;
    QPointer<FormSheet> m_aboutResult;
    QPointer<FormWords> m_notes;
    QPointer<SegmentedSwitch> m_switch;
    QPointer<QPushButton> m_evaluateButton;
    QAction* m_predictAction = nullptr;
    QAction* m_evaluateAction = nullptr;
    QAction* m_testAction = nullptr;
    QAction* m_retrainAction = nullptr;
    QAction* m_stopAction = nullptr;
    QAction* m_discardAction = nullptr;
    QAction* m_saveStudyAction = nullptr;
    QList<QAction*> m_exports;    ///< in the order of Export
    std::vector<Active> m_active; ///< in the order of their start; the first is on screen
    std::uint64_t m_tickets = 0;
    bool m_followed = false; ///< the training view shows a job, running or ended
    QTimer m_readDelay;
    std::uint64_t m_reading = 0; ///< number of the newest read; older answers are dropped
    bool m_readRunning = false;  ///< one at a time: a large universe takes a while
    bool m_readAgain = false;
    std::optional<ForecastDraft> m_readDraft; ///< that the newest read is of
    DataPreview m_data;                       ///< as last read
    bool m_stale = false;                     ///< the cache may hold something else by now
    ForecastDraft m_lastDraft;                ///< of the form, for undo
    bool m_applying = false;                  ///< an undo is filling the form
    Json m_pendingDraft;                      ///< to load when the form is made
    QJsonObject m_restored; ///< what a workspace saved of results that are not there yet
};

} // namespace loom::ui
