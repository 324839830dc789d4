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

/// One bundled series, from resources/sample/manifest.json. Provenance and licences are told in
/// sample/PROVENANCE.md beside it.
struct SampleInfo {
    std::string symbol;
    std::string name;
    std::string type; ///< "INDEX", "EQUITY", "ETF"
    Date first = {};
    Date last = {};
    AdjustmentState state = AdjustmentState::Split;
    bool onlyCloses = false; ///< open, high and low equal the close, volume is 0
};

Result<std::vector<SampleInfo>> sampleSeries();

/// The series with source "sample". Fails with UnknownSymbol for one that is not bundled.
Result<Series> loadSample(std::string_view symbol);

} // namespace loom::market
