// SPDX-License-Identifier: GPL-3.0-or-later
// Return or price tables in wide CSV files: one path or asset a column, one day a row, an optional
// header and an optional first column of dates. Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "generate/paths.h"

namespace loom::generate {

enum class TableContent { LogReturns, Prices };
/// Of log returns; prices have none.
enum class ReturnUnit { Fraction, Percent };
enum class MissingCells {
    Refused,
    Allowed ///< empty cells and "nan" are missing returns
};

struct TableFormat {
    TableContent content = TableContent::LogReturns;
    ReturnUnit unit = ReturnUnit::Fraction;
    MissingCells missing = MissingCells::Refused;
};

/// One-day log returns as fractions, day by day and within a day column by column; NaN = missing.
struct WideTable {
    std::vector<std::string> names = {}; ///< of the columns; empty without a header
    std::size_t columns = 0;
    std::size_t days = 0;
    std::vector<double> returns = {};

    double at(std::size_t day, std::size_t column) const { return returns[day * columns + column]; }
    std::vector<double> column(std::size_t index) const;
};

/// Fails naming the line and column of the first cell that is not a number, of a row of another
/// width, of a price that is not positive, or of a return beyond any day's.
Result<WideTable> parseWideTable(std::string_view text, const TableFormat& format);

/// The precision of paths.
std::vector<float> narrowed(const std::vector<double>& values);
/// Each column is a path of one series.
Paths pathsOf(const WideTable& table);
/// Each column is an asset of one path.
Paths panelOf(const WideTable& table);

/// One path a column (path_1 …), one day a row.
std::string toWideCsv(const Paths& paths);

} // namespace loom::generate
