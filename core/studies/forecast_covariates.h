// SPDX-License-Identifier: GPL-3.0-or-later
// Covariates: other cached series (the VIX, interest rates) whose last value known at the close of
// a row is a feature of every asset. A text names one: SYMBOL [":" what] ["@" interval], with what
// =
//   return  ln of its value over its value at the row before (the default)
//   change  its value less its value at the row before, for rates and spreads
//   level   the value itself
// and the interval of its bars: that of the data when it is not said, 1d for weeks.
// A value counts from the instant at which its bar was over: the close of the session for daily
// bars on the calendar, midnight of its own zone at the end of the day for others. Older than ten
// days it is missing. Thread rule: pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "market/calendar.h"
#include "studies/forecast_grid.h"

namespace loom::studies {

enum class CovariateKind { Return, Change, Level };

struct CovariateSpec {
    std::string symbol = {};
    CovariateKind kind = CovariateKind::Return;
    market::Interval interval = market::Interval::Day1;

    std::string column() const; ///< "^VIX level"
    friend bool operator==(const CovariateSpec&, const CovariateSpec&) = default;
};

/// InvalidInput in words. `data` is the interval of the assets' bars.
Result<CovariateSpec> parseCovariate(std::string_view text, market::Interval data);
/// The same for a list; refuses one that is there twice.
Result<std::vector<CovariateSpec>> parseCovariates(const std::vector<std::string>& texts,
                                                   market::Interval data);

/// The instant (UTC seconds) from which each bar of a series is known. onCalendar: the series
/// follows the calendar (followsCalendar()).
std::vector<std::int64_t> knownTimes(const market::Series& series, bool onCalendar,
                                     const market::Calendar& calendar);
/// The instant of each row's close. onCalendar: every asset follows the calendar; otherwise the
/// clock is the assets'.
std::vector<std::int64_t> closeTimes(const ForecastGrid& grid, forecast::Frequency frequency,
                                     bool onCalendar, const market::Calendar& calendar,
                                     const SessionClock& clock);

/// One value a row, NaN where none is known. knownAt: knownTimes() of the series. InvalidInput
/// names the symbol and date for a return of values that are not positive.
Result<std::vector<double>> covariateValues(const CovariateSpec& spec, const market::Series& series,
                                            std::span<const std::int64_t> knownAt,
                                            std::span<const std::int64_t> rowsKnownAt);

} // namespace loom::studies
