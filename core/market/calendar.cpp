// SPDX-License-Identifier: GPL-3.0-or-later
// Rules: exchange_calendars (gerrymanoim/exchange_calendars), us_holidays.py and
// exchange_calendar_xnys.py; market data reference 3.2.
#include "market/calendar.h"

#include <algorithm>
#include <array>
#include <utility>

namespace loom::market {

namespace {

constexpr int kOpen = 9 * 3600 + 1800;
constexpr int kClose = 16 * 3600;
constexpr int kEarlyClose = 13 * 3600;
constexpr int kEarlyCloseUntil1992 = 14 * 3600;
constexpr std::chrono::seconds kIntradaySettles{20 * 60};
constexpr std::chrono::seconds kDaySettles{4 * 3600};

enum Weekday : unsigned { Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday };

struct NamedDay {
    int year;
    unsigned month;
    unsigned day;
    const char* reason;
};
constexpr std::array<NamedDay, 11> kSpecialClosures{{
    {1994, 4, 27, "funeral of President Nixon"},
    {2001, 9, 11, "attacks of September 11"},
    {2001, 9, 12, "attacks of September 11"},
    {2001, 9, 13, "attacks of September 11"},
    {2001, 9, 14, "attacks of September 11"},
    {2004, 6, 11, "funeral of President Reagan"},
    {2007, 1, 2, "funeral of President Ford"},
    {2012, 10, 29, "Hurricane Sandy"},
    {2012, 10, 30, "Hurricane Sandy"},
    {2018, 12, 5, "funeral of President G. H. W. Bush"},
    {2025, 1, 9, "funeral of President Carter"},
}};
constexpr std::array<NamedDay, 3> kSpecialEarlyCloses{{
    {1997, 12, 26, "day after Christmas"},
    {1999, 12, 31, "New Year's Eve"},
    {2003, 12, 26, "day after Christmas"},
}};

template <std::size_t N>
const NamedDay* findDay(const std::array<NamedDay, N>& days, Date date) {
    const auto found = std::ranges::find_if(
        days, [&](const NamedDay& d) { return Date::fromYmd(d.year, d.month, d.day) == date; });
    return found == days.end() ? nullptr : &*found;
}

/// n = 1 … 4: the n-th such weekday of the month.
bool isNthWeekday(Date date, Weekday weekday, unsigned n) {
    return date.weekday() == weekday && (date.day() - 1) / 7 + 1 == n;
}

/// The holiday itself, or the Friday before a Saturday, or the Monday after a Sunday.
bool isNearestWeekdayTo(Date date, unsigned month, unsigned day) {
    const Date holiday = Date::fromYmd(date.year(), month, day);
    const unsigned weekday = holiday.weekday();
    const int shift = weekday == Saturday ? -1 : weekday == Sunday ? 1 : 0;
    return date == holiday + shift;
}

/// Gregorian Easter Sunday, anonymous algorithm (Nature 13, 487, 1876; Meeus, Astronomical
/// Algorithms, 1991, chapter 8).
Date easter(int year) {
    const int a = year % 19, b = year / 100, c = year % 100;
    const int d = b / 4, e = b % 4, g = (8 * b + 13) / 25;
    const int h = (19 * a + b - d - g + 15) % 30;
    const int i = c / 4, k = c % 4;
    const int l = (32 + 2 * e + 2 * i - h - k) % 7;
    const int m = (a + 11 * h + 22 * l) / 451;
    const int n = h + l - 7 * m + 114;
    return Date::fromYmd(year, static_cast<unsigned>(n / 31), static_cast<unsigned>(n % 31 + 1));
}

bool isThanksgiving(Date date) {
    return date.month() == 11 && isNthWeekday(date, Thursday, 4);
}

/// The yearly holiday on the date, as far as the exchange keeps it; nullptr if none.
const char* holiday(Date date) {
    const int year = date.year();
    switch (date.month()) {
    case 1:
        if (date.day() == 1 || (date.day() == 2 && date.weekday() == Monday))
            return "New Year's Day";
        return year >= 1998 && isNthWeekday(date, Monday, 3) ? "Martin Luther King Jr. Day"
                                                             : nullptr;
    case 2:
        if (year < 1971)
            return isNearestWeekdayTo(date, 2, 22) ? "Washington's Birthday" : nullptr;
        return isNthWeekday(date, Monday, 3) ? "Presidents' Day" : nullptr;
    case 3:
    case 4:
        return date == easter(year) - 2 ? "Good Friday" : nullptr;
    case 5:
        if (year < 1971)
            return isNearestWeekdayTo(date, 5, 30) ? "Memorial Day" : nullptr;
        return date.weekday() == Monday && date.day() > 24 ? "Memorial Day" : nullptr;
    case 6:
        return year >= 2022 && isNearestWeekdayTo(date, 6, 19) ? "Juneteenth" : nullptr;
    case 7:
        return isNearestWeekdayTo(date, 7, 4) ? "Independence Day" : nullptr;
    case 9:
        return isNthWeekday(date, Monday, 1) ? "Labor Day" : nullptr;
    case 11:
        return isThanksgiving(date) ? "Thanksgiving" : nullptr;
    case 12:
        return isNearestWeekdayTo(date, 12, 25) ? "Christmas Day" : nullptr;
    default:
        return nullptr;
    }
}

bool closesEarlyAroundJuly4(Date date) {
    if (date.month() != 7)
        return false;
    const int year = date.year();
    const unsigned weekday = date.weekday();
    if (date.day() == 3)
        return (year >= 1995 && (weekday == Monday || weekday == Tuesday || weekday == Thursday)) ||
               (year >= 2013 && weekday == Wednesday);
    return date.day() == 5 && weekday == Friday && year >= 1995 && year <= 2012;
}

/// Second of the local day at which a session closes.
int closeOf(Date date) {
    const int year = date.year();
    const bool christmasEve = date.month() == 12 && date.day() == 24 && date.weekday() != Friday;
    const bool afterThanksgiving = isThanksgiving(date - 1);
    if ((christmasEve && year >= 1990 && year <= 1992) || (afterThanksgiving && year == 1992))
        return kEarlyCloseUntil1992;
    if (year >= 1993 && (christmasEve || afterThanksgiving))
        return kEarlyClose;
    if (closesEarlyAroundJuly4(date) || findDay(kSpecialEarlyCloses, date) != nullptr)
        return kEarlyClose;
    return kClose;
}

} // namespace

Calendar::Calendar(TimeZone zone, std::vector<Date> addedClosures)
    : m_zone(std::move(zone)), m_addedClosures(std::move(addedClosures)) {
    std::ranges::sort(m_addedClosures);
}

Result<Calendar> Calendar::xnys(std::vector<Date> addedClosures) {
    auto zone = TimeZone::find("America/New_York");
    if (!zone)
        return std::move(zone).error();
    return Calendar(std::move(*zone), std::move(addedClosures));
}

bool Calendar::covers(const Instrument& instrument) const {
    constexpr std::array<std::string_view, 12> kExchanges{"NYQ", "NMS", "NGM", "NCM", "NIM", "PCX",
                                                          "ASE", "BTS", "SNP", "DJI", "NYS", "WCB"};
    constexpr std::array<std::string_view, 3> kOtherHours{"CURRENCY", "CRYPTOCURRENCY", "FUTURE"};
    if (std::ranges::find(kOtherHours, instrument.type) != kOtherHours.end())
        return false;
    if (instrument.exchange.empty())
        return instrument.timeZone == m_zone.name();
    return std::ranges::find(kExchanges, instrument.exchange) != kExchanges.end();
}

std::optional<std::string> Calendar::closure(Date date) const {
    if (date.weekday() == Saturday)
        return "Saturday";
    if (date.weekday() == Sunday)
        return "Sunday";
    if (const char* name = holiday(date))
        return name;
    if (const NamedDay* day = findDay(kSpecialClosures, date))
        return day->reason;
    if (std::ranges::binary_search(m_addedClosures, date))
        return "closure added by you";
    return std::nullopt;
}

std::optional<Session> Calendar::session(Date date) const {
    if (!isSession(date))
        return std::nullopt;
    const int close = closeOf(date);
    return Session{.date = date,
                   .open = m_zone.toUtc(date, kOpen),
                   .close = m_zone.toUtc(date, close),
                   .early = close != kClose};
}

std::vector<Session> Calendar::sessions(Date first, Date last) const {
    std::vector<Session> out;
    for (Date date = first; date <= last; date = date + 1)
        if (auto found = session(date))
            out.push_back(*found);
    return out;
}

Session Calendar::nextSession(Date after) const {
    Date date = after + 1;
    while (!isSession(date))
        date = date + 1;
    return *session(date);
}

Session Calendar::previousSession(Date before) const {
    Date date = before - 1;
    while (!isSession(date))
        date = date - 1;
    return *session(date);
}

Date Calendar::sessionsBack(Date date, int n) const {
    Date at = isSession(date) ? date : previousSession(date).date;
    for (int i = 0; i < n; ++i)
        at = previousSession(at).date;
    return at;
}

std::vector<std::int64_t> Calendar::slots(Date date, Interval interval) const {
    const auto day = session(date);
    if (!day)
        return {};
    if (interval == Interval::Day1)
        return {Timestamp::atMidnightUtc(date).seconds};
    const std::int64_t step = intervalSeconds(interval);
    std::vector<std::int64_t> out;
    for (std::int64_t t = day->open.seconds; t < day->close.seconds; t += step)
        out.push_back(t);
    if (day->early && out.back() + step > day->close.seconds)
        out.pop_back();
    return out;
}

Timestamp Calendar::finalAt(std::int64_t barTime, Interval interval) const {
    if (interval == Interval::Day1) {
        const Date date = Timestamp{barTime}.utcDate();
        const auto day = session(date);
        return (day ? day->close : m_zone.toUtc(date, kClose)) + kDaySettles;
    }
    const Timestamp end{barTime + intervalSeconds(interval)};
    const auto day = session(m_zone.localDate(Timestamp{barTime}));
    const bool cutByClose = day && day->close < end && barTime < day->close.seconds;
    return (cutByClose ? day->close : end) + kIntradaySettles;
}

std::int64_t Calendar::lastFinalSlot(Timestamp now, Interval interval) const {
    Date date = m_zone.localDate(now) + 1;
    while (true) {
        date = previousSession(date).date;
        const auto times = slots(date, interval);
        for (auto slot = times.rbegin(); slot != times.rend(); ++slot)
            if (finalAt(*slot, interval) <= now)
                return *slot;
    }
}

bool Calendar::newSince(Timestamp since, Timestamp now, Interval interval) const {
    const auto happened = [&](Timestamp instant) { return since < instant && instant <= now; };
    const auto settles = interval == Interval::Day1 ? kDaySettles : kIntradaySettles;
    Session day = previousSession(m_zone.localDate(now) + 1);
    while (day.close + settles > since) {
        const bool traded =
            isIntraday(interval) && since < std::min(now, day.close) && day.open < now;
        if (traded || happened(day.close) || happened(day.close + settles))
            return true;
        day = previousSession(day.date);
    }
    return false;
}

} // namespace loom::market
