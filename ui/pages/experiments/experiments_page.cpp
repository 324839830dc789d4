// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments/experiments_page.h"

#include <QAction>
#include <QFileDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QUndoStack>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

#include "base/files.h"
#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/forms/empty_state.h"
#include "ui/forms/inspector_sheet.h"
#include "ui/pages/experiments/compare_view.h"
#include "ui/pages/experiments/registry_view.h"
#include "ui/pages/experiments/run_details.h"
#include "ui/pages/experiments/run_editor.h"
#include "ui/pages/experiments/run_export.h"
#include "ui/pages/experiments/run_filter_bar.h"
#include "ui/pages/experiments/run_table.h"
#include "ui/pages/experiments/run_table_model.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

namespace loom::ui {

ExperimentsPage::ExperimentsPage(PageServices& services, PageHost& host, QWidget* parent)
    : Page(QStringLiteral("experiments"), host, parent), m_services(services),
      m_model(new RunTableModel(services.workbench.tracking(), this)),
      m_editor(new RunEditor(services.workbench.tracking(), host.undoStack(), this)),
      m_stack(new QStackedWidget(this)) {
    buildActions();
    m_compare = new CompareView(services.workbench.tracking(), this);
    m_registry = new RegistryView(services.workbench.tracking(), this);
    auto* runs = new QSplitter(Qt::Vertical, this);
    runs->addWidget(buildRuns());
    runs->addWidget(m_compare);
    runs->setStretchFactor(0, 3);
    runs->setStretchFactor(1, 2);
    m_stack->addWidget(runs);
    m_stack->addWidget(m_registry);
    m_empty = new EmptyState(QStringLiteral("experiments"),
                             tr("Every run is kept here: parameters, metrics, artifacts, models"),
                             tr("There is none yet. Train or compare a generator on the bundled "
                                "S&P 500 to make one."),
                             tr("Open Synthesize"), this);
    m_empty->setObjectName(QStringLiteral("experiments_empty"));
    m_empty->button()->setObjectName(QStringLiteral("experiments_empty_button"));
    connect(m_empty, &EmptyState::triggered, this,
            [this] { this->host().showPage(QStringLiteral("synthesize")); });
    m_stack->addWidget(m_empty);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connect(m_model, &RunTableModel::plottedChanged, this, [this] { showCompared(); });
    connect(m_model, &RunTableModel::modelReset, this, [this] { m_fitColumns = true; });
    connect(m_compare, &CompareView::viewEdited, this, [this] { Q_EMIT stateEdited(); });
    connect(m_registry, &RegistryView::failed, this, &ExperimentsPage::report);
    connect(m_editor, &RunEditor::failed, this, &ExperimentsPage::report);
    connect(m_editor, &RunEditor::changed, this, &ExperimentsPage::refresh);
    connect(m_registry, &RegistryView::runChosen, this,
            [this](const tracking::RunId& run) { openRun(qstr(run.value)); });
    connect(&services.jobs, &JobModel::jobEnded, this, [this] {
        m_stale = true;
        if (m_current)
            refresh();
    });
    refresh();
}

QWidget* ExperimentsPage::buildRuns() {
    auto* area = new QWidget(this);
    m_bar = new RunFilterBar(area);
    m_table = new RunTable(*m_model, area);
    m_table->setObjectName(QStringLiteral("run_table"));
    for (QTableView* view : {static_cast<QTableView*>(m_table), m_table->pinnedRow()}) {
        view->setContextMenuPolicy(Qt::ActionsContextMenu);
        view->addActions({m_plotAction, m_duplicateAction, m_renameAction, m_baselineAction,
                          m_deleteAction, m_restoreAction});
    }
    auto* layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(m_table);
    m_legend = new QLabel(tr("Distances: lower is better. Δ base: blue is better than the "
                             "baseline, vermilion worse."),
                          area);
    m_legend->setContentsMargins(16, 4, 16, 4);
    setMuted(m_legend);
    layout->addWidget(m_legend);
    connectRuns();
    return area;
}

void ExperimentsPage::connectRuns() {
    connect(m_bar, &RunFilterBar::asked, this, [this] { applyFilter(); });
    connect(m_bar, &RunFilterBar::differingOnlyChanged, this, [this](bool only) {
        m_model->setDifferingOnly(only);
        m_compare->setDifferingOnly(only);
    });
    connect(m_bar, &RunFilterBar::deltasChanged, m_model, &RunTableModel::setDeltasShown);
    connect(m_table, &QTableView::activated, this, [this] { plotSelected(); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { showCompared(); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this] { selectionChanged(); });
    connect(m_model, &RunTableModel::renameRequested, this,
            [this](const tracking::RunId& run, const QString& name) {
                m_editor->setTag(run, QLatin1String(kNameTag), name);
            });
}

void ExperimentsPage::buildActions() {
    const auto add = [this](const QString& name, const QString& text, auto&& slot) {
        auto* action = new QAction(text, this);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    m_plotAction = add(QStringLiteral("action_plot_runs"), tr("Plot Selected Runs"),
                       [this] { plotSelected(); });
    m_filterAction = add(QStringLiteral("action_filter_runs"), tr("Filter Runs"), [this] {
        showView(0);
        m_bar->focusFilter();
    });
    m_filterAction->setShortcut(QKeySequence(Qt::Key_Slash));
    m_duplicateAction = add(QStringLiteral("action_duplicate_run"), tr("Duplicate and Edit"),
                            [this] { duplicate(); });
    m_renameAction = add(QStringLiteral("action_rename_run"), tr("Rename Run"), [this] {
        showView(0);
        m_table->editName();
    });
    m_renameAction->setShortcut(QKeySequence(Qt::Key_F2));
    m_baselineAction = add(QStringLiteral("action_baseline"), tr("Use as Baseline"), [this] {
        if (const auto* run = selected()) {
            m_model->setBaseline(run->id);
            refresh();
            Q_EMIT stateEdited();
        }
    });
    m_deleteAction =
        add(QStringLiteral("action_delete_run"), tr("Delete Run"), [this] { setDeleted(true); });
    m_restoreAction =
        add(QStringLiteral("action_restore_run"), tr("Restore Run"), [this] { setDeleted(false); });
    m_exportAction = add(QStringLiteral("action_export_runs"), tr("Runs as CSV…"), [this] {
        saveCsv(tr("Export runs"), QStringLiteral("runs.csv"), runsAsCsv(*m_model));
    });
    m_exportComparisonAction =
        add(QStringLiteral("action_export_comparison"), tr("Comparison as CSV…"), [this] {
            saveCsv(tr("Export comparison"), QStringLiteral("comparison.csv"), m_compare->csv());
        });
    m_refreshAction =
        add(QStringLiteral("action_refresh_runs"), tr("Refresh Runs"), [this] { refresh(); });
}

QWidget* ExperimentsPage::createInspector() {
    m_inspector = new InspectorSheet(tr("Duplicate and Edit"), QStringLiteral("duplicate_button"),
                                     tr("Duplicate"));
    m_details = new RunDetails(m_services.workbench.tracking(), m_inspector);
    m_inspector->add(m_details);
    for (QAction* action : {m_renameAction, m_baselineAction, m_deleteAction, m_restoreAction})
        m_inspector->menu()->addAction(action);
    connect(m_inspector->primaryButton(), &QPushButton::clicked, this, [this] { duplicate(); });
    connect(m_details, &RunDetails::failed, this, &ExperimentsPage::report);
    connect(m_details, &RunDetails::tagChanged, m_editor, &RunEditor::setTag);
    selectionChanged();
    return m_inspector;
}

QList<QWidget*> ExperimentsPage::createHeaderWidgets() {
    m_switch = new SegmentedSwitch({tr("Runs"), tr("Registry")});
    m_switch->setObjectName(QStringLiteral("experiments_switch"));
    m_switch->setCurrentIndex(m_view);
    connect(m_switch, &SegmentedSwitch::currentIndexChanged, this,
            [this](int index) { showView(index); });
    auto* exportButton = new QPushButton(tr("Export…"));
    exportButton->setObjectName(QStringLiteral("export_button"));
    exportButton->setIcon(themeIcon(QStringLiteral("export")));
    connect(exportButton, &QPushButton::clicked, m_exportAction, &QAction::trigger);
    return {m_switch, exportButton};
}

QList<QAction*> ExperimentsPage::menuActions(MenuPlace place) const {
    switch (place) {
    case MenuPlace::File:
        return {m_exportAction, m_exportComparisonAction};
    case MenuPlace::Run:
        return QList<QAction*>{m_plotAction,     m_duplicateAction, m_renameAction,
                               m_baselineAction, m_deleteAction,    m_restoreAction} +
               m_registry->versionActions();
    case MenuPlace::View:
        return {m_filterAction, m_refreshAction};
    case MenuPlace::Study:
    case MenuPlace::Tools:
        return {};
    }
    return {};
}

void ExperimentsPage::setCurrent(bool current) {
    m_current = current;
    if (current && m_stale)
        refresh();
}

/// 0 the runs, 1 the registry.
void ExperimentsPage::showView(int view) {
    const bool changed = m_view != view;
    m_view = view;
    if (m_switch && m_switch->currentIndex() != view)
        m_switch->setCurrentIndex(view);
    if (view == 1)
        m_registry->refresh();
    showState();
    if (changed)
        Q_EMIT stateEdited();
}

/// Runs, registry, or what to do while there is no run at all.
void ExperimentsPage::showState() {
    const bool none = m_model->unfiltered() == 0 && !m_bar->showsDeleted() &&
                      m_bar->filter().isEmpty() && m_model->rowCount() == 0;
    m_stack->setCurrentIndex(m_view == 1 ? 1 : none ? 2 : 0);
    const auto count = m_model->total(), all = m_model->unfiltered();
    m_bar->setCounts(count, all);
    setSubtitle(none       ? QString()
                : all == 1 ? tr("1 run in the tracking store")
                           : tr("%1 runs in the tracking store").arg(formatCount(all)));
    m_exportAction->setEnabled(count > 0);
    m_legend->setVisible(m_model->pinned() > 0);
}

void ExperimentsPage::applyFilter() {
    const QString asked = m_bar->filter() + (m_bar->showsDeleted() ? u'd' : u'a');
    if (asked == std::exchange(m_asked, asked))
        return;
    const auto* run = selected();
    const tracking::RunId keep = run ? run->id : tracking::RunId{};
    const Status applied = m_model->setQuery(m_bar->filter(), m_bar->showsDeleted());
    m_bar->setProblem(applied ? nullptr : &applied.error());
    select(keep);
    showState();
    Q_EMIT stateEdited();
}

void ExperimentsPage::refresh() {
    m_stale = false;
    const auto* run = selected();
    const tracking::RunId keep = run ? run->id : tracking::RunId{};
    const int scrolled = m_table->verticalScrollBar()->value();
    if (const auto done = m_model->refresh(); !done)
        report(tr("The runs could not be read"), done.error());
    select(keep);
    if (scrolled > 0 && m_fitColumns)
        m_table->verticalScrollBar()->setValue(scrolled);
    if (m_view == 1)
        m_registry->refresh();
    showState();
}

/// Keeps the selection through a reset of the model, without scrolling to it.
void ExperimentsPage::select(const tracking::RunId& run) {
    if (std::exchange(m_fitColumns, false))
        m_table->fitColumns();
    const int row = m_model->rowOf(run);
    const auto* now = selected();
    if (row >= 0 && (now == nullptr || now->id != run)) {
        const auto index = m_model->index(row, RunTableModel::NameColumn);
        m_table->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect |
                                                              QItemSelectionModel::Rows);
    }
    selectionChanged();
    showCompared();
}

/// The ticked runs; while none is ticked, the selected ones.
void ExperimentsPage::showCompared() {
    auto runs = m_model->plotted();
    if (runs.empty() && m_table->selectionModel()) {
        int slot = 0;
        for (const auto& index : m_table->selectionModel()->selectedRows())
            if (const auto* run = m_model->runAt(index.row()); run && slot < 8)
                runs.push_back({run->id, ++slot});
    }
    m_compare->setRuns(runs, m_model->pinned() > 0 ? m_model->baseline() : tracking::RunId{});
    m_exportComparisonAction->setEnabled(!runs.empty());
}

void ExperimentsPage::plotSelected() {
    std::vector<tracking::RunId> runs;
    for (const auto& index : m_table->selectionModel()->selectedRows())
        if (const auto* run = m_model->runAt(index.row()))
            runs.push_back(run->id);
    m_model->setPlotted(runs);
}

const tracking::Run* ExperimentsPage::selected() const {
    const auto index = m_table ? m_table->currentIndex() : QModelIndex();
    return index.isValid() ? m_model->runAt(index.row()) : nullptr;
}

void ExperimentsPage::selectionChanged() {
    const auto* run = selected();
    for (QAction* action : {m_plotAction, m_duplicateAction, m_renameAction, m_baselineAction})
        action->setEnabled(run != nullptr);
    m_deleteAction->setEnabled(run != nullptr && run->lifecycle == tracking::Lifecycle::Active);
    m_restoreAction->setEnabled(run != nullptr && run->lifecycle == tracking::Lifecycle::Deleted);
    if (m_inspector)
        m_inspector->setBlocked(run == nullptr ? tr("Select a Run") : QString());
    if (m_details)
        m_details->setRun(run);
    Q_EMIT inspectorTitleChanged(tr("Run"), run ? qstr(run->name) : QString());
}

void ExperimentsPage::duplicate() {
    const auto* run = selected();
    if (run == nullptr)
        return;
    const auto text = m_services.workbench.tracking().readArtifact(run->id, "study.json");
    if (!text) {
        report(tr("This run keeps no study"), text.error());
        return;
    }
    host().openStudy(QJsonDocument::fromJson(QByteArray::fromStdString(*text)).object());
}

void ExperimentsPage::setDeleted(bool deleted) {
    if (const auto* run = selected())
        m_editor->setDeleted(*run, deleted);
}

void ExperimentsPage::saveCsv(const QString& title, const QString& name, const std::string& text) {
    const QString path = QFileDialog::getSaveFileName(this, title, name, tr("CSV files (*.csv)"));
    if (path.isEmpty())
        return;
    if (const auto saved = writeFileAtomic(str(path), text); !saved)
        report(tr("The file was not written"), saved.error());
}

void ExperimentsPage::report(const QString& title, const Error& error) {
    host().showToast(errorNotice(title, error));
}

bool ExperimentsPage::openRun(const QString& runId) {
    showView(0);
    const tracking::RunId wanted{str(runId)};
    if (m_stale || m_model->rowOf(wanted) < 0)
        refresh();
    int row = m_model->findRow(wanted);
    if (row < 0 && !m_bar->filter().isEmpty()) { // a filter hides it
        m_bar->clearFilter();
        row = m_model->findRow(wanted);
    }
    if (row >= 0) {
        m_table->selectRow(row);
        m_table->scrollTo(m_model->index(row, RunTableModel::NameColumn));
    }
    return row >= 0;
}

QJsonObject ExperimentsPage::saveState() const {
    QJsonObject state;
    m_bar->saveTo(state);
    state[QStringLiteral("baseline")] = qstr(m_model->baseline().value);
    state[QStringLiteral("view")] = m_view;
    state[QStringLiteral("metric")] = m_compare->metric();
    state[QStringLiteral("smoothing")] = m_compare->smoothing();
    QJsonArray plotted;
    for (const auto& one : m_model->plotted())
        plotted.append(qstr(one.id.value));
    state[QStringLiteral("plotted")] = plotted;
    if (const auto* run = selected())
        state[QStringLiteral("run")] = qstr(run->id.value);
    return state;
}

void ExperimentsPage::restoreState(const QJsonObject& state) {
    m_bar->restoreFrom(state);
    m_model->setBaseline({str(state.value(QStringLiteral("baseline")).toString())});
    m_compare->setMetric(state.value(QStringLiteral("metric")).toString());
    m_compare->setSmoothing(state.value(QStringLiteral("smoothing")).toInt());
    std::vector<tracking::RunId> plotted;
    for (const auto& id : state.value(QStringLiteral("plotted")).toArray())
        plotted.push_back({str(id.toString())});
    m_model->setPlotted(plotted);
    applyFilter();
    const tracking::RunId chosen{str(state.value(QStringLiteral("run")).toString())};
    if (const int row = chosen.value.empty() ? -1 : m_model->findRow(chosen); row >= 0)
        m_table->selectRow(row);
    showView(std::clamp(state.value(QStringLiteral("view")).toInt(), 0, 1));
}

} // namespace loom::ui
