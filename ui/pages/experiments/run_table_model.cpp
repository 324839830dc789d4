// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/experiments/run_table_model.h"

#include <QDateTime>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/bridge/text.h"

namespace loom::ui {

namespace {

constexpr int kPage = 200;
constexpr std::size_t kPagesKept = 60; // twelve thousand runs
constexpr int kHues = 8;

struct MetricColumn {
    const char* key;
    const char* title;
    const char* unit;
    bool higherBetter = false;
};

/// Shown in this order when any run of the first page has them; every other metric is one click
/// away in the run's own view. Units are those of the fidelity report.
constexpr std::array kMetricColumns{
    MetricColumn{"rows_passed", QT_TRANSLATE_NOOP("RunTableModel", "Passed"),
                 QT_TRANSLATE_NOOP("RunTableModel", "rows"), true},
    MetricColumn{"rows_failed", QT_TRANSLATE_NOOP("RunTableModel", "Failed"),
                 QT_TRANSLATE_NOOP("RunTableModel", "rows")},
    MetricColumn{"emd_1", QT_TRANSLATE_NOOP("RunTableModel", "EMD 1 d"),
                 QT_TRANSLATE_NOOP("RunTableModel", "log return")},
    MetricColumn{"emd_20", QT_TRANSLATE_NOOP("RunTableModel", "EMD 20 d"),
                 QT_TRANSLATE_NOOP("RunTableModel", "log return")},
    MetricColumn{"acf_abs", QT_TRANSLATE_NOOP("RunTableModel", "ACF |r|"),
                 QT_TRANSLATE_NOOP("RunTableModel", "RMS")},
    MetricColumn{"leverage", QT_TRANSLATE_NOOP("RunTableModel", "Leverage"),
                 QT_TRANSLATE_NOOP("RunTableModel", "L2")}};
constexpr std::array kParamOrder{"model", "preset", "symbol", "mode", "seed"};

const MetricColumn* metricColumn(const QString& key) {
    for (const auto& one : kMetricColumns)
        if (key == QLatin1String(one.key))
            return &one;
    return nullptr;
}

/// Plain words search names; anything with an operator is the filter language.
std::string filterOf(const QString& text) {
    static const QRegularExpression kOperator(
        QStringLiteral("[<>=!]|\\b(I?LIKE|IN|IS|AND|OR)\\b|^\\s*\\w+\\."),
        QRegularExpression::CaseInsensitiveOption);
    QString words = text.simplified();
    if (words.isEmpty() || kOperator.match(words).hasMatch())
        return str(words);
    words.remove(u'\'');
    return str(QStringLiteral("attributes.run_name ILIKE '%%1%'").arg(words));
}

} // namespace

RunTableModel::RunTableModel(tracking::Store& store, QObject* parent)
    : QAbstractTableModel(parent), m_store(store) {
    m_query.limit = kPage;
}

Status RunTableModel::setQuery(const QString& filter, bool deleted) {
    const std::string wanted = filterOf(filter);
    if (auto good = tracking::checkFilter(wanted); !good)
        return good;
    m_query.filter = wanted;
    m_query.view = deleted ? tracking::RunView::Deleted : tracking::RunView::Active;
    return refresh();
}

Result<std::int64_t> RunTableModel::countRuns() {
    auto all = m_query;
    all.filter.clear();
    const auto unfiltered = m_store.count(all);
    if (!unfiltered)
        return unfiltered;
    m_unfiltered = *unfiltered;
    return m_query.filter.empty() ? unfiltered : m_store.count(m_query);
}

Status RunTableModel::refresh() {
    const auto total = countRuns();
    if (!total)
        return total.error();
    if (auto found = m_store.run(m_baselineId); !m_baselineId.value.empty() && found)
        m_baseline = std::move(*found);
    std::map<int, std::vector<tracking::Run>> before;
    before.swap(m_pages);
    if (*total > 0)
        loadPage(0);
    const std::vector<tracking::Run>& first = m_pages[0];
    const std::int64_t added = *total - m_total;
    const auto was = before.find(0);
    // New runs stand on top of what was there: say so, and everything below stays in place.
    const bool grows = added >= 0 && was != before.end() && !was->second.empty() &&
                       static_cast<std::size_t>(added) < first.size() &&
                       first[static_cast<std::size_t>(added)].id == was->second.front().id;
    if (!grows || chosenColumns() != m_columns) {
        beginResetModel();
        m_total = *total;
        m_columns = chosenColumns();
        endResetModel();
        return {};
    }
    if (added > 0) {
        beginInsertRows({}, 0, static_cast<int>(added) - 1);
        m_total = *total;
        endInsertRows();
    }
    Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    return {};
}

void RunTableModel::setBaseline(const tracking::RunId& run) {
    m_baselineId = run;
    m_baseline.reset();
    if (auto found = m_store.run(run); !run.value.empty() && found)
        m_baseline = std::move(*found);
    resetColumns();
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
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

std::vector<RunTableModel::Column> RunTableModel::chosenColumns() const {
    std::vector<Column> columns;
    const auto first = m_pages.find(0);
    if (first == m_pages.end() || first->second.empty())
        return columns;
    const auto& runs = first->second;
    for (const char* key : kParamOrder) {
        const bool differs = std::any_of(runs.begin(), runs.end(), [&](const tracking::Run& r) {
            return r.param(key) != runs.front().param(key);
        });
        if (differs || !m_differingOnly || std::string_view(key) == "model")
            columns.push_back({QString::fromLatin1(key), false, false});
    }
    for (const auto& metric : kMetricColumns) {
        const bool present = std::any_of(runs.begin(), runs.end(), [&](const tracking::Run& r) {
            return r.metric(metric.key) != nullptr;
        });
        if (!present)
            continue;
        columns.push_back({QString::fromLatin1(metric.key), true, false});
        if (m_deltas && m_baseline)
            columns.push_back({QString::fromLatin1(metric.key), true, true});
    }
    return columns;
}

bool RunTableModel::loadPage(int page) const {
    if (m_pages.contains(page))
        return true;
    auto query = m_query;
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
    if (row < 0 || row >= m_total)
        return nullptr;
    loadPage(row / kPage);
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

int RunTableModel::findRow(const tracking::RunId& run) const {
    int row = rowOf(run);
    for (int page = 0; row < 0 && page * kPage < m_total; ++page)
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
    return parent.isValid() ? 0 : static_cast<int>(m_total);
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
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case NameColumn:
        return run.id == m_baselineId ? tr("%1 (baseline)").arg(qstr(run.name)) : qstr(run.name);
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
    const Column column =
        fixed ? Column{} : m_columns[static_cast<std::size_t>(section - FirstParam)];
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
    const Column& column = m_columns[static_cast<std::size_t>(section - FirstParam)];
    if (column.isDelta)
        return tr("Δ base");
    const MetricColumn* known = metricColumn(column.key);
    return known ? tr(known->title) : column.key.left(1).toUpper() + column.key.mid(1);
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
    m_pages.clear(); // another order: nothing stays in place
    static_cast<void>(refresh().ok());
}

} // namespace loom::ui
