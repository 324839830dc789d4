// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of one stored series in market.db: reading a range, writing what differs. Used by the
// cache only. Thread rule: that of the database.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "base/result.h"
#include "market/series.h"
#include "store/database.h"

namespace loom::market {

/// The spacing of float32 numbers at a price: what the last digits of a service's prices are worth.
double float32Spacing(double price);
/// Equal as far as a float32 can say.
bool samePrice(double a, double b);

/// The smallest scale of 1e4, 1e6 … 1e12, not below `atLeast`, at which every price times the scale
/// rounds to an integer within one float32 spacing. InvalidInput when a price is too large for it.
Result<std::int64_t> priceScale(std::span<const Bar> bars, std::int64_t atLeast);

/// Where a series lies and how its prices are written.
struct BarTable {
    std::int64_t series = 0;
    Interval interval = Interval::Day1;
    std::int64_t scale = 10000; ///< intraday only
};

/// Bars with from <= time <= to, all marked final.
Result<std::vector<Bar>> readBars(store::Database& database, const BarTable& table,
                                  std::int64_t from = std::numeric_limits<std::int64_t>::min(),
                                  std::int64_t to = std::numeric_limits<std::int64_t>::max());

/// Writes bars, replacing those with the same time. Prices must fit the scale.
Status writeBars(store::Database& database, const BarTable& table, std::span<const Bar> bars);

/// Multiplies stored integers so that they fit a wider scale.
Status widenScale(store::Database& database, const BarTable& table, std::int64_t scale);

Status deleteBars(store::Database& database, const BarTable& table);

/// What of the batch has to be written over the stored bars of its range, both sorted by time.
struct BarDifference {
    std::vector<Bar> toWrite;
    std::int64_t inserted = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
};
/// scale: 0 compares prices to a float32 spacing, else as the integers that would be stored.
BarDifference difference(std::span<const Bar> stored, std::span<const Bar> batch,
                         std::int64_t scale);

} // namespace loom::market
