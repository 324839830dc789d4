// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/study_options.h"

#include "base/text.h"
#include "market/symbols.h"
#include "market/universe.h"

namespace loom::app {

namespace {

Status readDates(const DataOptions& options, studies::DataSelection& data) {
    for (const auto& [text, target] :
         {std::pair(options.from, &data.from), std::pair(options.to, &data.to)}) {
        if (text.empty())
            continue;
        const auto date = parseIsoDate(text);
        if (!date)
            return date.error();
        *target = *date;
    }
    if (data.from && data.to && *data.to < *data.from)
        return fail(ErrorCode::InvalidInput, "--to lies before --from");
    return {};
}

Status readSymbols(const DataOptions& options, const Console& console,
                   studies::DataSelection& data) {
    if (!options.universe.empty()) {
        auto universe = market::universe(options.universe);
        if (!universe)
            return std::move(universe).error();
        data.universe = universe->id;
        data.symbols = std::move(universe->symbols);
        return {};
    }
    if (!options.symbols.empty()) {
        auto input = market::parseSymbols(options.symbols);
        if (!input.errors.empty())
            return fail(ErrorCode::InvalidInput, join(input.errors, " "));
        if (input.symbols.size() < 2)
            return fail(ErrorCode::InvalidInput,
                        "--symbols holds one asset; a panel needs at least two. Name more, or give "
                        "a single symbol without --symbols.");
        for (const auto& note : input.notes)
            console.line(note);
        data.symbols = std::move(input.symbols);
        return {};
    }
    const auto symbol = market::checkSymbol(options.symbol);
    if (!symbol)
        return symbol.error();
    data.symbol = *symbol;
    if (options.alignment == "ragged")
        return fail(ErrorCode::InvalidInput,
                    "--alignment is for panels; name several with --symbols or --universe");
    return {};
}

} // namespace

void addDataOptions(CLI::App& verb, DataOptions& o) {
    auto* symbol = verb.add_option("SYMBOL", o.symbol, "Symbol in the cache (default ^GSPC)");
    auto* symbols = verb.add_option("--symbols", o.symbols, "A panel: AAPL,MSFT,XOM");
    auto* universe = verb.add_option("--universe", o.universe,
                                     "A panel by name: sample_stocks, sample_factor_etfs, "
                                     "sector_etfs, ten_etfs, sp500_energy …");
    symbols->excludes(symbol);
    universe->excludes(symbol)->excludes(symbols);
    verb.add_option("--alignment", o.alignment,
                    "Panels: inner (days that all share, default) or ragged (histories with gaps)")
        ->check(CLI::IsMember({"inner", "ragged"}));
    verb.add_option("--from", o.from, "First date, YYYY-MM-DD");
    verb.add_option("--to", o.to, "Last date, YYYY-MM-DD");
    verb.add_option("--source", o.source, "yahoo, import or sample; otherwise the best there is");
    verb.add_option("--paths", o.paths, "How many paths (default 500)")
        ->check(CLI::Range(2, 100'000));
    verb.add_option("--length", o.length,
                    "Days a path; default: as long as the scored part, and for a panel about "
                    "10,000 days in all");
    verb.add_flag("--paper-table", o.paperTable,
                  "Train, select and score on the whole window (in-sample)");
    verb.add_flag("--as-stored", o.asStored, "Prices as stored, without dividend adjustment");
}

Result<DataChoice> dataChoice(const DataOptions& options, const Console& console) {
    DataChoice out;
    if (auto read = readSymbols(options, console, out.data); !read)
        return std::move(read).error();
    if (auto read = readDates(options, out.data); !read)
        return std::move(read).error();
    out.data.source = options.source;
    out.data.alignment =
        options.alignment == "ragged" ? studies::Alignment::Ragged : studies::Alignment::Inner;
    out.data.adjustment =
        options.asStored ? market::Adjustment::AsStored : market::Adjustment::SplitAndDividend;
    out.split.paperTable = options.paperTable;
    out.evaluation = {.paths = options.paths, .length = options.length};
    return out;
}

Result<studies::ModelChoice> modelChoice(const std::string& text,
                                         const generate::GeneratorRegistry& generators) {
    const auto colon = text.find(':');
    studies::ModelChoice out{.id = text.substr(0, colon), .preset = {}};
    const auto* info = generators.find(out.id);
    if (info == nullptr) {
        std::vector<std::string> known;
        for (const auto& g : generators.all())
            known.push_back(g.id);
        return fail(ErrorCode::InvalidInput, fmt::format("there is no generator \"{}\"; known: {}",
                                                         out.id, join(known, ", ")));
    }
    if (colon != std::string::npos)
        out.preset = text.substr(colon + 1);
    else if (!info->presets.empty())
        out.preset = info->presets.front().id;
    return out;
}

} // namespace loom::app
