// SPDX-License-Identifier: GPL-3.0-or-later
// Instruments, bars and corporate actions as every part of the program sees them. Immutable once
// built: share a Series as std::shared_ptr<const Series>.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"

namespace loom::market {

enum class Interval { Minute1, Minute5, Minute15, Hour1, Day1 };

/// "1m", "5m", "15m", "1h", "1d".
std::string_view intervalCode(Interval interval);
std::optional<Interval> intervalFromCode(std::string_view code);
inline bool isIntraday(Interval interval) {
    return interval != Interval::Day1;
}
/// Seconds a bar covers; 86,400 for a day.
std::int64_t intervalSeconds(Interval interval);

struct Instrument {
    std::string symbol; ///< canonical, as the source writes it: "BRK-B", "^GSPC"
    std::string name;
    std::string exchange; ///< source's code: "NYQ", "SNP"; empty when unknown
    std::string type;     ///< "EQUITY", "ETF", "INDEX", …; empty when unknown
    std::string currency; ///< ISO code or quote unit ("GBp"); empty when unknown
    std::string timeZone; ///< IANA, "America/New_York"
};

/// One bar. time: UTC seconds of the start; for Day1 midnight UTC of the session date. Prices are
/// as received (Yahoo: split-adjusted, not dividend-adjusted). NaN never occurs in a stored bar.
struct Bar {
    std::int64_t time = 0;
    double open = 0, high = 0, low = 0, close = 0;
    std::int64_t volume = 0;
    bool final = true; ///< false: provisional, may still change

    Date date() const { return Timestamp{time}.utcDate(); }
    friend bool operator==(const Bar&, const Bar&) = default;
};

enum class ActionKind { Dividend, Split, CapitalGain };

/// A corporate action on its ex-date.
struct CorporateAction {
    ActionKind kind = ActionKind::Dividend;
    Date exDate;
    double amount = 0;    ///< cash per share (split-adjusted as the source sends it)
    double numerator = 1; ///< split n:m, n new shares for m old
    double denominator = 1;
    friend bool operator==(const CorporateAction&, const CorporateAction&) = default;
};

/// What the stored closes already contain.
enum class AdjustmentState {
    Raw,              ///< as traded
    Split,            ///< adjusted for splits (Yahoo)
    SplitAndDividend, ///< fully adjusted closes (some imports): no further adjustment is applied
};

/// What the caller wants to see.
enum class Adjustment { AsStored, SplitAndDividend };

/// One instrument at one interval, sorted by time without duplicates.
struct Series {
    Instrument instrument;
    Interval interval = Interval::Day1;
    std::string source; ///< "yahoo", "sample", "import"
    AdjustmentState state = AdjustmentState::Split;
    std::vector<Bar> bars;
    std::vector<CorporateAction> actions; ///< sorted by exDate

    bool empty() const { return bars.empty(); }
};

/// Closes multiplied by the dividend factors of the later ex-dates, D / close of the bar before the
/// ex-date (market_data reference 1.7); open, high and low scaled alike, volume untouched. Prices
/// as traded (Raw) are divided by the later splits too, their volume multiplied. Daily bars;
/// ex-dates of intraday bars are taken at midnight UTC.
Series adjusted(const Series& series, Adjustment adjustment);

/// What adjusts a series without knowing what comes later: for each bar the factors of its prices
/// and its volume. The first bar keeps its scale and an action scales the bars from its ex-date on,
/// so that cutting the series cuts the factors and changes none of them. Prices times these differ
/// from adjusted() by one factor for the whole series.
struct ForwardFactors {
    std::vector<double> price;
    std::vector<double> volume;
};
ForwardFactors forwardFactors(const Series& series, Adjustment adjustment);

} // namespace loom::market
