// SPDX-License-Identifier: GPL-3.0-or-later
// What indicators read: one bar, or columns of bars that belong to the caller. Times are UTC
// seconds, prices and volume in any unit. Values are finite; Indicator::compute checks it, streams
// trust it. Thread rule: plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace loom::indicators {

struct Bar {
    std::int64_t session = 0; ///< equal for the bars of one trading session, different for the next
    double open = 0, high = 0, low = 0, close = 0;
    double volume = 0;
};

/// The columns of a table of bars, oldest first. Columns that no indicator asked for needs may stay
/// empty; the others have the length of close.
struct Bars {
    std::span<const std::int64_t> times = {};
    std::span<const double> open = {}, high = {}, low = {}, close = {}, volume = {};
    /// A number for each bar's session, as the days of the exchange's local date. Where empty, the
    /// UTC date of times is the session: right for exchanges that trade within one UTC day.
    std::span<const std::int64_t> sessions = {};

    std::size_t size() const { return close.size(); }
};

constexpr std::int64_t kSecondsPerDay = 86'400;

/// The session of bar i: of sessions, or the UTC date of times (days, rounded down), or 0.
inline std::int64_t sessionOf(const Bars& bars, std::size_t i) {
    if (!bars.sessions.empty())
        return bars.sessions[i];
    if (bars.times.empty())
        return 0;
    const std::int64_t t = bars.times[i];
    return (t >= 0 ? t : t - (kSecondsPerDay - 1)) / kSecondsPerDay;
}

} // namespace loom::indicators
