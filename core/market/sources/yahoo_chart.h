// SPDX-License-Identifier: GPL-3.0-or-later
// Yahoo's chart answer as sent: read, checked for shape, nothing repaired (market_data 1.3, 1.5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "market/series.h"
#include "net/http_client.h"

namespace loom::market {

/// One row; any value may be missing. time: UTC seconds.
struct YahooRow {
    std::int64_t time = 0;
    std::optional<double> open, high, low, close, adjustedClose;
    std::optional<std::int64_t> volume;
};

struct YahooEvent {
    ActionKind kind = ActionKind::Dividend;
    std::int64_t time = 0;
    double amount = 0;
    double numerator = 1;
    double denominator = 1;
    std::string currency; ///< of a dividend, when it is said
};

/// A regular trading session, end exclusive.
struct YahooPeriod {
    std::int64_t start = 0;
    std::int64_t end = 0;
};

struct YahooChart {
    Instrument instrument;
    std::string granularity; ///< "1d"; empty when not said
    std::optional<std::int64_t> firstTrade;
    std::optional<std::int64_t> regularMarketTime;
    std::vector<YahooPeriod> periods;
    std::vector<YahooRow> rows;
    std::vector<YahooEvent> events;
    std::size_t unreadableEvents = 0;
};

/// Reads a body. Fails with UnknownSymbol, NoData or Refused when the body is an error of Yahoo's,
/// with Unreachable when it is not an answer (not JSON, wrong shape, unequal array lengths).
Result<YahooChart> parseYahooChart(std::string_view body);

/// The same with status, final host and body taken together (market_data 1.5).
Result<YahooChart> readYahooAnswer(const net::HttpResponse& response);

/// The failure that an answer which is not data stands for; nothing when it should be read.
std::optional<Error> yahooFailure(const net::HttpResponse& response);

/// Pause on 429 and 999, retry on 408, 5xx and on web pages, deliver the rest.
net::Verdict judgeYahoo(const net::HttpResponse& response);

} // namespace loom::market
