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

/// Creates the tables in an empty file (safe when several programs start at once), or checks those
/// of an existing one. The revision found; NewerVersion, Corrupt or InvalidInput otherwise, and
/// then the file is as it was.
Result<std::string> prepareSchema(store::Database& database);

} // namespace loom::tracking
