// SPDX-License-Identifier: GPL-3.0-or-later
// Exchange time: UTC instants to local wall clock and back by the IANA database, so that a daylight
// saving change never moves a session to another date. Thread rule: immutable; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/date.h"
#include "base/result.h"

namespace date {
class time_zone;
}

namespace loom::market {

/// Wall clock of a zone.
struct LocalTime {
    Date date;
    int secondOfDay = 0; ///< 0 … 86,399
    int utcOffset = 0;   ///< seconds east of Greenwich at that instant
};

class TimeZone {
  public:
    /// "America/New_York". Fails with InvalidInput for an unknown name, with Io when the machine
    /// has no time zone data.
    static Result<TimeZone> find(std::string_view ianaName);

    const std::string& name() const { return m_name; }
    LocalTime toLocal(Timestamp instant) const;
    /// A wall clock time that occurs twice (autumn) is the first of the two; one that does not
    /// exist (spring) is the instant at which the clocks jump.
    Timestamp toUtc(Date date, int secondOfDay) const;

    Date localDate(Timestamp instant) const { return toLocal(instant).date; }
    /// The session a daily bar's stamp belongs to: the local date, or the next one for stamps at
    /// 22:00 or later (some services slip an hour or two across a daylight saving change).
    Date sessionDate(Timestamp dailyStamp) const;

  private:
    TimeZone(std::string name, const date::time_zone* zone)
        : m_name(std::move(name)), m_zone(zone) {}
    std::string m_name;
    const date::time_zone* m_zone = nullptr; ///< lives as long as the program
};

} // namespace loom::market
