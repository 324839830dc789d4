// SPDX-License-Identifier: GPL-3.0-or-later
// The table layout of MLflow 0584bdc529eb: creating it, and recognising it or its 3.x successors.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "store/database.h"

namespace loom::tracking {

inline constexpr std::string_view kRevision = "0584bdc529eb";

/// The statements that make an empty file a store of revision kRevision.
std::string_view schemaSql();

struct FoundSchema {
    std::string revision;
    /// False for a revision newer than those this program was tested with: every table and column
    /// that it reads is there, but what else a change would have to keep nobody knows.
    bool isKnown = true;
};

/// Creates the tables in an empty file (safe when several programs start at once), or checks those
/// of an existing one. NewerVersion, Corrupt or InvalidInput when it cannot even be read, and then
/// the file is as it was.
Result<FoundSchema> prepareSchema(store::Database& database);

} // namespace loom::tracking
