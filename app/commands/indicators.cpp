// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "app/command.h"
#include "app/figure.h"
#include "app/indicator_report.h"
#include "app/png_option.h"
#include "base/files.h"
#include "base/text.h"
#include "market/import/price_archive.h"
#include "studies/bar_columns.h"

namespace loom::app {

namespace {

constexpr std::size_t kShownBars = 252; // a year of sessions, as the window shows at first

struct IndicatorOptions {
    std::filesystem::path file;
    std::string symbol;
    std::string interval;
    std::string source;
    std::vector<std::string> specs;
    std::string convention = "talib";
    std::filesystem::path out, png;
    std::size_t rows = 10;
    std::size_t bars = kShownBars; ///< in the figure; 0: all
    bool adjusted = false;
    bool list = false;
};

Result<std::optional<market::Interval>> intervalOf(const IndicatorOptions& options) {
    if (options.interval.empty())
        return std::optional<market::Interval>{};
    if (const auto interval = market::intervalFromCode(options.interval))
        return interval;
    return fail(ErrorCode::InvalidInput, "the interval must be 1m, 5m, 15m, 1h or 1d");
}

/// The one series of a price file, or the one that --symbol picks.
Result<market::Series> seriesOfFile(const IndicatorOptions& options) {
    const auto interval = intervalOf(options);
    if (!interval)
        return interval.error();
    const auto texts = market::readPriceTexts(options.file);
    if (!texts)
        return texts.error();
    auto format = market::sniffPrices(*texts);
    if (!format)
        return std::move(format).error();
    format->interval = interval->value_or(format->interval);
    const bool several = texts->size() > 1 || market::namesItsSymbols(*format);
    if (!options.symbol.empty() && several)
        format->only = {options.symbol};
    else if (!options.symbol.empty())
        format->symbol = options.symbol;
    else if (format->symbol.empty() && !several) // nothing is stored, so any name will do
        format->symbol = options.file.stem().string();
    auto read = market::readPrices(*texts, *format);
    if (!read)
        return std::move(read).error();
    market::joinSeries(read->series);
    if (read->series.size() == 1)
        return std::move(read->series.front());
    std::vector<std::string> symbols;
    for (const auto& series : read->series)
        symbols.push_back(series.instrument.symbol);
    symbols.resize(std::min<std::size_t>(symbols.size(), 10));
    return fail(ErrorCode::InvalidInput,
                fmt::format("the file holds {} series; choose one with --symbol (such as {})",
                            read->series.size(), join(symbols, ", ")));
}

Result<market::Series> seriesOf(const IndicatorOptions& options, CommandEnvironment& environment) {
    if (!options.file.empty()) {
        auto series = seriesOfFile(options);
        if (!series)
            return std::move(series).error().during("read " + options.file.string());
        return series;
    }
    if (options.symbol.empty())
        return fail(ErrorCode::InvalidInput,
                    "name a price file, or a symbol of the cache with --symbol");
    const auto interval = intervalOf(options);
    if (!interval)
        return interval.error();
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    return (*workbench)
        ->loadSeries({.symbol = options.symbol,
                      .interval = interval->value_or(market::Interval::Day1),
                      .source = options.source});
}

Result<std::vector<indicators::Indicator>> parsed(const IndicatorOptions& options,
                                                  const indicators::IndicatorRegistry& registry) {
    const auto convention = indicators::conventionFromId(options.convention);
    if (!convention)
        return convention.error();
    if (options.specs.empty())
        return fail(ErrorCode::InvalidInput, "name an indicator with --add, such as --add rsi:14; "
                                             "--list shows them all");
    std::vector<indicators::Indicator> all;
    for (const auto& text : options.specs) {
        auto indicator = registry.parse(text, *convention);
        if (!indicator)
            return std::move(indicator).error();
        all.push_back(std::move(*indicator));
    }
    return all;
}

Status run(const IndicatorOptions& options, CommandEnvironment& environment, Json& result) {
    const auto registry = indicators::makeIndicatorRegistry();
    if (options.list) {
        listIndicators(registry, environment.console(), result);
        return {};
    }
    if (auto can = checkPng(options.png); !can)
        return can;
    const auto wanted = parsed(options, registry);
    if (!wanted)
        return wanted.error();
    const auto stored = seriesOf(options, environment);
    if (!stored)
        return stored.error();
    const auto series =
        market::adjusted(*stored, options.adjusted ? market::Adjustment::SplitAndDividend
                                                   : market::Adjustment::AsStored);
    const auto columns = studies::barColumns(series);
    std::vector<IndicatorResult> results;
    for (const auto& indicator : *wanted) {
        auto computed = indicator.compute(columns.bars());
        if (!computed)
            return std::move(computed).error();
        results.push_back({indicator, std::move(*computed)});
    }
    printIndicators(series, results, options.rows, environment.console(), result);
    if (!options.out.empty()) {
        const auto file = std::filesystem::absolute(options.out);
        if (auto saved = writeFileAtomic(file, indicatorCsv(series, results)); !saved)
            return saved;
        environment.console().print("Wrote {}", file.string());
        result["files"].push_back(file.string());
    }
    return writePng(options.png, environment.console(), result, [&](const auto& file) {
        return writeFigure(series, results, options.bars, file);
    });
}

} // namespace

void register_indicators(CommandList& list) {
    list.add(
        {.name = "indicators",
         .summary = "Compute technical indicators of a price file or of a symbol in the cache",
         .example = "quantloom indicators prices.csv --add rsi:14 --add macd:12,26,9 "
                    "--convention talib --out out.csv --png chart.png",
         .setUp = [](CLI::App& verb) -> RunCommand {
             const auto o = std::make_shared<IndicatorOptions>();
             verb.add_option("FILE", o->file, "Price file (any that import reads)");
             verb.add_option("--symbol", o->symbol,
                             "Symbol in the cache; with FILE, the one of several to take");
             verb.add_option("--add", o->specs,
                             "Indicator with its parameters: rsi:14, macd:12,26,9, bbands:20,2, "
                             "ema:20@tradingview; may be repeated")
                 ->allow_extra_args(false);
             verb.add_option("--convention", o->convention,
                             "talib (default), tradingview or original, where authors differ");
             verb.add_option("--interval", o->interval, "1m, 5m, 15m, 1h or 1d");
             verb.add_option("--source", o->source,
                             "yahoo, import or sample; otherwise the best there is");
             verb.add_flag("--adjusted", o->adjusted,
                           "Adjust for dividends from the stored events");
             verb.add_option("--rows", o->rows, "How many of the last rows to show (default 10)");
             verb.add_option("--out", o->out, "Write all rows to this CSV file");
             auto* png = addPngOption(
                 verb, o->png, "prices with the overlays, and a pane for each of the others,");
             verb.add_option("--bars", o->bars,
                             "How many of the last bars the figure shows (default 252; 0: all)")
                 ->needs(png);
             verb.add_flag("--list", o->list, "List every indicator with its parameters");
             return [o](CommandEnvironment& environment, Json& result) {
                 return run(*o, environment, result);
             };
         }});
}

} // namespace loom::app
