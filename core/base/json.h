// SPDX-License-Identifier: GPL-3.0-or-later
// JSON with errors a person can act on. Keys are kept sorted, so equal content is equal bytes.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "base/result.h"

namespace loom {

using Json = nlohmann::json;

/// Parses UTF-8 text; a failure names the line and column.
Result<Json> parseJson(std::string_view text);

} // namespace loom
