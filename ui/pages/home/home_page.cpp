// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home/home_page.h"

#include <QDateTime>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonDocument>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include "studies/study.h"
#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/shell/settings.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {

constexpr int kRecentRuns = 8;

QTableWidget* makeTable(const QString& name, const QStringList& header, QWidget* parent) {
    auto* table = new QTableWidget(0, static_cast<int>(header.size()), parent);
    table->setObjectName(name);
    table->setHorizontalHeaderLabels(header);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setShowGrid(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(24);
    table->horizontalHeader()->setStretchLastSection(true);
    return table;
}

void addRow(QTableWidget* table, const QStringList& cells, const QList<int>& numbers,
            const QVariant& data, Mark mark, int markColumn) {
    const int row = table->rowCount();
    table->insertRow(row);
    for (int c = 0; c < cells.size(); ++c) {
        auto* item = new QTableWidgetItem(cells[c]);
        if (numbers.contains(c))
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        if (c == markColumn)
            item->setIcon(markIcon(mark));
        table->setItem(row, c, item);
    }
    table->item(row, 0)->setData(Qt::UserRole, data);
}

Mark markOf(tracking::RunStatus status) {
    switch (status) {
    case tracking::RunStatus::Finished:
        return Mark::Ok;
    case tracking::RunStatus::Failed:
        return Mark::Danger;
    case tracking::RunStatus::Killed:
        return Mark::Warning;
    case tracking::RunStatus::Running:
    case tracking::RunStatus::Scheduled:
        return Mark::Info;
    }
    return Mark::Info;
}

QJsonObject exampleStudy(const char* model, const char* preset, std::optional<Date> from) {
    studies::SynthesizeStudy study;
    study.data.from = from;
    study.model = {.id = model, .preset = preset};
    return QJsonDocument::fromJson(QByteArray::fromStdString(studies::toJson(study).dump()))
        .object();
}

} // namespace

HomePage::HomePage(PageServices& services, PageHost& host, QWidget* parent)
    : Page(QStringLiteral("home"), host, parent), m_services(services),
      m_runs(makeTable(QStringLiteral("recent_runs"),
                       {tr("Run"), tr("Model"), tr("State"), tr("Verdict"), tr("Started, UTC")},
                       this)),
      m_health(makeTable(QStringLiteral("data_health"),
                         {tr("Symbol"), tr("Bars"), tr("Missing"), tr("Last"), tr("State")}, this)),
      m_workspaces(new QListWidget(this)) {
    m_workspaces->setObjectName(QStringLiteral("recent_workspaces"));
    m_workspaces->setMaximumHeight(140);
    auto* left = new QVBoxLayout;
    left->setSpacing(0);
    left->addWidget(section(tr("Recent runs"), tr("open one in Experiments"), m_runs), 3);
    left->addWidget(section(tr("Recent workspaces"), {}, m_workspaces));
    auto* right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(
        section(tr("Data health"), tr("sessions held against the XNYS calendar"), m_health), 1);
    right->addWidget(
        section(tr("Examples"), tr("bundled sample, offline, one button each"), buildExamples()));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(1);
    layout->addLayout(left, 3);
    layout->addLayout(right, 2);
    connect(m_runs, &QTableWidget::cellActivated, this, [this](int row, int) {
        PageHost& window = this->host();
        window.showPage(QStringLiteral("experiments"));
        window.openRun(m_runs->item(row, 0)->data(Qt::UserRole).toString());
    });
    connect(m_health, &QTableWidget::cellActivated, this, [this](int row, int) {
        this->host().openSymbol(QStringLiteral("market"),
                                m_health->item(row, 0)->data(Qt::UserRole).toString());
    });
    connect(m_workspaces, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
        this->host().openFile(item->data(Qt::UserRole).toString());
    });
    connect(&services.jobs, &JobModel::jobEnded, this, [this] { refresh(); });
    refresh();
}

QWidget* HomePage::section(const QString& title, const QString& note, QWidget* content) {
    auto* area = new QWidget(this);
    auto* name = new QLabel(title, area);
    name->setFont(typeFont(Type::Section));
    auto* muted = new QLabel(note, area);
    setMuted(muted);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 12, 16, 8);
    head->setSpacing(12);
    head->addWidget(name);
    head->addWidget(muted);
    head->addStretch(1);
    auto* layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(content, 1);
    return area;
}

QWidget* HomePage::buildExamples() {
    auto* area = new QWidget(this);
    auto* layout = new QVBoxLayout(area);
    layout->setContentsMargins(16, 0, 16, 16);
    layout->setSpacing(8);
    layout->addWidget(buildExample(QStringLiteral("example_quantgan"),
                                   tr("Train a QuantGAN on the S&P 500"),
                                   tr("Quick preset, then fidelity beside its rivals"),
                                   exampleStudy("quantgan", "quick", Date::fromYmd(2010, 1, 1))));
    layout->addWidget(buildExample(QStringLiteral("example_bootstrap"),
                                   tr("Resample history in blocks"),
                                   tr("Stationary bootstrap: hard to beat, but it copies"),
                                   exampleStudy("stationary_bootstrap", "", std::nullopt)));
    layout->addWidget(buildExample(QStringLiteral("example_garch"), tr("Fit a GJR-GARCH-t"),
                                   tr("Leverage and heavy tails in four parameters"),
                                   exampleStudy("gjr_garch_t", "", std::nullopt)));
    return area;
}

QWidget* HomePage::buildExample(const QString& name, const QString& title, const QString& text,
                                const QJsonObject& study) {
    auto* row = new QWidget(this);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    auto* head = new QLabel(title, row);
    head->setFont(typeFont(Type::BodyStrong));
    auto* muted = new QLabel(text, row);
    setMuted(muted);
    words->addWidget(head);
    words->addWidget(muted);
    auto* button = new QPushButton(tr("Open"), row);
    button->setObjectName(name);
    button->setAccessibleName(title);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(words, 1);
    layout->addWidget(button);
    connect(button, &QPushButton::clicked, this, [this, study] { host().openStudy(study); });
    return row;
}

QList<QWidget*> HomePage::createHeaderWidgets() {
    auto* fresh = new QPushButton(tr("New Study"));
    fresh->setObjectName(QStringLiteral("new_study"));
    connect(fresh, &QPushButton::clicked, this,
            [this] { host().showPage(QStringLiteral("synthesize")); });
    return {fresh};
}

void HomePage::setCurrent(bool current) {
    if (current)
        refresh();
}

void HomePage::refresh() {
    showRuns();
    showHealth();
    showWorkspaces();
}

void HomePage::showRuns() {
    m_runs->setRowCount(0);
    const auto runs = m_services.workbench.tracking().search({.limit = kRecentRuns});
    if (!runs)
        return;
    for (const auto& run : *runs)
        addRow(m_runs,
               {qstr(run.name), qstr(run.param("model")),
                qstr(tracking::runStatusName(run.status)).toLower(),
                qstr(run.tag("quantloom.verdict")),
                QDateTime::fromMSecsSinceEpoch(run.startMs, Qt::UTC)
                    .toString(QStringLiteral("MM-dd HH:mm"))},
               {4}, qstr(run.id.value), markOf(run.status), 2);
    m_runs->resizeColumnsToContents();
    m_runs->horizontalHeader()->setSectionResizeMode(3, QHeaderView::Stretch);
}

void HomePage::showHealth() {
    m_health->setRowCount(0);
    auto reader = m_services.workbench.marketReader();
    if (!reader)
        return;
    const auto list = reader->list();
    if (!list)
        return;
    for (const auto& state : *list) {
        const bool fine = state.openGaps == 0 && state.restatements == 0 && state.message.empty();
        const QString words = state.openGaps > 0       ? tr("gaps")
                              : state.restatements > 0 ? tr("restated")
                              : state.message.empty()  ? tr("complete")
                                                       : qstr(state.message);
        addRow(m_health,
               {qstr(state.key.symbol), formatCount(state.rows), formatCount(state.openGaps),
                state.last ? qstr(toIso(Timestamp{*state.last}.utcDate())) : QStringLiteral("–"),
                words},
               {1, 2}, qstr(state.key.symbol), fine ? Mark::Ok : Mark::Warning, 4);
    }
    m_health->resizeColumnsToContents();
}

void HomePage::showWorkspaces() {
    m_workspaces->clear();
    for (const QString& path : m_services.settings.recentWorkspaces()) {
        const QFileInfo file(path);
        auto* item = new QListWidgetItem(
            file.exists() ? file.fileName() : tr("%1, file not found").arg(file.fileName()),
            m_workspaces);
        item->setData(Qt::UserRole, path);
        item->setToolTip(path);
        if (!file.exists())
            item->setFlags(Qt::NoItemFlags);
    }
    if (m_workspaces->count() == 0) {
        auto* item =
            new QListWidgetItem(tr("Save a workspace with Ctrl+S to find it here."), m_workspaces);
        item->setFlags(Qt::NoItemFlags);
    }
}

} // namespace loom::ui
