// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/forecast_dataset.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/hash.h"
#include "stats/parallel.h"
#include "studies/forecast_assembly.h"
#include "studies/forecast_checks.h"

namespace loom::studies {

namespace {

using forecast::ForecastData;

Error invalid(std::string text) {
    return fail(ErrorCode::InvalidInput, std::move(text));
}

/// Bars of an asset before all of its features have values.
std::size_t warmUpOf(const ForecastData& data, std::size_t asset, const PlacedAsset& placed) {
    std::size_t row = 0, bars = 0;
    while (row < data.rows() && !placed.has(row))
        ++row;
    for (; row < data.rows() && !data.featuresComplete(asset, row, row + 1); ++row)
        bars += placed.has(row) ? 1 : 0;
    return bars;
}

/// All refusals of finished data.
Status checkData(const ForecastRecipe& recipe, const ForecastData& data,
                 std::span<const AssetHistory> histories) {
    if (auto good = checkCloses(data); !good)
        return good;
    if (auto good = checkFeatures(data); !good)
        return good;
    if (auto good = checkLengths(data, histories, 1); !good)
        return good;
    if (auto good = checkColumnLeaks(data, recipe.features); !good)
        return good;
    return checkCovariateLeaks(data, recipe.covariates, recipe.ownColumns());
}

std::string hashOf(const ForecastInputs& inputs, const ForecastRecipe& recipe,
                   const ForecastData& data, std::span<const PlacedAsset> assets) {
    std::vector<std::string> own(assets.size());
    stats::parallelFor(assets.size(), [&](std::size_t a) {
        const AssetBars& bars = assets[a].bars;
        Sha256 hash;
        hash.addValues(std::span<const std::int64_t>(bars.times));
        for (const auto* column : {&bars.open, &bars.high, &bars.low, &bars.close, &bars.volume})
            hash.addValues(std::span<const double>(*column));
        own[a] = hash.hex();
    });
    Sha256 hash;
    hash.add(fmt::format("{} {}\n", forecast::frequencyCode(data.frequency), data.horizon));
    for (const auto& name : data.featureNames)
        hash.add(name + "\n");
    for (std::size_t a = 0; a < assets.size(); ++a)
        hash.add(data.assets[a] + " " + own[a] + "\n");
    hash.addValues(std::span<const std::int64_t>(data.times));
    for (const auto& assetsOf : inputs.columns)
        for (const auto& column : assetsOf)
            hash.addValues(std::span<const double>(column.values));
    for (std::size_t c = 0; c < recipe.covariates.size(); ++c)
        for (std::size_t row = 0; row < data.rows(); ++row)
            hash.addValues(data.feature(0, row).subspan(recipe.ownColumns() + c, 1));
    return hash.hex();
}

Status checkInputs(const ForecastInputs& inputs, const ForecastRecipe& recipe) {
    const auto& symbols = recipe.selection.symbols;
    const auto& series = *inputs.series;
    if (series.empty())
        return invalid("There are no series to forecast.");
    const auto columns = static_cast<std::size_t>(
        std::ranges::count(recipe.features, FeatureKind::Column, &FeatureSpec::kind));
    if (series.size() != symbols.size() || inputs.covariates->size() != recipe.covariates.size() ||
        inputs.columns.size() != columns)
        return fail(ErrorCode::Internal, "A forecast was given other series than it names");
    return {};
}

std::vector<AssetHistory> startHistories(const ForecastInputs& inputs) {
    std::vector<AssetHistory> out(inputs.series->size());
    stats::parallelFor(out.size(), [&](std::size_t a) {
        const auto& series = (*inputs.series)[a];
        out[a].symbol = series.instrument.symbol;
        out[a].source = series.source;
        out[a].onCalendar = followsCalendar(series, *inputs.calendar);
    });
    return out;
}

/// Without what was not known when a bar that begins at `time` was over.
market::Series cutAfter(const market::Series& series, std::int64_t time) {
    market::Series out = series;
    std::erase_if(out.bars, [time](const auto& bar) { return bar.time > time; });
    std::erase_if(out.actions, [time](const auto& action) {
        return Timestamp::atMidnightUtc(action.exDate).seconds > time;
    });
    return out;
}

AssetColumn cutColumn(const AssetColumn& column, std::int64_t time) {
    AssetColumn out = column;
    const auto end = std::ranges::upper_bound(out.times, time) - out.times.begin();
    out.times.resize(static_cast<std::size_t>(end));
    out.values.resize(static_cast<std::size_t>(end));
    return out;
}

/// Without bars that were not over at the instant.
market::Series cutKnown(const market::Series& series, std::span<const std::int64_t> known,
                        std::int64_t instant) {
    market::Series out = series;
    out.bars.clear();
    for (std::size_t i = 0; i < known.size(); ++i)
        if (known[i] <= instant)
            out.bars.push_back(series.bars[i]);
    std::erase_if(out.actions, [instant](const auto& action) {
        return Timestamp::atMidnightUtc(action.exDate).seconds > instant;
    });
    return out;
}

} // namespace

Result<ForecastDataset> makeForecastDataset(ForecastInputs inputs, ForecastSelection selection) {
    if (!inputs.covariates)
        inputs.covariates = std::make_shared<const std::vector<market::Series>>();
    if (selection.symbols.empty())
        for (const auto& series : *inputs.series)
            selection.symbols.push_back(series.instrument.symbol);
    const auto recipe = recipeOf(std::move(selection));
    if (!recipe)
        return recipe.error();
    if (auto good = checkInputs(inputs, *recipe); !good)
        return std::move(good).error();
    inputs.covariateOnCalendar.clear();
    for (const auto& series : *inputs.covariates)
        inputs.covariateOnCalendar.push_back(followsCalendar(series, *inputs.calendar));
    auto assembly = assemble(inputs, *recipe, startHistories(inputs), std::nullopt);
    if (!assembly)
        return std::move(assembly).error();
    if (auto good = checkVolume(recipe->features, assembly->histories); !good)
        return std::move(good).error();
    if (assembly->grid.rows() < recipe->selection.horizon + 2)
        return invalid(fmt::format("These assets share {} rows here, too few to forecast {} "
                                   "ahead. Choose a longer period or leave one of them out.",
                                   assembly->grid.rows(), recipe->selection.horizon));
    auto data = dataOf(inputs, *recipe, *assembly);
    if (!data)
        return std::move(data).error();
    ForecastDataset out;
    for (std::size_t a = 0; a < assembly->assets.size(); ++a) {
        assembly->histories[a].warmUp = warmUpOf(*data, a, assembly->assets[a]);
        out.warmUp = std::max(out.warmUp, assembly->histories[a].warmUp);
    }
    if (auto good = checkData(*recipe, *data, assembly->histories); !good)
        return std::move(good).error();
    out.hash = hashOf(inputs, *recipe, *data, assembly->assets);
    out.data = std::make_shared<const ForecastData>(*std::move(data));
    out.selection = recipe->selection;
    out.histories = std::move(assembly->histories);
    out.emptyRows = assembly->emptyRows;
    out.firstEmpty = assembly->firstEmpty;
    out.dropped = assembly->dropped;
    out.unfinished = assembly->grid.unfinished;
    out.onCalendar = assembly->onCalendar;
    out.inputs = std::move(inputs);
    return out;
}

Result<ForecastData> ForecastDataset::rebuilt(std::size_t rows) const {
    const auto recipe = recipeOf(selection);
    if (!recipe)
        return recipe.error();
    if (rows == 0 || rows > data->rows())
        return fail(ErrorCode::Internal, "Rows to rebuild lie outside the data");
    const std::int64_t last = data->times[rows - 1];
    ForecastGrid lastRow;
    lastRow.times = {last};
    lastRow.sessions = {data->sessions[rows - 1]};
    const std::int64_t known =
        closeTimes(lastRow, selection.frequency, onCalendar, *inputs.calendar,
                   clockOf(inputs, selection.frequency, onCalendar))
            .front();
    std::vector<market::Series> assets, others;
    for (const auto& series : *inputs.series)
        assets.push_back(cutAfter(series, last));
    for (std::size_t c = 0; c < inputs.covariates->size(); ++c) {
        const auto& series = (*inputs.covariates)[c];
        others.push_back(cutKnown(
            series, knownTimes(series, inputs.covariateOnCalendar[c], *inputs.calendar), known));
    }
    auto columns = inputs.columns;
    for (auto& assetsOf : columns)
        for (auto& column : assetsOf)
            column = cutColumn(column, last);
    const ForecastInputs cut{
        .series = std::make_shared<const std::vector<market::Series>>(std::move(assets)),
        .covariates = std::make_shared<const std::vector<market::Series>>(std::move(others)),
        .calendar = inputs.calendar,
        .covariateOnCalendar = inputs.covariateOnCalendar,
        .columns = std::move(columns)};
    std::vector<AssetHistory> start(histories.size());
    for (std::size_t a = 0; a < start.size(); ++a) {
        start[a].symbol = histories[a].symbol;
        start[a].onCalendar = histories[a].onCalendar;
    }
    const auto assembly = assemble(cut, *recipe, std::move(start), last);
    if (!assembly)
        return assembly.error();
    return dataOf(cut, *recipe, *assembly);
}

} // namespace loom::studies
