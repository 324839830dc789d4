// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "app/command.h"
#include "app/format.h"
#include "market/export.h"

namespace loom::app {

namespace {

struct SeriesOptions {
    std::vector<std::string> symbols;
    std::string interval = "1d";
    std::string source;
    std::string from, to;
    std::filesystem::path out;
    bool adjusted = false;
    std::size_t rows = 10;
};

Result<market::SeriesQuery> queryOf(const SeriesOptions& options, const std::string& symbol) {
    market::SeriesQuery query{.symbol = symbol, .source = options.source};
    const auto interval = market::intervalFromCode(options.interval);
    if (!interval)
        return fail(ErrorCode::InvalidInput, "the interval must be 1m, 5m, 15m, 1h or 1d");
    query.interval = *interval;
    for (const auto& [text, target] :
         {std::pair(options.from, &query.from), std::pair(options.to, &query.to)}) {
        if (text.empty())
            continue;
        const auto date = parseIsoDate(text);
        if (!date)
            return date.error();
        *target = *date;
    }
    if (query.from && query.to && *query.to < *query.from)
        return fail(ErrorCode::InvalidInput, "--to lies before --from");
    return query;
}

Status listSeries(CommandEnvironment& environment, Json& result) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    auto reader = (*workbench)->marketReader();
    if (!reader)
        return reader.error();
    const auto list = reader->list();
    if (!list)
        return list.error();
    std::vector<std::vector<std::string>> rows;
    result["series"] = Json::array();
    for (const auto& s : *list) {
        const auto first = barTimeText(s.first, s.key.interval);
        const auto last = barTimeText(s.last, s.key.interval);
        rows.push_back({s.key.symbol, s.instrument.name,
                        std::string(market::intervalCode(s.key.interval)), s.key.source,
                        std::to_string(s.rows), first, last, std::to_string(s.openGaps),
                        std::to_string(s.restatements), s.message});
        result["series"].push_back({{"symbol", s.key.symbol},
                                    {"name", s.instrument.name},
                                    {"interval", market::intervalCode(s.key.interval)},
                                    {"source", s.key.source},
                                    {"rows", s.rows},
                                    {"first", first},
                                    {"last", last},
                                    {"gaps", s.openGaps},
                                    {"restatements", s.restatements},
                                    {"message", s.message}});
    }
    environment.console().table(
        {"symbol", "name", "bars", "source", "rows", "first", "last", "gaps", "restated", ""}, rows,
        {0, 1, 2, 3, 5, 6, 9});
    return {};
}

Result<std::vector<market::Series>> loadAll(const SeriesOptions& options,
                                            CommandEnvironment& environment) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    std::vector<market::Series> all;
    for (const auto& symbol : options.symbols) {
        const auto query = queryOf(options, symbol);
        if (!query)
            return query.error();
        auto series = (*workbench)->loadSeries(*query);
        if (!series)
            return std::move(series).error();
        all.push_back(std::move(*series));
    }
    return all;
}

Status showSeries(const SeriesOptions& options, CommandEnvironment& environment, Json& result) {
    const auto all = loadAll(options, environment);
    if (!all)
        return all.error();
    const auto adjustment =
        options.adjusted ? market::Adjustment::SplitAndDividend : market::Adjustment::AsStored;
    for (const auto& stored : *all) {
        const auto series = market::adjusted(stored, adjustment);
        const std::size_t from = series.bars.size() - std::min(options.rows, series.bars.size());
        std::vector<std::vector<std::string>> rows;
        Json bars = Json::array();
        for (std::size_t i = from; i < series.bars.size(); ++i) {
            const auto& b = series.bars[i];
            rows.push_back({barTimeText(b.time, series.interval), fmt::format("{:.6g}", b.open),
                            fmt::format("{:.6g}", b.high), fmt::format("{:.6g}", b.low),
                            fmt::format("{:.6g}", b.close), std::to_string(b.volume),
                            b.final ? "" : "provisional"});
            bars.push_back({{"time", rows.back()[0]},
                            {"open", b.open},
                            {"high", b.high},
                            {"low", b.low},
                            {"close", b.close},
                            {"volume", b.volume},
                            {"final", b.final}});
        }
        result["series"].push_back({{"symbol", series.instrument.symbol},
                                    {"source", series.source},
                                    {"rows", series.bars.size()},
                                    {"bars", std::move(bars)}});
        environment.console().print("{} {}, source {}, {} bars, {} corporate actions",
                                    series.instrument.symbol, series.instrument.name, series.source,
                                    series.bars.size(), series.actions.size());
        environment.console().table({"time", "open", "high", "low", "close", "volume", ""}, rows,
                                    {0, 6});
    }
    return {};
}

Status exportSeries(const SeriesOptions& options, CommandEnvironment& environment, Json& result) {
    const auto all = loadAll(options, environment);
    if (!all)
        return all.error();
    const market::ExportOptions how{.adjustment = options.adjusted
                                                      ? market::Adjustment::SplitAndDividend
                                                      : market::Adjustment::AsStored};
    const auto path =
        options.out.empty() ? std::filesystem::path(options.symbols.front() + ".csv") : options.out;
    if (auto written = market::exportCsv(*all, how, path); !written)
        return written;
    result["file"] = std::filesystem::absolute(path).string();
    environment.console().print("Wrote {}", std::filesystem::absolute(path).string());
    return {};
}

void addSelection(CLI::App& verb, SeriesOptions& options) {
    verb.add_option("SYMBOLS", options.symbols, "Symbols in the cache")->required();
    verb.add_option("--interval", options.interval, "1m, 5m, 15m, 1h or 1d (default 1d)");
    verb.add_option("--source", options.source,
                    "yahoo, import or sample; otherwise the best there is");
    verb.add_option("--from", options.from, "First date, YYYY-MM-DD");
    verb.add_option("--to", options.to, "Last date, YYYY-MM-DD");
    verb.add_flag("--adjusted", options.adjusted, "Adjust for dividends from the stored events");
}

} // namespace

void register_series(CommandList& list) {
    list.add({.name = "series",
              .summary = "List, show or export the prices in the local cache",
              .example = "quantloom series export ^GSPC --from 2009-06-01 --out sp500.csv",
              .setUp = [](CLI::App& verb) -> RunCommand {
                  const auto options = std::make_shared<SeriesOptions>();
                  CLI::App* listing = verb.add_subcommand("list", "Everything in the cache");
                  CLI::App* show = verb.add_subcommand("show", "The latest bars of some symbols");
                  addSelection(*show, *options);
                  show->add_option("--rows", options->rows, "How many bars (default 10)");
                  CLI::App* exporting = verb.add_subcommand("export", "Write bars to a CSV file");
                  addSelection(*exporting, *options);
                  exporting->add_option("--out", options->out, "File to write");
                  verb.require_subcommand(0, 1);
                  verb.fallthrough();
                  return [=](CommandEnvironment& environment, Json& result) -> Status {
                      if (show->parsed())
                          return showSeries(*options, environment, result);
                      if (exporting->parsed())
                          return exportSeries(*options, environment, result);
                      (void)listing;
                      return listSeries(environment, result);
                  };
              }});
}

} // namespace loom::app
