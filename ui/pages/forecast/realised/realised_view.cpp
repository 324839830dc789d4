// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/realised/realised_view.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

#include "base/files.h"
#include "studies/prediction_files.h"
#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/forms/empty_state.h"
#include "ui/forms/plain_table.h"
#include "ui/pages/common/verdict_bar.h"
#include "ui/pages/forecast/realised/realised_models.h"
#include "ui/pages/forecast/realised/realised_panes.h"
#include "ui/shell/page.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"

namespace loom::ui {

namespace {

constexpr int kSideBySide = 800; ///< record and five parts
constexpr int kLowerHeight = 196;
constexpr int kShownRows = 10;

QComboBox* choiceBox(const char* name, const QString& words, QWidget* parent) {
    auto* box = new QComboBox(parent);
    box->setObjectName(QString::fromLatin1(name));
    box->setAccessibleName(words);
    box->setToolTip(words);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    box->setMinimumContentsLength(6);
    return box;
}

void addLabelled(QHBoxLayout* row, const QString& text, QWidget* widget) {
    auto* label = new QLabel(text, widget->parentWidget());
    label->setBuddy(widget);
    setMuted(label);
    row->addWidget(label);
    row->addWidget(widget);
}

} // namespace

RealisedView::RealisedView(PageServices& services, PageHost& host, QWidget* parent)
    : QWidget(parent), m_services(services), m_host(host), m_stack(new QStackedWidget(this)),
      m_empty(new EmptyState(
          QStringLiteral("forecast"), tr("Compares what was predicted with what came."),
          tr("Every forecast is kept. Predict a series, fetch its prices again later, and this "
             "page tells how far off the forecasts were and how often their intervals held."),
          {}, this)) {
    setObjectName(QStringLiteral("realised_view"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    m_stack->addWidget(m_empty);
    auto* dashboard = new QWidget(this);
    auto* rows = new QVBoxLayout(dashboard);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(buildControls());
    m_verdict = new VerdictBar(dashboard);
    m_verdict->setObjectName(QStringLiteral("realised_verdict"));
    rows->addWidget(m_verdict);
    rows->addWidget(buildContent(), 1);
    m_stack->addWidget(dashboard);
    // A fetch, an import or a forecast that ended may have brought prices or rows.
    connect(&services.jobs, &JobModel::jobEnded, this, [this](jobs::JobId) {
        if (isVisible())
            refresh();
    });
}

QWidget* RealisedView::buildControls() {
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(16, 8, 16, 8);
    row->setSpacing(8);
    m_symbol = choiceBox("realised_symbol", tr("Symbol whose forecasts are shown"), bar);
    m_model = choiceBox("realised_model", tr("Model that made them"), bar);
    m_step = choiceBox("realised_step", tr("How many steps ahead"), bar);
    m_step->setMinimumContentsLength(2);
    m_which = new SegmentedSwitch({tr("All"), tr("Made Beforehand")}, bar);
    m_which->setObjectName(QStringLiteral("realised_which"));
    m_which->setToolTip(tr("Made beforehand: written down before the price was known"));
    addLabelled(row, tr("Symbol"), m_symbol);
    addLabelled(row, tr("Model"), m_model);
    addLabelled(row, tr("Step"), m_step);
    row->addWidget(m_which);
    row->addStretch(1);
    auto* save = new QPushButton(tr("Export…"), bar);
    save->setObjectName(QStringLiteral("realised_export"));
    save->setToolTip(tr("The table below as CSV, with exact numbers"));
    row->addWidget(save);
    for (QComboBox* box : {m_symbol, m_model})
        connect(box, &QComboBox::currentIndexChanged, this, [this, box] {
            if (!m_filling)
                m_choice = {.symbol = str(m_symbol->currentText()),
                            .model = box == m_symbol ? "" : str(m_model->currentText())};
            chosen();
        });
    connect(m_step, &QComboBox::currentIndexChanged, this, [this] {
        if (m_filling)
            return;
        m_wantedStep = step();
        showStep();
        Q_EMIT stateEdited();
    });
    connect(m_which, &SegmentedSwitch::currentIndexChanged, this, [this] {
        showStep();
        if (!m_filling)
            Q_EMIT stateEdited();
    });
    connect(save, &QPushButton::clicked, this, &RealisedView::askAndExport);
    return bar;
}

QWidget* RealisedView::buildContent() {
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("realised_scroll"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget(scroll);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(1);
    m_panes = new RealisedPanes(content);
    m_panes->setUndoStack(&m_host.undoStack());
    column->addWidget(m_panes);
    m_record = new RecordModel(this);
    m_recordTable = plainTable(QStringLiteral("realised_record"), tr("Record of the forecasts"),
                               m_record, content, {.headerHeight = kTwoLineHeader});
    m_lower = new QBoxLayout(QBoxLayout::LeftToRight);
    m_lower->setSpacing(1);
    for (QWidget* half :
         {static_cast<QWidget*>(m_recordTable), static_cast<QWidget*>(m_panes->parts())}) {
        half->setFixedHeight(kLowerHeight);
        m_lower->addWidget(half, 1);
    }
    column->addLayout(m_lower);
    m_predictions = new PredictionModel(this);
    m_table = plainTable(QStringLiteral("realised_table"), tr("Predicted prices"), m_predictions,
                         content, {.headerHeight = kTwoLineHeader});
    m_table->setMinimumHeight(kTwoLineHeader + kShownRows * kTableRow);
    column->addWidget(m_table, 1);
    scroll->setWidget(content);
    return scroll;
}

void RealisedView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    refresh();
}

void RealisedView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_lower->setDirection(width() >= kSideBySide ? QBoxLayout::LeftToRight
                                                 : QBoxLayout::TopToBottom);
}

/// One read at a time; what is asked for meanwhile is read once more.
void RealisedView::refresh() {
    if (m_loading) {
        m_again = true;
        return;
    }
    m_loading = true;
    m_again = false;
    m_services.jobs.start<RealisedDataPtr>(
        {.title = str(tr("Predicted prices")), .kind = "read", .quiet = true},
        [&workbench = m_services.workbench, choice = m_choice](jobs::JobContext&) {
            return loadRealised(workbench, choice);
        },
        this,
        [this](Result<RealisedDataPtr> data) {
            m_loading = false;
            if (m_again)
                refresh();
            else if (data)
                showData(*data);
            else
                m_host.showToast(
                    errorNotice(tr("The predicted prices were not read"), data.error()));
        });
}

void RealisedView::choose(const QString& symbol, const QString& model) {
    m_choice = {.symbol = str(symbol), .model = str(model)};
    refresh();
}

void RealisedView::chosen() {
    if (m_filling)
        return;
    refresh();
    Q_EMIT stateEdited();
}

void RealisedView::showData(const RealisedDataPtr& read) {
    m_data = read;
    m_stack->setCurrentIndex(read->groups.empty() ? 0 : 1);
    if (read->groups.empty())
        return;
    m_choice = {.symbol = read->shown.symbol, .model = read->shown.model};
    fillChoices();
    showStep();
}

void RealisedView::fillChoices() {
    m_filling = true;
    m_symbol->clear();
    m_model->clear();
    m_step->clear();
    std::set<std::string> symbols;
    for (const auto& group : m_data->groups) {
        symbols.insert(group.symbol);
        if (group.symbol == m_choice.symbol)
            m_model->addItem(qstr(group.model));
    }
    for (const auto& symbol : symbols)
        m_symbol->addItem(qstr(symbol));
    m_symbol->setCurrentText(qstr(m_choice.symbol));
    m_model->setCurrentText(qstr(m_choice.model));
    for (std::int64_t step = 1; step <= m_data->shown.steps; ++step)
        m_step->addItem(formatCount(step), static_cast<qint64>(step));
    const int at = m_step->findData(static_cast<qint64>(m_wantedStep));
    m_step->setCurrentIndex(at < 0 ? 0 : at);
    m_filling = false;
}

std::int64_t RealisedView::step() const {
    return std::max<std::int64_t>(1, m_step->currentData().toLongLong());
}

bool RealisedView::beforehandOnly() const {
    return m_which->currentIndex() == 1;
}

void RealisedView::showStep() {
    if (!m_data || m_data->groups.empty())
        return;
    auto rows = rowsOf(*m_data, step(), beforehandOnly());
    const auto record = loom::predictions::trackRecord(rows);
    m_verdict->setVerdict(
        recordVerdict(record, step(), qstr(forecast::stepWord(m_data->shown.frequency))));
    m_panes->showData(m_data, step(), beforehandOnly());
    m_record->setRecord(record);
    fitColumns(m_recordTable, 0);
    m_predictions->setRows(std::move(rows));
    fitColumns(m_table, PredictionModel::Remark);
}

Status RealisedView::exportTable(const QString& path) const {
    if (m_predictions->predictions().empty())
        return fail(ErrorCode::NoData, "No forecast is shown: predict something first.");
    return writeFileAtomic(str(path), studies::toCsv(m_predictions->predictions()));
}

void RealisedView::askAndExport() {
    const QString name =
        tr("%1 predicted prices.csv").arg(qstr(m_choice.symbol).remove(QChar(u'/')));
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Export"), name, tr("CSV files (*.csv)"));
    if (path.isEmpty())
        return;
    if (const auto saved = exportTable(path); !saved)
        m_host.showToast(errorNotice(tr("The file was not written"), saved.error()));
    else
        m_host.showToast({.severity = Severity::Ok, .title = tr("Exported"), .text = path});
}

QJsonObject RealisedView::saveState() const {
    return {{QStringLiteral("beforehand"), beforehandOnly()},
            {QStringLiteral("model"), qstr(m_choice.model)},
            {QStringLiteral("step"), static_cast<qint64>(m_wantedStep)},
            {QStringLiteral("symbol"), qstr(m_choice.symbol)}};
}

void RealisedView::restoreState(const QJsonObject& state) {
    m_filling = true;
    m_choice = {.symbol = str(state[QStringLiteral("symbol")].toString()),
                .model = str(state[QStringLiteral("model")].toString())};
    m_wantedStep = std::max(1, state[QStringLiteral("step")].toInt(1));
    m_which->setCurrentIndex(state[QStringLiteral("beforehand")].toBool() ? 1 : 0);
    m_filling = false;
    refresh();
}

} // namespace loom::ui
