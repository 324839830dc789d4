// SPDX-License-Identifier: GPL-3.0-or-later
// Distances between dependence curves: autocorrelation of r, |r|, r^2 and leverage.
#include "stats/metric.h"

#include <cmath>

#include <fmt/format.h>

namespace loom::stats {

void register_dynamics(MetricRegistry& registry);

namespace {

using Score = double DependenceScores::*;

MetricInfo curveDistance(std::string id, std::string title, std::string convention, Score score,
                         double (*noise)(double lags, double count)) {
    return {
        .id = std::move(id),
        .title = std::move(title),
        .unit = "",
        .group = MetricGroup::Dynamics,
        .better = Better::Lower,
        .convention = std::move(convention),
        .source = "Wiese et al. 2020, Table 2 (conventions recomputed from its GARCH column)",
        .distance =
            [score](const Profile& real, const Profile& generated) {
                return dependenceScores(real.curves, generated.curves).*score;
            },
        .noDynamics = [score](const Profile& real) { return noDynamicsScores(real.curves).*score; },
        .noise =
            [noise](const Profile& real) {
                return noise(static_cast<double>(real.curves.returns.size()),
                             static_cast<double>(real.count));
            },
        .structuralFloor =
            [score](const Profile& real, std::size_t receptiveField) {
                return loom::stats::structuralFloor(real.curves, receptiveField).*score;
            }};
}

/// An ACF of n independent values has standard deviation 1 / sqrt(n) at every lag (Bartlett 1946).
double rootMeanSquareNoise(double, double count) {
    return 1 / std::sqrt(count);
}
double euclideanNoise(double lags, double count) {
    return std::sqrt(lags / count);
}

} // namespace

void register_dynamics(MetricRegistry& registry) {
    const auto acf = [&](std::string_view of) {
        return fmt::format(
            "root mean square over lags 1 to {} of the difference between the biased "
            "ACF of {} and its mean over paths",
            registry.options().maxLag, of);
    };
    registry.add(curveDistance("acf_id", "ACF of r", acf("r"), &DependenceScores::acfReturns,
                               rootMeanSquareNoise));
    registry.add(curveDistance("acf_abs", "ACF of |r|", acf("|r|"), &DependenceScores::acfAbsolute,
                               rootMeanSquareNoise));
    registry.add(curveDistance("acf_sq", "ACF of r²", acf("r²"), &DependenceScores::acfSquared,
                               rootMeanSquareNoise));
    registry.add(curveDistance(
        "leverage", "Leverage",
        fmt::format("Euclidean norm over lags 1 to {} of the difference between Corr(r²(t+lag), "
                    "r(t)), Pearson a lag, and its mean over paths",
                    registry.options().maxLag),
        &DependenceScores::leverage, euclideanNoise));
}

} // namespace loom::stats
