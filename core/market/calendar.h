// SPDX-License-Identifier: GPL-3.0-or-later
// When the New York Stock Exchange (XNYS) is open: rules as in the exchange_calendars project,
// exact from 1990 on; future years follow the rules, and the user may add closures announced later.
// Thread rule: immutable; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "market/series.h"
#include "market/time_zone.h"

namespace loom::market {

struct Session {
    Date date;
    Timestamp open;
    Timestamp close;
    bool early = false; ///< closes before 16:00 local
    friend bool operator==(const Session&, const Session&) = default;
};

class Calendar {
  public:
    /// Fails only when the machine has no time zone data.
    static Result<Calendar> xnys(std::vector<Date> addedClosures = {});

    /// True for the exchange codes whose sessions this calendar describes (NYQ, NMS, PCX, SNP …)
    /// and for an empty, unknown code together with New York time.
    bool covers(const Instrument& instrument) const;
    const TimeZone& timeZone() const { return m_zone; }

    bool isSession(Date date) const { return !closure(date); }
    /// Why the exchange is closed: "Saturday", "Thanksgiving", "Hurricane Sandy"; nothing on a
    /// session.
    std::optional<std::string> closure(Date date) const;
    std::optional<Session> session(Date date) const;
    /// first and last inclusive.
    std::vector<Session> sessions(Date first, Date last) const;
    Session nextSession(Date after) const;
    Session previousSession(Date before) const;
    /// The session n trading days before the date (n = 0: the date, or the session before it).
    Date sessionsBack(Date date, int n) const;

    /// Starts of the bars a service publishes for a session: 78 of five minutes on a full day, 42
    /// on an early one; one (midnight UTC of the date) for Day1. The hourly bar that an early close
    /// would cut in half is never published and left out. Empty when closed.
    std::vector<std::int64_t> slots(Date date, Interval interval) const;

    /// The instant from which a bar will not change any more: its end + 20 minutes within the day,
    /// close + 4 hours for a daily bar.
    Timestamp finalAt(std::int64_t barTime, Interval interval) const;
    /// The latest bar that can be final now, as a bar time; everything up to it should be stored.
    std::int64_t lastFinalSlot(Timestamp now, Interval interval) const;
    /// Can the exchange have produced a bar, or changed one that was not final, since `since`?
    bool newSince(Timestamp since, Timestamp now, Interval interval) const;

  private:
    Calendar(TimeZone zone, std::vector<Date> addedClosures);
    TimeZone m_zone;
    std::vector<Date> m_addedClosures; ///< sorted
};

} // namespace loom::market
