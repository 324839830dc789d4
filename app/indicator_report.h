// SPDX-License-Identifier: GPL-3.0-or-later
// What the verb indicators prints and writes.
#pragma once

#include <string>
#include <vector>

#include "app/console.h"
#include "base/json.h"
#include "indicators/indicator.h"
#include "market/series.h"

namespace loom::app {

/// One indicator over the series.
struct IndicatorResult {
    indicators::Indicator indicator;
    indicators::Computed computed;
};

/// Every kind: text with its defaults, where it is drawn, warm-up, conventions, formula, source.
void listIndicators(const indicators::IndicatorRegistry& registry, const Console& console,
                    Json& result);

/// The last rows as a table, and into result["indicators"] and result["rows"].
void printIndicators(const market::Series& series, const std::vector<IndicatorResult>& results,
                     std::size_t rows, const Console& console, Json& result);

/// Date (intraday: Datetime), the bar and a column for each output; empty cells in the warm-up.
std::string indicatorCsv(const market::Series& series, const std::vector<IndicatorResult>& results);

} // namespace loom::app
