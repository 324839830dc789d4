// SPDX-License-Identifier: GPL-3.0-or-later
// The bars of one asset as features read them: columns in order of time on one scale of prices, of
// which nothing changes when later bars are cut away. Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "forecast/frequency.h"
#include "market/calendar.h"
#include "market/series.h"
#include "studies/forecast_selection.h"

namespace loom::studies {

/// Columns of equal length. Prices are market::forwardFactors() times the stored ones.
struct AssetBars {
    std::vector<std::int64_t> times = {}; ///< UTC seconds of the start, ascending
    std::vector<double> open = {}, high = {}, low = {}, close = {};
    std::vector<double> volume = {};
    double lastFactor = 1; ///< stored price of the last bar = close / lastFactor

    std::size_t size() const { return times.size(); }
    void push(std::int64_t time, double o, double h, double l, double c, double v);
};

/// What became of an asset's bars.
struct AssetHistory {
    std::string symbol = {};
    std::string source = {};
    bool onCalendar = false;       ///< its sessions are those of the exchange's calendar
    Date first = {}, last = {};    ///< its bars that were taken
    std::size_t bars = 0;          ///< rows on which it has a bar of its own
    std::size_t missingBefore = 0; ///< rows before its first bar, and
    std::size_t missingAfter = 0;  ///< after its last: it began or ended within the sample
    std::size_t missingInside = 0; ///< rows in between that it lacks
    std::size_t longestGap = 0;    ///< of those, the most in a row,
    Date gapFrom = {};             ///< and where that begins
    std::size_t carried = 0;       ///< rows that took the close before them
    std::size_t provisional = 0;   ///< bars left out because they may still change
    std::size_t outside = 0;       ///< bars left out: the exchange was closed
    std::size_t offGrid = 0;       ///< of those, within a session but where no bar begins
    std::int64_t firstOffGrid = 0;
    std::size_t cutWeeks = 0;             ///< weeks without the bar of their last trading day
    std::size_t zeroVolume = 0;           ///< bars of its own that traded nothing
    std::size_t warmUp = 0;               ///< bars before all features have values
    std::vector<std::string> splits = {}; ///< within its bars: "10:1 on 2024-06-10"
};

/// Sessions by the rules of the calendar from this day on; earlier days are as the data have them.
inline const Date kCalendarFrom = Date::fromYmd(1990, 1, 1);

/// True when the calendar describes the instrument and its bars agree: at most one in twenty lies
/// on a day on which the exchange was closed.
bool followsCalendar(const market::Series& series, const market::Calendar& calendar);

/// The session of a time: the date of a daily bar, the local date of one within the day, by the
/// exchange's zone or, off the calendar, by the instrument's (UTC when it has none).
class SessionClock {
  public:
    SessionClock(const market::Instrument& instrument, bool onCalendar, bool daily,
                 const market::Calendar& calendar);
    Date session(std::int64_t time) const;
    /// Local seconds since midnight; 0 for daily bars.
    int secondOfDay(std::int64_t time) const;
    /// UTC seconds of the local midnight at which the date begins.
    std::int64_t midnight(Date date) const;
    /// "2025-07-03" of a daily bar, "2025-07-03 13:05" of another.
    std::string words(std::int64_t time) const;

  private:
    bool m_daily;
    std::optional<market::TimeZone> m_zone; ///< none: UTC
};

/// The final bars of the selected span, on one scale; may be none. With onCalendar those outside
/// the sessions are left out: closed days, and within the day what lies before the opening or
/// after the close, half days included. InvalidInput names the asset and the time of a price that
/// is not positive, and bars of another interval than asked for.
Result<AssetBars> selectBars(const market::Series& series, const ForecastSelection& selection,
                             const market::Calendar& calendar, AssetHistory& history);

/// Refuses, after selectBars(): no bars at all (NoData), intervals that are mixed.
Status checkBars(const AssetBars& bars, const market::Series& series,
                 const ForecastSelection& selection, const SessionClock& clock,
                 const AssetHistory& history);

} // namespace loom::studies
