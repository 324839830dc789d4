// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/import/detail/cells.h"

#include "base/gzip.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string>

namespace loom::market {

namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool allDigits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), isDigit);
}

/// Takes an unsigned number of at most maxDigits digits from the front.
std::optional<int> takeNumber(std::string_view& text, std::size_t maxDigits) {
    std::size_t count = 0;
    while (count < text.size() && count < maxDigits && isDigit(text[count]))
        ++count;
    int value = 0;
    if (count == 0 || std::from_chars(text.data(), text.data() + count, value).ec != std::errc())
        return std::nullopt;
    text.remove_prefix(count);
    return value;
}

bool takeAny(std::string_view& text, std::string_view characters) {
    if (text.empty() || characters.find(text.front()) == std::string_view::npos)
        return false;
    text.remove_prefix(1);
    return true;
}

std::optional<Date> makeDate(int year, int month, int day) {
    if (year < 100)
        year += year < 70 ? 2000 : 1900;
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok() || year < 1600 || year > 2200)
        return std::nullopt;
    return Date::fromSysDays(std::chrono::sys_days{date});
}

/// 2024-01-02, 2024/1/2, 2024.01.02 or 20240102 from the front.
std::optional<Date> takeYearMonthDay(std::string_view& text) {
    const auto year = takeNumber(text, 4);
    const bool separated = takeAny(text, "-/.");
    const auto month = takeNumber(text, 2);
    if (separated && !takeAny(text, "-/."))
        return std::nullopt;
    const auto day = takeNumber(text, 2);
    if (!year || !month || !day || *year < 1000)
        return std::nullopt;
    return makeDate(*year, *month, *day);
}

std::optional<Date> takeDayAndMonth(std::string_view& text, bool monthFirst) {
    const auto first = takeNumber(text, 2);
    const bool one = takeAny(text, "-/.");
    const auto second = takeNumber(text, 2);
    const bool two = takeAny(text, "-/.");
    const auto year = takeNumber(text, 4);
    if (!first || !second || !year || !one || !two)
        return std::nullopt;
    return monthFirst ? makeDate(*year, *first, *second) : makeDate(*year, *second, *first);
}

/// 9:30, 09:30:00, 09:30:00.000, 093000 or 0930 from the front; seconds of the day.
std::optional<int> takeTime(std::string_view& text) {
    std::size_t digits = 0;
    while (digits < text.size() && isDigit(text[digits]))
        ++digits;
    int hour = 0, minute = 0, second = 0;
    if (digits > 2 && digits <= 6) {
        auto number = *takeNumber(text, 6);
        if (digits <= 4)
            number *= 100;
        hour = number / 10000;
        minute = number / 100 % 100;
        second = number % 100;
    } else {
        const auto h = takeNumber(text, 2);
        const bool colon = takeAny(text, ":");
        const auto m = takeNumber(text, 2);
        if (!h || !colon || !m)
            return std::nullopt;
        hour = *h;
        minute = *m;
        if (takeAny(text, ":")) {
            const auto s = takeNumber(text, 2);
            if (!s)
                return std::nullopt;
            second = *s;
            if (takeAny(text, ".,"))
                while (!text.empty() && isDigit(text.front()))
                    text.remove_prefix(1);
        }
    }
    if (hour > 23 || minute > 59 || second > 59)
        return std::nullopt;
    return hour * 3600 + minute * 60 + second;
}

/// Z, UTC, +00:00, -0400 or +02; the whole rest must be the zone. False when it is none.
bool readZone(std::string_view text, std::optional<int>& offset) {
    text = trim(text);
    if (text.empty())
        return true;
    if (text == "Z" || text == "z" || text == "UTC" || text == "GMT") {
        offset = 0;
        return true;
    }
    const int sign = text.front() == '-' ? -1 : 1;
    if (!takeAny(text, "+-"))
        return false;
    const auto hours = takeNumber(text, 2);
    takeAny(text, ":");
    const auto minutes = text.empty() ? std::optional<int>(0) : takeNumber(text, 2);
    if (!hours || !minutes || *hours > 15 || *minutes > 59 || !text.empty())
        return false;
    offset = sign * (*hours * 3600 + *minutes * 60);
    return true;
}

std::optional<When> fromUnix(std::string_view cell, bool milliseconds) {
    auto number = parseDouble(cell);
    if (!number || !std::isfinite(*number))
        return std::nullopt;
    const double seconds = milliseconds ? *number / 1000 : *number;
    if (std::abs(seconds) > 7e9)
        return std::nullopt;
    When when;
    when.instant = static_cast<std::int64_t>(std::floor(seconds));
    when.date = Timestamp{*when.instant}.utcDate();
    when.secondOfDay =
        static_cast<int>(*when.instant - Timestamp::atMidnightUtc(when.date).seconds);
    when.hasTime = when.secondOfDay != 0;
    return when;
}

std::optional<When> fromMilliseconds(std::string_view cell) {
    const auto number = parseInt(cell);
    if (!number || *number < 0 || *number >= 86'400'000)
        return std::nullopt;
    When when;
    when.secondOfDay = static_cast<int>(*number / 1000);
    when.hasTime = true;
    return when;
}

} // namespace

std::optional<When> parseWhen(std::string_view dateCell, std::string_view timeCell,
                              DateStyle style) {
    auto rest = trim(dateCell);
    if (style == DateStyle::UnixSeconds || style == DateStyle::UnixMilliseconds)
        return fromUnix(rest, style == DateStyle::UnixMilliseconds);
    if (style == DateStyle::DayMilliseconds)
        return fromMilliseconds(rest);
    const auto date = style == DateStyle::YearMonthDay
                          ? takeYearMonthDay(rest)
                          : takeDayAndMonth(rest, style == DateStyle::MonthDayYear);
    if (!date)
        return std::nullopt;
    When when;
    when.date = *date;
    if (!trim(timeCell).empty()) {
        if (!trim(rest).empty())
            return std::nullopt;
        rest = trim(timeCell);
    } else if (rest.empty()) {
        return when;
    } else if (!takeAny(rest, "Tt ")) {
        return std::nullopt;
    }
    const auto time = takeTime(rest);
    if (!time || !readZone(rest, when.offset))
        return std::nullopt;
    when.secondOfDay = *time;
    when.hasTime = true;
    return when;
}

std::optional<double> parseNumber(std::string_view cell, bool decimalComma) {
    cell = trim(cell);
    if (cell.starts_with("$"))
        cell.remove_prefix(1);
    double factor = 1;
    static constexpr std::array<std::pair<char, double>, 3> kSuffixes{
        {{'K', 1e3}, {'M', 1e6}, {'B', 1e9}}};
    for (const auto& [suffix, value] : kSuffixes)
        if (!cell.empty() && cell.back() == suffix)
            factor = value;
    if (factor > 1)
        cell.remove_suffix(1);
    const char mark = decimalComma ? ',' : '.';
    const char group = decimalComma ? '.' : ',';
    std::string plain;
    bool fraction = false;
    for (std::size_t at = 0; at < cell.size(); ++at) {
        const char c = cell[at];
        if (c == group) {
            // A group mark stands between a digit and exactly three digits.
            const auto after = cell.substr(at + 1, 3);
            const bool ends = at + 4 >= cell.size() || !isDigit(cell[at + 4]);
            if (fraction || at == 0 || after.size() < 3 || !allDigits(after) || !ends)
                return std::nullopt;
            continue;
        }
        fraction = fraction || c == mark;
        const bool known = isDigit(c) || c == mark || c == '-' || c == '+' || c == 'e' || c == 'E';
        if (!known)
            return std::nullopt;
        plain += c == mark ? '.' : c;
    }
    if (plain.starts_with('+'))
        plain.erase(0, 1);
    const auto value = parseDouble(plain);
    if (!value || !std::isfinite(*value))
        return std::nullopt;
    return *value * factor;
}

bool isMissing(std::string_view cell) {
    const auto word = toLower(trim(cell));
    return word.empty() || word == "null" || word == "nan" || word == "n/a" || word == "na" ||
           word == "-" || word == "." || word == "none";
}

bool isFormula(std::string_view cell) {
    cell = trim(cell);
    return !cell.empty() && (cell.front() == '=' || cell.front() == '@');
}

Status checkIsText(std::string_view text) {
    const auto refuse = [](std::string message) {
        return fail(ErrorCode::InvalidInput, std::move(message));
    };
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
        return refuse("The file is written in UTF-16. Save it as UTF-8 (\"CSV UTF-8\") and import "
                      "it again.");
    const auto head = text.substr(0, 65536);
    const auto zeros = static_cast<std::size_t>(std::count(head.begin(), head.end(), '\0'));
    if (zeros * 3 > head.size())
        return refuse("The file looks like UTF-16 without a mark. Save it as UTF-8 (\"CSV UTF-8\") "
                      "and import it again.");
    const auto strange = std::count_if(head.begin(), head.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 && c != '\n' && c != '\r' && c != '\t';
    });
    if (zeros > 0 || strange > 4)
        return refuse("The file is not a text file. Export it as CSV and import that.");
    if (trim(head).empty())
        return refuse("The file is empty.");
    return {};
}

Result<std::string> readPriceText(const std::filesystem::path& file) {
    auto text = readMaybeGzip(file);
    if (!text)
        return text;
    if (auto readable = checkIsText(*text); !readable)
        return std::move(readable).error().during("read " + file.string());
    return text;
}

} // namespace loom::market
