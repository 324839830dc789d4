// SPDX-License-Identifier: GPL-3.0-or-later
// What reading and changing the registry share. Functions here expect the mutex to be held.
#pragma once

#include <cstdint>
#include <string_view>

#include "tracking/detail/connection.h"
#include "tracking/registry.h"

namespace loom::tracking {

/// One version with its tags and aliases, or NotFound.
Result<ModelVersion> findVersion(Connection& connection, std::string_view model,
                                 std::int64_t number);

Result<bool> modelExists(Connection& connection, std::string_view name);
/// NotFound when there is no such model.
Status requireModel(Connection& connection, std::string_view name);

} // namespace loom::tracking
