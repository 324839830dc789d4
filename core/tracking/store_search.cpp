// SPDX-License-Identifier: GPL-3.0-or-later
// Reading runs: a page with everything its table shows takes one query for the ids and one each for
// the runs, their metrics, parameters and tags. Sorting ids alone is what makes it quick: MLflow's
// schema has no index on the start time, so every run passes through the sorter, and whole rows
// took three times as long there.
#include "tracking/store.h"

#include "base/json.h"
#include "tracking/detail/connection.h"
#include "tracking/detail/filter.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace loom::tracking {

namespace {

constexpr std::string_view kRunColumns =
    "d.experiment_id, d.name, d.user_id, d.status, d.lifecycle_stage, d.start_time, d.end_time, "
    "d.artifact_uri";

/// Column 0 is the id, which the run has already.
void readRun(Run& run, const store::Statement& row) {
    run.experiment.value = row.integer(1);
    run.name = row.text(2);
    run.user = row.text(3);
    run.status = runStatusFromName(row.textView(4)).value_or(RunStatus::Running);
    run.lifecycle = row.textView(5) == "deleted" ? Lifecycle::Deleted : Lifecycle::Active;
    run.startMs = row.integer(6);
    if (!row.isNull(7))
        run.endMs = row.integer(7);
    run.artifactUri = row.text(8);
}

void bindValues(store::Statement& statement, int& index, const std::vector<SqlValue>& values) {
    for (const auto& value : values)
        std::visit([&](const auto& plain) { statement.bind(++index, plain); }, value);
}

std::string idList(std::span<const ExperimentId> experiments) {
    Json list = Json::array();
    for (const auto id : experiments)
        list.push_back(id.value);
    return list.dump();
}

/// WHERE of a query: view, experiments, filter.
Result<SqlPiece> whereClause(const RunQuery& query) {
    auto filter = compileFilter(query.filter);
    if (!filter)
        return filter;
    SqlPiece where{" WHERE ", {}};
    if (query.view != RunView::All)
        where.text += query.view == RunView::Active ? "r.lifecycle_stage = 'active' AND "
                                                    : "r.lifecycle_stage = 'deleted' AND ";
    if (!query.experiments.empty()) {
        where.text += "r.experiment_id IN (SELECT value FROM json_each(?)) AND ";
        where.values.emplace_back(idList(query.experiments));
    }
    where.text += filter->text;
    where.values.insert(where.values.end(), filter->values.begin(), filter->values.end());
    return where;
}

using RunsById = std::unordered_map<std::string, Run*>;

/// Calls read(run, row) for each row of the table that belongs to one of the runs; column 0 is the
/// run's id. CROSS JOIN keeps SQLite from scanning the whole table.
template <class Read>
Status forEachDetail(Connection& c, std::string_view table, std::string_view columns,
                     const RunsById& runs, const std::string& ids, Read read) {
    auto rows = c.database.prepare("SELECT d.run_uuid, " + std::string(columns) +
                                   " FROM json_each(?) j CROSS JOIN " + std::string(table) +
                                   " d ON d.run_uuid = j.value");
    if (!rows)
        return std::move(rows).error();
    rows->bindAll(ids);
    return forEachRow(*rows, [&](const store::Statement& row) {
        const auto found = runs.find(row.text(0));
        if (found != runs.end())
            read(*found->second, row);
    });
}

/// Fills runs of which only the id is known.
Status loadRuns(Connection& c, std::vector<Run>& page) {
    RunsById runs;
    Json list = Json::array();
    for (auto& run : page) {
        runs.emplace(run.id.value, &run);
        list.push_back(run.id.value);
    }
    const std::string ids = list.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (auto read = forEachDetail(c, "runs", kRunColumns, runs, ids, readRun); !read)
        return read;
    if (auto read = forEachDetail(c, "params", "d.key, d.value", runs, ids,
                                  [](Run& run, const store::Statement& row) {
                                      run.params.push_back({row.text(1), row.text(2)});
                                  });
        !read)
        return read;
    if (auto read = forEachDetail(c, "tags", "d.key, d.value", runs, ids,
                                  [](Run& run, const store::Statement& row) {
                                      run.tags.push_back({row.text(1), row.text(2)});
                                  });
        !read)
        return read;
    if (auto read = forEachDetail(
            c, "latest_metrics", "d.key, d.value, d.is_nan, d.step, d.timestamp", runs, ids,
            [](Run& run, const store::Statement& row) {
                run.metrics.push_back({row.text(1),
                                       StoredValue::read(row.real(2), row.integer(3) != 0),
                                       row.integer(4), row.integer(5)});
            });
        !read)
        return read;
    const auto byKey = [](const auto& a, const auto& b) { return a.key < b.key; };
    for (auto& run : page) {
        std::sort(run.params.begin(), run.params.end(), byKey);
        std::sort(run.tags.begin(), run.tags.end(), byKey);
        std::sort(run.metrics.begin(), run.metrics.end(), byKey);
    }
    return {};
}

/// All keys of a table with primary key (key, run_uuid), by hopping from key to key; then those
/// that a run of the experiments has.
Result<std::vector<std::string>> keysOf(Connection& c, const std::string& table,
                                        std::span<const ExperimentId> experiments) {
    return collect(
        c,
        "WITH RECURSIVE k(key) AS (SELECT min(key) FROM " + table +
            " UNION ALL SELECT (SELECT min(key) FROM " + table +
            " WHERE key > k.key) FROM k WHERE k.key IS NOT NULL) SELECT key FROM k WHERE key IS "
            "NOT NULL AND (?1 = '[]' OR EXISTS (SELECT 1 FROM " +
            table +
            " d JOIN runs r ON r.run_uuid = d.run_uuid WHERE d.key = k.key AND r.experiment_id IN "
            "(SELECT value FROM json_each(?1)))) ORDER BY key",
        [](const store::Statement& row) { return row.text(0); }, idList(experiments));
}

} // namespace

Result<std::vector<Run>> Store::search(const RunQuery& query) const {
    auto where = whereClause(query);
    if (!where)
        return std::move(where).error();
    auto order = compileOrder(query.orderBy);
    if (!order)
        return std::move(order).error();
    auto& c = *m_connection;
    const std::scoped_lock lock(c.mutex);
    auto rows = c.database.prepare("SELECT r.run_uuid FROM runs r" + order->joins.text +
                                   where->text + " ORDER BY " + order->terms + " LIMIT ? OFFSET ?");
    if (!rows)
        return std::move(rows).error();
    int index = 0;
    bindValues(*rows, index, order->joins.values);
    bindValues(*rows, index, where->values);
    rows->bind(++index, std::max<std::int64_t>(query.limit, 0));
    rows->bind(++index, std::max<std::int64_t>(query.offset, 0));
    std::vector<Run> page;
    if (auto read = forEachRow(
            *rows,
            [&](const store::Statement& row) { page.emplace_back().id.value = row.text(0); });
        !read)
        return std::move(read).error();
    if (auto loaded = loadRuns(c, page); !loaded)
        return std::move(loaded).error();
    return page;
}

Result<std::int64_t> Store::count(const RunQuery& query) const {
    auto where = whereClause(query);
    if (!where)
        return std::move(where).error();
    const std::scoped_lock lock(m_connection->mutex);
    auto rows = m_connection->database.prepare("SELECT count(*) FROM runs r" + where->text);
    if (!rows)
        return std::move(rows).error();
    int index = 0;
    bindValues(*rows, index, where->values);
    auto row = rows->step();
    if (!row)
        return std::move(row).error();
    return rows->integer(0);
}

Result<Run> Store::run(const RunId& id) const {
    auto& c = *m_connection;
    const std::scoped_lock lock(c.mutex);
    auto found = readOne(
        c, noSuchRun(id), "SELECT run_uuid FROM runs WHERE run_uuid = ?",
        [](const store::Statement& row) { return Run{.id = {row.text(0)}}; }, id.value);
    if (!found)
        return found;
    std::vector<Run> page{std::move(*found)};
    if (auto loaded = loadRuns(c, page); !loaded)
        return std::move(loaded).error();
    return std::move(page.front());
}

Result<std::vector<MetricPoint>> Store::metricHistory(const RunId& run,
                                                      std::string_view key) const {
    auto& c = *m_connection;
    const std::scoped_lock lock(c.mutex);
    // "+key" leaves the search to the index on the run: the primary key begins with the metric's
    // name, which thousands of runs share.
    return collect(
        c,
        "SELECT step, timestamp, value, is_nan FROM metrics WHERE run_uuid = ? AND +key = ? ORDER "
        "BY step, timestamp, value",
        [](const store::Statement& row) {
            return MetricPoint{row.integer(0), row.integer(1),
                               StoredValue::read(row.real(2), row.integer(3) != 0)};
        },
        run.value, key);
}

Result<std::vector<std::string>>
Store::metricKeys(std::span<const ExperimentId> experiments) const {
    const std::scoped_lock lock(m_connection->mutex);
    return keysOf(*m_connection, "latest_metrics", experiments);
}

Result<std::vector<std::string>> Store::paramKeys(std::span<const ExperimentId> experiments) const {
    const std::scoped_lock lock(m_connection->mutex);
    return keysOf(*m_connection, "params", experiments);
}

} // namespace loom::tracking
