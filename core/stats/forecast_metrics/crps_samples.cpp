// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/forecast_metric.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace loom::stats {

void register_crps_samples(ForecastMetricRegistry& registry);

namespace {

/// E|X - y| - E|X - X'| / 2 of the law that puts the normalised weights on the draws, in m log m
/// steps: for ascending x, E|X - X'| / 2 = sum_i w_i x_i (2 W_i - w_i - 1) with W_i the weight up
/// to and with i.
double crpsOf(std::span<const double> draws, std::span<const double> weights, double y) {
    std::vector<std::pair<double, double>> points;
    double total = 0;
    for (std::size_t k = 0; k < draws.size(); ++k) {
        points.emplace_back(draws[k], weights.empty() ? 1.0 : weights[k]);
        total += points.back().second;
        if (std::isnan(draws[k]) || !(points.back().second >= 0))
            return std::numeric_limits<double>::quiet_NaN();
    }
    std::sort(points.begin(), points.end());
    double distance = 0, spread = 0, below = 0;
    for (const auto& [x, raw] : points) {
        const double w = raw / total;
        below += w;
        distance += w * std::abs(x - y);
        spread += w * x * (2 * below - w - 1);
    }
    return distance - spread;
}

} // namespace

void register_crps_samples(ForecastMetricRegistry& registry) {
    registry.add(
        {.id = "crps_samples",
         .title = "CRPS from samples",
         .unit = "target",
         .formula = "mean of E|X - y| - E|X - X'| / 2 of the weighted empirical law of the draws, "
                    "exact for that law (divides by m², not the \"fair\" m (m - 1))",
         .source = "Gneiting & Raftery 2007, eq. 21",
         .needs = ForecastInput::Samples,
         .score = [](const ForecastView& v) {
             return meanOverRows(v.samples.empty() ? 0 : v.rows(), [&](std::size_t i) {
                 const auto weights = v.weights.empty()
                                          ? v.weights
                                          : v.weights.subspan(i * v.samplesPerRow, v.samplesPerRow);
                 return crpsOf(v.samplesOf(i), weights, v.actual[i]);
             });
         }});
}

} // namespace loom::stats
