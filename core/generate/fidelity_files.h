// SPDX-License-Identifier: GPL-3.0-or-later
// Return or price tables in wide CSV files: one path a column, one day a row, an optional header
// and an optional first column of dates. Thread rule: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "generate/fidelity.h"
#include "generate/paths.h"

namespace loom::generate {

enum class TableContent { LogReturns, Prices };

/// Reads the table as log returns. Fails naming the line and column of the first cell that is not a
/// number, of a row of another width, or of a price that is not positive.
Result<Paths> parseWideCsv(std::string_view text, TableContent content);

/// One path a column (path_1 …), one day a row.
std::string toWideCsv(const Paths& paths);

/// quantloom fidelity: the first column of the real file against all columns of the synthetic one.
/// A short real series narrows the options (see shortenedFor()).
Result<FidelityReport> fidelityOfFiles(const std::string& realFile,
                                       const std::string& syntheticFile, TableContent content,
                                       const FidelityOptions& options, jobs::JobContext& context);

} // namespace loom::generate
