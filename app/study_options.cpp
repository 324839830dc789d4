// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/study_options.h"

#include <filesystem>

#include "base/text.h"
#include "market/symbols.h"
#include "market/universe.h"

namespace loom::app {

namespace {

Status readDates(const SourceOptions& options, studies::DataSelection& data) {
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

Status readSymbols(const SourceOptions& options, const Console& console,
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
        auto input = market::parseSymbols(join(options.symbols, " "));
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

/// Exactly one source.
Status checkSources(const SourceOptions& options) {
    const std::pair<const char*, bool> sources[] = {{"SYMBOL", !options.symbol.empty()},
                                                    {"--symbols", !options.symbols.empty()},
                                                    {"--universe", !options.universe.empty()},
                                                    {"--file", !options.file.empty()},
                                                    {"--set", !options.set.empty()}};
    std::vector<std::string> given;
    for (const auto& [name, there] : sources)
        if (there)
            given.emplace_back(name);
    if (given.size() > 1)
        return fail(ErrorCode::InvalidInput, fmt::format("Give one of {}.", join(given, " and ")));
    if (given.empty())
        return fail(ErrorCode::InvalidInput,
                    "Say which data: SYMBOL, --universe sample_stocks, --symbols AAPL,MSFT,XOM, "
                    "--file panel.csv or --set NAME.");
    if (options.file.empty() && (options.prices || options.returns))
        return fail(ErrorCode::InvalidInput,
                    "--prices and --returns say what --file holds, and no file is given.");
    if (options.prices && options.returns)
        return fail(ErrorCode::InvalidInput, "Give either --prices or --returns.");
    return {};
}

Status readElsewhere(const SourceOptions& options, studies::DataSelection& data) {
    if (!options.from.empty() || !options.to.empty() || !options.source.empty())
        return fail(ErrorCode::InvalidInput, "--from, --to and --source select from the cache; a "
                                             "file or a set is read as it is.");
    data.set = options.set;
    if (options.file.empty())
        return {};
    data.file = std::filesystem::absolute(options.file).string();
    data.content = options.prices    ? studies::PanelContent::Prices
                   : options.returns ? studies::PanelContent::LogReturns
                                     : studies::PanelContent::Detect;
    return {};
}

} // namespace

void addSourceOptions(CLI::App& verb, SourceOptions& o) {
    verb.add_option("SYMBOL", o.symbol, "One series of the cache, such as ^GSPC");
    verb.add_option("--symbols", o.symbols, "A panel: AAPL,MSFT,XOM");
    verb.add_option("--universe", o.universe,
                    "A panel by name: sample_stocks, sample_factor_etfs, sector_etfs, ten_etfs, "
                    "sp500_energy …");
    verb.add_option("--file", o.file,
                    "A panel from a wide CSV: a header of asset names, one day a row, optional "
                    "first column of dates");
    verb.add_option("--set", o.set,
                    "A stored scenario set to learn from (name or run), such as an augmented one");
    verb.add_flag("--prices", o.prices, "--file holds prices");
    verb.add_flag("--returns", o.returns, "--file holds log returns as fractions");
    verb.add_option("--alignment", o.alignment,
                    "Panels: inner (days that all share, default) or ragged (histories with gaps)")
        ->check(CLI::IsMember({"inner", "ragged"}));
    verb.add_option("--from", o.from, "First date, YYYY-MM-DD");
    verb.add_option("--to", o.to, "Last date, YYYY-MM-DD");
    verb.add_option("--source", o.source, "yahoo, import or sample; otherwise the best there is");
    verb.add_flag("--as-stored", o.asStored, "Prices as stored, without dividend adjustment");
}

Result<studies::DataSelection> dataSelection(const SourceOptions& options, const Console& console) {
    if (auto checked = checkSources(options); !checked)
        return std::move(checked).error();
    studies::DataSelection out;
    if (!options.file.empty() || !options.set.empty()) {
        if (auto read = readElsewhere(options, out); !read)
            return std::move(read).error();
        return out;
    }
    if (auto read = readSymbols(options, console, out); !read)
        return std::move(read).error();
    if (auto read = readDates(options, out); !read)
        return std::move(read).error();
    out.source = options.source;
    out.alignment =
        options.alignment == "ragged" ? studies::Alignment::Ragged : studies::Alignment::Inner;
    out.adjustment =
        options.asStored ? market::Adjustment::AsStored : market::Adjustment::SplitAndDividend;
    return out;
}

void addDataOptions(CLI::App& verb, DataOptions& o) {
    addSourceOptions(verb, o.source);
    verb.add_option("--paths", o.paths, "How many paths (default 500)")
        ->check(CLI::Range(2, 100'000));
    verb.add_option("--length", o.length,
                    "Days a path; default: as long as the scored part, and for a panel about "
                    "10,000 days in all");
    verb.add_flag("--paper-table", o.paperTable,
                  "Train, select and score on the whole window (in-sample)");
}

Result<DataChoice> dataChoice(const DataOptions& options, const Console& console) {
    SourceOptions source = options.source;
    if (source.symbols.empty() && source.universe.empty() && source.file.empty() &&
        source.set.empty() && source.symbol.empty())
        source.symbol = "^GSPC";
    auto data = dataSelection(source, console);
    if (!data)
        return std::move(data).error();
    return DataChoice{.data = std::move(*data),
                      .split = {.paperTable = options.paperTable},
                      .evaluation = {.paths = options.paths, .length = options.length}};
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
