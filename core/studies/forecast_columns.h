// SPDX-License-Identifier: GPL-3.0-or-later
// Further columns of a price file as features: "column:sentiment" is the number beside the prices
// of the same line, taken as known at the close of that bar. Thread rule: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "market/import/price_archive.h"
#include "studies/forecast_features.h"

namespace loom::studies {

/// The columns called `names` (in the file's header, any case) for each symbol: [name][symbol]. An
/// empty cell is missing. InvalidInput in words for a name that the header lacks, prices and volume
/// (they are the target, or features already), cells that are no numbers, and files whose lines
/// hold several symbols or that are archives.
Result<std::vector<std::vector<AssetColumn>>>
readColumns(const std::vector<market::PriceText>& texts, const market::PriceFormat& format,
            const std::vector<std::string>& names, const std::vector<std::string>& symbols);

} // namespace loom::studies
