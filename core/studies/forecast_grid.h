// SPDX-License-Identifier: GPL-3.0-or-later
// One grid of times for the bars of many assets, weeks made of days, and each asset's bars placed
// on the grid. Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "studies/forecast_bars.h"

namespace loom::studies {

/// Ascending times with their sessions. Slots (the place of a bar within its session, from 0) only
/// within the day: counted from the opening on the calendar, from midnight off it.
struct ForecastGrid {
    std::vector<std::int64_t> times = {};
    std::vector<std::int32_t> sessions = {};
    std::vector<std::int32_t> slots = {};
    /// Of weekly rows: the first day of a last week that is not over and was left out.
    std::optional<Date> unfinished = {};

    std::size_t rows() const { return times.size(); }
};

struct GridOptions {
    forecast::Frequency frequency = forecast::Frequency::Day1;
    /// All assets follow the calendar: sessions that none of them has become rows too.
    bool onCalendar = false;
    /// Rows go up to this time even when no asset has bars there, and the last week counts as
    /// over: what was known then.
    std::optional<std::int64_t> until = {};
};

/// The times of all bars; with onCalendar also the sessions and slots between the first and the
/// last of them that the calendar expects (from 1990 on).
ForecastGrid makeGrid(std::span<const AssetBars> assets, const GridOptions& options,
                      const market::Calendar& calendar, const SessionClock& clock);

/// Weeks from Monday to Sunday, each with the time of its last trading day: by the calendar, or
/// the last day on which any asset has a bar. Replaces the daily bars: open of the first bar of
/// the week, highest, lowest, volume in all, close of the last trading day; an asset without the
/// bar of that day has no bar that week (counted). A last week that is not over is left out.
ForecastGrid makeWeeks(std::span<AssetBars> assets, std::span<AssetHistory> histories,
                       const GridOptions& options, const market::Calendar& calendar);

/// An asset on the grid.
struct PlacedAsset {
    AssetBars bars = {};                     ///< its own, and those that repeat a close
    std::vector<std::int32_t> barAtRow = {}; ///< index into bars; -1 where it has none

    bool has(std::size_t row) const { return barAtRow[row] >= 0; }
};

/// A row without a bar takes the close before it as open, high, low and close with no volume, at
/// most `carry` rows in a row. Every time of bars must be on the grid.
PlacedAsset placeBars(AssetBars bars, const ForecastGrid& grid, std::size_t carry,
                      AssetHistory& history);

/// Rows that were dropped because an asset has no bar on them.
struct DroppedRows {
    std::size_t before = 0, inside = 0, after = 0;
    std::size_t count() const { return before + inside + after; }
};
/// Keeps the rows on which every asset has a bar (those of Alignment::Inner).
DroppedRows keepCompleteRows(ForecastGrid& grid, std::span<PlacedAsset> assets);

/// Counts what the asset lacks: before its first bar, after its last, in between.
void countMissing(const PlacedAsset& asset, const ForecastGrid& grid, AssetHistory& history);

} // namespace loom::studies
