// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments/experiments_page.h"

#include <QAction>
#include <QCheckBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QUndoStack>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

#include "base/csv.h"
#include "base/files.h"
#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/forms/empty_state.h"
#include "ui/forms/inspector_sheet.h"
#include "ui/pages/experiments/compare_view.h"
#include "ui/pages/experiments/metric_delegate.h"
#include "ui/pages/experiments/registry_view.h"
#include "ui/pages/experiments/run_details.h"
#include "ui/pages/experiments/run_lifecycle_command.h"
#include "ui/pages/experiments/run_table_model.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

namespace loom::ui {

ExperimentsPage::ExperimentsPage(PageServices& services, PageHost& host, QWidget* parent)
    : Page(QStringLiteral("experiments"), host, parent), m_services(services),
      m_model(new RunTableModel(services.workbench.tracking(), this)),
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
    connect(m_compare, &CompareView::metricChosen, this, [this] { Q_EMIT stateEdited(); });
    connect(m_registry, &RegistryView::failed, this,
            [this](const QString& title, const Error& error) { report(title, error); });
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
    m_filter = new QLineEdit(area);
    m_filter->setObjectName(QStringLiteral("run_filter"));
    m_filter->setPlaceholderText(
        tr("Filter, for example metrics.acf_abs < 0.05 and params.model = 'quantgan'"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(themeIcon(QStringLiteral("search")), QLineEdit::LeadingPosition);
    m_differing = new QCheckBox(tr("Only differing parameters"), area);
    m_differing->setObjectName(QStringLiteral("only_differing"));
    m_differing->setChecked(true);
    m_deltas = new QCheckBox(tr("Change from baseline"), area);
    m_deltas->setObjectName(QStringLiteral("show_deltas"));
    m_deltas->setChecked(true);
    m_deleted = new QCheckBox(tr("Deleted"), area);
    m_deleted->setObjectName(QStringLiteral("show_deleted"));
    m_count = new QLabel(area);
    m_count->setObjectName(QStringLiteral("run_count"));
    setMuted(m_count);
    m_problem = new StatusLabel(area);
    m_problem->setObjectName(QStringLiteral("filter_problem"));
    m_problem->hide();
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(16, 8, 16, 8);
    bar->setSpacing(16);
    bar->addWidget(m_filter, 1);
    for (QWidget* widget : {static_cast<QWidget*>(m_differing), static_cast<QWidget*>(m_deltas),
                            static_cast<QWidget*>(m_deleted), static_cast<QWidget*>(m_count)})
        bar->addWidget(widget);
    m_table = new QTableView(area);
    m_table->setObjectName(QStringLiteral("run_table"));
    m_table->setHorizontalHeader(new UnitHeader(m_table));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new MetricDelegate(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setTabKeyNavigation(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->horizontalHeader()->setSortIndicator(RunTableModel::StartedColumn,
                                                  Qt::DescendingOrder);
    m_table->setSortingEnabled(true);
    m_table->verticalHeader()->setMinimumSectionSize(24);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(24);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_table->addActions(
        {m_plotAction, m_duplicateAction, m_baselineAction, m_deleteAction, m_restoreAction});
    auto* layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    auto* below = new QHBoxLayout;
    below->setContentsMargins(16, 0, 16, 0);
    below->addWidget(m_problem);
    layout->addLayout(below);
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
    connect(m_filter, &QLineEdit::editingFinished, this, [this] { applyFilter(); });
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty())
            applyFilter();
    });
    auto* clear = new QShortcut(QKeySequence(Qt::Key_Escape), m_filter);
    clear->setContext(Qt::WidgetShortcut);
    connect(clear, &QShortcut::activated, m_filter, &QLineEdit::clear);
    connect(m_table, &QTableView::activated, this, [this] { plotSelected(); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { showCompared(); });
    connect(m_deleted, &QCheckBox::toggled, this, [this] { applyFilter(); });
    connect(m_differing, &QCheckBox::toggled, this, [this](bool on) {
        m_model->setDifferingOnly(on);
        m_compare->setDifferingOnly(on);
    });
    connect(m_deltas, &QCheckBox::toggled, m_model, &RunTableModel::setDeltasShown);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this] { selectionChanged(); });
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
        m_filter->setFocus(Qt::ShortcutFocusReason);
        m_filter->selectAll();
    });
    m_filterAction->setShortcut(QKeySequence(Qt::Key_Slash));
    m_duplicateAction = add(QStringLiteral("action_duplicate_run"), tr("Duplicate and Edit"),
                            [this] { duplicate(); });
    m_baselineAction = add(QStringLiteral("action_baseline"), tr("Use as Baseline"), [this] {
        if (const auto* run = selected()) {
            m_model->setBaseline(run->id);
            refresh();
        }
    });
    m_deleteAction =
        add(QStringLiteral("action_delete_run"), tr("Delete Run"), [this] { setDeleted(true); });
    m_restoreAction =
        add(QStringLiteral("action_restore_run"), tr("Restore Run"), [this] { setDeleted(false); });
    m_exportAction =
        add(QStringLiteral("action_export_runs"), tr("Runs as CSV…"), [this] { exportTable(); });
    m_refreshAction =
        add(QStringLiteral("action_refresh_runs"), tr("Refresh Runs"), [this] { refresh(); });
}

QWidget* ExperimentsPage::createInspector() {
    m_inspector = new InspectorSheet(tr("Duplicate and Edit"), QStringLiteral("duplicate_button"),
                                     tr("Duplicate"));
    m_details = new RunDetails(m_services.workbench.tracking(), m_inspector);
    m_inspector->add(m_details);
    for (QAction* action : {m_baselineAction, m_deleteAction, m_restoreAction})
        m_inspector->menu()->addAction(action);
    connect(m_inspector->primaryButton(), &QPushButton::clicked, this, [this] { duplicate(); });
    connect(m_details, &RunDetails::failed, this,
            [this](const QString& title, const Error& error) { report(title, error); });
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
    connect(exportButton, &QPushButton::clicked, this, [this] { exportTable(); });
    return {m_switch, exportButton};
}

QList<QAction*> ExperimentsPage::menuActions(MenuPlace place) const {
    switch (place) {
    case MenuPlace::File:
        return {m_exportAction};
    case MenuPlace::Run:
        return QList<QAction*>{m_plotAction, m_duplicateAction, m_baselineAction, m_deleteAction,
                               m_restoreAction} +
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
    const bool none = m_model->unfiltered() == 0 && !m_deleted->isChecked() &&
                      m_filter->text().isEmpty() && m_model->total() == 0;
    m_stack->setCurrentIndex(m_view == 1 ? 1 : none ? 2 : 0);
    const auto count = m_model->total(), all = m_model->unfiltered();
    m_count->setText(count == all ? tr("%1 runs").arg(formatCount(all))
                                  : tr("%1 of %2 runs").arg(formatCount(count), formatCount(all)));
    setSubtitle(none ? QString() : tr("%1 runs in the tracking store").arg(formatCount(all)));
    m_exportAction->setEnabled(count > 0);
    m_legend->setVisible(!m_model->baseline().value.empty());
}

void ExperimentsPage::applyFilter() {
    const QString asked = m_filter->text() + (m_deleted->isChecked() ? u'd' : u'a');
    if (asked == std::exchange(m_asked, asked))
        return;
    const auto* run = selected();
    const tracking::RunId keep = run ? run->id : tracking::RunId{};
    const Status applied = m_model->setQuery(m_filter->text(), m_deleted->isChecked());
    setInvalid(m_filter, !applied);
    m_problem->setVisible(!applied);
    if (!applied) {
        QString words = qstr(applied.error().message);
        while (words.endsWith(u'.'))
            words.chop(1);
        m_problem->setStatus(Mark::Danger,
                             tr("%1. The table keeps the last filter that worked.").arg(words));
    }
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
        m_table->resizeColumnsToContents();
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
    m_compare->setRuns(runs);
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
    for (QAction* action : {m_plotAction, m_duplicateAction, m_baselineAction})
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
    const auto* run = selected();
    if (run == nullptr)
        return;
    host().undoStack().push(
        new RunLifecycleCommand(m_services.workbench.tracking(), run->id, qstr(run->name), deleted,
                                [this](const Status& done) {
                                    if (!done)
                                        report(tr("The run was not changed"), done.error());
                                    refresh();
                                }));
}

/// "EMD 1 d (log return)", "Δ base of EMD 1 d".
QString ExperimentsPage::columnTitle(int column) const {
    const auto text = [&](int at, int role) {
        return m_model->headerData(at, Qt::Horizontal, role).toString();
    };
    const QString name = text(column, Qt::DisplayRole),
                  unit = text(column, RunTableModel::kUnitRole);
    if (m_model->headerData(column, Qt::Horizontal, RunTableModel::kIsDeltaRole).toBool())
        return QStringLiteral("%1 of %2").arg(name, text(column - 1, Qt::DisplayRole));
    return unit.isEmpty() ? name : QStringLiteral("%1 (%2)").arg(name, unit);
}

void ExperimentsPage::exportTable() {
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Export runs"), QStringLiteral("runs.csv"), tr("CSV files (*.csv)"));
    if (path.isEmpty())
        return;
    CsvWriter csv;
    csv.cell(std::string_view("run_id"));
    for (int c = RunTableModel::NameColumn; c < m_model->columnCount(); ++c)
        csv.cell(std::string_view(str(columnTitle(c))));
    csv.endRow();
    for (int r = 0; r < m_model->rowCount(); ++r) {
        const auto* run = m_model->runAt(r);
        csv.cell(std::string_view(run ? run->id.value : std::string()));
        for (int c = RunTableModel::NameColumn; c < m_model->columnCount(); ++c) {
            const auto index = m_model->index(r, c);
            if (index.data(RunTableModel::kIsNumberRole).toBool())
                csv.cell(index.data().toDouble());
            else
                csv.cell(std::string_view(str(index.data().toString())));
        }
        csv.endRow();
    }
    if (const auto saved = writeFileAtomic(str(path), csv.text()); !saved)
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
    if (row < 0 && !m_filter->text().isEmpty()) { // a filter hides it
        m_filter->clear();
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
    state[QStringLiteral("filter")] = m_filter->text();
    state[QStringLiteral("baseline")] = qstr(m_model->baseline().value);
    state[QStringLiteral("view")] = m_view;
    state[QStringLiteral("metric")] = m_compare->metric();
    state[QStringLiteral("differing_only")] = m_differing->isChecked();
    state[QStringLiteral("deltas")] = m_deltas->isChecked();
    state[QStringLiteral("deleted")] = m_deleted->isChecked();
    QJsonArray plotted;
    for (const auto& one : m_model->plotted())
        plotted.append(qstr(one.id.value));
    state[QStringLiteral("plotted")] = plotted;
    return state;
}

void ExperimentsPage::restoreState(const QJsonObject& state) {
    m_filter->setText(state.value(QStringLiteral("filter")).toString());
    m_differing->setChecked(state.value(QStringLiteral("differing_only")).toBool(true));
    m_deltas->setChecked(state.value(QStringLiteral("deltas")).toBool(true));
    m_deleted->setChecked(state.value(QStringLiteral("deleted")).toBool());
    m_model->setBaseline({str(state.value(QStringLiteral("baseline")).toString())});
    m_compare->setMetric(state.value(QStringLiteral("metric")).toString());
    std::vector<tracking::RunId> plotted;
    for (const auto& id : state.value(QStringLiteral("plotted")).toArray())
        plotted.push_back({str(id.toString())});
    m_model->setPlotted(plotted);
    applyFilter();
    showView(std::clamp(state.value(QStringLiteral("view")).toInt(), 0, 1));
}

} // namespace loom::ui
