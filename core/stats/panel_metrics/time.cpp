// SPDX-License-Identifier: GPL-3.0-or-later
// How the assets depend on their own past. Generators that draw days independently fail here, and
// the report says so.
#include "stats/panel_metric.h"

#include <cmath>

#include <fmt/format.h>

#include "stats/dependence.h"

namespace loom::stats {

void register_time(PanelMetricRegistry& registry);

namespace {

using Curves = std::vector<std::vector<double>> PanelProfile::*;

PanelMetricInfo curveMetric(std::string id, std::string title, std::string convention,
                            std::string source, Curves curves) {
    const auto norm = [](const std::vector<double>& curve) {
        return rootMeanSquareDifference(curve, std::vector<double>(curve.size(), 0.0));
    };
    return {
        .id = std::move(id),
        .title = std::move(title),
        .unit = "",
        .group = MetricGroup::Dynamics,
        .convention = std::move(convention),
        .source = std::move(source),
        .distance =
            [curves](const PanelProfile& r, const PanelProfile& g) {
                return meanOverAssets(r.assets, [&](std::size_t a) {
                    return rootMeanSquareDifference((r.*curves)[a], (g.*curves)[a]);
                });
            },
        .noDynamics =
            [curves, norm](const PanelProfile& r) {
                return meanOverAssets(r.assets,
                                      [&](std::size_t a) { return norm((r.*curves)[a]); });
            },
        .noise = [](const PanelProfile& r) { return 1 / std::sqrt(static_cast<double>(r.days)); }};
}

} // namespace

void register_time(PanelMetricRegistry& registry) {
    const std::size_t lags = registry.options().maxLag;
    registry.add(curveMetric(
        "acf_abs", "ACF of |r|",
        fmt::format("mean over assets of the root mean square over lags 1 to {} of the difference "
                    "between the biased ACF of |r| and its mean over paths",
                    lags),
        "Cont 2001", &PanelProfile::acfAbsolute));
    registry.add(curveMetric(
        "leverage", "Leverage",
        fmt::format("mean over assets of the root mean square over lags 1 to {} of the difference "
                    "between Corr(r²(t+lag), r(t)), Pearson a lag, and its mean over paths",
                    lags),
        "Cont 2001", &PanelProfile::leverage));
}

} // namespace loom::stats
