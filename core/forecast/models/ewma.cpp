// SPDX-License-Identifier: GPL-3.0-or-later
// Exponentially weighted mean of the one-step returns: m[t] = alpha r[t] + (1 - alpha) m[t-1],
// begun at the training mean; alpha by least squares of the next return. Returns across a missing
// bar are left out.
#include <cmath>

#include "forecast/asset_model.h"
#include "forecast/smoothing.h"

namespace loom::forecast {

void register_ewma(ForecasterRegistry& registry);

namespace {

constexpr std::string_view kTitle = "EWMA";
constexpr std::size_t kFewestReturns = 30;
constexpr double kLeastAlpha = 1e-4, kMostAlpha = 0.9999;

struct Pair {
    double past; ///< return that ends at a row, NaN for none
    double next; ///< the one to be forecast there, NaN for none
};

double squaredErrors(const std::vector<Pair>& pairs, double start, double alpha) {
    double mean = start, sum = 0;
    for (const auto& [past, next] : pairs) {
        if (!std::isnan(past))
            mean += alpha * (past - mean);
        if (!std::isnan(next))
            sum += (next - mean) * (next - mean);
    }
    return sum;
}

/// (alpha, mean to begin with)
Result<std::vector<double>> fitAsset(const ForecastData& data, const FitSpan& span,
                                     std::size_t asset, const Params&) {
    const auto steps = trainingSteps(data, span, asset, kFewestReturns, kTitle);
    if (!steps)
        return steps.error();
    double mean = 0;
    for (const double step : *steps)
        mean += step / static_cast<double>(steps->size());
    const auto log = data.logs(asset);
    std::vector<Pair> pairs;
    for (std::size_t row = span.from; row + 1 < span.trainTo; ++row)
        pairs.push_back({.past = row > span.from ? log[row] - log[row - 1] : kMissing,
                         .next = trainingStep(data, span, asset, row)});
    const double alpha = leastOnLogGrid(kLeastAlpha, kMostAlpha,
                                        [&](double a) { return squaredErrors(pairs, mean, a); });
    return std::vector<double>{alpha, mean};
}

void forecastAsset(std::span<const double> numbers, const ForecastData& data, std::size_t asset,
                   Forecasts& out) {
    OriginWalk walk(out);
    const auto log = data.logs(asset);
    double mean = numbers[1];
    bool begun = false;
    for (std::size_t row = 0; row < walk.end(); ++row) {
        if (const double r = row > 0 ? log[row] - log[row - 1] : kMissing; !std::isnan(r)) {
            mean += numbers[0] * (r - mean);
            begun = true;
        }
        walk.at(row, [&](std::size_t i) {
            if (!begun || std::isnan(log[row]))
                return;
            const auto point = out.point(i, asset);
            for (std::size_t k = 0; k < point.size(); ++k)
                point[k] = static_cast<double>(k + 1) * mean;
        });
    }
}

} // namespace

void register_ewma(ForecasterRegistry& registry) {
    registry.add(makeAssetModel(
        {.id = "ewma",
         .title = std::string(kTitle),
         .reference = "Roberts 1959; Brown 1963",
         .summary = "The price goes on at an exponentially weighted mean of the past returns.",
         .kind = ForecasterKind::Baseline,
         .window = [](const Params&, const ForecastData&) { return std::size_t{2}; }},
        {.fit = fitAsset,
         .forecast = forecastAsset,
         .valid =
             [](std::span<const double> numbers, std::size_t) {
                 return numbers.size() == 2 && numbers[0] >= 0 && numbers[0] <= 1;
             },
         .traits =
             [](std::span<const double> numbers) {
                 return std::vector<Trait>{
                     {.name = "Weight of the newest return (alpha)", .value = numbers[0]}};
             }}));
}

} // namespace loom::forecast
