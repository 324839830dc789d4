// SPDX-License-Identifier: GPL-3.0-or-later
// The bars of a dropped price file, checked more strictly than an import that a person watches, and
// joined with what the cache holds of their symbols. Thread rule: free functions; the cache is
// written by storePrices() only.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "market/series.h"

namespace loom::studies {

class Workbench;

struct BatchPrices {
    std::vector<market::Series> series = {}; ///< one a symbol, of one interval
    std::vector<std::string> notes = {};
};

/// name: helps to guess the symbol. now: no bar may lie after it.
Result<BatchPrices> readBatchPrices(const std::filesystem::path& file, const std::string& name,
                                    Timestamp now);

/// The stored bars with those of the file over them. A file that restates what is stored (a split)
/// replaces it when it reaches back as far; otherwise InvalidInput in words.
Result<market::Series> joinedWithStored(const market::Series& stored, const market::Series& file);

/// Puts them into the cache under "import".
Status storePrices(Workbench& workbench, const std::vector<market::Series>& series);

} // namespace loom::studies
