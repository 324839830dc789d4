// SPDX-License-Identifier: GPL-3.0-or-later
// One record of a price file to the bars it holds: one, or one per symbol when several stand side
// by side. Not thread-safe: one per file.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "market/import/detail/row_reader.h"

namespace loom::market {

class TableReader {
  public:
    /// The failures of RowReader::make(), and symbols wanted that the columns do not hold.
    static Result<TableReader> make(const PriceFormat& format);

    /// What a record gave. Both empty: it has nothing of the symbols that are wanted.
    struct Outcome {
        std::vector<Row> rows;
        std::vector<std::string> reasons; ///< why there is no row, or not one of each symbol
    };
    Outcome read(const Record& record);
    bool mixedOffsets() const;

  private:
    TableReader() = default;
    Outcome readSideBySide(const Record& record);

    std::vector<RowReader> m_readers; ///< one, or one per symbol of the columns
    std::set<std::string> m_only;     ///< of a symbol column; empty: all
    bool m_sideBySide = false;
    std::size_t m_columns = 0;
};

/// The symbols of a table with several side by side, sorted, each once.
std::set<std::string> symbolsOfColumns(const PriceFormat& format);

} // namespace loom::market
