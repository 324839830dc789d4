// SPDX-License-Identifier: GPL-3.0-or-later
// Series as CSV text: '.' decimals that read back to the same number, ISO dates (daily) or UTC
// instants (intraday), so that every importer, ours included, reads them again.
// Thread rule: free functions; any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "base/date.h"
#include "base/result.h"
#include "market/series.h"

namespace loom::market {

struct ExportOptions {
    Adjustment adjustment = Adjustment::AsStored;
    std::optional<Date> from = {}, to = {}; ///< both inclusive; UTC dates
};

/// Date,Open,High,Low,Close,Volume; intraday: Datetime,… as 2024-01-02T14:30:00Z.
std::string toCsv(const Series& series, const ExportOptions& options = {});
/// The same rows for several series, with a Symbol column, series after series.
std::string toCsv(std::span<const Series> series, const ExportOptions& options = {});

/// Writes the file in one step; NoData when the range holds no bar.
Status exportCsv(std::span<const Series> series, const ExportOptions& options,
                 const std::filesystem::path& file);

} // namespace loom::market
