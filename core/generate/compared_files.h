// SPDX-License-Identifier: GPL-3.0-or-later
// Real and generated tables from files of any origin, read, matched column by column and checked to
// be of one unit, before anything compares them. Thread rule: pure functions.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "generate/wide_table.h"

namespace loom::generate {

struct ComparedFiles {
    std::string real;
    std::string synthetic;
    std::string holdout = {}; ///< real data that the model never saw; empty: none
    TableContent content = TableContent::LogReturns;
    ReturnUnit unit = ReturnUnit::Fraction;
    /// When the synthetic file has another one. When it is not said, returns that vary about a
    /// hundred times as much or as little as the real ones are refused with the question which.
    std::optional<ReturnUnit> syntheticUnit = {};
};

struct ComparedTables {
    WideTable real, synthetic;
    std::optional<WideTable> holdout = {};
};

/// A real series and synthetic paths, one a column. Files that look like a panel are refused in
/// words.
Result<ComparedTables> readSeriesTables(const ComparedFiles& files);

/// Panels: columns are matched by the names in the headers, which must be the same in any order;
/// those of the result stand in the order of the real file. missing: in the real files.
Result<ComparedTables> readPanelTables(const ComparedFiles& files, MissingCells missing);

} // namespace loom::generate
