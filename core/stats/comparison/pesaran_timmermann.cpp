// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <fmt/format.h>

#include "stats/comparison/direction.h"
#include "stats/long_run_variance.h"
#include "stats/probability.h"

namespace loom::stats {

namespace {

struct Directions {
    std::vector<double> outcomes, forecasts; ///< 1 above 0, else 0
    std::size_t leftOut = 0;
};

Directions directionsOf(std::span<const double> actualMoves, std::span<const double> forecastMoves,
                        std::size_t step) {
    Directions out;
    for (std::size_t t = 0; t < actualMoves.size(); t += step) {
        if (std::isnan(actualMoves[t]) || std::isnan(forecastMoves[t])) {
            ++out.leftOut;
            continue;
        }
        out.outcomes.push_back(actualMoves[t] > 0 ? 1 : 0);
        out.forecasts.push_back(forecastMoves[t] > 0 ? 1 : 0);
    }
    return out;
}

double share(std::span<const double> directions) {
    double sum = 0;
    for (const double d : directions)
        sum += d;
    return sum / static_cast<double>(directions.size());
}

Status checkBothDirections(double up, const char* what) {
    if (up > 0 && up < 1)
        return {};
    return fail(ErrorCode::NoData,
                fmt::format("All {} point {}, so the test of direction is not defined: it needs "
                            "moves both ways.",
                            what, up > 0 ? "up" : "down (or nowhere)"));
}

/// S of the paper; NaN when its variance is not positive.
double classicStatistic(const PesaranTimmermann& t) {
    const auto n = static_cast<double>(t.rows);
    const double y = t.upOutcomes, z = t.upForecasts, q = t.expectedHits;
    const double v = q * (1 - q) / n;
    const double w =
        (std::pow(2 * y - 1, 2) * z * (1 - z) + std::pow(2 * z - 1, 2) * y * (1 - y)) / n;
    return v - w > 0 ? (t.hits - q) / std::sqrt(v - w) : std::nan("");
}

double robustStatistic(const Directions& directions, const PesaranTimmermann& t,
                       std::size_t horizon) {
    std::vector<double> products(t.rows);
    for (std::size_t i = 0; i < t.rows; ++i)
        products[i] =
            (directions.outcomes[i] - t.upOutcomes) * (directions.forecasts[i] - t.upForecasts);
    const MeanWithError mean = bartlettMean(products, comparisonLags(t.rows, horizon));
    return mean.standardError > 0 ? mean.mean / mean.standardError : std::nan("");
}

} // namespace

Result<PesaranTimmermann> pesaranTimmermann(std::span<const double> actualMoves,
                                            std::span<const double> forecastMoves,
                                            const PesaranTimmermannOptions& options) {
    if (actualMoves.size() != forecastMoves.size())
        return fail(ErrorCode::InvalidInput,
                    fmt::format("There are {} outcomes and {} forecasts; they must be as many.",
                                actualMoves.size(), forecastMoves.size()));
    if (options.horizon == 0)
        return fail(ErrorCode::InvalidInput, "The horizon must be at least 1.");
    const Directions directions = directionsOf(
        actualMoves, forecastMoves, options.overlap == Overlap::Thinned ? options.horizon : 1);
    PesaranTimmermann out;
    out.rows = directions.outcomes.size();
    out.leftOut = directions.leftOut;
    if (out.rows < 4)
        return fail(ErrorCode::NoData, fmt::format("The test of direction needs at least 4 rows "
                                                   "with outcome and forecast; there are {}.",
                                                   out.rows));
    out.upOutcomes = share(directions.outcomes);
    out.upForecasts = share(directions.forecasts);
    if (auto both = checkBothDirections(out.upOutcomes, "outcomes"); !both)
        return std::move(both).error();
    if (auto both = checkBothDirections(out.upForecasts, "forecasts"); !both)
        return std::move(both).error();
    std::size_t hits = 0;
    for (std::size_t i = 0; i < out.rows; ++i)
        hits += directions.outcomes[i] == directions.forecasts[i];
    out.hits = static_cast<double>(hits) / static_cast<double>(out.rows);
    out.expectedHits =
        out.upOutcomes * out.upForecasts + (1 - out.upOutcomes) * (1 - out.upForecasts);

    const bool robust = options.overlap == Overlap::Robust;
    out.statistic =
        robust ? robustStatistic(directions, out, options.horizon) : classicStatistic(out);
    if (std::isnan(out.statistic))
        return fail(ErrorCode::NoData, "The variance of the hits is not positive, so the test of "
                                       "direction is not defined: there are too few rows.");
    const double degrees = static_cast<double>(out.rows) - 1;
    out.pValue = robust ? studentTwoSided(out.statistic, degrees) : normalTwoSided(out.statistic);
    out.pSkill = robust ? studentAbove(out.statistic, degrees) : normalAbove(out.statistic);
    return out;
}

} // namespace loom::stats
