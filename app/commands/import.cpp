// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "app/command.h"
#include "base/text.h"
#include "market/import/price_archive.h"
#include "market/symbols.h"

namespace loom::app {

namespace {

struct ImportOptions {
    std::vector<std::filesystem::path> files;
    std::vector<std::string> symbols;
    std::string interval;
    std::string timeZone;
    std::string adjustment;
    bool preview = false;
    bool useAdjustedClose = false;
};

using Texts = std::vector<market::PriceText>;

/// Names the symbol of a file that holds one, or chooses among those of a file with several.
Status applySymbols(const std::vector<std::string>& typed, const Texts& texts,
                    market::PriceFormat& format) {
    std::vector<std::string> symbols;
    for (const std::string& text : typed) {
        const auto symbol = market::checkSymbol(text);
        if (!symbol)
            return symbol.error();
        symbols.push_back(*symbol);
    }
    if (symbols.empty())
        return {};
    if (texts.size() > 1 || market::namesItsSymbols(format)) {
        format.only = symbols;
        return {};
    }
    if (symbols.size() > 1)
        return fail(ErrorCode::InvalidInput, "the file holds one symbol; name one for it");
    format.symbol = symbols.front();
    return {};
}

Status applyOptions(const ImportOptions& options, const Texts& texts, market::PriceFormat& format) {
    if (auto applied = applySymbols(options.symbols, texts, format); !applied)
        return applied;
    if (!options.interval.empty()) {
        const auto interval = market::intervalFromCode(options.interval);
        if (!interval)
            return fail(ErrorCode::InvalidInput, "the interval must be 1m, 5m, 15m, 1h or 1d");
        format.interval = *interval;
    }
    if (!options.timeZone.empty())
        format.timeZone = options.timeZone;
    if (options.adjustment == "raw")
        format.state = market::AdjustmentState::Raw;
    else if (options.adjustment == "split")
        format.state = market::AdjustmentState::Split;
    else if (options.adjustment == "full")
        format.state = market::AdjustmentState::SplitAndDividend;
    format.useAdjustedClose = format.useAdjustedClose || options.useAdjustedClose;
    return {};
}

std::string describe(const market::PriceFormat& format) {
    return fmt::format("{}, {} bars, time zone {}", format.layout,
                       market::intervalCode(format.interval), format.timeZone);
}

void showSymbols(const Texts& texts, const market::PriceFormat& format, const Console& console,
                 Json& file) {
    constexpr std::size_t kShown = 20;
    auto symbols = market::listSymbols(texts, format);
    file["symbols"] = symbols;
    if (symbols.size() < 2)
        return;
    const std::size_t more = symbols.size() - std::min(symbols.size(), kShown);
    symbols.resize(std::min(symbols.size(), kShown));
    console.print("  {} symbols: {}{}; --symbol picks some of them", symbols.size() + more,
                  join(symbols, ", "), more > 0 ? fmt::format(" and {} more", more) : "");
}

Status showPreview(const Texts& texts, const market::PriceFormat& format, const Console& console,
                   Json& file) {
    const auto preview = market::previewPrices(texts, format);
    if (!preview)
        return preview.error();
    std::vector<std::vector<std::string>> rows;
    for (const auto& row : preview->rows) {
        rows.push_back({std::to_string(row.line), row.symbol, toIso(Timestamp{row.bar.time}),
                        fmt::format("{}", row.bar.open), fmt::format("{}", row.bar.high),
                        fmt::format("{}", row.bar.low), fmt::format("{}", row.bar.close),
                        std::to_string(row.bar.volume)});
        file["preview"].push_back(rows.back());
    }
    showSymbols(texts, format, console, file);
    console.table({"line", "symbol", "time", "open", "high", "low", "close", "volume"}, rows,
                  {1, 2});
    for (const auto& note : preview->notes)
        console.line(note);
    return {};
}

void reportRejects(const market::ImportResult& read, const Console& console, Json& file) {
    constexpr std::size_t kShown = 10;
    for (std::size_t i = 0; i < read.rejects.size(); ++i) {
        const auto& reject = read.rejects[i];
        file["rejects"].push_back({{"line", reject.line}, {"reason", reject.reason}});
        if (i < kShown && reject.line > 0)
            console.print("  line {}: {}", reject.line, reject.reason);
        else if (i < kShown)
            console.print("  {}", reject.reason);
    }
    if (read.rejected > kShown)
        console.print("  and {} more rejected lines", read.rejected - kShown);
}

Result<std::vector<market::Series>> readFileSeries(const std::filesystem::path& path,
                                                   const ImportOptions& options,
                                                   const Console& console, Json& file) {
    file["file"] = path.string();
    const auto texts = market::readPriceTexts(path);
    if (!texts)
        return texts.error();
    auto format = market::sniffPrices(*texts);
    if (!format)
        return std::move(format).error().during("read " + path.string());
    if (auto applied = applyOptions(options, *texts, *format); !applied)
        return std::move(applied).error();
    file["format"] = describe(*format);
    console.print("{}: {}", path.string(), describe(*format));
    if (options.preview) {
        if (auto shown = showPreview(*texts, *format, console, file); !shown)
            return std::move(shown).error();
        return std::vector<market::Series>{};
    }
    auto read = market::readPrices(*texts, *format);
    if (!read)
        return std::move(read).error().during("read " + path.string());
    file["accepted"] = read->accepted;
    file["rejected"] = read->rejected;
    for (const auto& series : read->series) {
        file["symbols"].push_back(series.instrument.symbol);
        console.print("  {}: {} bars, {} to {}{}", series.instrument.symbol, series.bars.size(),
                      toIso(series.bars.front().date()), toIso(series.bars.back().date()),
                      series.actions.empty()
                          ? ""
                          : fmt::format(", {} dividends and splits", series.actions.size()));
    }
    for (const auto& note : read->notes)
        console.print("  {}", note);
    reportRejects(*read, console, file);
    return std::move(read->series);
}

Status run(const ImportOptions& options, CommandEnvironment& environment, Json& result) {
    std::vector<market::Series> all;
    result["files"] = Json::array();
    for (const auto& path : options.files) {
        Json file = Json::object();
        auto series = readFileSeries(path, options, environment.console(), file);
        if (!series)
            return std::move(series).error();
        result["files"].push_back(std::move(file));
        std::move(series->begin(), series->end(), std::back_inserter(all));
    }
    if (options.preview)
        return {};
    if (const auto doubled = market::joinSeries(all); doubled > 0)
        environment.console().print("{} bars are in several files; the first of each is kept.",
                                    doubled);
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    const auto counts = (*workbench)->importSeries(all);
    if (!counts)
        return counts.error();
    result["stored"] = counts->inserted + counts->changed;
    environment.console().print("Stored {} series, {} new bars, {} changed, {} as before.",
                                all.size(), counts->inserted, counts->changed, counts->unchanged);
    return {};
}

} // namespace

void register_import(CommandList& list) {
    list.add({.name = "import",
              .summary = "Read price files (CSV of any common shape, plain, gzip or zip) into the "
                         "local cache",
              .example = "quantloom import prices.csv --symbol MYFUND --preview",
              .setUp = [](CLI::App& verb) -> RunCommand {
                  const auto options = std::make_shared<ImportOptions>();
                  verb.add_option("FILES", options->files, "Price files")->required();
                  verb.add_option("--symbol", options->symbols,
                                  "Symbol, when the file names none; of a file with several, "
                                  "those to take (A,B,C; otherwise all)")
                      ->delimiter(',');
                  verb.add_option("--interval", options->interval,
                                  "1m, 5m, 15m, 1h or 1d; otherwise guessed");
                  verb.add_option("--zone", options->timeZone,
                                  "Time zone of times without offset, like America/New_York");
                  verb.add_option("--adjustment", options->adjustment,
                                  "What the prices contain: raw, split or full")
                      ->check(CLI::IsMember({"raw", "split", "full"}));
                  verb.add_flag("--use-adjusted-close", options->useAdjustedClose,
                                "Scale prices to the adjusted close column");
                  verb.add_flag("--preview", options->preview,
                                "Show how the rows would be read; store nothing");
                  return [options](CommandEnvironment& environment, Json& result) {
                      return run(*options, environment, result);
                  };
              }});
}

} // namespace loom::app
