// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/fidelity_curves.h"

#include "base/csv.h"
#include "generate/fidelity_detail.h"
#include "generate/model_support.h"
#include "stats/density.h"
#include "stats/parallel.h"
#include "stats/tails.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace loom::generate {

namespace {

/// Paths by points, filled row by row, read column by column.
struct Table {
    Table(std::size_t rows, std::size_t columns)
        : width(columns), values(rows * columns, kNotANumber) {}
    std::span<double> row(std::size_t i) { return std::span(values).subspan(i * width, width); }

    std::size_t width;
    std::vector<double> values;
};

enum class Middle { Median, Mean };

Band bandOf(const Table& table, Middle middle) {
    const std::size_t points = table.width;
    const std::size_t rows = points == 0 ? 0 : table.values.size() / points;
    Band band;
    for (auto* part : {&band.low, &band.lower, &band.middle, &band.upper, &band.high})
        part->resize(points, kNotANumber);
    stats::parallelFor(points, [&](std::size_t point) {
        std::vector<double> column(rows);
        for (std::size_t i = 0; i < rows; ++i)
            column[i] = table.values[i * points + point];
        const auto ascending = stats::sortedPresent(column);
        band.low[point] = stats::quantileSorted(ascending, 0.05);
        band.lower[point] = stats::quantileSorted(ascending, 0.25);
        band.middle[point] =
            middle == Middle::Mean ? stats::mean(ascending) : stats::quantileSorted(ascending, 0.5);
        band.upper[point] = stats::quantileSorted(ascending, 0.75);
        band.high[point] = stats::quantileSorted(ascending, 0.95);
    });
    return band;
}

std::vector<double> pricePath(std::span<const double> logReturns, double startPrice) {
    std::vector<double> out{startPrice};
    double level = 0;
    for (const double r : logReturns) {
        level += std::isnan(r) ? 0 : r;
        out.push_back(startPrice * std::exp(level));
    }
    return out;
}

void copyInto(std::span<double> to, const std::vector<double>& from) {
    std::copy_n(from.begin(), std::min(to.size(), from.size()), to.begin());
}

void addDependence(SampleCurves& out, stats::PathView paths, std::size_t maxLag) {
    std::vector<Table> tables(4, Table(paths.count, maxLag));
    stats::parallelFor(paths.count, [&](std::size_t i) {
        const auto curves = stats::dependenceCurves(stats::widened(paths.path(i)), maxLag);
        copyInto(tables[0].row(i), curves.returns);
        copyInto(tables[1].row(i), curves.absolute);
        copyInto(tables[2].row(i), curves.squared);
        copyInto(tables[3].row(i), curves.leverage);
    });
    out.acf = bandOf(tables[0], Middle::Mean);
    out.acfAbsolute = bandOf(tables[1], Middle::Mean);
    out.acfSquared = bandOf(tables[2], Middle::Mean);
    out.leverage = bandOf(tables[3], Middle::Mean);
}

/// The fan over the first days, and rolling volatility over as many days as the real series has.
void addPathsOverTime(SampleCurves& out, stats::PathView paths, std::size_t realDays,
                      const CurveOptions& options) {
    constexpr std::size_t kShownPaths = 12;
    const std::size_t days = std::min(options.fanDays, paths.length);
    const std::size_t rollingDays = std::min(realDays, paths.length);
    Table prices(paths.count, days + 1);
    Table rolling(paths.count, rollingDays);
    stats::parallelFor(paths.count, [&](std::size_t i) {
        const auto returns = stats::widened(paths.path(i));
        copyInto(prices.row(i), pricePath(std::span(returns).first(days), options.startPrice));
        copyInto(rolling.row(i), stats::rollingVolatility(std::span(returns).first(rollingDays),
                                                          options.rollingWindow));
    });
    out.fan = bandOf(prices, Middle::Median);
    out.rollingVolatility = bandOf(rolling, Middle::Median);
    for (std::size_t i = 0; i < std::min(kShownPaths, paths.count); ++i) {
        const auto row = prices.row(i);
        out.fanPaths.emplace_back(row.begin(), row.end());
    }
}

void addReal(FidelityCurves& curves, const std::vector<double>& real, const CurveOptions& options) {
    const auto dependence = stats::dependenceCurves(real, options.maxLag);
    for (std::size_t lag = 1; lag <= options.maxLag; ++lag)
        curves.lags.push_back(static_cast<double>(lag));
    curves.realAcf = dependence.returns;
    curves.realAcfAbsolute = dependence.absolute;
    curves.realAcfSquared = dependence.squared;
    curves.realLeverage = dependence.leverage;
    curves.acfNoise = 1.96 / std::sqrt(static_cast<double>(real.size()));

    const auto ascending = stats::sortedPresent(real);
    const double reach = 1.1 * std::max(std::abs(ascending.front()), std::abs(ascending.back()));
    auto bars = stats::histogram(real, options.histogramBins, -reach, reach);
    curves.histogramEdges = std::move(bars.edges);
    curves.realHistogram = std::move(bars.density);
    constexpr std::size_t kDensityPoints = 401;
    for (std::size_t i = 0; i < kDensityPoints; ++i)
        curves.densityAt.push_back(-reach + 2 * reach * static_cast<double>(i) /
                                                static_cast<double>(kDensityPoints - 1));
    curves.realDensity =
        stats::kernelDensity(ascending, curves.densityAt, stats::silvermanBandwidth(ascending));

    auto band =
        stats::quantileBand(real, options.quantiles, options.bootstraps, 0.95, options.seed);
    curves.probabilities = std::move(band.probabilities);
    curves.realQuantiles = std::move(band.quantiles);
    curves.bandLow = std::move(band.low);
    curves.bandHigh = std::move(band.high);
    curves.rollingWindow = options.rollingWindow;
    curves.realRollingVolatility = stats::rollingVolatility(real, options.rollingWindow);
    curves.realPrice = pricePath(real, options.startPrice);
}

SampleCurves curvesOf(const NamedSample& sample, const FidelityCurves& real, std::size_t realDays,
                      const CurveOptions& options) {
    SampleCurves out;
    out.id = sample.id;
    out.title = sample.title;
    const auto view = viewOf(*sample.paths);
    addDependence(out, view, options.maxLag);
    addPathsOverTime(out, view, realDays, options);
    const auto ascending = stats::sortedPresent(stats::widened(view.values));
    out.density =
        stats::kernelDensity(ascending, real.densityAt, stats::silvermanBandwidth(ascending));
    for (const double p : real.probabilities)
        out.quantiles.push_back(stats::quantileSorted(ascending, p));
    return out;
}

} // namespace

Result<FidelityCurves> computeFidelityCurves(const std::vector<double>& real,
                                             const std::vector<NamedSample>& samples,
                                             const CurveOptions& options,
                                             jobs::JobContext& context) {
    TrainingData data;
    data.returns = real;
    data.wholeWindow = true;
    if (auto checked = checkTraining(data, options.maxLag + 4, "A chart of these lags"); !checked)
        return std::move(checked).error();
    FidelityCurves curves;
    addReal(curves, real, options);
    for (const NamedSample& sample : samples) {
        if (context.shouldStop())
            return fail(ErrorCode::Cancelled, "Drawing the curves was stopped.");
        if (!sample.paths || sample.paths->count == 0 || sample.paths->length == 0)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("{} has no paths to draw. Generate some first.", sample.title));
        curves.samples.push_back(curvesOf(sample, curves, real.size(), options));
    }
    return curves;
}

namespace {

void writeLine(CsvWriter& csv, std::string_view curve, std::string_view series,
               std::span<const double> x, std::span<const double> y) {
    for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
        csv.cell(curve).cell(series).cell(x[i]).cell(y[i]);
        for (int missing = 0; missing < 4; ++missing)
            csv.cell(kNotANumber);
        csv.endRow();
    }
}

void writeBand(CsvWriter& csv, std::string_view curve, std::string_view series,
               std::span<const double> x, const Band& band) {
    for (std::size_t i = 0; i < std::min(x.size(), band.middle.size()); ++i) {
        csv.cell(curve).cell(series).cell(x[i]).cell(band.middle[i]);
        csv.cell(band.low[i]).cell(band.lower[i]).cell(band.upper[i]).cell(band.high[i]);
        csv.endRow();
    }
}

std::vector<double> countedFrom(double first, std::size_t count) {
    std::vector<double> out(count);
    for (std::size_t i = 0; i < count; ++i)
        out[i] = first + static_cast<double>(i);
    return out;
}

} // namespace

std::string toCsv(const FidelityCurves& curves) {
    CsvWriter csv;
    csv.row({"curve", "series", "x", "value", "low_5", "low_25", "high_75", "high_95"});
    const auto days = countedFrom(1, curves.realRollingVolatility.size());
    writeLine(csv, "acf", "real", curves.lags, curves.realAcf);
    writeLine(csv, "acf_abs", "real", curves.lags, curves.realAcfAbsolute);
    writeLine(csv, "acf_sq", "real", curves.lags, curves.realAcfSquared);
    writeLine(csv, "leverage", "real", curves.lags, curves.realLeverage);
    writeLine(csv, "histogram", "real", curves.histogramEdges, curves.realHistogram);
    writeLine(csv, "density", "real", curves.densityAt, curves.realDensity);
    writeBand(csv, "quantile", "real", curves.probabilities,
              {.low = curves.bandLow,
               .lower = curves.bandLow,
               .middle = curves.realQuantiles,
               .upper = curves.bandHigh,
               .high = curves.bandHigh});
    writeLine(csv, "rolling_volatility", "real", days, curves.realRollingVolatility);
    for (const SampleCurves& sample : curves.samples) {
        writeBand(csv, "acf", sample.title, curves.lags, sample.acf);
        writeBand(csv, "acf_abs", sample.title, curves.lags, sample.acfAbsolute);
        writeBand(csv, "acf_sq", sample.title, curves.lags, sample.acfSquared);
        writeBand(csv, "leverage", sample.title, curves.lags, sample.leverage);
        writeLine(csv, "density", sample.title, curves.densityAt, sample.density);
        writeLine(csv, "quantile", sample.title, curves.probabilities, sample.quantiles);
        writeBand(csv, "rolling_volatility", sample.title, days, sample.rollingVolatility);
        writeBand(csv, "price", sample.title, countedFrom(0, sample.fan.middle.size()), sample.fan);
    }
    return csv.text();
}

} // namespace loom::generate
