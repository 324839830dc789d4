// SPDX-License-Identifier: GPL-3.0-or-later
// Every asset by itself: moments, distances of the one-day law and tails, as means over the assets.
#include "stats/panel_metric.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "stats/distance.h"
#include "stats/tails.h"

namespace loom::stats {

void register_marginal(PanelMetricRegistry& registry);

namespace {

using PerAsset = double (*)(const PanelProfile& real, const PanelProfile& generated, std::size_t);

PanelMetricInfo assetMetric(std::string id, std::string title, std::string unit, MetricGroup group,
                            std::string convention, std::string source, PerAsset perAsset) {
    return {.id = std::move(id),
            .title = std::move(title),
            .unit = std::move(unit),
            .group = group,
            .convention = "mean over assets of " + convention,
            .source = std::move(source),
            .distance = [perAsset](const PanelProfile& real, const PanelProfile& generated) {
                return meanOverAssets(real.assets,
                                      [&](std::size_t a) { return perAsset(real, generated, a); });
            }};
}

double tailQuantiles(const PanelProfile& real, const PanelProfile& generated, std::size_t a) {
    constexpr std::array<double, 4> kLevels{0.01, 0.05, 0.95, 0.99};
    double sum = 0;
    for (const double p : kLevels)
        sum += std::abs(quantileSorted(generated.sorted[a], p) - quantileSorted(real.sorted[a], p));
    return sum / kLevels.size() / real.moments[a].stdev;
}

double shortfall(const PanelProfile& real, const PanelProfile& generated, std::size_t a) {
    constexpr double kLevel = 0.025;
    const double real025 = expectedShortfallSorted(real.sorted[a], kLevel);
    return std::abs(expectedShortfallSorted(generated.sorted[a], kLevel) - real025) / real025;
}

/// sup |F - G| of two ascending samples without NaN.
double supremumDistance(std::span<const double> a, std::span<const double> b) {
    if (a.empty() || b.empty())
        return std::nan("");
    double largest = 0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        const double x = std::min(a[i], b[j]);
        while (i < a.size() && a[i] <= x)
            ++i;
        while (j < b.size() && b[j] <= x)
            ++j;
        largest =
            std::max(largest, std::abs(static_cast<double>(i) / static_cast<double>(a.size()) -
                                       static_cast<double>(j) / static_cast<double>(b.size())));
    }
    return largest;
}

} // namespace

void register_marginal(PanelMetricRegistry& registry) {
    registry.add(assetMetric("mean", "Mean", "% a year", MetricGroup::Moments,
                             "|mean difference| of one-day log returns x 252 x 100",
                             "arithmetic mean",
                             [](const PanelProfile& r, const PanelProfile& g, std::size_t a) {
                                 return std::abs(g.moments[a].mean - r.moments[a].mean) * 25'200;
                             }));
    registry.add(assetMetric("volatility", "Volatility", "", MetricGroup::Moments,
                             "|log(sd generated / sd real)|", "sample standard deviation (n - 1)",
                             [](const PanelProfile& r, const PanelProfile& g, std::size_t a) {
                                 return std::abs(std::log(g.moments[a].stdev / r.moments[a].stdev));
                             }));
    registry.add(assetMetric("skewness", "Skewness", "", MetricGroup::Moments,
                             "|g1 difference|, g1 biased", "Joanes and Gill 1998",
                             [](const PanelProfile& r, const PanelProfile& g, std::size_t a) {
                                 return std::abs(g.moments[a].skewness - r.moments[a].skewness);
                             }));
    registry.add(
        assetMetric("kurtosis", "Excess kurtosis", "", MetricGroup::Moments,
                    "|g2 generated - g2 real| / (1 + |g2 real|), g2 biased", "Joanes and Gill 1998",
                    [](const PanelProfile& r, const PanelProfile& g, std::size_t a) {
                        return std::abs(g.moments[a].excessKurtosis - r.moments[a].excessKurtosis) /
                               (1 + std::abs(r.moments[a].excessKurtosis));
                    }));
    registry.add(assetMetric(
        "wasserstein", "Wasserstein, 1 day", "real sd", MetricGroup::Distribution,
        "the Wasserstein-1 distance over the real standard deviation", "Villani 2003, eq. 2.48",
        [](const PanelProfile& r, const PanelProfile& g, std::size_t a) {
            return wasserstein1Sorted(r.sorted[a], g.sorted[a]) / r.moments[a].stdev;
        }));
    registry.add(assetMetric("ks", "Kolmogorov-Smirnov", "", MetricGroup::Distribution,
                             "sup |F real - F generated|", "Smirnov 1939",
                             [](const PanelProfile& r, const PanelProfile& g, std::size_t a) {
                                 return supremumDistance(r.sorted[a], g.sorted[a]);
                             }));
    registry.add(assetMetric("tail_quantiles", "Tail quantiles", "real sd", MetricGroup::Tails,
                             "the mean |quantile difference| at 1, 5, 95 and 99 % over the real "
                             "standard deviation",
                             "Hyndman and Fan 1996, type 7", tailQuantiles));
    registry.add(assetMetric("shortfall", "Expected shortfall, 2.5 %", "", MetricGroup::Tails,
                             "|ES generated / ES real - 1|", "Acerbi and Tasche 2002", shortfall));
}

} // namespace loom::stats
