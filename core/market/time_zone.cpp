// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/time_zone.h"

#include <chrono>
#include <date/tz.h>
#include <fmt/format.h>

namespace loom::market {

namespace {

constexpr int kSlippedLabel = 22 * 3600; ///< daily stamps from here on belong to the next date

bool zoneDataPresent() {
    try {
        (void)date::locate_zone("Etc/UTC");
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

} // namespace

Result<TimeZone> TimeZone::find(std::string_view ianaName) {
    try {
        return TimeZone(std::string(ianaName), date::locate_zone(std::string(ianaName)));
    } catch (const std::exception&) {
        if (!zoneDataPresent())
            return fail(ErrorCode::Io, "This machine has no time zone data. Install the package "
                                       "tzdata and start again.");
        return fail(ErrorCode::InvalidInput,
                    fmt::format("\"{}\" is no time zone. Give an IANA name such as "
                                "America/New_York.",
                                ianaName));
    }
}

LocalTime TimeZone::toLocal(Timestamp instant) const {
    const date::sys_seconds utc{std::chrono::seconds{instant.seconds}};
    const auto offset = m_zone->get_info(utc).offset.count();
    const std::int64_t local = instant.seconds + offset;
    const Date day = Timestamp{local}.utcDate();
    return {.date = day,
            .secondOfDay = static_cast<int>(local - Timestamp::atMidnightUtc(day).seconds),
            .utcOffset = static_cast<int>(offset)};
}

Timestamp TimeZone::toUtc(Date date, int secondOfDay) const {
    const std::int64_t local = Timestamp::atMidnightUtc(date).seconds + secondOfDay;
    const date::local_seconds wall{std::chrono::seconds{local}};
    const date::local_info info = m_zone->get_info(wall);
    if (info.result == date::local_info::nonexistent)
        return {info.first.end.time_since_epoch().count()};
    return {local - info.first.offset.count()};
}

Date TimeZone::sessionDate(Timestamp dailyStamp) const {
    const LocalTime local = toLocal(dailyStamp);
    return local.secondOfDay >= kSlippedLabel ? local.date + 1 : local.date;
}

} // namespace loom::market
