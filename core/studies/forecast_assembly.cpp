// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/forecast_assembly.h"

#include <algorithm>

#include "stats/parallel.h"
#include "studies/forecast_continuation.h"

namespace loom::studies {

namespace {

using forecast::ForecastData;

/// Calls work(i) for each asset on all cores; the first failure in their order.
template <class Work>
Status forEach(std::size_t count, Work&& work) {
    std::vector<Status> done(count);
    stats::parallelFor(count, [&](std::size_t i) { done[i] = work(i); });
    for (Status& status : done)
        if (!status)
            return std::move(status);
    return {};
}

void countEmptyRows(ForecastAssembly& assembly) {
    for (std::size_t row = 0; row < assembly.grid.rows(); ++row) {
        const bool empty =
            std::ranges::none_of(assembly.assets, [row](const auto& a) { return a.has(row); });
        if (empty && assembly.emptyRows++ == 0)
            assembly.firstEmpty = Date{assembly.grid.sessions[row]};
    }
}

void fillPrices(const PlacedAsset& asset, std::size_t index, ForecastData& data) {
    const std::size_t rows = data.rows();
    for (std::size_t row = 0; row < rows; ++row) {
        if (!asset.has(row))
            continue;
        const auto bar = static_cast<std::size_t>(asset.barAtRow[row]);
        data.closes[index * rows + row] = asset.bars.close[bar] / asset.bars.lastFactor;
        data.opens[index * rows + row] = asset.bars.open[bar] / asset.bars.lastFactor;
    }
}

/// One value a row for each covariate.
Result<std::vector<std::vector<double>>> covariateColumns(const ForecastInputs& inputs,
                                                          const ForecastRecipe& recipe,
                                                          const ForecastAssembly& assembly) {
    std::vector<std::vector<double>> out;
    if (recipe.covariates.empty())
        return out;
    const auto frequency = recipe.selection.frequency;
    const auto known = closeTimes(assembly.grid, frequency, assembly.onCalendar, *inputs.calendar,
                                  clockOf(inputs, frequency, assembly.onCalendar));
    for (std::size_t c = 0; c < recipe.covariates.size(); ++c) {
        const auto& series = (*inputs.covariates)[c];
        auto values = covariateValues(
            recipe.covariates[c], series,
            knownTimes(series, inputs.covariateOnCalendar[c], *inputs.calendar), known);
        if (!values)
            return values.error();
        out.push_back(*std::move(values));
    }
    return out;
}

/// Everything but prices and features.
ForecastData frameOf(const ForecastRecipe& recipe, const ForecastAssembly& assembly) {
    ForecastData data;
    data.frequency = recipe.selection.frequency;
    data.horizon = recipe.selection.horizon;
    data.times = assembly.grid.times;
    data.sessions = assembly.grid.sessions;
    data.slots = assembly.grid.slots;
    for (const auto& history : assembly.histories)
        data.assets.push_back(history.symbol);
    for (const auto& spec : recipe.features)
        data.featureNames.insert(data.featureNames.end(), spec.columns.begin(), spec.columns.end());
    for (const auto& spec : recipe.covariates)
        data.featureNames.push_back(spec.column());
    const std::size_t cells = data.assetCount() * data.rows();
    data.closes.assign(cells, forecast::kMissing);
    data.opens.assign(cells, forecast::kMissing);
    data.features.resize(cells * data.featureCount());
    return data;
}

/// Features of time, row by row; empty for the others.
std::vector<std::vector<double>> sharedFeatures(const ForecastInputs& inputs,
                                                const ForecastRecipe& recipe,
                                                const ForecastAssembly& assembly) {
    const auto frequency = recipe.selection.frequency;
    const auto clock = clockOf(inputs, frequency, assembly.onCalendar);
    std::vector<std::vector<double>> out(recipe.features.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto& spec = recipe.features[i];
        if (!isShared(spec.kind))
            continue;
        out[i].resize(assembly.grid.rows() * spec.columns.size());
        computeShared(spec, assembly.grid, frequency, clock,
                      {.values = out[i].data(), .stride = spec.columns.size()});
    }
    return out;
}

/// values: rows x columns, beside each other.
void copyColumns(std::span<const double> values, std::size_t columns, FeatureBlock out) {
    for (std::size_t row = 0; row * columns < values.size(); ++row)
        std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(row * columns), columns,
                    out.values + row * out.stride);
}

} // namespace

Result<ForecastRecipe> recipeOf(ForecastSelection selection) {
    if (auto good = checkSelection(selection); !good)
        return std::move(good).error();
    ForecastRecipe out;
    out.features = *parseFeatures(selection.features, selection.frequency);
    out.covariates = *parseCovariates(selection.covariates, intervalOf(selection.frequency));
    out.selection = std::move(selection);
    return out;
}

SessionClock clockOf(const ForecastInputs& inputs, forecast::Frequency frequency, bool onCalendar) {
    return SessionClock(inputs.series->front().instrument, onCalendar,
                        !forecast::isIntraday(frequency), *inputs.calendar);
}

Result<ForecastAssembly> assemble(const ForecastInputs& inputs, const ForecastRecipe& recipe,
                                  std::vector<AssetHistory> histories,
                                  std::optional<std::int64_t> until) {
    const auto& series = *inputs.series;
    const auto frequency = recipe.selection.frequency;
    ForecastAssembly out;
    out.histories = std::move(histories);
    out.onCalendar = std::ranges::all_of(out.histories, &AssetHistory::onCalendar);
    std::vector<AssetBars> bars(series.size());
    auto selected = forEach(series.size(), [&](std::size_t a) -> Status {
        auto own = selectBars(series[a], recipe.selection, *inputs.calendar, out.histories[a]);
        if (!own)
            return std::move(own).error();
        bars[a] = *std::move(own);
        if (until)
            return {};
        const SessionClock clock(series[a].instrument, out.histories[a].onCalendar,
                                 !forecast::isIntraday(frequency), *inputs.calendar);
        return checkBars(bars[a], series[a], recipe.selection, clock, out.histories[a]);
    });
    if (!selected)
        return std::move(selected).error();
    const GridOptions options{.frequency = frequency, .onCalendar = out.onCalendar, .until = until};
    out.grid =
        frequency == forecast::Frequency::Week1
            ? makeWeeks(bars, out.histories, options, *inputs.calendar)
            : makeGrid(bars, options, *inputs.calendar, clockOf(inputs, frequency, out.onCalendar));
    out.assets.resize(series.size());
    stats::parallelFor(series.size(), [&](std::size_t a) {
        out.assets[a] =
            placeBars(std::move(bars[a]), out.grid, recipe.selection.carry, out.histories[a]);
    });
    countEmptyRows(out);
    if (recipe.selection.alignment == Alignment::Inner)
        out.dropped = keepCompleteRows(out.grid, out.assets);
    for (std::size_t a = 0; a < series.size(); ++a)
        countMissing(out.assets[a], out.grid, out.histories[a]);
    return out;
}

Result<ForecastData> dataOf(const ForecastInputs& inputs, const ForecastRecipe& recipe,
                            const ForecastAssembly& assembly) {
    const auto covariates = covariateColumns(inputs, recipe, assembly);
    if (!covariates)
        return covariates.error();
    const auto shared = sharedFeatures(inputs, recipe, assembly);
    ForecastData data = frameOf(recipe, assembly);
    const std::size_t rows = data.rows(), width = data.featureCount();
    auto filled = forEach(data.assetCount(), [&](std::size_t a) -> Status {
        fillPrices(assembly.assets[a], a, data);
        FeatureBlock block{.values = data.features.data() + a * rows * width, .stride = width};
        std::size_t fileColumn = 0;
        for (std::size_t i = 0; i < recipe.features.size(); ++i) {
            const auto& spec = recipe.features[i];
            if (isShared(spec.kind))
                copyColumns(shared[i], spec.columns.size(), block);
            else if (spec.kind == FeatureKind::Column)
                placeColumn(inputs.columns[fileColumn++][a], assembly.grid, block);
            else if (auto done = computeFeature(spec, assembly.assets[a], assembly.grid, block);
                     !done)
                return std::move(done).error().during("compute features of " + data.assets[a]);
            if (spec.change)
                takeChanges(rows, spec.columns.size(), block);
            block.values += spec.columns.size();
        }
        for (const auto& values : *covariates) {
            copyColumns(values, 1, block);
            ++block.values;
        }
        return {};
    });
    if (!filled)
        return std::move(filled).error();
    data.continuation = continuationOf(recipe, assembly);
    if (auto good = data.finish(); !good)
        return std::move(good).error();
    return data;
}

} // namespace loom::studies
