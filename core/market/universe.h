// SPDX-License-Identifier: GPL-3.0-or-later
// Universes: named lists of symbols that panels are made of. Thread rule: free functions, any
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "market/symbols.h"

namespace loom::market {

struct Universe {
    std::string id = {};    ///< "sector_etfs", "sp500_energy", "sample_stocks"
    std::string title = {}; ///< "Sector ETFs"
    std::string note = {};  ///< one sentence: what they are and where their prices come from
    std::vector<std::string> symbols = {};
    bool bundled = false; ///< every series ships with the program: works offline at first start
};

/// The bundled ones first, then the ETF lists, then the S&P 500 and its sectors in the order of
/// their names. Sectors are left out when the list holds none, the bundled ones when the sample is
/// missing.
std::vector<Universe> universes(const SymbolList& list);

/// The same by id. NotFound names the known ones and suggests the nearest.
Result<Universe> universe(const SymbolList& list, std::string_view id);
/// With the S&P 500 list that ships with the program.
Result<Universe> universe(std::string_view id);

} // namespace loom::market
