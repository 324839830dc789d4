// SPDX-License-Identifier: GPL-3.0-or-later
// One column of numbers out of a CSV file of any origin, checked cell by cell. Thread rule: pure
// functions on files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace loom::studies {

struct ColumnRequest {
    std::filesystem::path file; ///< CSV, also gzip; ',' or ';' between cells
    std::string column = {};    ///< empty: adj_close, close, or the only column of numbers
    std::string symbol = {};    ///< rows of this symbol only, where the file has a symbol column
};

struct NumberColumn {
    std::string name;
    std::vector<double> values;        ///< in the order of the file, empty cells left out
    std::vector<std::size_t> lines;    ///< of each value, 1-based
    std::string first = {}, last = {}; ///< cells of the date column, empty without one
    std::size_t missing = 0;           ///< empty cells
    /// Of each value, its date cell as seconds since 1970 without any zone; empty where a cell is
    /// no date like 2018-12-31 or 2018-12-31 15:55, or they do not rise.
    std::vector<std::int64_t> times = {};
};

/// Refused in words: no such column (the columns are listed), no such symbol (the symbols are
/// listed), several symbols and none chosen, a cell that is no number (with its line), dates that
/// do not rise.
Result<NumberColumn> readNumberColumn(const ColumnRequest& request);

} // namespace loom::studies
