// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments/run_table_model.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>

#include "ui/bridge/text.h"

namespace loom::ui {

namespace {

constexpr int kPage = 200;
constexpr std::size_t kPagesKept = 60; // twelve thousand runs
constexpr int kHues = 8;

} // namespace

RunTableModel::RunTableModel(tracking::Store& store, QObject* parent)
    : QAbstractTableModel(parent), m_store(store) {
    m_query.limit = kPage;
}

Status RunTableModel::setQuery(const QString& filter, bool deleted) {
    const std::string wanted = runFilter(filter);
    if (auto good = tracking::checkFilter(wanted); !good)
        return good;
    m_query.filter = wanted;
    m_query.view = deleted ? tracking::RunView::Deleted : tracking::RunView::Active;
    return refresh();
}

/// What stands below the pinned baseline.
tracking::RunQuery RunTableModel::listQuery() const {
    auto query = m_query;
    if (m_baseline)
        query.filter = runFilterWithout(query.filter, m_baselineId);
    return query;
}

Status RunTableModel::countRuns(std::int64_t& listed) {
    auto all = m_query;
    all.filter.clear();
    for (const auto& [query, target] :
         {std::pair(all, &m_unfiltered), std::pair(m_query, &m_matching),
          std::pair(listQuery(), &listed)}) {
        const auto count = m_store.count(query);
        if (!count)
            return count.error();
        *target = *count;
    }
    return {};
}

/// True when the baseline came or went.
bool RunTableModel::readBaseline() {
    const bool was = m_baseline.has_value();
    m_baseline.reset();
    if (auto found = m_store.run(m_baselineId); !m_baselineId.value.empty() && found)
        if (found->lifecycle == tracking::Lifecycle::Active)
            m_baseline = std::move(*found);
    return was != m_baseline.has_value();
}

Status RunTableModel::refresh() {
    const bool repinned = readBaseline();
    std::int64_t listed = 0;
    if (auto counted = countRuns(listed); !counted)
        return counted;
    std::map<int, std::vector<tracking::Run>> before;
    before.swap(m_pages);
    if (listed > 0)
        loadPage(0);
    const std::vector<tracking::Run>& first = m_pages[0];
    const std::int64_t added = listed - m_listed;
    const auto was = before.find(0);
    // New runs stand on top of what was there: say so, and everything below stays in place.
    const bool grows = !repinned && added >= 0 && was != before.end() && !was->second.empty() &&
                       static_cast<std::size_t>(added) < first.size() &&
                       first[static_cast<std::size_t>(added)].id == was->second.front().id;
    if (!grows || chosenColumns() != m_columns) {
        beginResetModel();
        m_listed = listed;
        m_columns = chosenColumns();
        endResetModel();
        return {};
    }
    if (added > 0) {
        beginInsertRows({}, pinned(), pinned() + static_cast<int>(added) - 1);
        m_listed = listed;
        endInsertRows();
    }
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    return {};
}

void RunTableModel::setBaseline(const tracking::RunId& run) {
    if (run == m_baselineId)
        return;
    m_baselineId = run;
    m_pages.clear(); // another run leaves the list
    static_cast<void>(refresh().ok());
}

void RunTableModel::setDeltasShown(bool shown) {
    m_deltas = shown;
    resetColumns();
}

void RunTableModel::setDifferingOnly(bool only) {
    m_differingOnly = only;
    resetColumns();
}

void RunTableModel::resetColumns() {
    auto columns = chosenColumns();
    if (columns == m_columns)
        return;
    beginResetModel();
    m_columns = std::move(columns);
    endResetModel();
}

std::vector<RunColumn> RunTableModel::chosenColumns() const {
    const auto first = m_pages.find(0);
    std::vector<tracking::Run> runs;
    if (m_baseline)
        runs.push_back(*m_baseline);
    if (first != m_pages.end())
        runs.insert(runs.end(), first->second.begin(), first->second.end());
    return runColumns(runs, m_differingOnly, m_deltas && m_baseline);
}

bool RunTableModel::loadPage(int page) const {
    if (m_pages.contains(page))
        return true;
    auto query = listQuery();
    query.offset = static_cast<std::int64_t>(page) * kPage;
    auto runs = m_store.search(query);
    ++m_pagesRead;
    if (m_pages.size() >= kPagesKept) {
        const bool fromTheEnd = page < std::prev(m_pages.end())->first; // page 0 chose the columns
        m_pages.erase(fromTheEnd ? std::prev(m_pages.end()) : std::next(m_pages.begin()));
    }
    // A page that could not be read stays empty until the next refresh: painting must not ask again
    // for every cell.
    m_pages[page] = runs ? std::move(*runs) : std::vector<tracking::Run>();
    return runs.ok();
}

const tracking::Run* RunTableModel::runAt(int row) const {
    if (row < 0 || row >= rowCount())
        return nullptr;
    if (row < pinned())
        return &*m_baseline;
    row -= pinned();
    loadPage(row / kPage);
    const auto& page = m_pages.at(row / kPage);
    const auto at = static_cast<std::size_t>(row % kPage);
    return at < page.size() ? &page[at] : nullptr;
}

int RunTableModel::rowOf(const tracking::RunId& run) const {
    if (m_baseline && run == m_baselineId)
        return 0;
    for (const auto& [page, runs] : m_pages)
        for (std::size_t i = 0; i < runs.size(); ++i)
            if (runs[i].id == run)
                return pinned() + page * kPage + static_cast<int>(i);
    return -1;
}

int RunTableModel::findRow(const tracking::RunId& run) const {
    int row = rowOf(run);
    for (int page = 0; row < 0 && page * kPage < m_listed; ++page)
        if (!m_pages.contains(page) && loadPage(page))
            row = rowOf(run);
    return row;
}

int RunTableModel::slotOf(const tracking::RunId& run) const {
    for (const auto& one : m_plotted)
        if (one.id == run)
            return one.slot;
    return -1;
}

void RunTableModel::tick(const tracking::RunId& run) {
    int slot = 1;
    while (slot <= kHues && std::any_of(m_plotted.begin(), m_plotted.end(),
                                        [&](const Plotted& p) { return p.slot == slot; }))
        ++slot;
    m_plotted.push_back({run, slot <= kHues ? slot : 0});
}

void RunTableModel::setPlotted(const std::vector<tracking::RunId>& runs) {
    m_plotted.clear();
    for (const auto& run : runs)
        if (slotOf(run) < 0)
            tick(run);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, PlotColumn), index(rowCount() - 1, PlotColumn));
    Q_EMIT plottedChanged();
}

int RunTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : pinned() + static_cast<int>(m_listed);
}

int RunTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : FirstParam + static_cast<int>(m_columns.size());
}

QVariant RunTableModel::data(const QModelIndex& index, int role) const {
    const tracking::Run* run = index.isValid() ? runAt(index.row()) : nullptr;
    if (run == nullptr)
        return {};
    if (role == kBaselineRole)
        return run->id == m_baselineId;
    if (index.column() < FirstParam)
        return fixedData(*run, index.column(), role);
    const RunColumn& column = m_columns[static_cast<std::size_t>(index.column() - FirstParam)];
    if (column.isMetric)
        return metricData(*run, column, role);
    if (role == Qt::DisplayRole)
        return qstr(run->param(str(column.key)));
    return {};
}

QVariant RunTableModel::metricData(const tracking::Run& run, const RunColumn& column,
                                   int role) const {
    if (role == kIsNumberRole)
        return true;
    if (role == kIsDeltaRole)
        return column.isDelta;
    if (role == kHigherBetterRole) {
        const MetricColumn* known = metricColumn(column.key);
        return known != nullptr && known->higherBetter;
    }
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
        return slotOf(run.id) < 0 ? Qt::Unchecked : Qt::Checked;
    if (column == PlotColumn && role == kSlotRole)
        return slotOf(run.id);
    if (role == Qt::ToolTipRole && column == NameColumn)
        return qstr(run.tag("quantloom.verdict"));
    if (role == Qt::ToolTipRole && column == StatusColumn)
        return qstr(run.tag("quantloom.error"));
    if (role == Qt::AccessibleTextRole && column == NameColumn && run.id == m_baselineId)
        return tr("%1, baseline").arg(qstr(run.name));
    if (role == Qt::EditRole && column == NameColumn)
        return qstr(run.name);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case NameColumn:
        return qstr(run.name);
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
    if (run != nullptr && index.column() == NameColumn && role == Qt::EditRole) {
        const QString name = value.toString().trimmed();
        if (!name.isEmpty() && name != qstr(run->name))
            Q_EMIT renameRequested(run->id, name);
        return false; // the new name comes with the next refresh
    }
    if (run == nullptr || index.column() != PlotColumn || role != Qt::CheckStateRole)
        return false;
    std::erase_if(m_plotted, [&](const Plotted& p) { return p.id == run->id; });
    if (value.toInt() == Qt::Checked)
        tick(run->id);
    Q_EMIT dataChanged(index, index, {Qt::CheckStateRole, kSlotRole});
    Q_EMIT plottedChanged();
    return true;
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    if (role == Qt::DisplayRole)
        return headerText(section);
    const bool fixed = section < FirstParam;
    const RunColumn column =
        fixed ? RunColumn{} : m_columns[static_cast<std::size_t>(section - FirstParam)];
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((column.isMetric ? Qt::AlignRight : Qt::AlignLeft) |
                                   Qt::AlignVCenter);
    if (role == kIsDeltaRole)
        return column.isDelta;
    if (role == Qt::ToolTipRole && column.isDelta)
        return tr("Change of %1 from the baseline").arg(headerText(section - 1).toString());
    if (role != kUnitRole)
        return {};
    if (section == StartedColumn)
        return tr("UTC");
    if (fixed)
        return {};
    if (!column.isMetric)
        return tr("parameter");
    const MetricColumn* known = metricColumn(column.key);
    return known && !column.isDelta ? tr(known->unit) : QString();
}

QVariant RunTableModel::headerText(int section) const {
    switch (section) {
    case PlotColumn:
        return tr("Plot");
    case NameColumn:
        return tr("Run");
    case StatusColumn:
        return tr("Status");
    case StartedColumn:
        return tr("Started");
    default:
        break;
    }
    const RunColumn& column = m_columns[static_cast<std::size_t>(section - FirstParam)];
    if (column.isDelta)
        return tr("Δ base");
    const MetricColumn* known = metricColumn(column.key);
    return known ? tr(known->title) : column.key.left(1).toUpper() + column.key.mid(1);
}

Qt::ItemFlags RunTableModel::flags(const QModelIndex& index) const {
    auto flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == PlotColumn)
        flags |= Qt::ItemIsUserCheckable;
    if (index.isValid() && index.column() == NameColumn)
        flags |= Qt::ItemIsEditable;
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
        const RunColumn& chosen = m_columns[static_cast<std::size_t>(column - FirstParam)];
        m_query.orderBy = {(chosen.isMetric ? "metrics.`" : "params.`") + str(chosen.key) + "`" +
                           direction};
    } else {
        return;
    }
    m_pages.clear(); // another order: nothing stays in place
    static_cast<void>(refresh().ok());
}

} // namespace loom::ui
