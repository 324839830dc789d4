// SPDX-License-Identifier: GPL-3.0-or-later
// What a Store and a Registry share: the database, guarded by one mutex, and the statements used by
// several of their members. Functions here expect the mutex to be held.
#pragma once

#include <cmath>
#include <filesystem>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/database.h"
#include "tracking/types.h"

namespace loom::tracking {

struct Connection {
    store::Database database;
    std::filesystem::path artifactRoot;
    std::string revision;
    std::function<std::int64_t()> clockMs;
    bool readOnly = false; ///< upgraded by an MLflow newer than this program knows
    std::mutex mutex;
};

/// NewerVersion for a store that is only read.
Status requireWritable(const Connection& connection);

/// Steps through the rows; the callback reads one.
template <class Read>
Status forEachRow(store::Statement& statement, Read read) {
    for (;;) {
        auto row = statement.step();
        if (!row)
            return std::move(row).error();
        if (!*row)
            return {};
        read(statement);
    }
}

/// One object a row.
template <class Read, class... Args>
auto collect(Connection& connection, std::string_view sql, Read read, const Args&... args)
    -> Result<std::vector<decltype(read(std::declval<const store::Statement&>()))>> {
    auto statement = connection.database.prepare(sql);
    if (!statement)
        return std::move(statement).error();
    statement->bindAll(args...);
    std::vector<decltype(read(std::declval<const store::Statement&>()))> list;
    if (auto done =
            forEachRow(*statement, [&](const store::Statement& row) { list.push_back(read(row)); });
        !done)
        return std::move(done).error();
    return list;
}

/// What is read from the only row; `missing` is the error when there is none.
template <class Read, class... Args>
auto readOne(Connection& connection, const Error& missing, std::string_view sql, Read read,
             const Args&... args)
    -> Result<decltype(read(std::declval<const store::Statement&>()))> {
    auto rows = collect(connection, sql, std::move(read), args...);
    if (!rows)
        return std::move(rows).error();
    if (rows->empty())
        return missing;
    return std::move(rows->front());
}

/// Every change of the file goes through here: takes the mutex and a transaction, runs
/// work() -> Status or Result, and keeps what it wrote only when it succeeded.
template <class Work>
auto change(Connection& connection, Work work) -> decltype(work()) {
    const std::scoped_lock lock(connection.mutex);
    if (auto writable = requireWritable(connection); !writable)
        return std::move(writable).error();
    auto transaction = store::Transaction::begin(connection.database);
    if (!transaction)
        return std::move(transaction).error();
    auto done = work();
    if (!done)
        return done;
    if (auto kept = transaction->commit(); !kept)
        return std::move(kept).error();
    return done;
}

/// A metric value as the file keeps it: NaN as 0 and a mark, infinities as the largest doubles.
struct StoredValue {
    double value = 0;
    bool isNan = false;

    static StoredValue of(double value) {
        constexpr double kMax = std::numeric_limits<double>::max();
        if (std::isnan(value))
            return {0, true};
        if (std::isinf(value))
            return {value > 0 ? kMax : -kMax, false};
        return {value, false};
    }
    static double read(double value, bool isNan) {
        return isNan ? std::numeric_limits<double>::quiet_NaN() : value;
    }
};

/// Fails with NotFound, or InvalidInput when the run is deleted. The run's experiment.
Result<ExperimentId> requireActiveRun(Connection& connection, const RunId& run);

/// change() of a run that must be there and not deleted: work(ExperimentId) -> Status.
template <class Work>
Status changeRun(Connection& connection, const RunId& run, Work work) {
    return change(connection, [&]() -> Status {
        auto experiment = requireActiveRun(connection, run);
        if (!experiment)
            return std::move(experiment).error();
        return work(*experiment);
    });
}

/// NotFound, for a run that is not in the file.
Error noSuchRun(const RunId& run);

/// The run's artifact folder on this machine (it may not exist yet).
Result<std::filesystem::path> locateArtifacts(Connection& connection, const RunId& run);

/// An absolute path or file URI as a path; nothing for s3:// and the like.
std::optional<std::filesystem::path> localPath(std::string_view uri);

} // namespace loom::tracking
