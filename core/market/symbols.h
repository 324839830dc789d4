// SPDX-License-Identifier: GPL-3.0-or-later
// The bundled list of S&P 500 members (a dated snapshot), search over it, and what a symbol may
// look like. Any other symbol is accepted too. Thread rule: immutable once loaded.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace loom::market {

struct ListedSymbol {
    std::string symbol = {}; ///< as the source writes it: "BRK-B"
    std::string name = {};
    std::string sector = {};
    std::string industry = {};
};

class SymbolList {
  public:
    /// From sp500_constituents.csv (columns Symbol, Security or Name, GICS Sector or Sector, …).
    static Result<SymbolList> fromCsv(std::string_view csv);
    /// The list that ships with the program.
    static Result<SymbolList> bundled();

    const std::vector<ListedSymbol>& all() const { return m_symbols; }
    const ListedSymbol* find(std::string_view symbol) const;

    /// Best first: exact symbol, symbol prefix, word of the name, anywhere in symbol or name.
    std::vector<ListedSymbol> search(std::string_view text, std::size_t limit = 20) const;

  private:
    std::vector<ListedSymbol> m_symbols = {}; ///< sorted by symbol
};

/// The symbol in canonical form (trimmed, upper case), or what is wrong with it; a slip such as
/// "BRK.B" is refused with the spelling that works ("BRK-B").
Result<std::string> checkSymbol(std::string_view text);

/// A list as typed: separated by commas, semicolons, blanks or lines; duplicates are dropped and
/// named in `notes`.
struct SymbolInput {
    std::vector<std::string> symbols = {};
    std::vector<std::string> notes = {};  ///< "AAPL was given twice."
    std::vector<std::string> errors = {}; ///< one sentence for each symbol that cannot be used
};
SymbolInput parseSymbols(std::string_view text);

} // namespace loom::market
