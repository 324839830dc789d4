// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/panel_options.h"

#include <filesystem>

#include "market/universe.h"
#include "studies/panel_file.h"
#include "studies/scenario_store.h"

namespace loom::app {

namespace {

Status readDate(const std::string& text, std::optional<Date>& target) {
    if (text.empty())
        return {};
    const auto date = parseIsoDate(text);
    if (!date)
        return date.error();
    target = *date;
    return {};
}

Result<PanelInput> fromFile(const PanelOptions& options) {
    using studies::PanelContent;
    if (!options.from.empty() || !options.to.empty() || !options.source.empty())
        return fail(ErrorCode::InvalidInput, "--from, --to and --source select from the cache; a "
                                             "file is read as it is.");
    const auto content = options.prices    ? PanelContent::Prices
                         : options.returns ? PanelContent::LogReturns
                                           : PanelContent::Detect;
    auto data = studies::panelFromFile(options.file, content);
    if (!data) {
        auto error = std::move(data).error();
        if (content == PanelContent::Detect && error.code == ErrorCode::InvalidInput)
            error.message += " (--prices or --returns says what the file holds.)";
        return error;
    }
    PanelInput out;
    out.selection.symbols = data->data().assets;
    out.selection.source = std::filesystem::path(options.file).filename().string();
    out.data = std::move(*data);
    return out;
}

Result<PanelInput> fromSet(const PanelOptions& options, CommandEnvironment& environment) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    const auto stored = studies::findScenarioSet((*workbench)->tracking(), options.set);
    if (!stored)
        return stored.error();
    const auto set = generate::ScenarioSet::open(stored->file);
    if (!set)
        return set.error();
    auto data = studies::panelOfSet(**set, stored->run.value);
    if (!data)
        return std::move(data).error();
    PanelInput out;
    out.selection.symbols = (*set)->card().assets;
    out.selection.source = "scenario set " + stored->name;
    out.data = std::move(*data);
    return out;
}

Result<PanelInput> fromCache(const PanelOptions& options, const generate::GeneratorInfo& info,
                             const Params& params, CommandEnvironment& environment) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    PanelInput out;
    out.selection.symbols = options.symbols;
    out.selection.source = options.source;
    if (!options.universe.empty()) {
        const auto found = market::universe((*workbench)->symbols(), options.universe);
        if (!found)
            return found.error();
        out.selection.symbols = found->symbols;
        out.selection.universe = found->id;
    }
    for (auto& symbol : out.selection.symbols) {
        const auto checked = market::checkSymbol(symbol);
        if (!checked)
            return checked.error();
        symbol = *checked;
    }
    for (const auto& [text, target] :
         {std::pair(options.from, &out.selection.from), std::pair(options.to, &out.selection.to)})
        if (auto read = readDate(text, *target); !read)
            return std::move(read).error();
    auto data =
        studies::loadStudyData(**workbench, out.selection, {.paperTable = true}, info, params);
    if (!data)
        return std::move(data).error();
    out.data = std::move(*data);
    return out;
}

} // namespace

void addPanelOptions(CLI::App& verb, const std::shared_ptr<PanelOptions>& options) {
    verb.add_option("FILE", options->file,
                    "Wide CSV: a header of asset names, one day a row, optional first column of "
                    "dates");
    verb.add_option("--universe", options->universe,
                    "A named list of symbols: sample_stocks, sector_etfs …");
    verb.add_option("--symbols", options->symbols, "Symbols of the cache, two or more");
    verb.add_option("--set", options->set,
                    "A stored scenario set (name or run), for example an augmented one");
    verb.add_option("--from", options->from, "First date, YYYY-MM-DD");
    verb.add_option("--to", options->to, "Last date, YYYY-MM-DD");
    verb.add_option("--source", options->source,
                    "yahoo, import or sample; otherwise the best there is");
    verb.add_flag("--prices", options->prices, "FILE holds prices");
    verb.add_flag("--returns", options->returns, "FILE holds log returns as fractions");
}

Result<PanelInput> loadPanel(const PanelOptions& options, const generate::GeneratorInfo& info,
                             const Params& params, CommandEnvironment& environment) {
    const int asked = (options.file.empty() ? 0 : 1) + (options.universe.empty() ? 0 : 1) +
                      (options.symbols.empty() ? 0 : 1) + (options.set.empty() ? 0 : 1);
    if (asked != 1)
        return fail(ErrorCode::InvalidInput,
                    asked == 0 ? "Say which panel: FILE.csv, --universe sample_stocks, --symbols "
                                 "AAPL MSFT XOM or --set NAME."
                               : "Give one of FILE, --universe, --symbols and --set.");
    if (!options.file.empty())
        return fromFile(options);
    if (!options.set.empty())
        return fromSet(options, environment);
    return fromCache(options, info, params, environment);
}

} // namespace loom::app
