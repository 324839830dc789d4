// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/forecast_columns.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/csv.h"
#include "base/text.h"
#include "forecast/data.h"

namespace loom::studies {

namespace {

using market::ColumnRole;
using Record = std::vector<std::string>;

Error invalid(std::string text) {
    return fail(ErrorCode::InvalidInput, std::move(text));
}

struct Table {
    std::vector<Record> header = {}; ///< all records before the data; the last one names columns
    std::vector<Record> rows = {};
    std::vector<std::size_t> lines = {}; ///< of rows
};

Table readTable(const std::string& text, const market::PriceFormat& format) {
    Table out;
    CsvReader reader(text, format.delimiter);
    for (Record record; reader.next(record);) {
        if (out.header.size() < format.headerLines) {
            out.header.push_back(record);
            continue;
        }
        out.rows.push_back(record);
        out.lines.push_back(reader.line());
    }
    return out;
}

Status checkRole(ColumnRole role, const std::string& name) {
    switch (role) {
    case ColumnRole::Ignore:
        return {};
    case ColumnRole::Close:
    case ColumnRole::AdjustedClose:
        return invalid(fmt::format("The column \"{}\" is the close that is to be forecast: as a "
                                   "feature of itself it would be its own answer. The feature "
                                   "return says what is known of it.",
                                   name));
    case ColumnRole::Open:
    case ColumnRole::High:
    case ColumnRole::Low:
        return invalid(fmt::format("The column \"{}\" is a price; the feature ohlc holds it free "
                                   "of scale.",
                                   name));
    case ColumnRole::Volume:
        return invalid(fmt::format("The column \"{}\" is in the feature volume already.", name));
    case ColumnRole::Date:
    case ColumnRole::Time:
    case ColumnRole::Symbol:
        break;
    }
    return invalid(fmt::format("The column \"{}\" says when or what a line is of; it is no "
                               "feature.",
                               name));
}

Result<std::size_t> findColumn(const Record& header, const market::PriceFormat& format,
                               const std::string& name) {
    std::vector<std::string> others;
    for (std::size_t i = 0; i < std::min(header.size(), format.columns.size()); ++i) {
        const std::string title(trim(header[i]));
        if (toLower(title) == toLower(name)) {
            if (auto good = checkRole(format.columns[i], title); !good)
                return std::move(good).error();
            return i;
        }
        if (format.columns[i] == ColumnRole::Ignore)
            others.push_back(title);
    }
    const auto near = didYouMean(name, others);
    return invalid(fmt::format("The file has no column \"{}\"{}.", name,
                               near             ? fmt::format("; did you mean \"{}\"?", *near)
                               : others.empty() ? std::string("; it has none beside prices")
                                                : "; beside prices it has " + join(others, ", ")));
}

/// The file with the number of each line, from 1, in place of a price: the reader of prices then
/// tells which line is of which symbol and time.
Result<market::ImportResult> readNumbered(Table table, market::PriceFormat format,
                                          std::size_t column) {
    for (ColumnRole& role : format.columns)
        if (role != ColumnRole::Date && role != ColumnRole::Time && role != ColumnRole::Symbol)
            role = ColumnRole::Ignore;
    format.columns[column] = ColumnRole::Close;
    format.useAdjustedClose = false;
    format.priceScale = 1;
    format.delimiter = ',';
    CsvWriter csv;
    for (const auto& record : table.header)
        csv.row(record);
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        if (column < table.rows[i].size())
            table.rows[i][column] = std::to_string(i + 1);
        csv.row(table.rows[i]);
    }
    return market::readPrices(csv.text(), format);
}

Result<double> numberAt(const Table& table, std::size_t row, std::size_t column,
                        bool decimalComma) {
    if (column >= table.rows[row].size())
        return forecast::kMissing;
    std::string cell(trim(table.rows[row][column]));
    const std::string lower = toLower(cell);
    if (cell.empty() || lower == "nan" || lower == "na" || lower == "n/a" || lower == "null")
        return forecast::kMissing;
    if (decimalComma)
        std::ranges::replace(cell, ',', '.');
    const auto value = parseDouble(cell);
    if (value && std::isfinite(*value))
        return *value;
    return invalid(fmt::format("Line {}: \"{}\" in the column \"{}\" is no number.",
                               table.lines[row], cell, trim(table.header.back()[column])));
}

} // namespace

Result<std::vector<std::vector<AssetColumn>>>
readColumns(const std::vector<market::PriceText>& texts, const market::PriceFormat& format,
            const std::vector<std::string>& names, const std::vector<std::string>& symbols) {
    std::vector<std::vector<AssetColumn>> out;
    if (names.empty())
        return out;
    if (texts.size() != 1 || format.headerLines == 0 || !format.columnSymbols.empty())
        return invalid("Columns can be features only of a single file whose first line names them "
                       "and whose lines hold one symbol each.");
    const Table table = readTable(texts.front().text, format);
    std::vector<std::size_t> columns;
    for (const auto& name : names) {
        const auto column = findColumn(table.header.back(), format, name);
        if (!column)
            return column.error();
        columns.push_back(*column);
    }
    const auto numbered = readNumbered(table, format, columns.front());
    if (!numbered)
        return numbered.error();
    out.assign(names.size(), std::vector<AssetColumn>(symbols.size()));
    for (const auto& series : numbered->series) {
        const auto at = std::ranges::find(symbols, series.instrument.symbol);
        if (at == symbols.end())
            continue;
        const auto asset = static_cast<std::size_t>(at - symbols.begin());
        for (const auto& bar : series.bars)
            for (std::size_t c = 0; c < columns.size(); ++c) {
                const auto row = static_cast<std::size_t>(std::llround(bar.close)) - 1;
                const auto value = numberAt(table, row, columns[c], format.decimalComma);
                if (!value)
                    return value.error();
                out[c][asset].times.push_back(bar.time);
                out[c][asset].values.push_back(*value);
            }
    }
    return out;
}

} // namespace loom::studies
