// SPDX-License-Identifier: GPL-3.0-or-later
// Yahoo's rows made into bars, in the fixed order of market_data 1.6: sort and cut, drop empty
// rows, resolve the live row, cut to the sessions, validate. Every change is said in words.
#pragma once

#include "market/source.h"
#include "market/sources/yahoo_chart.h"

namespace loom::market {

/// What was asked, and when the answer came.
struct YahooWindow {
    Interval interval = Interval::Day1;
    Timestamp from;
    Timestamp to;
    Timestamp now;
};

/// Fails with NoData when no bar is left and no event came, with Unreachable when the answer as a
/// whole cannot be trusted (wrong granularity, a high below its close).
Result<FetchedSeries> repairedYahoo(YahooChart chart, const YahooWindow& window);

/// Yahoo's prices are float32 printed as double. Gives the shortest decimal that is the same
/// float32 (75.0875015258789 -> 75.0875); a value that is no float32 is left alone.
double snappedToFloat32(double value);

} // namespace loom::market
