// SPDX-License-Identifier: GPL-3.0-or-later
// Reading single cells of a price file. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/date.h"
#include "base/result.h"
#include "market/import/price_file.h"

namespace loom::market {

/// Columns beyond this are no price file: six of each of 800 symbols side by side.
inline constexpr std::size_t kMaxColumns = 5000;

/// A date and time as written.
struct When {
    Date date;
    int secondOfDay = 0;
    bool hasTime = false;
    std::optional<int> offset = std::nullopt;           ///< seconds east of Greenwich
    std::optional<std::int64_t> instant = std::nullopt; ///< of unix styles; the rest is its UTC
};

/// dateCell may hold the time too; timeCell is empty when there is no such column. The date of
/// DateStyle::DayMilliseconds is the caller's to set.
std::optional<When> parseWhen(std::string_view dateCell, std::string_view timeCell,
                              DateStyle style);

/// A number with '.' or ',' as decimal mark, perhaps with groups of thousands, a currency sign or
/// (volumes) K, M, B behind it.
std::optional<double> parseNumber(std::string_view cell, bool decimalComma);

/// "", ".", "null", "NaN", "N/A", "-": a value that is not there.
bool isMissing(std::string_view cell);
/// A cell a spreadsheet would run.
bool isFormula(std::string_view cell);

/// InvalidInput when the bytes are no text in UTF-8 (binary, UTF-16, UTF-32).
Status checkIsText(std::string_view text);

} // namespace loom::market
