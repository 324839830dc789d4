// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "app/command.h"
#include "market/import/price_file.h"

namespace loom::app {

namespace {

struct ImportOptions {
    std::vector<std::filesystem::path> files;
    std::string symbol;
    std::string interval;
    std::string timeZone;
    std::string adjustment;
    bool preview = false;
    bool useAdjustedClose = false;
};

Status applyOptions(const ImportOptions& options, market::PriceFormat& format) {
    if (!options.symbol.empty()) {
        const auto symbol = market::checkSymbol(options.symbol);
        if (!symbol)
            return symbol.error();
        format.symbol = *symbol;
    }
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

Status showPreview(const std::string& text, const market::PriceFormat& format,
                   const Console& console, Json& file) {
    const auto preview = market::previewPrices(text, format);
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
        if (i < kShown)
            console.print("  line {}: {}", reject.line, reject.reason);
    }
    if (read.rejected > kShown)
        console.print("  and {} more rejected lines", read.rejected - kShown);
}

Result<std::vector<market::Series>> readFileSeries(const std::filesystem::path& path,
                                                   const ImportOptions& options,
                                                   const Console& console, Json& file) {
    file["file"] = path.string();
    const auto text = market::readPriceText(path);
    if (!text)
        return text.error();
    auto format = market::sniffPrices(*text, path.filename().string());
    if (!format)
        return std::move(format).error().during("read " + path.string());
    if (auto applied = applyOptions(options, *format); !applied)
        return std::move(applied).error();
    file["format"] = describe(*format);
    console.print("{}: {}", path.string(), describe(*format));
    if (options.preview) {
        if (auto shown = showPreview(*text, *format, console, file); !shown)
            return std::move(shown).error();
        return std::vector<market::Series>{};
    }
    auto read = market::readPrices(*text, *format);
    if (!read)
        return std::move(read).error().during("read " + path.string());
    file["accepted"] = read->accepted;
    file["rejected"] = read->rejected;
    for (const auto& series : read->series) {
        file["symbols"].push_back(series.instrument.symbol);
        console.print("  {}: {} bars, {} to {}", series.instrument.symbol, series.bars.size(),
                      toIso(series.bars.front().date()), toIso(series.bars.back().date()));
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
              .summary = "Read price files (CSV of any common shape) into the local cache",
              .example = "quantloom import prices.csv --symbol MYFUND --preview",
              .setUp = [](CLI::App& verb) -> RunCommand {
                  const auto options = std::make_shared<ImportOptions>();
                  verb.add_option("FILES", options->files, "Price files")->required();
                  verb.add_option("--symbol", options->symbol, "Symbol, when the file names none");
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
