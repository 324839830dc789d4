// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/column_file.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/csv.h"
#include "base/date.h"
#include "base/gzip.h"
#include "base/text.h"

namespace loom::studies {

namespace {

using Row = std::vector<std::string>;

Error bad(std::string why) {
    return fail(ErrorCode::InvalidInput, std::move(why));
}

std::optional<std::size_t> placeOf(const Row& header, std::string_view name) {
    const auto found = std::ranges::find_if(
        header, [&](const std::string& cell) { return toLower(trim(cell)) == toLower(name); });
    if (found == header.end())
        return {};
    return static_cast<std::size_t>(found - header.begin());
}

std::optional<std::size_t> firstPlaceOf(const Row& header,
                                        std::initializer_list<std::string_view> names) {
    for (const auto name : names)
        if (const auto place = placeOf(header, name))
            return place;
    return {};
}

/// "a, b, c", the first twenty of them.
std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t kShown = 20;
    const auto shown = std::span(names).first(std::min(names.size(), kShown));
    return join(shown, ", ") +
           (names.size() > kShown ? fmt::format(" and {} more", names.size() - kShown) : "");
}

struct Table {
    Row header;
    std::vector<Row> rows;
    std::vector<std::size_t> lines;
    std::optional<std::size_t> date, symbol;
};

Result<Table> readTable(std::string_view text) {
    if (text.find('\0') != std::string_view::npos)
        return bad("The file is binary, not a CSV table.");
    const auto head = text.substr(0, text.find('\n'));
    const bool semicolons = std::ranges::count(head, ';') > std::ranges::count(head, ',');
    CsvReader reader(text, semicolons ? ';' : ',');
    Table out;
    if (!reader.next(out.header))
        return fail(ErrorCode::NoData, "The file is empty.");
    for (std::string& name : out.header) {
        if (parseDouble(trim(name)))
            return bad("The first line holds numbers; expected are the names of the columns.");
        name = std::string(trim(name));
    }
    Row row;
    while (reader.next(row)) {
        if (row.size() != out.header.size())
            return bad(fmt::format("Line {}: {} columns, but the header has {}.", reader.line(),
                                   row.size(), out.header.size()));
        out.rows.push_back(row);
        out.lines.push_back(reader.line());
    }
    if (out.rows.empty())
        return fail(ErrorCode::NoData, "The file has a header but no rows.");
    out.date = firstPlaceOf(out.header, {"date", "datetime", "timestamp", "time", ""});
    out.symbol = firstPlaceOf(out.header, {"symbol", "ticker"});
    return out;
}

bool isNumberOrEmpty(const std::string& cell) {
    return trim(cell).empty() || toLower(trim(cell)) == "nan" || parseDouble(trim(cell));
}

/// The columns of numbers of the first row.
std::vector<std::size_t> numberColumns(const Table& table) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < table.header.size(); ++i)
        if (i != table.date && i != table.symbol && isNumberOrEmpty(table.rows.front()[i]))
            out.push_back(i);
    return out;
}

Result<std::size_t> chooseColumn(const Table& table, const std::string& name) {
    if (!name.empty()) {
        if (const auto place = placeOf(table.header, name))
            return *place;
        const auto near = didYouMean(name, table.header);
        return bad(fmt::format("There is no column \"{}\".{} The file has: {}.", name,
                               near ? fmt::format(" Did you mean \"{}\"?", *near) : "",
                               listed(table.header)));
    }
    if (const auto place =
            firstPlaceOf(table.header, {"adj_close", "adj close", "adjclose", "close"}))
        return *place;
    const auto numbers = numberColumns(table);
    if (numbers.size() == 1)
        return numbers.front();
    return bad(
        fmt::format("Say which column with --column. The file has: {}.", listed(table.header)));
}

/// The rows that belong to the series; all of them where there is one symbol or none.
Result<std::vector<std::size_t>> chooseRows(const Table& table, const std::string& symbol) {
    std::vector<std::size_t> out;
    if (!table.symbol) {
        if (!symbol.empty())
            return bad("--symbol was given, but the file has no column \"symbol\".");
        for (std::size_t i = 0; i < table.rows.size(); ++i)
            out.push_back(i);
        return out;
    }
    std::vector<std::string> symbols;
    for (std::size_t i = 0; i < table.rows.size(); ++i) {
        const std::string& own = table.rows[i][*table.symbol];
        if (std::ranges::find(symbols, own) == symbols.end())
            symbols.push_back(own);
        if (symbol.empty() || toLower(own) == toLower(symbol))
            out.push_back(i);
    }
    if (symbol.empty() && symbols.size() > 1)
        return bad(fmt::format("The file holds {} symbols; choose one with --symbol: {}.",
                               symbols.size(), listed(symbols)));
    if (out.empty())
        return fail(ErrorCode::NotFound,
                    fmt::format("There is no symbol \"{}\" in the file. It has: "
                                "{}.",
                                symbol, listed(symbols)));
    return out;
}

/// Only dates like 2018-12-31, with or without a time behind, can be compared as text.
Status checkRising(const std::string& before, const std::string& now, std::size_t line) {
    const auto comparable = [](const std::string& cell) {
        return cell.size() >= 10 && parseIsoDate(cell.substr(0, 10)).ok();
    };
    if (before.empty() || !comparable(before) || !comparable(now) || before < now)
        return {};
    return bad(fmt::format("Line {}: {} does not come after {}. Sort the rows, the oldest first, "
                           "each date once.",
                           line, now, before));
}

/// "2018-12-31", "2018-12-31 15:55", "2018-12-31T15:55:00".
std::optional<std::int64_t> secondsOf(std::string_view cell) {
    const auto date = parseIsoDate(cell.substr(0, 10));
    if (!date)
        return {};
    const std::int64_t midnight = Timestamp::atMidnightUtc(*date).seconds;
    if (cell.size() == 10)
        return midnight;
    const auto two = [&](std::size_t at) -> std::optional<double> {
        return cell.size() < at + 2 ? std::optional(0.0) : parseDouble(cell.substr(at, 2));
    };
    const auto hours = two(11), minutes = two(14), seconds = two(17);
    if ((cell[10] != ' ' && cell[10] != 'T') || !hours || !minutes || !seconds)
        return {};
    return midnight + static_cast<std::int64_t>(3600 * *hours + 60 * *minutes + *seconds);
}

/// Of the value that was read last; without a date of every value there are none at all.
void appendTime(NumberColumn& out, std::string_view cell) {
    const auto time = out.times.size() + 1 == out.values.size() ? secondsOf(cell) : std::nullopt;
    if (time && (out.times.empty() || *time > out.times.back()))
        out.times.push_back(*time);
    else if (out.times.size() < out.values.size())
        out.times.clear();
}

Status append(NumberColumn& out, std::string_view cell, std::size_t line) {
    if (cell.empty() || toLower(cell) == "nan") {
        ++out.missing;
        return {};
    }
    const auto value = parseDouble(cell);
    if (!value)
        return bad(
            fmt::format("Line {}: {} is \"{}\", expected is a number.", line, out.name, cell));
    if (std::isinf(*value))
        return bad(fmt::format("Line {}: {} is infinite.", line, out.name));
    out.values.push_back(*value);
    out.lines.push_back(line);
    return {};
}

Result<NumberColumn> columnOf(const Table& table, const ColumnRequest& request) {
    const auto column = chooseColumn(table, request.column);
    if (!column)
        return column.error();
    const auto rows = chooseRows(table, request.symbol);
    if (!rows)
        return rows.error();
    NumberColumn out{.name = table.header[*column], .values = {}, .lines = {}};
    for (const std::size_t i : *rows) {
        if (table.date) {
            const std::string& date = table.rows[i][*table.date];
            if (auto rises = checkRising(out.last, date, table.lines[i]); !rises)
                return std::move(rises).error();
            if (out.first.empty())
                out.first = date;
            out.last = date;
        }
        if (auto read = append(out, trim(table.rows[i][*column]), table.lines[i]); !read)
            return std::move(read).error();
        if (table.date)
            appendTime(out, trim(table.rows[i][*table.date]));
    }
    if (out.times.size() != out.values.size())
        out.times.clear();
    return out;
}

} // namespace

Result<NumberColumn> readNumberColumn(const ColumnRequest& request) {
    const auto text = readMaybeGzip(request.file);
    if (!text)
        return text.error();
    auto table = readTable(*text);
    auto column = table ? columnOf(*table, request) : Result<NumberColumn>(table.error());
    if (!column)
        return std::move(column).error().during("read " + request.file.filename().string());
    return column;
}

} // namespace loom::studies
