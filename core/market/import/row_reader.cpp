// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/import/detail/row_reader.h"

#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace loom::market {

namespace {

Error reject(std::string reason) {
    return fail(ErrorCode::InvalidInput, std::move(reason));
}

std::string shown(std::string_view cell) {
    return std::string(cell.substr(0, 40));
}

/// High and low enclose open and close, up to the noise of rounding (1e-6 of the price).
Status checkOrder(const Bar& bar) {
    const double noise = 1e-6 * bar.close;
    if (bar.high < std::max({bar.open, bar.close, bar.low}) - noise)
        return reject("Its high is below its open, close or low.");
    if (bar.low > std::min(bar.open, bar.close) + noise)
        return reject("Its low is above its open or close.");
    return {};
}

void scale(Bar& bar, double factor) {
    bar.open *= factor;
    bar.high *= factor;
    bar.low *= factor;
    bar.close *= factor;
}

} // namespace

Columns::Columns(const std::vector<ColumnRole>& roles) {
    m_at.fill(kNone);
    for (std::size_t i = 0; i < roles.size(); ++i)
        if (at(roles[i]) == kNone)
            m_at[static_cast<std::size_t>(roles[i])] = i;
}

std::string_view Columns::cell(const Record& record, ColumnRole role) const {
    const auto column = at(role);
    return column < record.size() ? trim(record[column]) : std::string_view{};
}

RowReader::RowReader(const PriceFormat& format, TimeZone zone)
    : m_format(format), m_columns(format.columns), m_zone(std::move(zone)) {
    for (std::size_t i = 0; i < format.columns.size(); ++i)
        if (format.columns[i] != ColumnRole::Ignore)
            m_used.push_back(i);
}

Result<RowReader> RowReader::make(const PriceFormat& format) {
    const Columns columns(format.columns);
    const auto refuse = [](std::string message) {
        return fail(ErrorCode::InvalidInput, std::move(message));
    };
    if (format.columns.size() > kMaxColumns)
        return refuse("More than " + std::to_string(kMaxColumns) + " columns are no price file.");
    if (!columns.has(ColumnRole::Date))
        return refuse("Choose the column with the date.");
    if (!columns.has(ColumnRole::Close) && !columns.has(ColumnRole::AdjustedClose))
        return refuse("Choose the column with the closing price.");
    if (format.useAdjustedClose &&
        (!columns.has(ColumnRole::Close) || !columns.has(ColumnRole::AdjustedClose)))
        return refuse("To use adjusted closes the file must have both close and adjusted close.");
    if (!(format.priceScale > 0) || !std::isfinite(format.priceScale))
        return refuse("The price scale must be a positive number.");
    auto zone = TimeZone::find(format.timeZone);
    if (!zone)
        return std::move(zone).error();
    return RowReader(format, *std::move(zone));
}

Result<Row> RowReader::read(const Record& record) {
    if (auto shaped = checkShape(record); !shaped)
        return std::move(shaped).error();
    Row row;
    row.symbol = symbolOf(record);
    const auto when = whenOf(record);
    if (!when)
        return reject("The date \"" + shown(m_columns.cell(record, ColumnRole::Date)) +
                      "\" cannot be read.");
    auto time = timeOf(*when);
    if (!time)
        return std::move(time).error();
    row.bar.time = *time;
    if (auto priced = readPrices(record, row.bar); !priced)
        return std::move(priced).error();
    if (auto counted = readVolume(record, row.bar); !counted)
        return std::move(counted).error();
    return row;
}

bool RowReader::hasNoPrice(const Record& record) const {
    static constexpr std::array kPrices{ColumnRole::Open, ColumnRole::High, ColumnRole::Low,
                                        ColumnRole::Close, ColumnRole::AdjustedClose};
    return std::ranges::all_of(
        kPrices, [&](ColumnRole role) { return isMissing(m_columns.cell(record, role)); });
}

std::optional<When> RowReader::whenOf(const Record& record) const {
    auto when = parseWhen(m_columns.cell(record, ColumnRole::Date),
                          m_columns.cell(record, ColumnRole::Time), m_format.dateStyle);
    if (when && m_format.day)
        when->date = *m_format.day;
    return when;
}

Status RowReader::checkShape(const Record& record) const {
    const std::size_t wanted = m_format.columns.size();
    for (std::size_t i = wanted; i < record.size(); ++i)
        if (!trim(record[i]).empty())
            return reject("It has " + std::to_string(record.size()) + " columns instead of " +
                          std::to_string(wanted) + ".");
    for (const std::size_t i : m_used) {
        if (i >= record.size())
            return reject("It has only " + std::to_string(record.size()) + " of " +
                          std::to_string(wanted) + " columns.");
        if (isFormula(record[i]))
            return reject("The cell \"" + shown(record[i]) + "\" is a formula, not a value.");
    }
    return {};
}

std::string RowReader::symbolOf(const Record& record) const {
    if (!m_columns.has(ColumnRole::Symbol))
        return m_format.symbol;
    auto symbol = toUpper(m_columns.cell(record, ColumnRole::Symbol));
    if (symbol.ends_with(".US")) // Stooq's mark of American listings
        symbol.resize(symbol.size() - 3);
    return symbol;
}

Result<std::int64_t> RowReader::timeOf(const When& when) {
    const std::int64_t midnight = Timestamp::atMidnightUtc(when.date).seconds;
    if (m_format.interval == Interval::Day1) {
        // Unix stamps of daily bars are midnight UTC, or the opening in exchange time.
        if (when.instant && when.secondOfDay != 0)
            return Timestamp::atMidnightUtc(m_zone.sessionDate({*when.instant})).seconds;
        if (when.offset)
            m_offsets.insert(*when.offset);
        else if (when.hasTime)
            m_dailyWithoutZone = true;
        return midnight;
    }
    if (when.instant)
        return *when.instant;
    if (!when.hasTime)
        return reject("It has no time of day, though the bars are shorter than a day.");
    if (!m_offsetKnown) {
        m_offsetKnown = true;
        m_withOffset = when.offset.has_value();
    }
    if (m_withOffset != when.offset.has_value())
        return reject(m_withOffset ? "Its time has no zone, though the lines before it have one."
                                   : "Its time has a zone, though the lines before it have none.");
    if (when.offset) {
        m_offsets.insert(*when.offset);
        return midnight + when.secondOfDay - *when.offset;
    }
    return m_zone.toUtc(when.date, when.secondOfDay).seconds;
}

Result<std::optional<double>> RowReader::price(const Record& record, ColumnRole role,
                                               std::string_view name) const {
    const auto cell = m_columns.cell(record, role);
    if (!m_columns.has(role) || isMissing(cell))
        return std::optional<double>{};
    const auto value = parseNumber(cell, m_format.decimalComma);
    if (!value)
        return reject(std::string(name) + " \"" + shown(cell) + "\" is not a number.");
    if (!(*value > 0))
        return reject(std::string(name) + " \"" + shown(cell) + "\" is not above zero.");
    return std::optional<double>(*value / m_format.priceScale);
}

Status RowReader::readPrices(const Record& record, Bar& bar) const {
    static constexpr std::array<std::pair<ColumnRole, std::string_view>, 5> kPrices{{
        {ColumnRole::Open, "Open"},
        {ColumnRole::High, "High"},
        {ColumnRole::Low, "Low"},
        {ColumnRole::Close, "Close"},
        {ColumnRole::AdjustedClose, "Adjusted close"},
    }};
    std::array<std::optional<double>, 5> found;
    for (std::size_t i = 0; i < kPrices.size(); ++i) {
        auto value = price(record, kPrices[i].first, kPrices[i].second);
        if (!value)
            return std::move(value).error();
        found[i] = *value;
    }
    const bool onlyAdjusted = !m_columns.has(ColumnRole::Close);
    const auto close = onlyAdjusted ? found[4] : found[3];
    if (!close)
        return reject("It has no closing price.");
    const std::array<ColumnRole, 3> others{ColumnRole::Open, ColumnRole::High, ColumnRole::Low};
    for (std::size_t i = 0; i < others.size(); ++i)
        if (m_columns.has(others[i]) && !found[i])
            return reject(std::string(kPrices[i].second) + " is missing.");
    if (m_format.useAdjustedClose && !found[4])
        return reject("Adjusted close is missing.");
    bar.close = *close;
    bar.open = found[0].value_or(*close);
    bar.high = found[1].value_or(std::max(bar.open, bar.close));
    bar.low = found[2].value_or(std::min(bar.open, bar.close));
    if (auto ordered = checkOrder(bar); !ordered)
        return ordered;
    if (m_format.useAdjustedClose)
        scale(bar, *found[4] / *close);
    return {};
}

Status RowReader::readVolume(const Record& record, Bar& bar) const {
    const auto cell = m_columns.cell(record, ColumnRole::Volume);
    if (isMissing(cell))
        return {};
    const auto value = parseNumber(cell, m_format.decimalComma);
    if (!value || *value < 0 || *value > 9e18)
        return reject("Volume \"" + shown(cell) + "\" is not a count.");
    bar.volume = std::llround(*value);
    return {};
}

} // namespace loom::market
