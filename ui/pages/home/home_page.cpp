// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/home/home_page.h"

#include <QDateTime>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonDocument>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableWidget>
#include <QVBoxLayout>

#include "studies/study.h"
#include "studies/workbench.h"
#include "ui/bridge/job_model.h"
#include "ui/bridge/text.h"
#include "ui/forms/empty_state.h"
#include "ui/pages/forecast/form/forecast_draft.h"
#include "ui/pages/home/index_chart.h"
#include "ui/pages/home/visit_news.h"
#include "ui/pages/run_mark.h"
#include "ui/shell/settings.h"
#include "ui/theme/controls.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/type.h"

namespace loom::ui {

namespace {

constexpr int kRecentRuns = 12;
constexpr int kRowHeight = 24;
constexpr int kMarkSize = 12; ///< a status mark stands close to its word
constexpr int kVerdictColumn = 3;
constexpr int kRecentWorkspaces = 5;

QTableWidget* makeTable(const QString& name, const QStringList& header, QWidget* parent) {
    auto* table = new QTableWidget(0, static_cast<int>(header.size()), parent);
    table->setObjectName(name);
    table->setHorizontalHeaderLabels(header);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setShowGrid(false);
    table->setIconSize({kMarkSize, kMarkSize});
    table->setFrameShape(QFrame::NoFrame);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setMinimumSectionSize(kRowHeight);
    table->verticalHeader()->setDefaultSectionSize(kRowHeight);
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->horizontalHeader()->setSectionsClickable(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    return table;
}

void addRow(QTableWidget* table, const QStringList& cells, const QList<int>& numbers,
            const QVariant& data, Mark mark, int markColumn) {
    const int row = table->rowCount();
    table->insertRow(row);
    for (int c = 0; c < cells.size(); ++c) {
        auto* item = new QTableWidgetItem(cells[c]);
        item->setToolTip(cells[c]);
        if (c == 0)
            item->setFont(typeFont(Type::BodyStrong));
        if (numbers.contains(c))
            item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        if (c == markColumn)
            item->setIcon(markIcon(mark));
        table->setItem(row, c, item);
    }
    table->item(row, 0)->setData(Qt::UserRole, data);
}

void alignNumbers(QTableWidget& table, const QList<int>& columns) {
    for (const int column : columns)
        table.horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
}

QJsonObject toObject(const Json& study) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(study.dump())).object();
}

QJsonObject exampleStudy(const char* model, const char* preset, std::optional<Date> from) {
    studies::SynthesizeStudy study;
    study.data.from = from;
    study.model = {.id = model, .preset = preset};
    return toObject(studies::toJson(study));
}

} // namespace

HomePage::HomePage(PageServices& services, PageHost& host, QWidget* parent)
    : Page(QStringLiteral("home"), host, parent), m_services(services),
      m_runs(makeTable(QStringLiteral("recent_runs"),
                       {tr("Run"), tr("Model"), tr("State"), tr("Verdict"), tr("Started, UTC")},
                       this)),
      m_health(makeTable(QStringLiteral("data_health"),
                         {tr("Symbol"), tr("Bars"), tr("Missing"), tr("Last"), tr("State")}, this)),
      m_workspaces(new QListWidget(this)), m_checked(new QLabel(this)),
      m_noWorkspaces(new QLabel(tr("Save a workspace with Ctrl+S to find it here."), this)),
      m_index(new IndexChart(services, this)) {
    m_workspaces->setObjectName(QStringLiteral("recent_workspaces"));
    m_workspaces->setFrameShape(QFrame::NoFrame);
    m_workspaces->setAccessibleName(tr("Recent workspaces"));
    m_runs->setAccessibleName(tr("Recent runs"));
    m_health->setAccessibleName(tr("Data health"));
    auto* allRuns = new QPushButton(tr("All Runs"), this);
    allRuns->setObjectName(QStringLiteral("all_runs"));
    setLinkLike(allRuns);
    connect(allRuns, &QPushButton::clicked, this,
            [this] { this->host().showPage(QStringLiteral("experiments")); });
    auto* left = new QVBoxLayout;
    left->setSpacing(0);
    if (QWidget* news = buildNews())
        left->addWidget(news);
    left->addWidget(m_index, 1);
    left->addWidget(section(tr("Recent runs"), {}, buildRuns(), allRuns), 1);
    left->addWidget(section(tr("Recent workspaces"), {}, m_workspaces, nullptr));
    left->addWidget(m_noWorkspaces);
    m_noWorkspaces->setObjectName(QStringLiteral("no_workspaces"));
    m_noWorkspaces->setContentsMargins(16, 0, 16, 16);
    setMuted(m_noWorkspaces);
    auto* right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(section(tr("Data health"), tr("sessions held against the XNYS calendar"),
                             m_health, nullptr),
                     1);
    right->addWidget(m_checked);
    right->addWidget(section(tr("Examples"), tr("bundled sample, offline, one button each"),
                             buildExamples(), nullptr));
    m_checked->setObjectName(QStringLiteral("health_summary"));
    m_checked->setContentsMargins(16, 8, 16, 8);
    setMuted(m_checked);
    alignNumbers(*m_health, {1, 2});
    alignNumbers(*m_runs, {4});
    auto* rule = new QFrame(this);
    rule->setFrameShape(QFrame::VLine);
    rule->setFrameShadow(QFrame::Plain);
    rule->setForegroundRole(QPalette::Mid);
    rule->setFixedWidth(1);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(left, 3);
    layout->addWidget(rule);
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

/// Null when nothing happened while the window was closed, and at the first start.
QWidget* HomePage::buildNews() {
    const Settings& settings = m_services.settings;
    const auto since = settings.lastVisitMs();
    const auto news = since > 0 ? visitNews(m_services.workbench, since, settings.openedMs())
                                : std::vector<VisitNews>();
    if (news.empty())
        return nullptr;
    auto* list = new QListWidget(this);
    list->setObjectName(QStringLiteral("visit_news"));
    list->setAccessibleName(tr("Since your last visit"));
    list->setFrameShape(QFrame::NoFrame);
    for (const VisitNews& one : news) {
        auto* item = new QListWidgetItem(markIcon(one.mark), one.text, list);
        item->setSizeHint({kRowHeight, kRowHeight});
        item->setData(Qt::UserRole, one.run);
        item->setData(Qt::UserRole + 1, one.symbol);
    }
    list->setIconSize({kMarkSize, kMarkSize});
    list->setFixedHeight(list->count() * kRowHeight + kRowHeight / 2);
    connect(list, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
        const QString run = item->data(Qt::UserRole).toString();
        const QString symbol = item->data(Qt::UserRole + 1).toString();
        if (!symbol.isEmpty()) {
            this->host().openSymbol(QStringLiteral("market"), symbol);
            return;
        }
        this->host().showPage(QStringLiteral("experiments"));
        if (!run.isEmpty())
            this->host().openRun(run);
    });
    const QString when = QDateTime::fromMSecsSinceEpoch(since, Qt::UTC)
                             .toString(QStringLiteral("yyyy-MM-dd HH:mm 'UTC'"));
    return section(tr("Since your last visit"), when, list, nullptr);
}

/// The table, or what this page is for while there is no run.
QWidget* HomePage::buildRuns() {
    m_noRuns = new EmptyState(QStringLiteral("synthesize"),
                              tr("Runs appear here: what was trained, and its verdict."),
                              tr("A first one needs nothing but the bundled S&P 500 history. Quick "
                                 "takes about a minute."),
                              tr("Open the QuantGAN Example"), this);
    m_noRuns->setObjectName(QStringLiteral("no_runs"));
    connect(m_noRuns, &EmptyState::triggered, this, [this] {
        openExample(exampleStudy("quantgan", "quick", Date::fromYmd(2010, 1, 1)),
                    tr("Train a QuantGAN on the S&P 500"));
    });
    m_runArea = new QStackedWidget(this);
    m_runArea->addWidget(m_runs);
    m_runArea->addWidget(m_noRuns);
    return m_runArea;
}

QWidget* HomePage::section(const QString& title, const QString& note, QWidget* content,
                           QWidget* action) {
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
    if (action != nullptr)
        head->addWidget(action);
    auto* layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    auto* inset = new QHBoxLayout; // a list starts where the title does
    inset->setContentsMargins(qobject_cast<QListWidget*>(content) != nullptr ? 8 : 0, 0, 0, 0);
    inset->addWidget(content);
    layout->addLayout(inset, 1);
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
    layout->addWidget(buildExample(QStringLiteral("example_forecast"),
                                   tr("Forecast the S&P 500 ten days ahead"),
                                   tr("N-BEATS in seconds, then judged beside its baselines"),
                                   toObject(toJson(forecastStudy(firstDraft())))));
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
    connect(button, &QPushButton::clicked, this,
            [this, study, title] { openExample(study, title); });
    return row;
}

/// Fills the form of its page and says so: nothing starts by itself.
void HomePage::openExample(const QJsonObject& study, const QString& title) {
    if (!host().openStudy(study))
        return;
    host().showToast({.severity = Severity::Info,
                      .title = title,
                      .text = tr("The study is in the form on the right. Change what you like, "
                                 "then press its button to start.")});
}

QList<QWidget*> HomePage::createHeaderWidgets() {
    auto* fresh = new QPushButton(tr("New Study"));
    fresh->setObjectName(QStringLiteral("new_study"));
    connect(fresh, &QPushButton::clicked, this,
            [this] { host().showPage(QStringLiteral("synthesize")); });
    auto* open = new QPushButton(themeIcon(QStringLiteral("folder")), tr("Open Workspace…"));
    open->setObjectName(QStringLiteral("open_workspace"));
    connect(open, &QPushButton::clicked, this, [this] {
        const QString path =
            QFileDialog::getOpenFileName(this, tr("Open workspace"), {}, tr("Workspaces (*.loom)"));
        if (!path.isEmpty())
            host().openFile(path);
    });
    return {fresh, open};
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

/// The id itself when this program does not know the model.
QString HomePage::modelTitle(std::string_view id) const {
    if (const auto* info = m_services.workbench.generators().find(id))
        return qstr(info->title);
    const auto* info = m_services.workbench.forecasters().find(id);
    return qstr(info != nullptr ? info->title : id);
}

void HomePage::showRuns() {
    m_runs->setRowCount(0);
    const auto runs = m_services.workbench.tracking().search({.limit = kRecentRuns});
    if (!runs)
        return;
    m_runArea->setCurrentIndex(runs->empty() ? 1 : 0);
    m_index->setWanted(runs->empty());
    for (const auto& run : *runs)
        addRow(m_runs,
               {qstr(run.name), modelTitle(run.param("model")),
                qstr(tracking::runStatusName(run.status)).toLower(),
                qstr(run.tag("quantloom.verdict")),
                QDateTime::fromMSecsSinceEpoch(run.startMs, Qt::UTC)
                    .toString(QStringLiteral("MM-dd HH:mm"))},
               {4}, qstr(run.id.value), runMark(run.status), 2);
    m_runs->resizeColumnsToContents();
    m_runs->horizontalHeader()->setSectionResizeMode(kVerdictColumn, QHeaderView::Stretch);
}

void HomePage::showHealth() {
    m_health->setRowCount(0);
    auto reader = m_services.workbench.marketReader();
    if (!reader)
        return;
    const auto list = reader->list();
    if (!list)
        return;
    std::int64_t bars = 0;
    for (const auto& state : *list) {
        bars += state.rows;
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
    m_health->horizontalHeader()->setStretchLastSection(true);
    m_checked->setText(tr("%1 bars of %2 series checked against the XNYS calendar.")
                           .arg(formatCount(bars), formatCount(static_cast<qint64>(list->size()))));
}

void HomePage::showWorkspaces() {
    m_workspaces->clear();
    for (const QString& path : m_services.settings.recentWorkspaces().mid(0, kRecentWorkspaces)) {
        const QFileInfo file(path);
        auto* item = new QListWidgetItem(
            file.exists() ? file.fileName() : tr("%1, file not found").arg(file.fileName()),
            m_workspaces);
        item->setData(Qt::UserRole, path);
        item->setToolTip(path);
        item->setIcon(themeIcon(QStringLiteral("folder")));
        if (!file.exists())
            item->setFlags(Qt::NoItemFlags);
    }
    for (int row = 0; row < m_workspaces->count(); ++row)
        m_workspaces->item(row)->setSizeHint({kRowHeight, kRowHeight});
    m_noWorkspaces->setVisible(m_workspaces->count() == 0);
    m_workspaces->setVisible(m_workspaces->count() > 0);
    m_workspaces->setFixedHeight(m_workspaces->count() * kRowHeight + kRowHeight / 2);
}

} // namespace loom::ui
