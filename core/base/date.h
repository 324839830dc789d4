// SPDX-License-Identifier: GPL-3.0-or-later
// Calendar dates and instants. A daily bar carries a Date (its session), an intraday bar a
// Timestamp (UTC seconds of its start). No time zones here: see market/time_zone.h.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace loom {

/// A proleptic Gregorian day, stored as days since 1970-01-01.
struct Date {
    std::int32_t days = 0;

    static Date fromYmd(int year, unsigned month, unsigned day) {
        return fromSysDays(std::chrono::year{year} / static_cast<int>(month) /
                           static_cast<int>(day));
    }
    static Date fromSysDays(std::chrono::sys_days d) {
        return Date{static_cast<std::int32_t>(d.time_since_epoch().count())};
    }
    std::chrono::sys_days sysDays() const {
        return std::chrono::sys_days{std::chrono::days{days}};
    }
    std::chrono::year_month_day ymd() const { return {sysDays()}; }
    int year() const { return static_cast<int>(ymd().year()); }
    unsigned month() const { return static_cast<unsigned>(ymd().month()); }
    unsigned day() const { return static_cast<unsigned>(ymd().day()); }
    /// 0 = Sunday … 6 = Saturday.
    unsigned weekday() const { return std::chrono::weekday{sysDays()}.c_encoding(); }

    friend auto operator<=>(const Date&, const Date&) = default;
    friend Date operator+(Date d, int n) { return Date{d.days + n}; }
    friend Date operator-(Date d, int n) { return Date{d.days - n}; }
    friend int operator-(Date a, Date b) { return a.days - b.days; }
};

/// "2018-12-31".
std::string toIso(Date date);
/// Accepts YYYY-MM-DD only; the message names what is wrong.
Result<Date> parseIsoDate(std::string_view text);

/// An instant, in whole seconds since 1970-01-01T00:00:00Z.
struct Timestamp {
    std::int64_t seconds = 0;

    Date utcDate() const;
    static Timestamp atMidnightUtc(Date date) {
        return {static_cast<std::int64_t>(date.days) * 86400};
    }
    friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
    friend Timestamp operator+(Timestamp t, std::chrono::seconds s) {
        return {t.seconds + s.count()};
    }
    friend Timestamp operator-(Timestamp t, std::chrono::seconds s) {
        return {t.seconds - s.count()};
    }
    friend std::chrono::seconds operator-(Timestamp a, Timestamp b) {
        return std::chrono::seconds{a.seconds - b.seconds};
    }
};

/// "2018-12-31T14:30:00Z".
std::string toIso(Timestamp instant);

/// The source of "now". Tests pass a fixed or movable clock; nothing else asks the system.
class Clock {
  public:
    virtual ~Clock() = default;
    virtual Timestamp now() const = 0;
};

/// The system's clock. Thread-safe.
class SystemClock final : public Clock {
  public:
    Timestamp now() const override;
};

} // namespace loom
