// SPDX-License-Identifier: GPL-3.0-or-later
// Turns the filter and order texts of RunQuery into SQL over `runs r`. Pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace loom::tracking {

using SqlValue = std::variant<std::int64_t, double, std::string>;

/// A piece of SQL and the values of its question marks, in order.
struct SqlPiece {
    std::string text;
    std::vector<SqlValue> values;
};

/// A boolean expression; "1" for an empty filter.
Result<SqlPiece> compileFilter(std::string_view filter);

struct SqlOrder {
    SqlPiece joins;    ///< goes after FROM runs r
    std::string terms; ///< goes after ORDER BY; never empty
};
Result<SqlOrder> compileOrder(std::span<const std::string> orderBy);

} // namespace loom::tracking
