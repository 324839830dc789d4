// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments/experiments_page.h"

#include <QAction>
#include <QCheckBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QUndoCommand>
#include <QUndoStack>
#include <QVBoxLayout>

#include "base/csv.h"
#include "base/files.h"
#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/forms/inspector_sheet.h"
#include "ui/pages/experiments/compare_view.h"
#include "ui/pages/experiments/metric_delegate.h"
#include "ui/pages/experiments/registry_view.h"
#include "ui/pages/experiments/run_details.h"
#include "ui/pages/experiments/run_table_model.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"

namespace loom::ui {

namespace {

/// Deleting and restoring runs, undoable.
class RunLifecycleCommand final : public QUndoCommand {
  public:
    RunLifecycleCommand(tracking::Store& store, tracking::RunId run, const QString& name,
                        bool deletes, std::function<void(const Status&)> after)
        : QUndoCommand(deletes ? ExperimentsPage::tr("Delete %1").arg(name)
                               : ExperimentsPage::tr("Restore %1").arg(name)),
          m_store(store), m_run(std::move(run)), m_deletes(deletes), m_after(std::move(after)) {}
    void redo() override { apply(m_deletes); }
    void undo() override { apply(!m_deletes); }

  private:
    void apply(bool deletes) {
        m_after(deletes ? m_store.deleteRun(m_run) : m_store.restoreRun(m_run));
    }

    tracking::Store& m_store;
    tracking::RunId m_run;
    bool m_deletes;
    std::function<void(const Status&)> m_after;
};

} // namespace

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
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connect(m_model, &RunTableModel::plottedChanged, this,
            [this] { m_compare->setRuns(m_model->plotted()); });
    connect(m_registry, &RegistryView::runChosen, this,
            [this](const tracking::RunId& run) { openRun(qstr(run.value)); });
    connect(&services.jobs, &JobModel::jobEnded, this, [this] { refresh(); });
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
    setMuted(m_count);
    m_problem = new QLabel(area);
    m_problem->setObjectName(QStringLiteral("filter_problem"));
    m_problem->setContentsMargins(16, 0, 16, 8);
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
    m_table->setModel(m_model);
    m_table->setItemDelegate(new MetricDelegate(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    m_table->setSortingEnabled(true);
    m_table->horizontalHeader()->setSortIndicator(RunTableModel::StartedColumn,
                                                  Qt::DescendingOrder);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(24);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_table->addActions({m_duplicateAction, m_baselineAction, m_deleteAction, m_restoreAction});
    auto* layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_problem);
    layout->addWidget(m_table);
    connect(m_filter, &QLineEdit::editingFinished, this, [this] { applyFilter(); });
    connect(m_deleted, &QCheckBox::toggled, this, [this] { applyFilter(); });
    connect(m_differing, &QCheckBox::toggled, this, [this](bool on) {
        m_model->setDifferingOnly(on);
        m_compare->setDifferingOnly(on);
    });
    connect(m_deltas, &QCheckBox::toggled, m_model, &RunTableModel::setDeltasShown);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this] { selectionChanged(); });
    return area;
}

void ExperimentsPage::buildActions() {
    const auto add = [this](const QString& name, const QString& text, auto&& slot) {
        auto* action = new QAction(text, this);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
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
    connect(m_switch, &SegmentedSwitch::currentIndexChanged, this, [this](int index) {
        m_stack->setCurrentIndex(index);
        refresh();
    });
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
        return {m_duplicateAction, m_baselineAction, m_deleteAction, m_restoreAction};
    case MenuPlace::View:
        return {m_refreshAction};
    case MenuPlace::Study:
    case MenuPlace::Tools:
        return {};
    }
    return {};
}

void ExperimentsPage::setCurrent(bool current) {
    if (current)
        refresh();
}

void ExperimentsPage::applyFilter() {
    const Status applied = m_model->setQuery(m_filter->text(), m_deleted->isChecked());
    setInvalid(m_filter, !applied);
    m_problem->setVisible(!applied);
    if (!applied)
        m_problem->setText(qstr(applied.error().message));
    refresh();
    Q_EMIT stateEdited();
}

void ExperimentsPage::refresh() {
    const auto* run = selected();
    const tracking::RunId keep = run ? run->id : tracking::RunId{};
    if (const auto done = m_model->refresh(); !done)
        report(tr("The runs could not be read"), done.error());
    m_count->setText(tr("%1 runs").arg(formatCount(m_model->total())));
    setSubtitle(tr("%1 runs in the tracking store").arg(formatCount(m_model->total())));
    m_table->resizeColumnsToContents();
    if (const int row = m_model->rowOf(keep); row >= 0)
        m_table->selectRow(row);
    else
        selectionChanged();
    m_registry->refresh();
}

const tracking::Run* ExperimentsPage::selected() const {
    const auto index = m_table ? m_table->currentIndex() : QModelIndex();
    return index.isValid() ? m_model->runAt(index.row()) : nullptr;
}

void ExperimentsPage::selectionChanged() {
    const auto* run = selected();
    for (QAction* action : {m_duplicateAction, m_baselineAction})
        action->setEnabled(run != nullptr);
    m_deleteAction->setEnabled(run != nullptr && run->lifecycle == tracking::Lifecycle::Active);
    m_restoreAction->setEnabled(run != nullptr && run->lifecycle == tracking::Lifecycle::Deleted);
    if (m_inspector)
        m_inspector->setBlocked(run == nullptr ? tr("Select a Run") : QString());
    if (m_details)
        m_details->setRun(run);
    Q_EMIT inspectorTitleChanged(tr("Run"), run ? qstr(run->name) : QString());
    if (m_model->plotted().empty() && run)
        m_compare->setRuns({run->id});
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

void ExperimentsPage::exportTable() {
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Export runs"), QStringLiteral("runs.csv"), tr("CSV files (*.csv)"));
    if (path.isEmpty())
        return;
    CsvWriter csv;
    for (int c = RunTableModel::NameColumn; c < m_model->columnCount(); ++c)
        csv.cell(std::string_view(
            str(m_model->headerData(c, Qt::Horizontal, Qt::DisplayRole).toString())));
    csv.endRow();
    for (int r = 0; r < m_model->rowCount(); ++r) {
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
    m_stack->setCurrentIndex(0);
    if (m_switch)
        m_switch->setCurrentIndex(0);
    const int row = m_model->rowOf({str(runId)});
    if (row >= 0)
        m_table->selectRow(row);
    return row >= 0;
}

QJsonObject ExperimentsPage::saveState() const {
    QJsonObject state;
    state[QStringLiteral("filter")] = m_filter->text();
    state[QStringLiteral("baseline")] = qstr(m_model->baseline().value);
    state[QStringLiteral("view")] = m_stack->currentIndex();
    return state;
}

void ExperimentsPage::restoreState(const QJsonObject& state) {
    m_filter->setText(state.value(QStringLiteral("filter")).toString());
    m_model->setBaseline({str(state.value(QStringLiteral("baseline")).toString())});
    if (m_switch)
        m_switch->setCurrentIndex(state.value(QStringLiteral("view")).toInt());
    applyFilter();
}

} // namespace loom::ui
