// SPDX-License-Identifier: GPL-3.0-or-later
// Parameters, metrics and datasets of a run.
#include "tracking/store.h"

#include "tracking/detail/connection.h"
#include "tracking/detail/names.h"

#include <map>
#include <tuple>

namespace loom::tracking {

namespace {

/// The points of one batch that may become the latest of their key.
using LatestByKey = std::map<std::string_view, Metric>;

/// MLflow's order: the latest is the greatest (step, timestamp, stored value).
bool isLater(const Metric& a, const Metric& b) {
    return std::make_tuple(a.step, a.timestampMs, StoredValue::of(a.value).value) >
           std::make_tuple(b.step, b.timestampMs, StoredValue::of(b.value).value);
}

Status insertPoints(Connection& c, const RunId& run, std::span<const Metric> metrics,
                    LatestByKey& latest) {
    auto insert =
        c.database.prepare("INSERT INTO metrics(key, value, timestamp, run_uuid, step, is_nan) "
                           "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
    if (!insert)
        return std::move(insert).error();
    const std::int64_t now = c.clockMs();
    for (const auto& metric : metrics) {
        const auto stored = StoredValue::of(metric.value);
        const std::int64_t time = metric.timestampMs == kNow ? now : metric.timestampMs;
        if (auto added = insert
                             ->bindAll(metric.key, stored.value, time, run.value, metric.step,
                                       stored.isNan ? 1 : 0)
                             .run();
            !added)
            return added;
        const Metric point{{}, metric.value, metric.step, time};
        const auto [known, isNew] = latest.try_emplace(metric.key, point);
        if (!isNew && isLater(point, known->second))
            known->second = point;
    }
    return {};
}

Status updateLatest(Connection& c, const RunId& run, const LatestByKey& latest) {
    auto upsert = c.database.prepare(
        "INSERT INTO latest_metrics(key, value, timestamp, step, is_nan, run_uuid) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT(key, run_uuid) DO UPDATE SET value = "
        "excluded.value, "
        "timestamp = excluded.timestamp, step = excluded.step, is_nan = excluded.is_nan WHERE "
        "(excluded.step, excluded.timestamp, excluded.value) > (latest_metrics.step, "
        "coalesce(latest_metrics.timestamp, 0), latest_metrics.value)");
    if (!upsert)
        return std::move(upsert).error();
    for (const auto& [key, metric] : latest) {
        const auto stored = StoredValue::of(metric.value);
        if (auto done = upsert
                            ->bindAll(key, stored.value, metric.timestampMs, metric.step,
                                      stored.isNan ? 1 : 0, run.value)
                            .run();
            !done)
            return done;
    }
    return {};
}

Status putParam(Connection& c, const RunId& run, const NamedText& param) {
    const std::int64_t before = c.database.totalChanges();
    if (auto put = c.database.run("INSERT INTO params(key, value, run_uuid) VALUES (?, ?, ?) "
                                  "ON CONFLICT DO NOTHING",
                                  param.key, param.value, run.value);
        !put)
        return put;
    if (c.database.totalChanges() != before)
        return {};
    auto known = c.database.queryText("SELECT value FROM params WHERE key = ? AND run_uuid = ?",
                                      param.key, run.value);
    if (!known)
        return std::move(known).error();
    if (known->value_or("") == param.value)
        return {};
    return fail(ErrorCode::InvalidInput, "The parameter \"" + param.key +
                                             "\" of this run is already \"" + known->value_or("") +
                                             "\" and cannot become \"" + param.value +
                                             "\". Start another run, or use a tag.");
}

/// The dataset's id: the known one of equal name and digest in the experiment, or a new one.
Result<std::string> putDataset(Connection& c, ExperimentId experiment,
                               const DatasetInput& dataset) {
    const std::string digest = dataset.digest.substr(0, 36);
    if (auto put = c.database.run(
            "INSERT INTO datasets(dataset_uuid, experiment_id, name, digest, dataset_source_type, "
            "dataset_source, dataset_schema, dataset_profile) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT DO NOTHING",
            newId(), experiment.value, dataset.name, digest, dataset.sourceType,
            dataset.source.empty() ? std::string("{}") : dataset.source,
            dataset.schema.empty() ? std::nullopt : std::optional(dataset.schema),
            dataset.profile.empty() ? std::nullopt : std::optional(dataset.profile));
        !put)
        return std::move(put).error();
    auto id = c.database.queryText(
        "SELECT dataset_uuid FROM datasets WHERE experiment_id = ? AND name = ? AND digest = ?",
        experiment.value, dataset.name, digest);
    if (!id)
        return std::move(id).error();
    return id->value_or("");
}

/// Links dataset and run; the id of the link, new or known.
Result<std::string> putInput(Connection& c, const std::string& dataset, const RunId& run) {
    if (auto put = c.database.run(
            "INSERT INTO inputs(input_uuid, source_type, source_id, destination_type, "
            "destination_id) VALUES (?, 'DATASET', ?, 'RUN', ?) ON CONFLICT DO NOTHING",
            newId(), dataset, run.value);
        !put)
        return std::move(put).error();
    auto id = c.database.queryText(
        "SELECT input_uuid FROM inputs WHERE source_type = 'DATASET' AND source_id = ? AND "
        "destination_type = 'RUN' AND destination_id = ?",
        dataset, run.value);
    if (!id)
        return std::move(id).error();
    return id->value_or("");
}

} // namespace

Status Store::logParam(const RunId& run, std::string_view key, std::string_view value) {
    const NamedText param{std::string(key), std::string(value)};
    return logParams(run, {&param, 1});
}

Status Store::logParams(const RunId& run, std::span<const NamedText> params) {
    for (const auto& param : params) {
        if (auto valid = checkKey("parameter", param.key); !valid)
            return valid;
        if (auto valid = checkValue("parameter", param.key, param.value, kMaxParamValue); !valid)
            return valid;
    }
    auto& c = *m_connection;
    return changeRun(c, run, [&](ExperimentId) -> Status {
        for (const auto& param : params)
            if (auto put = putParam(c, run, param); !put)
                return put;
        return {};
    });
}

Status Store::logMetric(const RunId& run, std::string_view key, double value, std::int64_t step,
                        std::int64_t timestampMs) {
    const Metric metric{std::string(key), value, step, timestampMs};
    return logMetrics(run, {&metric, 1});
}

Status Store::logMetrics(const RunId& run, std::span<const Metric> metrics) {
    std::string_view checked; // points of one key usually follow each other
    for (const auto& metric : metrics) {
        if (!checked.empty() && metric.key == checked)
            continue;
        if (auto valid = checkKey("metric", metric.key); !valid)
            return valid;
        checked = metric.key;
    }
    auto& c = *m_connection;
    return changeRun(c, run, [&](ExperimentId) -> Status {
        LatestByKey latest;
        if (auto added = insertPoints(c, run, metrics, latest); !added)
            return added;
        return updateLatest(c, run, latest);
    });
}

Status Store::logDataset(const RunId& run, const DatasetInput& dataset) {
    if (auto valid = checkName("dataset", dataset.name, 500); !valid)
        return valid;
    if (dataset.digest.empty() || dataset.sourceType.empty())
        return fail(ErrorCode::InvalidInput,
                    "A dataset needs a digest of its values and the type of its source.");
    auto& c = *m_connection;
    return changeRun(c, run, [&](ExperimentId experiment) -> Status {
        auto id = putDataset(c, experiment, dataset);
        if (!id)
            return std::move(id).error();
        auto input = putInput(c, *id, run);
        if (!input)
            return std::move(input).error();
        if (dataset.context.empty())
            return {};
        return c.database.run(
            "INSERT INTO input_tags(input_uuid, name, value) VALUES (?, 'mlflow.data.context', "
            "?) ON CONFLICT(input_uuid, name) DO UPDATE SET value = excluded.value",
            *input, dataset.context);
    });
}

Result<std::vector<LoggedDataset>> Store::datasets(const RunId& run) const {
    auto& c = *m_connection;
    const std::scoped_lock lock(c.mutex);
    return collect(
        c,
        "SELECT d.dataset_uuid, d.name, d.digest, d.dataset_source_type, d.dataset_source, "
        "d.dataset_schema, d.dataset_profile, t.value FROM inputs i JOIN datasets d ON "
        "d.dataset_uuid = i.source_id LEFT JOIN input_tags t ON t.input_uuid = i.input_uuid AND "
        "t.name = 'mlflow.data.context' WHERE i.source_type = 'DATASET' AND i.destination_type = "
        "'RUN' AND i.destination_id = ? ORDER BY d.name, d.digest",
        [](const store::Statement& row) {
            return LoggedDataset{.dataset = {.name = row.text(1),
                                             .digest = row.text(2),
                                             .sourceType = row.text(3),
                                             .source = row.text(4),
                                             .schema = row.text(5),
                                             .profile = row.text(6),
                                             .context = row.text(7)},
                                 .datasetId = row.text(0)};
        },
        run.value);
}

} // namespace loom::tracking
