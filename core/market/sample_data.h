// SPDX-License-Identifier: GPL-3.0-or-later
// The price history that ships with the program, so that a first start without a network has real
// data to show. Thread rule: free functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "market/series.h"

namespace loom::market {

/// One bundled series, from resources/sample/manifest.json.
struct SampleInfo {
    std::string symbol = {};
    std::string name = {};
    Date first = {};
    Date last = {};
    std::size_t bars = 0;
    std::string provenance = {}; ///< where it comes from and its licence, for the screen
};

Result<std::vector<SampleInfo>> sampleSeries();

/// The series with source "sample". Fails with UnknownSymbol for one that is not bundled.
Result<Series> loadSample(std::string_view symbol);

} // namespace loom::market
