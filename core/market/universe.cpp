// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/universe.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "market/sample_data.h"

namespace loom::market {

namespace {

const std::vector<std::string> kSectorEtfs{"XLB", "XLC",  "XLE", "XLF", "XLI", "XLK",
                                           "XLP", "XLRE", "XLU", "XLV", "XLY"};
const std::vector<std::string> kTenEtfs{"SPY", "QQQ", "IWM", "EFA", "EEM",
                                        "TLT", "GLD", "VNQ", "HYG", "LQD"};

/// "Information Technology" -> "sp500_information_technology".
std::string sectorId(std::string_view sector) {
    std::string out = "sp500_";
    for (const char c : toLower(sector))
        out += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_';
    return out;
}

void addBundled(std::vector<Universe>& out) {
    const auto sample = sampleSeries();
    if (!sample)
        return;
    Universe stocks{.id = "sample_stocks"}, etfs{.id = "sample_factor_etfs"};
    for (const SampleInfo& info : *sample) {
        if (info.type == "EQUITY")
            stocks.symbols.push_back(info.symbol);
        else if (info.type == "ETF")
            etfs.symbols.push_back(info.symbol);
    }
    stocks.title = fmt::format("{} bundled S&P 500 stocks", stocks.symbols.size());
    stocks.note = "Closes from 1990 to 2022 that ship with the program: works without a network.";
    etfs.title = fmt::format("{} bundled factor ETFs", etfs.symbols.size());
    etfs.note = "Closes from 2014 to 2022 that ship with the program: works without a network.";
    for (Universe* universe : {&stocks, &etfs}) {
        universe->bundled = true;
        if (universe->symbols.size() >= 2)
            out.push_back(std::move(*universe));
    }
}

void addWholeList(const SymbolList& list, std::vector<Universe>& out) {
    if (list.all().size() < 2)
        return;
    Universe all{.id = "sp500",
                 .title = "S&P 500",
                 .note = "Every member in the bundled list, so the survivors of one day; fetch "
                         "their prices first. Their histories are ragged."};
    for (const ListedSymbol& entry : list.all())
        all.symbols.push_back(entry.symbol);
    out.push_back(std::move(all));
}

void addSectors(const SymbolList& list, std::vector<Universe>& out) {
    std::map<std::string, std::vector<std::string>> bySector;
    for (const ListedSymbol& entry : list.all())
        if (!entry.sector.empty())
            bySector[entry.sector].push_back(entry.symbol);
    for (auto& [sector, symbols] : bySector)
        out.push_back({.id = sectorId(sector),
                       .title = "S&P 500 " + sector,
                       .note = "Members of the sector in the bundled list; fetch their prices "
                               "first. Their histories are ragged.",
                       .symbols = std::move(symbols)});
}

} // namespace

std::vector<Universe> universes(const SymbolList& list) {
    std::vector<Universe> out;
    addBundled(out);
    out.push_back({.id = "sector_etfs",
                   .title = "Sector ETFs",
                   .note = "The eleven Select Sector SPDR funds; fetch their prices first. XLRE "
                           "begins in 2015 and XLC in 2018.",
                   .symbols = kSectorEtfs});
    out.push_back({.id = "ten_etfs",
                   .title = "Ten ETFs",
                   .note = "US, foreign and emerging stocks, Treasuries, gold, real estate and "
                           "corporate bonds; fetch their prices first.",
                   .symbols = kTenEtfs});
    addWholeList(list, out);
    addSectors(list, out);
    return out;
}

Result<Universe> universe(const SymbolList& list, std::string_view id) {
    auto all = universes(list);
    std::vector<std::string> ids;
    for (auto& candidate : all) {
        if (candidate.id == id)
            return std::move(candidate);
        ids.push_back(candidate.id);
    }
    const auto near = didYouMean(id, ids);
    return fail(ErrorCode::NotFound,
                near ? fmt::format("There is no universe \"{}\"; did you mean \"{}\"?", id, *near)
                     : fmt::format("There is no universe \"{}\"; known: {}.", id, join(ids, ", ")));
}

Result<Universe> universe(std::string_view id) {
    const auto list = SymbolList::bundled();
    return universe(list ? *list : SymbolList(), id);
}

} // namespace loom::market
