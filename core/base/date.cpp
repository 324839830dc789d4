// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/date.h"

#include <charconv>
#include <fmt/format.h>

namespace loom {

std::string toIso(Date date) {
    return fmt::format("{:04}-{:02}-{:02}", date.year(), date.month(), date.day());
}

Result<Date> parseIsoDate(std::string_view text) {
    const auto bad = [&] {
        return fail(ErrorCode::InvalidInput,
                    fmt::format("\"{}\" is not a date; write it as YYYY-MM-DD, like 2018-12-31",
                                text.substr(0, 40)));
    };
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return bad();
    const auto number = [&](std::size_t from, std::size_t count) {
        int out = -1;
        const char* end = text.data() + from + count;
        const auto [p, ec] = std::from_chars(text.data() + from, end, out);
        return ec == std::errc{} && p == end ? out : -1;
    };
    const std::chrono::year_month_day ymd{std::chrono::year{number(0, 4)},
                                          std::chrono::month{static_cast<unsigned>(number(5, 2))},
                                          std::chrono::day{static_cast<unsigned>(number(8, 2))}};
    if (number(0, 4) < 1 || number(5, 2) < 1 || number(8, 2) < 1)
        return bad();
    if (!ymd.ok())
        return fail(ErrorCode::InvalidInput, fmt::format("{} does not exist in the calendar", text));
    return Date::fromSysDays(ymd);
}

Date Timestamp::utcDate() const {
    return Date::fromSysDays(
        std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds{std::chrono::seconds{seconds}}));
}

std::string toIso(Timestamp instant) {
    const Date date = instant.utcDate();
    const std::int64_t rest = instant.seconds - Timestamp::atMidnightUtc(date).seconds;
    return fmt::format("{}T{:02}:{:02}:{:02}Z", toIso(date), rest / 3600, rest / 60 % 60, rest % 60);
}

Timestamp SystemClock::now() const {
    return {std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())
                .time_since_epoch()
                .count()};
}

} // namespace loom
