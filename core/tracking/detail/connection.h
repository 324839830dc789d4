// SPDX-License-Identifier: GPL-3.0-or-later
// What a Store and a Registry share: the database, guarded by one mutex, and the statements used by
// several of their members. Functions here expect the mutex to be held.
#pragma once

#include <cmath>
#include <filesystem>
#include <functional>
#include <limits>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "store/database.h"
#include "tracking/types.h"

namespace loom::tracking {

struct Connection {
    store::Database database;
    std::filesystem::path artifactRoot;
    std::string revision;
    std::function<std::int64_t()> clockMs;
    std::mutex mutex;
};

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

/// The run's artifact folder on this machine (it may not exist yet).
Result<std::filesystem::path> locateArtifacts(Connection& connection, const RunId& run);

/// An absolute path or file URI as a path; nothing for s3:// and the like.
std::optional<std::filesystem::path> localPath(std::string_view uri);

} // namespace loom::tracking
