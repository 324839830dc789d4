// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments/run_table_model.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>

#include "ui/bridge/text.h"

namespace loom::ui {

namespace {

constexpr int kPage = 200;

/// Shown first, in this order, when any run has them; every other metric is one click away in the
/// run's own view.
constexpr std::array kMetricOrder{"rows_passed", "rows_failed", "emd_1",
                                  "emd_20",      "acf_abs",     "leverage"};
constexpr std::array kParamOrder{"model", "preset", "symbol", "mode", "seed"};

QString metricTitle(const QString& key) {
    static const std::map<QString, QString> kTitles{
        {QStringLiteral("rows_passed"), RunTableModel::tr("Rows passed")},
        {QStringLiteral("rows_failed"), RunTableModel::tr("Rows failed")},
        {QStringLiteral("emd_1"), RunTableModel::tr("EMD 1 d")},
        {QStringLiteral("emd_20"), RunTableModel::tr("EMD 20 d")},
        {QStringLiteral("acf_abs"), RunTableModel::tr("ACF |r|")},
        {QStringLiteral("leverage"), RunTableModel::tr("Leverage")},
    };
    const auto at = kTitles.find(key);
    return at == kTitles.end() ? key : at->second;
}

} // namespace

RunTableModel::RunTableModel(tracking::Store& store, QObject* parent)
    : QAbstractTableModel(parent), m_store(store) {
    m_query.limit = kPage;
}

Status RunTableModel::setQuery(const QString& filter, bool deleted) {
    if (auto good = tracking::checkFilter(str(filter)); !good)
        return good;
    m_query.filter = str(filter);
    m_query.view = deleted ? tracking::RunView::Deleted : tracking::RunView::Active;
    return refresh();
}

Status RunTableModel::refresh() {
    const auto total = m_store.count(m_query);
    if (!total)
        return total.error();
    beginResetModel();
    m_total = *total;
    m_pages.clear();
    if (!m_baselineId.value.empty())
        setBaseline(m_baselineId);
    if (m_total > 0)
        loadPage(0);
    chooseColumns();
    endResetModel();
    return {};
}

void RunTableModel::setBaseline(const tracking::RunId& run) {
    m_baselineId = run;
    m_baseline.reset();
    if (auto found = m_store.run(run); !run.value.empty() && found)
        m_baseline = std::move(*found);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void RunTableModel::setDeltasShown(bool shown) {
    beginResetModel();
    m_deltas = shown;
    chooseColumns();
    endResetModel();
}

void RunTableModel::setDifferingOnly(bool only) {
    beginResetModel();
    m_differingOnly = only;
    chooseColumns();
    endResetModel();
}

void RunTableModel::chooseColumns() {
    m_columns.clear();
    const auto first = m_pages.find(0);
    if (first == m_pages.end())
        return;
    const auto& runs = first->second;
    for (const char* key : kParamOrder) {
        const bool differs = std::any_of(runs.begin(), runs.end(), [&](const tracking::Run& r) {
            return r.param(key) != runs.front().param(key);
        });
        if (differs || !m_differingOnly || std::string_view(key) == "model")
            m_columns.push_back({QString::fromLatin1(key), false, false});
    }
    for (const char* key : kMetricOrder) {
        const bool present = std::any_of(runs.begin(), runs.end(), [&](const tracking::Run& r) {
            return r.metric(key) != nullptr;
        });
        if (!present)
            continue;
        m_columns.push_back({QString::fromLatin1(key), true, false});
        if (m_deltas && m_baseline)
            m_columns.push_back({QString::fromLatin1(key), true, true});
    }
}

bool RunTableModel::loadPage(int page) const {
    if (m_pages.contains(page))
        return true;
    auto query = m_query;
    query.offset = static_cast<std::int64_t>(page) * kPage;
    auto runs = m_store.search(query);
    if (!runs)
        return false;
    constexpr std::size_t kKept = 60; // pages; twelve thousand runs
    if (m_pages.size() > kKept)
        m_pages.erase(std::prev(m_pages.end()));
    m_pages[page] = std::move(*runs);
    return true;
}

const tracking::Run* RunTableModel::runAt(int row) const {
    if (row < 0 || row >= m_total || !loadPage(row / kPage))
        return nullptr;
    const auto& page = m_pages.at(row / kPage);
    const auto at = static_cast<std::size_t>(row % kPage);
    return at < page.size() ? &page[at] : nullptr;
}

int RunTableModel::rowOf(const tracking::RunId& run) const {
    for (const auto& [page, runs] : m_pages)
        for (std::size_t i = 0; i < runs.size(); ++i)
            if (runs[i].id == run)
                return page * kPage + static_cast<int>(i);
    return -1;
}

int RunTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_total);
}

int RunTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : FirstParam + static_cast<int>(m_columns.size());
}

QVariant RunTableModel::data(const QModelIndex& index, int role) const {
    const tracking::Run* run = index.isValid() ? runAt(index.row()) : nullptr;
    if (run == nullptr)
        return {};
    if (index.column() < FirstParam)
        return fixedData(*run, index.column(), role);
    const Column& column = m_columns[static_cast<std::size_t>(index.column() - FirstParam)];
    if (column.isMetric)
        return metricData(*run, column, role);
    if (role == Qt::DisplayRole)
        return qstr(run->param(str(column.key)));
    return {};
}

QVariant RunTableModel::metricData(const tracking::Run& run, const Column& column, int role) const {
    if (role == kIsNumberRole)
        return true;
    if (role == kIsDeltaRole)
        return column.isDelta;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const auto* metric = run.metric(str(column.key));
    if (metric == nullptr)
        return std::nan("");
    if (!column.isDelta)
        return metric->value;
    const auto* base = m_baseline ? m_baseline->metric(str(column.key)) : nullptr;
    return base == nullptr || run.id == m_baselineId ? std::nan("") : metric->value - base->value;
}

QVariant RunTableModel::fixedData(const tracking::Run& run, int column, int role) const {
    if (role == kStatusRole)
        return static_cast<int>(run.status);
    if (column == PlotColumn && role == Qt::CheckStateRole)
        return std::find(m_plotted.begin(), m_plotted.end(), run.id) != m_plotted.end()
                   ? Qt::Checked
                   : Qt::Unchecked;
    if (role == Qt::ToolTipRole && column == NameColumn)
        return qstr(run.tag("quantloom.verdict"));
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case NameColumn:
        return QString(qstr(run.name) + (run.id == m_baselineId ? tr("  (baseline)") : QString()));
    case StatusColumn:
        return qstr(tracking::runStatusName(run.status)).toLower();
    case StartedColumn:
        return QDateTime::fromMSecsSinceEpoch(run.startMs, Qt::UTC)
            .toString(QStringLiteral("yyyy-MM-dd HH:mm"));
    default:
        return {};
    }
}

bool RunTableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    const tracking::Run* run = index.isValid() ? runAt(index.row()) : nullptr;
    if (run == nullptr || index.column() != PlotColumn || role != Qt::CheckStateRole)
        return false;
    std::erase(m_plotted, run->id);
    if (value.toInt() == Qt::Checked)
        m_plotted.push_back(run->id);
    Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
    Q_EMIT plottedChanged();
    return true;
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    const bool fixed = section < FirstParam;
    const Column column =
        fixed ? Column{} : m_columns[static_cast<std::size_t>(section - FirstParam)];
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((column.isMetric ? Qt::AlignRight : Qt::AlignLeft) |
                                   Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case PlotColumn:
        return tr("Plot");
    case NameColumn:
        return tr("Run");
    case StatusColumn:
        return tr("Status");
    case StartedColumn:
        return tr("Started, UTC");
    default:
        break;
    }
    if (column.isDelta)
        return tr("Δ base");
    return column.isMetric ? metricTitle(column.key)
                           : column.key.left(1).toUpper() + column.key.mid(1);
}

Qt::ItemFlags RunTableModel::flags(const QModelIndex& index) const {
    auto flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == PlotColumn)
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

void RunTableModel::sort(int column, Qt::SortOrder order) {
    const std::string direction = order == Qt::AscendingOrder ? " ASC" : " DESC";
    if (column == NameColumn)
        m_query.orderBy = {"attributes.run_name" + direction};
    else if (column == StatusColumn)
        m_query.orderBy = {"attributes.status" + direction};
    else if (column == StartedColumn)
        m_query.orderBy = {"attributes.start_time" + direction};
    else if (column >= FirstParam && column - FirstParam < static_cast<int>(m_columns.size())) {
        const Column& chosen = m_columns[static_cast<std::size_t>(column - FirstParam)];
        m_query.orderBy = {(chosen.isMetric ? "metrics.`" : "params.`") + str(chosen.key) + "`" +
                           direction};
    } else {
        return;
    }
    static_cast<void>(refresh().ok());
}

} // namespace loom::ui
