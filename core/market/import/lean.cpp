// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/import/lean.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "base/csv.h"
#include "base/text.h"
#include "market/import/detail/table_guess.h"

namespace loom::market {

namespace {

constexpr double kPriceScale = 10000;
constexpr std::array kBar{ColumnRole::Open, ColumnRole::High, ColumnRole::Low, ColumnRole::Close,
                          ColumnRole::Volume};

bool allDigits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string stemOf(std::string_view fileName) {
    const auto name = fileName.substr(fileName.find_last_of('/') + 1);
    return std::string(name.substr(0, name.find('.')));
}

PriceFormat tradesFormat(std::string layout) {
    PriceFormat format;
    format.layout = std::move(layout);
    format.headerLines = 0;
    format.columns = {ColumnRole::Date};
    format.columns.insert(format.columns.end(), kBar.begin(), kBar.end());
    format.state = AdjustmentState::Raw;
    format.priceScale = kPriceScale;
    return format;
}

/// "20131004_spy_minute_trade": the day, the symbol, the resolution and what is in it.
std::optional<std::array<std::string, 4>> intradayName(std::string_view fileName) {
    const std::string stem = stemOf(fileName);
    const auto parts = split(stem, '_');
    if (parts.size() != 4 || parts[0].size() != 8 || !allDigits(parts[0]))
        return std::nullopt;
    return std::array<std::string, 4>{std::string(parts[0]), toUpper(parts[1]), toLower(parts[2]),
                                      toLower(parts[3])};
}

Result<PriceFormat> intradayFormat(const std::array<std::string, 4>& name) {
    const auto& [day, symbol, resolution, kind] = name;
    if (kind != "trade" || resolution != "minute")
        return fail(ErrorCode::InvalidInput,
                    "This LEAN file holds " + resolution + " " + kind +
                        "s. Trades by the minute, by the hour and by the day can be imported.");
    const auto when = parseWhen(day, {}, DateStyle::YearMonthDay);
    if (!when)
        return fail(ErrorCode::InvalidInput,
                    "The day in the name of this LEAN file, " + day + ", is no date.");
    PriceFormat format = tradesFormat("LEAN minutes");
    format.dateStyle = DateStyle::DayMilliseconds;
    format.day = when->date;
    format.symbol = symbol;
    format.interval = Interval::Minute1;
    return format;
}

/// "19980102 00:00" and five whole numbers.
bool isDatedBar(const Record& record) {
    return record.size() == 6 && record[0].size() == 14 && allDigits(record[0].substr(0, 8)) &&
           record[0][8] == ' ' && parseWhen(record[0], {}, DateStyle::YearMonthDay) &&
           std::all_of(record.begin() + 1, record.end(),
                       [](const auto& cell) { return allDigits(cell); });
}

/// A date and two factors from 0 to 1, then the close as traded.
bool isFactorRow(const Record& record) {
    if (record.size() < 3 || record.size() > 4 || record[0].size() != 8 || !allDigits(record[0]))
        return false;
    const auto price = parseDouble(record[1]), shares = parseDouble(record[2]);
    return price && shares && *price > 0 && *price <= 1.000001 && *shares > 0 &&
           *shares <= 1.000001;
}

} // namespace

std::optional<Result<PriceFormat>> sniffLean(std::string_view text, std::string_view fileName) {
    if (const auto name = intradayName(fileName))
        return intradayFormat(*name);
    const auto records = firstRecords(text, ',');
    if (records.empty())
        return std::nullopt;
    if (std::ranges::all_of(records, isDatedBar)) {
        const bool hourly = std::ranges::any_of(
            records, [](const Record& record) { return !record[0].ends_with("00:00"); });
        PriceFormat format = tradesFormat(hourly ? "LEAN hours" : "LEAN days");
        format.interval = hourly ? Interval::Hour1 : Interval::Day1;
        format.symbol = toUpper(stemOf(fileName));
        return format;
    }
    if (std::ranges::all_of(records, isFactorRow))
        return fail(ErrorCode::InvalidInput,
                    "This is a LEAN factor file; it holds no prices. Import the prices: a file "
                    "factor_SYMBOL.csv beside them, or SYMBOL.csv in a folder factor_files, is "
                    "read with them.");
    return std::nullopt;
}

Result<std::vector<CorporateAction>> readLeanFactors(std::string_view text) {
    struct Factors {
        Date date;
        double price, shares, close;
    };
    std::vector<Factors> rows;
    CsvReader reader(text);
    for (Record record; reader.next(record);) {
        const auto when = parseWhen(record[0], {}, DateStyle::YearMonthDay);
        // The last row may lack the close: nothing follows it.
        const double close = record.size() > 3 ? parseDouble(record[3]).value_or(0) : 0;
        if (!isFactorRow(record) || !when)
            return fail(ErrorCode::InvalidInput, "Line " + std::to_string(reader.line()) +
                                                     " of the factor file cannot be read.");
        rows.push_back({when->date, *parseDouble(record[1]), *parseDouble(record[2]), close});
    }
    std::vector<CorporateAction> actions;
    for (std::size_t i = 0; i + 1 < rows.size(); ++i) {
        const Factors &row = rows[i], &next = rows[i + 1];
        if (row.price != next.price && row.close > 0)
            actions.push_back({.kind = ActionKind::Dividend,
                               .exDate = row.date + 1,
                               .amount = row.close * (1 - row.price / next.price)});
        if (row.shares != next.shares)
            actions.push_back({.kind = ActionKind::Split,
                               .exDate = row.date + 1,
                               .numerator = next.shares / row.shares});
    }
    return actions;
}

} // namespace loom::market
