// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <map>

#include "app/command.h"
#include "app/diagnose_report.h"
#include "app/figure.h"
#include "app/format.h"
#include "app/png_option.h"
#include "base/files.h"
#include "studies/column_file.h"

namespace loom::app {

namespace {

struct DiagnoseOptions {
    std::string file, column, symbol, trend = "c";
    bool returns = false;
    std::size_t lags = 0; ///< 0: by the length
    std::filesystem::path csv, png;
};

stats::UnitRootTrend trendOf(const std::string& word) {
    static const std::map<std::string, stats::UnitRootTrend> kTrends{
        {"n", stats::UnitRootTrend::None},
        {"c", stats::UnitRootTrend::Constant},
        {"ct", stats::UnitRootTrend::Linear},
        {"ctt", stats::UnitRootTrend::Quadratic}};
    return kTrends.at(word);
}

/// Dividend-adjusted daily closes out of the cache.
Result<studies::NumberColumn>
columnFromCache(const std::string& symbol, CommandEnvironment& environment, std::string& source) {
    const auto workbench = environment.workbench();
    if (!workbench)
        return workbench.error();
    const auto stored = (*workbench)->loadSeries({.symbol = symbol});
    if (!stored)
        return stored.error();
    const auto series = market::adjusted(*stored, market::Adjustment::SplitAndDividend);
    source = fmt::format("{} ({})", series.instrument.symbol, series.source);
    studies::NumberColumn out{.name = "close", .values = {}, .lines = {}};
    for (const auto& bar : series.bars) {
        out.values.push_back(bar.close);
        out.times.push_back(bar.time);
    }
    if (!series.bars.empty()) {
        out.first = barTimeText(series.bars.front().time, series.interval);
        out.last = barTimeText(series.bars.back().time, series.interval);
    }
    return out;
}

Result<studies::NumberColumn> load(const DiagnoseOptions& options, CommandEnvironment& environment,
                                   std::string& source) {
    if (options.file.empty()) {
        if (options.symbol.empty())
            return fail(ErrorCode::InvalidInput,
                        "Give a CSV file, or a symbol of the cache with --symbol.");
        if (!options.column.empty() || options.returns)
            return fail(ErrorCode::InvalidInput,
                        "--column and --returns are for a file; of a symbol of the cache the "
                        "adjusted closes are examined.");
        return columnFromCache(options.symbol, environment, source);
    }
    source = std::filesystem::path(options.file).filename().string();
    return studies::readNumberColumn(
        {.file = options.file, .column = options.column, .symbol = options.symbol});
}

Result<std::vector<double>> logReturns(const studies::NumberColumn& prices) {
    std::vector<double> out;
    for (std::size_t t = 0; t < prices.values.size(); ++t) {
        if (!(prices.values[t] > 0))
            return fail(ErrorCode::InvalidInput,
                        fmt::format("{}{} is {:g}; prices must be above zero. If these are returns "
                                    "or another series to be taken as it is, add --returns.",
                                    t < prices.lines.size()
                                        ? fmt::format("Line {}: ", prices.lines[t])
                                        : "",
                                    prices.name, prices.values[t]));
        if (t > 0)
            out.push_back(std::log(prices.values[t] / prices.values[t - 1]));
    }
    return out;
}

/// returns: those of prices, else the column itself.
Result<DiagnoseReport> examine(const DiagnoseOptions& options, const studies::NumberColumn& column,
                               std::string source, std::vector<double>& returns) {
    DiagnoseReport report{.source = std::move(source),
                          .name = column.name,
                          .first = column.first,
                          .last = column.last,
                          .rows = column.values.size(),
                          .missing = column.missing,
                          .levels = {},
                          .returns = {}};
    stats::DiagnosisOptions how;
    if (options.lags > 0)
        how.lags = options.lags;
    returns = column.values;
    if (options.returns) {
        how.trend = trendOf(options.trend);
    } else {
        auto made = logReturns(column);
        if (!made)
            return std::move(made).error();
        returns = std::move(*made);
        auto levels = stats::stationarity(column.values, {.trend = trendOf(options.trend)});
        if (!levels)
            return std::move(levels).error().during("test " + column.name);
        report.levels = std::move(*levels);
    }
    auto diagnosis = stats::diagnose(returns, how);
    if (!diagnosis)
        return std::move(diagnosis).error().during(
            options.returns ? "test " + column.name : "test the log returns of " + column.name);
    report.returns = std::move(*diagnosis);
    return report;
}

Status run(const DiagnoseOptions& options, CommandEnvironment& environment, Json& result) {
    if (auto can = checkPng(options.png); !can)
        return can;
    std::string source;
    const auto column = load(options, environment, source);
    if (!column)
        return column.error();
    std::vector<double> returns;
    const auto report = examine(options, *column, source, returns);
    if (!report)
        return report.error();
    print(*report, environment.console());
    result["diagnosis"] = toJson(*report);
    if (!options.csv.empty()) {
        const auto file = std::filesystem::absolute(options.csv);
        if (auto saved = writeFileAtomic(file, toCsv(*report)); !saved)
            return saved;
        environment.console().print("Wrote {}", file.string());
        result["files"].push_back(file.string());
    }
    return writePng(options.png, environment.console(), result,
                    [&](const auto& file) { return writeFigure(*report, *column, returns, file); });
}

} // namespace

void register_diagnose(CommandList& list) {
    list.add(
        {.name = "diagnose",
         .summary = "Test a series: unit root, stationarity, autocorrelation, volatility, tails",
         .example = "quantloom diagnose prices.csv --column close --png close.png",
         .setUp = [](CLI::App& verb) -> RunCommand {
             const auto o = std::make_shared<DiagnoseOptions>();
             verb.add_option("FILE", o->file,
                             "CSV file, also gzip; without it a symbol of the cache");
             verb.add_option("--column", o->column,
                             "The column of prices (default adj_close or close)");
             verb.add_option("--symbol", o->symbol,
                             "The rows of this symbol in FILE; without FILE a symbol of the cache");
             verb.add_flag("--returns", o->returns,
                           "The column holds returns or residuals: take it as it is");
             verb.add_option("--lags", o->lags,
                             "Lags of Ljung-Box and ARCH-LM (default: 10, fewer for short series)")
                 ->check(CLI::Range(1, 10000));
             verb.add_option("--trend", o->trend,
                             "What the unit-root test of the given column allows: n nothing, c a "
                             "level (default), ct a line, ctt a parabola")
                 ->check(CLI::IsMember({"n", "c", "ct", "ctt"}));
             verb.add_option("--csv", o->csv, "Write the tests to this CSV file");
             addPngOption(verb, o->png,
                          "the series, its distribution beside the normal law, a QQ plot and its "
                          "autocorrelations");
             return [o](CommandEnvironment& environment, Json& result) {
                 return run(*o, environment, result);
             };
         }});
}

} // namespace loom::app
