// SPDX-License-Identifier: GPL-3.0-or-later
// The page Experiments: every run in a table with search, change from a baseline and metric curves;
// comparison; the model registry. Interface thread.
#pragma once

#include <QPointer>

#include "tracking/store.h"
#include "ui/pages/page_services.h"
#include "ui/shell/page.h"

class QLabel;
class QStackedWidget;

namespace loom::ui {

class CompareView;
class EmptyState;
class InspectorSheet;
class RegistryView;
class RunDetails;
class RunEditor;
class RunFilterBar;
class RunTable;
class RunTableModel;
class SegmentedSwitch;

class ExperimentsPage final : public Page {
    Q_OBJECT
  public:
    ExperimentsPage(PageServices& services, PageHost& host, QWidget* parent);

    QWidget* createInspector() override;
    QList<QWidget*> createHeaderWidgets() override;
    QList<QAction*> menuActions(MenuPlace place) const override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;
    bool openRun(const QString& runId) override;
    void setCurrent(bool current) override;

  private:
    QWidget* buildRuns();
    void buildActions();
    void applyFilter();
    void refresh();
    void selectionChanged();
    const tracking::Run* selected() const;
    void duplicate();
    void setDeleted(bool deleted);
    void connectRuns();
    void showView(int view);
    void showState();
    void select(const tracking::RunId& run);
    void showCompared();
    void plotSelected();
    void saveCsv(const QString& title, const QString& name, const std::string& text);
    void report(const QString& title, const Error& error);

    PageServices& m_services;
    RunTableModel* m_model;
    RunEditor* m_editor;
    QStackedWidget* m_stack;
    RunFilterBar* m_bar = nullptr;
    RunTable* m_table = nullptr;
    CompareView* m_compare = nullptr;
    RegistryView* m_registry = nullptr;
    QPointer<InspectorSheet> m_inspector;
    QPointer<RunDetails> m_details;
    QPointer<SegmentedSwitch> m_switch;
    EmptyState* m_empty = nullptr;
    QLabel* m_legend = nullptr;
    QAction* m_plotAction = nullptr;
    QAction* m_filterAction = nullptr;
    QAction* m_duplicateAction = nullptr;
    QAction* m_renameAction = nullptr;
    QAction* m_baselineAction = nullptr;
    QAction* m_deleteAction = nullptr;
    QAction* m_restoreAction = nullptr;
    QAction* m_exportAction = nullptr;
    QAction* m_exportComparisonAction = nullptr;
    QAction* m_refreshAction = nullptr;
    QString m_asked = QStringLiteral("a"); ///< the filter and view last asked for
    int m_view = 0;                        ///< 0 runs, 1 registry
    bool m_current = false;
    bool m_stale = false;     ///< a job has ended since the last reading
    bool m_fitColumns = true; ///< the model was reset: columns may be others
};

} // namespace loom::ui
