// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/import/detail/table_guess.h"

#include "base/csv.h"
#include "base/text.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

namespace loom::market {

namespace {

constexpr std::size_t kSample = 200;

/// How many of the records have the commonest number of fields, and that number.
std::pair<double, std::size_t> regularity(const std::vector<Record>& records) {
    std::map<std::size_t, std::size_t> counts;
    for (const auto& record : records)
        ++counts[record.size()];
    const auto common = std::max_element(counts.begin(), counts.end(),
                                         [](auto& a, auto& b) { return a.second < b.second; });
    if (common == counts.end())
        return {0, 0};
    return {static_cast<double>(common->second) / static_cast<double>(records.size()),
            common->first};
}

std::optional<DateStyle> numericStyle(std::string_view cell) {
    const auto number = parseDouble(cell);
    if (!number)
        return std::nullopt;
    if (cell.size() == 8 && parseWhen(cell, {}, DateStyle::YearMonthDay))
        return DateStyle::YearMonthDay;
    if (*number >= 1e8 && *number < 7e9)
        return DateStyle::UnixSeconds;
    if (*number >= 1e11 && *number < 7e12)
        return DateStyle::UnixMilliseconds;
    return std::nullopt;
}

/// The last word in capitals; one of letters only goes before one with digits.
std::string lastCapitals(const std::string& stem) {
    std::string word, best;
    int bestRank = 0;
    for (const char c : stem + "_") {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || std::string_view("^-=").find(c) != std::string_view::npos) {
            word += c;
            continue;
        }
        const auto is = [&](auto test) {
            return std::any_of(word.begin(), word.end(), [&](char letter) {
                return test(static_cast<unsigned char>(letter)) != 0;
            });
        };
        const bool capitals = word.size() <= 8 && toUpper(word) == word &&
                              is([](int letter) { return std::isalpha(letter); }) &&
                              word != "OHLC" && word != "OHLCV";
        const bool digits = is([](int letter) { return std::isdigit(letter); });
        const int rank = !capitals ? 0 : digits ? 1 : word.size() == 1 ? 2 : 3;
        if (rank > 0 && rank >= bestRank) {
            best = word;
            bestRank = rank;
        }
        word.clear();
    }
    return best;
}

} // namespace

std::vector<Record> firstRecords(std::string_view text, char delimiter) {
    CsvReader reader(text.substr(0, 1 << 20), delimiter);
    std::vector<Record> records;
    for (Record fields; records.size() < kSample && reader.next(fields);)
        records.push_back(fields);
    // The last one may have been cut in the middle.
    if (text.size() > (1 << 20) && records.size() > 1 && records.size() < kSample)
        records.pop_back();
    return records;
}

/// A comma is tried last: with decimal commas it occurs in every line of a ';' file too.
Result<char> findDelimiter(std::string_view text) {
    char best = 0;
    double bestShare = 0;
    for (const char candidate : {'\t', ';', '|', ','}) {
        const auto [share, columns] = regularity(firstRecords(text, candidate));
        if (columns > kMaxColumns)
            return fail(ErrorCode::InvalidInput,
                        "The file has " + std::to_string(columns) +
                            " columns; a price file has at most a few dozen. Is it another kind of "
                            "table?");
        if (columns >= 2 && share > bestShare + 0.1) {
            best = candidate;
            bestShare = share;
        }
    }
    if (best == 0)
        return fail(ErrorCode::InvalidInput,
                    "No columns were found. A price file separates them with commas, semicolons, "
                    "tabs or '|'.");
    return best;
}

std::string plainName(std::string_view name) {
    std::string plain;
    for (const char c : toLower(name))
        if (std::isalnum(static_cast<unsigned char>(c)))
            plain += c;
    return plain;
}

ColumnRole roleOf(std::string_view header) {
    static const std::map<std::string, ColumnRole, std::less<>> kRoles{
        {"date", ColumnRole::Date},
        {"datetime", ColumnRole::Date},
        {"timestamp", ColumnRole::Date},
        {"timestamps", ColumnRole::Date},
        {"dtyyyymmdd", ColumnRole::Date},
        {"gmttime", ColumnRole::Date},
        {"localtime", ColumnRole::Date},
        {"opentime", ColumnRole::Date},
        {"unix", ColumnRole::Date},
        {"time", ColumnRole::Time},
        {"open", ColumnRole::Open},
        {"o", ColumnRole::Open},
        {"high", ColumnRole::High},
        {"h", ColumnRole::High},
        {"low", ColumnRole::Low},
        {"l", ColumnRole::Low},
        {"close", ColumnRole::Close},
        {"c", ColumnRole::Close},
        {"closelast", ColumnRole::Close},
        {"last", ColumnRole::Close},
        {"price", ColumnRole::Close},
        {"adjclose", ColumnRole::AdjustedClose},
        {"adjustedclose", ColumnRole::AdjustedClose},
        {"closeadj", ColumnRole::AdjustedClose},
        {"volume", ColumnRole::Volume},
        {"vol", ColumnRole::Volume},
        {"v", ColumnRole::Volume},
        {"tickvol", ColumnRole::Volume},
        {"tickvolume", ColumnRole::Volume},
        {"symbol", ColumnRole::Symbol},
        {"ticker", ColumnRole::Symbol},
        {"name", ColumnRole::Symbol},
    };
    const auto found = kRoles.find(plainName(header));
    return found == kRoles.end() ? ColumnRole::Ignore : found->second;
}

std::optional<DateStyle> styleOf(std::string_view cell) {
    cell = trim(cell);
    if (const auto numeric = numericStyle(cell))
        return numeric;
    for (const auto style :
         {DateStyle::YearMonthDay, DateStyle::MonthDayYear, DateStyle::DayMonthYear})
        if (parseWhen(cell, {}, style))
            return style;
    return std::nullopt;
}

bool isTimeOfDay(std::string_view cell) {
    return parseWhen("2000-01-01", cell, DateStyle::YearMonthDay).has_value() &&
           !trim(cell).empty();
}

bool isPrice(std::string_view cell) {
    return parseNumber(cell, false).has_value() || parseNumber(cell, true).has_value();
}

std::size_t findFirstRow(const std::vector<Record>& records) {
    for (std::size_t i = 0; i < records.size(); ++i) {
        const auto& fields = records[i];
        const auto date = std::find_if(fields.begin(), fields.end(),
                                       [](const auto& cell) { return styleOf(cell).has_value(); });
        if (date != fields.end() &&
            std::any_of(fields.begin(), fields.end(),
                        [&](const auto& cell) { return &cell != &*date && isPrice(cell); }))
            return i;
    }
    return records.size();
}

std::string symbolInFileName(std::string_view fileName) {
    std::string stem(fileName.substr(fileName.find_last_of('/') + 1));
    stem = stem.substr(0, stem.find_last_of('.'));
    if (stem.ends_with(".us")) // Stooq: aapl.us.txt
        stem = toUpper(stem.substr(0, stem.size() - 3));
    return lastCapitals(stem);
}

} // namespace loom::market
