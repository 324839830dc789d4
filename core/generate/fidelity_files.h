// SPDX-License-Identifier: GPL-3.0-or-later
// Reports on files from anywhere: paths of one series, or panels of assets. Thread rule: pure
// functions; the reports use all cores.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "generate/fidelity.h"
#include "generate/panel_fidelity.h"
#include "generate/paths.h"
#include "generate/wide_table.h"

namespace loom::generate {

/// Reads the table as log returns, a path a column; see parseWideTable().
Result<Paths> parseWideCsv(std::string_view text, TableContent content);

/// One path a column (path_1 …), one day a row.
std::string toWideCsv(const Paths& paths);

struct FidelityFiles {
    std::string real;
    std::string synthetic;
    TableContent content = TableContent::LogReturns;
    ReturnUnit unit = ReturnUnit::Fraction;
    /// When the synthetic file has another one. When it is not said, returns that vary about a
    /// hundred times as much or as little as the real ones are refused with the question which.
    std::optional<ReturnUnit> syntheticUnit = {};
};

/// The first column of the real file against all columns of the synthetic one. A short real series
/// narrows the options (see shortenedFor()). Files that look like a panel are refused in words.
Result<FidelityReport> fidelityOfFiles(const FidelityFiles& files, const FidelityOptions& options,
                                       jobs::JobContext& context);

/// Asset by asset: the columns of both files are matched by the names in their headers, which must
/// be the same in any order. Empty cells of the real file are missing returns.
Result<FidelityReport> panelFidelityOfFiles(const FidelityFiles& files,
                                            const PanelFidelityOptions& options,
                                            jobs::JobContext& context);

} // namespace loom::generate
