// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/import/detail/wide_table.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "base/text.h"
#include "market/import/detail/table_guess.h"
#include "market/symbols.h"

namespace loom::market {

namespace {

/// Spelled out: single letters are symbols too (C, O, V).
bool isColumnName(std::string_view cell) {
    static const std::set<std::string, std::less<>> kNames{
        "open",   "high",      "low",         "close",    "adjclose",
        "volume", "dividends", "stocksplits", "repaired", "capitalgains"};
    return kNames.contains(plainName(cell));
}

bool namesColumns(const Record& record) {
    bool close = false;
    for (std::size_t i = 1; i < record.size(); ++i) {
        if (!isColumnName(record[i]))
            return false;
        const auto role = roleOf(record[i]);
        close = close || role == ColumnRole::Close || role == ColumnRole::AdjustedClose;
    }
    return close;
}

bool namesSymbols(const Record& record) {
    return record.size() > 1 && std::all_of(record.begin() + 1, record.end(), [](const auto& cell) {
               return checkSymbol(cell).ok();
           });
}

} // namespace

std::optional<TwoLineHeader> twoLineHeader(const std::vector<Record>& records,
                                           std::size_t headerLines) {
    if (headerLines < 2)
        return std::nullopt;
    if (namesColumns(records[0]) && namesSymbols(records[1]))
        return TwoLineHeader{.names = 0, .symbols = 1};
    if (namesColumns(records[1]) && namesSymbols(records[0]))
        return TwoLineHeader{.names = 1, .symbols = 0};
    return std::nullopt;
}

std::vector<std::string> symbolsAbove(const Record& header, std::size_t columns) {
    std::vector<std::string> symbols(columns);
    for (std::size_t i = 1; i < columns && i < header.size(); ++i)
        symbols[i] = toUpper(trim(header[i]));
    return symbols;
}

std::optional<std::vector<std::string>> closesHeader(const Record& header, std::size_t dates) {
    std::vector<std::string> symbols(header.size());
    std::set<ColumnRole> roles;
    bool unknown = false;
    for (std::size_t i = 0; i < header.size(); ++i) {
        const auto name = trim(header[i]);
        if (i == dates)
            continue;
        const auto role = roleOf(name);
        const auto symbol = checkSymbol(name);
        // "Flavour" is no symbol as one is written; "CLOSE" is the name of a column.
        if (!symbol || *symbol != name || (role != ColumnRole::Ignore && name.size() > 1))
            return std::nullopt;
        roles.insert(role);
        unknown = unknown || role == ColumnRole::Ignore;
        symbols[i] = *symbol;
    }
    const bool bars = roles.contains(ColumnRole::Open) && roles.contains(ColumnRole::High) &&
                      roles.contains(ColumnRole::Low) && roles.contains(ColumnRole::Close);
    if (!unknown || bars)
        return std::nullopt;
    return symbols;
}

} // namespace loom::market
