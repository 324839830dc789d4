// SPDX-License-Identifier: GPL-3.0-or-later
// The page Synthesize: the study's form in the Inspector; in the middle the live training, then the
// fidelity of what was generated; export of paths, report and figures. Interface thread.
#pragma once

#include <QPointer>

#include "jobs/job.h"
#include "ui/pages/page_services.h"
#include "ui/pages/synthesize/fidelity_view.h"
#include "ui/shell/page.h"

class QMenu;
class QSpinBox;
class QStackedWidget;

namespace loom::ui {

class InspectorSheet;
class SegmentedSwitch;
class StudyForm;
class TrainingView;

class SynthesizePage final : public Page {
    Q_OBJECT
  public:
    SynthesizePage(PageServices& services, PageHost& host, QWidget* parent);

    QWidget* createInspector() override;
    QList<QWidget*> createHeaderWidgets() override;
    QList<QAction*> menuActions(MenuPlace place) const override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;
    bool openSymbol(const QString& symbol) override;
    bool openStudy(const QJsonObject& study) override;
    QString statusText() const override;

    /// Starts the study of the form; also the primary button and Ctrl+Return.
    void run();
    bool isRunning() const { return m_running; }
    FidelityView* fidelityView() const { return m_fidelity; }

  private:
    enum View { EmptyView, TrainingViewIndex, FidelityViewIndex };

    void buildActions();
    void show(View view);
    void finished(Result<OutcomePtr> outcome);
    void showOutcome(OutcomePtr outcome);
    void updateState();
    void stepPath(int by);
    QMenu* exportMenu(QWidget* parent);
    void exportText(const QString& title, const QString& name,
                    const std::function<std::string()>& text);
    void exportFigure();
    void saveStudy();
    void report(const QString& title, const Error& error);

    PageServices& m_services;
    QStackedWidget* m_stack;
    TrainingView* m_training;
    FidelityView* m_fidelity;
    QPointer<StudyForm> m_form;
    QPointer<InspectorSheet> m_inspector;
    QPointer<SegmentedSwitch> m_switch;
    QPointer<QSpinBox> m_pathNumber;
    QAction* m_runAction = nullptr;
    QAction* m_stopAction = nullptr;
    QAction* m_saveStudyAction = nullptr;
    QAction* m_exportPaths = nullptr;
    QAction* m_exportReport = nullptr;
    QAction* m_exportCurves = nullptr;
    QAction* m_exportFigure = nullptr;
    jobs::JobId m_job;
    bool m_running = false;
    Json m_pendingStudy; ///< to load when the form is made
};

} // namespace loom::ui
