// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/import/detail/table_reader.h"

#include <algorithm>
#include <utility>

#include "base/csv.h"
#include "base/text.h"

namespace loom::market {

namespace {

/// The format of one symbol: the columns of the others are not read.
PriceFormat onlyColumnsOf(const PriceFormat& format, const std::string& symbol) {
    PriceFormat own = format;
    own.symbol = symbol;
    own.columnSymbols.clear();
    for (std::size_t i = 0; i < own.columns.size(); ++i)
        if (!format.columnSymbols[i].empty() && format.columnSymbols[i] != symbol)
            own.columns[i] = ColumnRole::Ignore;
    return own;
}

Status checkWanted(const PriceFormat& format, const std::set<std::string>& there) {
    for (const std::string& symbol : format.only)
        if (!there.contains(symbol)) {
            std::vector<std::string> some(there.begin(), there.end());
            const bool more = some.size() > 10;
            some.resize(std::min<std::size_t>(some.size(), 10));
            return fail(ErrorCode::UnknownSymbol, "The file holds no " + symbol + ". It has " +
                                                      join(some, ", ") +
                                                      (more ? " and others." : "."));
        }
    return {};
}

} // namespace

std::set<std::string> symbolsOfColumns(const PriceFormat& format) {
    std::set<std::string> symbols(format.columnSymbols.begin(), format.columnSymbols.end());
    symbols.erase("");
    return symbols;
}

bool namesItsSymbols(const PriceFormat& format) {
    return Columns(format.columns).has(ColumnRole::Symbol) || !symbolsOfColumns(format).empty();
}

std::vector<std::string> listSymbols(std::string_view text, const PriceFormat& format) {
    auto symbols = symbolsOfColumns(format);
    if (symbols.empty() && !Columns(format.columns).has(ColumnRole::Symbol) &&
        !format.symbol.empty())
        symbols.insert(format.symbol);
    const auto reader = symbols.empty() ? RowReader::make(format) : fail(ErrorCode::NotFound, "");
    if (reader) {
        CsvReader records(text, format.delimiter);
        Record record;
        for (std::size_t i = 0; records.next(record); ++i)
            if (i >= format.headerLines)
                symbols.insert(reader->symbolOf(record));
    }
    symbols.erase("");
    return {symbols.begin(), symbols.end()};
}

Result<TableReader> TableReader::make(const PriceFormat& format) {
    TableReader table;
    const auto symbols = symbolsOfColumns(format);
    table.m_sideBySide = !symbols.empty();
    table.m_columns = format.columns.size();
    if (!table.m_sideBySide) {
        auto reader = RowReader::make(format);
        if (!reader)
            return std::move(reader).error();
        table.m_readers.push_back(*std::move(reader));
        table.m_only.insert(format.only.begin(), format.only.end());
        return table;
    }
    if (format.columnSymbols.size() != format.columns.size())
        return fail(ErrorCode::InvalidInput, "Each column needs its symbol, or none.");
    if (auto there = checkWanted(format, symbols); !there)
        return std::move(there).error();
    for (const std::string& symbol : symbols) {
        if (!format.only.empty() && std::ranges::find(format.only, symbol) == format.only.end())
            continue;
        auto reader = RowReader::make(onlyColumnsOf(format, symbol));
        if (!reader)
            return std::move(reader).error().during("read the columns of " + symbol);
        table.m_readers.push_back(*std::move(reader));
    }
    return table;
}

TableReader::Outcome TableReader::read(const Record& record) {
    if (m_sideBySide)
        return readSideBySide(record);
    Outcome outcome;
    auto row = m_readers.front().read(record);
    const auto& symbol = row ? row->symbol : m_readers.front().symbolOf(record);
    if (!m_only.empty() && !m_only.contains(symbol))
        return outcome;
    if (row)
        outcome.rows.push_back(*std::move(row));
    else
        outcome.reasons.push_back(std::move(row).error().message);
    return outcome;
}

/// A symbol without a price on a line was not traded then: that is no mistake of the file.
TableReader::Outcome TableReader::readSideBySide(const Record& record) {
    Outcome outcome;
    if (record.size() < m_columns) {
        outcome.reasons.push_back("It has only " + std::to_string(record.size()) + " of " +
                                  std::to_string(m_columns) + " columns.");
        return outcome;
    }
    std::set<std::string> different;
    std::size_t asked = 0;
    for (RowReader& reader : m_readers) {
        if (reader.hasNoPrice(record))
            continue;
        ++asked;
        auto row = reader.read(record);
        if (row) {
            outcome.rows.push_back(*std::move(row));
        } else {
            different.insert(row.error().message);
            outcome.reasons.push_back(reader.symbol() + ": " + row.error().message);
        }
    }
    // A line cut short or without a date fails for every symbol alike: said once.
    if (outcome.reasons.size() == asked && different.size() == 1)
        outcome.reasons = {*different.begin()};
    return outcome;
}

bool TableReader::mixedOffsets() const {
    return std::ranges::any_of(m_readers,
                               [](const RowReader& reader) { return reader.mixedOffsets(); });
}

} // namespace loom::market
