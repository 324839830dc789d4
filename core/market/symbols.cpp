// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/symbols.h"

#include "base/csv.h"
#include "base/files.h"
#include "base/resources.h"
#include "base/text.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <utility>

namespace loom::market {

namespace {

constexpr std::size_t kMaxSymbol = 20;

std::optional<std::size_t> columnNamed(const std::vector<std::string>& header,
                                       std::initializer_list<std::string_view> names) {
    for (const auto name : names)
        for (std::size_t i = 0; i < header.size(); ++i)
            if (toLower(trim(header[i])) == name)
                return i;
    return std::nullopt;
}

/// Lower is better; nothing when the text does not occur.
std::optional<int> rank(const ListedSymbol& entry, const std::string& text) {
    const std::string symbol = toLower(entry.symbol), name = toLower(entry.name);
    if (symbol == text)
        return 0;
    if (symbol.starts_with(text))
        return 1;
    if (name.starts_with(text))
        return 2;
    if (name.find(" " + text) != std::string::npos)
        return 3;
    if (name.find(text) != std::string::npos)
        return 4;
    if (symbol.find(text) != std::string::npos)
        return 5;
    return std::nullopt;
}

/// "BRK.B" -> "BRK-B": one letter behind a dot is a share class; longer endings are exchanges
/// (.L and .T are exchanges too, and stay).
std::optional<std::string> shareClassSpelling(const std::string& symbol) {
    const auto dot = symbol.find('.');
    if (dot == std::string::npos || dot + 2 != symbol.size() ||
        std::string_view("AB").find(symbol.back()) == std::string_view::npos)
        return std::nullopt;
    return symbol.substr(0, dot) + "-" + symbol.back();
}

} // namespace

Result<SymbolList> SymbolList::fromCsv(std::string_view csv) {
    CsvReader reader(csv);
    std::vector<std::string> fields;
    if (!reader.next(fields))
        return fail(ErrorCode::Corrupt, "The list of symbols is empty.");
    const auto symbol = columnNamed(fields, {"symbol", "ticker"});
    const auto name = columnNamed(fields, {"name", "security"});
    const auto sector = columnNamed(fields, {"sector", "gics sector"});
    const auto industry = columnNamed(fields, {"industry", "gics sub-industry"});
    if (!symbol || !name)
        return fail(ErrorCode::Corrupt, "The list of symbols has no columns symbol and name.");
    const auto cell = [&](std::optional<std::size_t> column) {
        return column && *column < fields.size() ? std::string(trim(fields[*column]))
                                                 : std::string();
    };
    SymbolList list;
    while (reader.next(fields)) {
        auto canonical = toUpper(cell(symbol));
        std::replace(canonical.begin(), canonical.end(), '.', '-');
        if (!canonical.empty())
            list.m_symbols.push_back(
                {std::move(canonical), cell(name), cell(sector), cell(industry)});
    }
    auto& all = list.m_symbols;
    std::sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.symbol < b.symbol; });
    all.erase(
        std::unique(all.begin(), all.end(), [](auto& a, auto& b) { return a.symbol == b.symbol; }),
        all.end());
    return list;
}

Result<SymbolList> SymbolList::bundled() {
    auto path = resourcePath("sample/sp500_constituents.csv");
    if (!path)
        return std::move(path).error();
    auto text = readFile(*path);
    if (!text)
        return std::move(text).error();
    return fromCsv(*text);
}

const ListedSymbol* SymbolList::find(std::string_view symbol) const {
    const auto found = std::lower_bound(
        m_symbols.begin(), m_symbols.end(), symbol,
        [](const ListedSymbol& entry, std::string_view key) { return entry.symbol < key; });
    return found != m_symbols.end() && found->symbol == symbol ? &*found : nullptr;
}

std::vector<ListedSymbol> SymbolList::search(std::string_view text, std::size_t limit) const {
    const std::string wanted = toLower(trim(text));
    std::vector<std::pair<int, const ListedSymbol*>> hits;
    for (const auto& entry : m_symbols)
        if (const auto place = wanted.empty() ? std::optional(0) : rank(entry, wanted))
            hits.emplace_back(*place, &entry);
    std::stable_sort(hits.begin(), hits.end(), [](auto& a, auto& b) { return a.first < b.first; });
    std::vector<ListedSymbol> best;
    for (std::size_t i = 0; i < std::min(limit, hits.size()); ++i)
        best.push_back(*hits[i].second);
    return best;
}

Result<std::string> checkSymbol(std::string_view text) {
    const std::string symbol = toUpper(trim(text));
    const auto refuse = [&](const std::string& why) {
        return fail(ErrorCode::InvalidInput, "\"" + symbol.substr(0, 40) + "\" " + why);
    };
    if (symbol.empty())
        return fail(ErrorCode::InvalidInput, "Enter a symbol, for example AAPL or ^GSPC.");
    if (symbol.size() > kMaxSymbol)
        return refuse("is longer than 20 characters, so it is no symbol.");
    for (std::size_t i = 0; i < symbol.size(); ++i) {
        const auto byte = static_cast<unsigned char>(symbol[i]);
        const bool known = std::isalnum(byte) ||
                           std::string_view("-.=&").find(symbol[i]) != std::string_view::npos ||
                           (symbol[i] == '^' && i == 0);
        if (!known)
            return refuse("has a character that no symbol has. Symbols are letters, digits and "
                          "- . = & with a leading ^ for an index.");
    }
    if (std::none_of(symbol.begin(), symbol.end(),
                     [](char c) { return std::isalnum(static_cast<unsigned char>(c)); }))
        return refuse("has neither a letter nor a digit.");
    if (const auto better = shareClassSpelling(symbol))
        return refuse("is written " + *better + " here. Did you mean " + *better + "?");
    return symbol;
}

SymbolInput parseSymbols(std::string_view text) {
    SymbolInput input;
    std::set<std::string> seen;
    std::set<std::string> twice;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto begin = text.find_first_not_of(",; \t\r\n", at);
        if (begin == std::string_view::npos)
            break;
        const auto end = std::min(text.find_first_of(",; \t\r\n", begin), text.size());
        at = end;
        auto symbol = checkSymbol(text.substr(begin, end - begin));
        if (!symbol)
            input.errors.push_back(symbol.error().message);
        else if (seen.insert(*symbol).second)
            input.symbols.push_back(*symbol);
        else if (twice.insert(*symbol).second)
            input.notes.push_back(*symbol + " was given more than once; it is used once.");
    }
    if (input.symbols.empty() && input.errors.empty())
        input.errors.emplace_back("Enter at least one symbol, for example AAPL or ^GSPC.");
    return input;
}

} // namespace loom::market
