// SPDX-License-Identifier: GPL-3.0-or-later
// What single records, headers and cells of an unknown table look like. Pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "market/import/detail/row_reader.h"

namespace loom::market {

/// The first 200 records, or fewer when the text is shorter.
std::vector<Record> firstRecords(std::string_view text, char delimiter);

/// InvalidInput when there are no columns, or far too many.
Result<char> findDelimiter(std::string_view text);

/// "Adj Close**" -> "adjclose", "<TICKVOL>" -> "tickvol".
std::string plainName(std::string_view name);
/// By name; "time" alone is Time.
ColumnRole roleOf(std::string_view header);

/// The style under which a cell is a date; a text that could be either counts as month first.
std::optional<DateStyle> styleOf(std::string_view cell);
bool isTimeOfDay(std::string_view cell);
bool isPrice(std::string_view cell);

/// The first record that looks like data: a date and a number. records.size() when there is none.
std::size_t findFirstRow(const std::vector<Record>& records);

/// The symbol a file name holds: the last word in capitals, better one of letters only
/// ("BATS_SPY, 1D" -> "SPY"), or what stands before ".us". Empty when there is none.
std::string symbolInFileName(std::string_view fileName);

} // namespace loom::market
