// SPDX-License-Identifier: GPL-3.0-or-later
// A data source: a service that sends bars and events for one symbol, or one of four classified
// failures that are never merged (no data, unknown symbol, refused, unreachable).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "jobs/job.h"
#include "market/series.h"

namespace loom::market {

/// How far back an interval may be asked, counted from now.
struct Depth {
    Interval interval = Interval::Day1;
    std::optional<int> days; ///< nothing: back to the first trade
    std::optional<int> daysPerRequest;
};

/// A window of one symbol; from inclusive, to exclusive. For Day1 they are compared with the
/// session date's midnight UTC, as in Bar.
struct FetchRequest {
    std::string symbol;
    Interval interval = Interval::Day1;
    Timestamp from;
    Timestamp to;
};

/// A cleaned answer: rows repaired in the fixed order of the reference, sorted, no duplicates.
struct FetchedSeries {
    Instrument instrument;
    std::vector<Bar> bars;
    std::vector<std::optional<double>> adjustedClose; ///< per bar (daily only), for overlap checks
    std::vector<CorporateAction> actions;
    std::optional<Date> firstTradeDate;
    std::vector<std::string> repairs; ///< what was dropped or merged, in words
    /// Set when the window reached further back than the source keeps this interval: nothing older
    /// than this can be had, and asking again will not help.
    std::optional<Timestamp> historyStart;
};

/// The failure's code is NoData, UnknownSymbol, Refused or Unreachable; InvalidInput for an empty
/// symbol or a reversed window, which are never sent.
using FetchOutcome = Result<FetchedSeries>;

/// Thread rule: fetch() may be called from any one thread at a time; the callback runs on that
/// thread, in order of completion, before fetch() returns.
class Source {
  public:
    virtual ~Source() = default;

    virtual std::string id() const = 0;
    virtual std::string title() const = 0;
    virtual std::vector<Depth> depths() const = 0;

    using OnAnswer = std::function<void(const FetchRequest&, FetchOutcome)>;
    /// Fetches many windows politely (rate limit, bounded parallelism, back-off). Returns an error
    /// only when the whole run had to stop early (refused repeatedly, cancelled): what was answered
    /// until then has been delivered, the rest can be asked again.
    virtual Status fetch(const std::vector<FetchRequest>& requests, const OnAnswer& onAnswer,
                         jobs::JobContext& context) = 0;
};

} // namespace loom::market
