// SPDX-License-Identifier: GPL-3.0-or-later
// What a person sets for online prices, the same for the window and the command line: how fast
// sources may be asked, and closures of the exchange announced after this program was made. One
// small JSON file in the data folder. Thread rule: values; any thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace loom::market {

class Calendar;

/// Above these, services begin to refuse (market_data 1.11).
inline constexpr double kMinRequestsPerSecond = 0.5, kMaxRequestsPerSecond = 8;
inline constexpr std::size_t kMaxInFlight = 10;

struct MarketSettings {
    double requestsPerSecond = kMaxRequestsPerSecond;
    std::size_t maxInFlight = 6;
    std::vector<Date> closures = {}; ///< sorted, each once
    friend bool operator==(const MarketSettings&, const MarketSettings&) = default;
};

/// InvalidInput in words when a number lies outside its bounds.
Status checkMarketSettings(const MarketSettings& settings);

/// Dates as typed, YYYY-MM-DD, separated by commas, blanks or lines; sorted, each once.
/// InvalidInput for what is no date and for a day on which the exchange is closed without it.
Result<std::vector<Date>> parseClosures(std::string_view text);
/// The other way: "2027-01-09, 2027-02-01".
std::string closuresText(const std::vector<Date>& closures);

/// The defaults when there is no such file. InvalidInput names the key that is wrong.
Result<MarketSettings> loadMarketSettings(const std::filesystem::path& file);
Status saveMarketSettings(const std::filesystem::path& file, const MarketSettings& settings);

} // namespace loom::market
