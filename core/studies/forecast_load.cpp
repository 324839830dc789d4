// SPDX-License-Identifier: GPL-3.0-or-later
// Where the bars of a forecast come from: the cache, read on all cores, or a file.
#include <algorithm>
#include <filesystem>
#include <thread>

#include <fmt/format.h>

#include "base/text.h"
#include "market/import/price_archive.h"
#include "stats/parallel.h"
#include "studies/forecast_columns.h"
#include "studies/forecast_dataset.h"
#include "studies/workbench.h"

namespace loom::studies {

namespace {

using SeriesList = std::vector<market::Series>;

Error invalid(std::string text) {
    return fail(ErrorCode::InvalidInput, std::move(text));
}

/// What is stored of the interval that is spelled alike: ", did you mean …?".
std::string suggestion(const Workbench& workbench, const std::vector<std::string>& missing,
                       market::Interval interval) {
    auto reader = workbench.marketReader();
    const auto stored =
        reader ? reader->list()
               : Result<std::vector<market::SeriesState>>(std::vector<market::SeriesState>{});
    if (!stored || missing.size() != 1)
        return "";
    std::vector<std::string> others, sameInterval;
    for (const auto& state : *stored) {
        if (state.key.symbol == missing.front())
            others.emplace_back(market::intervalCode(state.key.interval));
        else if (state.key.interval == interval)
            sameInterval.push_back(state.key.symbol);
    }
    if (!others.empty())
        return fmt::format(" Stored are its {} bars.", join(others, " and "));
    const auto near = didYouMean(missing.front(), sameInterval);
    return near ? fmt::format(" Did you mean {}?", *near) : "";
}

Error notStored(const Workbench& workbench, const std::vector<std::string>& missing,
                market::Interval interval, const std::string& source) {
    const std::string code(market::intervalCode(interval));
    return fail(ErrorCode::NotFound,
                fmt::format("No {} bars of {} are stored{}.{} Fetch them first (quantloom fetch {} "
                            "--interval {}), or leave {} out.",
                            code, join(missing, ", "),
                            source.empty() ? "" : fmt::format(" from \"{}\"", source),
                            suggestion(workbench, missing, interval), join(missing, " "), code,
                            missing.size() == 1 ? "it" : "them"));
}

/// All queries, in their order. One reader a thread; the first failure in order, but symbols that
/// are not stored are all named.
Result<SeriesList> loadAll(const Workbench& workbench,
                           const std::vector<market::SeriesQuery>& queries) {
    SeriesList out(queries.size());
    std::vector<std::optional<Error>> failures(queries.size());
    const std::size_t lanes =
        std::min<std::size_t>(queries.size(), std::max(1U, std::thread::hardware_concurrency()));
    stats::parallelFor(lanes, [&](std::size_t lane) {
        auto reader = workbench.marketReader();
        for (std::size_t i = lane; i < queries.size(); i += lanes) {
            auto series = reader ? reader->load(queries[i]) : reader.error();
            if (series)
                out[i] = *std::move(series);
            else
                failures[i] = std::move(series).error();
        }
    });
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < queries.size(); ++i) {
        if (!failures[i])
            continue;
        if (failures[i]->code != ErrorCode::NotFound)
            return *std::move(failures[i]);
        missing.push_back(queries[i].symbol);
    }
    if (!missing.empty())
        return notStored(workbench, missing, queries.front().interval, queries.front().source);
    return out;
}

Result<SeriesList> loadAssets(const Workbench& workbench, const ForecastSelection& selection) {
    std::vector<market::SeriesQuery> queries;
    for (const auto& symbol : selection.symbols)
        queries.push_back({.symbol = symbol,
                           .interval = intervalOf(selection.frequency),
                           .source = selection.source,
                           .from = selection.from,
                           .to = selection.to});
    return loadAll(workbench, queries);
}

Result<SeriesList> loadCovariates(const Workbench& workbench, const ForecastSelection& selection) {
    const auto specs = parseCovariates(selection.covariates, intervalOf(selection.frequency));
    if (!specs)
        return specs.error();
    SeriesList out;
    for (const auto& spec : *specs) {
        auto series = loadAll(workbench, {{.symbol = spec.symbol, .interval = spec.interval}});
        if (!series)
            return std::move(series).error().during("load a covariate");
        out.push_back(std::move(series->front()));
    }
    return out;
}

/// Of all series of a file those that are asked for, in that order.
Result<SeriesList> chosen(SeriesList all, const std::vector<std::string>& symbols) {
    if (symbols.empty())
        return all;
    std::vector<std::string> held;
    for (const auto& series : all)
        held.push_back(series.instrument.symbol);
    SeriesList out;
    for (const auto& symbol : symbols) {
        const auto at = std::ranges::find(held, symbol);
        if (at == held.end()) {
            const auto near = didYouMean(symbol, held);
            return fail(ErrorCode::NotFound,
                        fmt::format("The file holds no {}; it holds {}.{}", symbol,
                                    join(held, ", "),
                                    near ? fmt::format(" Did you mean {}?", *near) : ""));
        }
        out.push_back(std::move(all[static_cast<std::size_t>(at - held.begin())]));
    }
    return out;
}

bool hasAdjustedClose(const market::PriceFormat& format) {
    return std::ranges::find(format.columns, market::ColumnRole::AdjustedClose) !=
           format.columns.end();
}

std::vector<std::string> columnNames(const ForecastSelection& selection) {
    std::vector<std::string> out;
    const auto specs = parseFeatures(selection.features, selection.frequency);
    if (specs)
        for (const auto& spec : *specs)
            if (spec.kind == FeatureKind::Column)
                out.push_back(spec.fileColumn);
    return out;
}

Result<market::PriceFormat> formatOf(const std::vector<market::PriceText>& texts,
                                     const ForecastSelection& selection) {
    auto format = market::sniffPrices(texts);
    if (!format)
        return format;
    if (format->interval != intervalOf(selection.frequency))
        return invalid(fmt::format(
            "The file holds {} bars, this forecast is made of {} bars. Choose another frequency.",
            market::intervalCode(format->interval),
            market::intervalCode(intervalOf(selection.frequency))));
    if (selection.adjustment == market::Adjustment::SplitAndDividend && hasAdjustedClose(*format))
        format->useAdjustedClose = true;
    return format;
}

/// Series, columns and notes of the selection's file.
Status readFile(const ForecastSelection& selection, ForecastInputs& inputs) {
    const auto texts = market::readPriceTexts(selection.file);
    if (!texts)
        return texts.error();
    const auto format = formatOf(*texts, selection);
    if (!format)
        return format.error();
    auto read = market::readPrices(*texts, *format);
    if (!read)
        return std::move(read).error();
    market::joinSeries(read->series);
    inputs.notes = std::move(read->notes);
    if (read->rejected > 0)
        inputs.notes.push_back(fmt::format("{} lines of the file could not be read; the first is "
                                           "line {}: {}",
                                           read->rejected, read->rejects.front().line,
                                           read->rejects.front().reason));
    auto series = chosen(std::move(read->series), selection.symbols);
    if (!series)
        return std::move(series).error();
    std::vector<std::string> symbols;
    for (const auto& one : *series)
        symbols.push_back(one.instrument.symbol);
    auto columns = readColumns(*texts, *format, columnNames(selection), symbols);
    if (!columns)
        return std::move(columns).error();
    inputs.columns = *std::move(columns);
    inputs.series = std::make_shared<const SeriesList>(*std::move(series));
    return {};
}

Status readCache(const Workbench& workbench, const ForecastSelection& selection,
                 ForecastInputs& inputs) {
    auto series = loadAssets(workbench, selection);
    if (!series)
        return std::move(series).error();
    inputs.series = std::make_shared<const SeriesList>(*std::move(series));
    return {};
}

} // namespace

Result<ForecastDataset> loadForecastDataset(Workbench& workbench,
                                            const ForecastSelection& selection) {
    if (auto good = checkSelection(selection); !good)
        return std::move(good).error();
    ForecastInputs inputs{.calendar = workbench.calendar()};
    if (selection.file.empty()) {
        if (auto read = readCache(workbench, selection, inputs); !read)
            return std::move(read).error();
    } else if (auto read = readFile(selection, inputs); !read) {
        return std::move(read).error().during("read " + selection.file);
    }
    auto covariates = loadCovariates(workbench, selection);
    if (!covariates)
        return std::move(covariates).error();
    inputs.covariates = std::make_shared<const SeriesList>(*std::move(covariates));
    return makeForecastDataset(std::move(inputs), selection);
}

} // namespace loom::studies
