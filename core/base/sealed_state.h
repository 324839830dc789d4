// SPDX-License-Identifier: GPL-3.0-or-later
// A model's state as checksummed text. Thread rule: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace loom {

/// {"kind": id, ...state} as text behind its SHA-256, so that a damaged file is refused.
std::string sealState(std::string_view id, Json state);

/// Corrupt when the checksum does not match or the state is of another kind.
Result<Json> openState(std::string_view id, std::string_view bytes);

} // namespace loom
