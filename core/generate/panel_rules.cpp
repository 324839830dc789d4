// SPDX-License-Identifier: GPL-3.0-or-later
// The plain thresholds by which cross-section generators are usually accepted, with what they
// overlook said beside the outcome.
#include "generate/panel_rows.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "stats/tails.h"

namespace loom::generate {

namespace {

using stats::PanelProfile;

Judgement passIf(bool good) {
    return good ? Judgement::Pass : Judgement::Fail;
}

RuleOutcome meanRule(const PanelProfile& real, const PanelProfile& generated) {
    constexpr double kShare = 0.1;
    std::size_t within = 0, unknowable = 0;
    for (std::size_t a = 0; a < real.assets; ++a) {
        const auto& m = real.moments[a];
        const double limit = kShare * std::abs(m.mean);
        within += std::abs(generated.moments[a].mean - m.mean) < limit ? 1 : 0;
        unknowable += m.stdev / std::sqrt(static_cast<double>(m.count)) > limit ? 1 : 0;
    }
    return {.id = "mean",
            .title = "Means",
            .limit = "|difference| < 0.1 x |real mean| for every asset",
            .value = static_cast<double>(within) / static_cast<double>(real.assets),
            .judgement = passIf(within == real.assets),
            .why = fmt::format("{} of {} assets are within the limit. For {} of them the limit is "
                               "below the standard error of the real mean, so that another real "
                               "sample would break it too.",
                               within, real.assets, unknowable)};
}

RuleOutcome volatilityRule(const PanelProfile& real, const PanelProfile& generated) {
    double lowest = INFINITY, highest = 0;
    for (std::size_t a = 0; a < real.assets; ++a) {
        const double ratio = generated.moments[a].stdev / real.moments[a].stdev;
        lowest = std::min(lowest, ratio);
        highest = std::max(highest, ratio);
    }
    const double worst = highest * lowest > 1 ? highest : lowest;
    return {.id = "volatility",
            .title = "Volatility ratios",
            .limit = "generated over real within 0.8 to 1.2 for every asset",
            .value = worst,
            .judgement = passIf(lowest >= 0.8 && highest <= 1.2),
            .why = fmt::format("The ratios of the {} assets lie between {:.2f} and {:.2f}.",
                               real.assets, lowest, highest)};
}

RuleOutcome quantileRule(const PanelProfile& real, const PanelProfile& generated) {
    constexpr std::array<double, 4> kLevels{0.01, 0.05, 0.95, 0.99};
    constexpr double kShare = 0.9;
    std::size_t within = 0;
    for (std::size_t a = 0; a < real.assets; ++a)
        for (const double p : kLevels)
            within += stats::withinQuantileBand(real.sorted[a], p,
                                                stats::quantileSorted(generated.sorted[a], p))
                          ? 1
                          : 0;
    const std::size_t all = real.assets * kLevels.size();
    const double share = static_cast<double>(within) / static_cast<double>(all);
    return {.id = "qq",
            .title = "QQ, tails",
            .limit = "90 % of the quantiles at 1, 5, 95 and 99 % inside the real 95 % band",
            .value = share,
            .judgement = passIf(share >= kShare),
            .why = fmt::format("{} of {} tail quantiles lie inside their band.", within, all)};
}

RuleOutcome kurtosisRule(const PanelProfile& real, const PanelProfile& generated) {
    constexpr double kLimit = 0.5;
    const double error = stats::meanOverAssets(real.assets, [&](std::size_t a) {
        return std::abs(generated.moments[a].excessKurtosis - real.moments[a].excessKurtosis) /
               (1 + std::abs(real.moments[a].excessKurtosis));
    });
    const double realMean = stats::meanOverAssets(
        real.assets, [&](std::size_t a) { return real.moments[a].excessKurtosis; });
    const double generatedMean = stats::meanOverAssets(
        real.assets, [&](std::size_t a) { return generated.moments[a].excessKurtosis; });
    return {.id = "kurtosis",
            .title = "Kurtosis",
            .limit = "mean relative difference of excess kurtosis at most 0.5",
            .value = error,
            .judgement = passIf(error <= kLimit),
            .why = fmt::format("Excess kurtosis is {:.1f} in the mean over assets, {:.1f} in the "
                               "real panel.",
                               generatedMean, realMean)};
}

RuleOutcome correlationRule(const PanelProfile& real, const PanelProfile& generated) {
    constexpr double kPerPair = 0.1;
    const auto n = static_cast<double>(real.assets);
    const double limit = kPerPair * std::sqrt(n * (n - 1));
    const double norm = stats::frobeniusDifference(real.correlation, generated.correlation);
    return {.id = "correlation",
            .title = "Correlations, Frobenius",
            .limit = fmt::format("at most {:.2f}, which is 0.1 a pair", limit),
            .value = norm,
            .judgement = passIf(norm <= limit),
            .why = fmt::format("The norm is {:.2f}, or {:.3f} a pair (root mean square).", norm,
                               norm / std::sqrt(n * (n - 1)))};
}

RuleOutcome copulaRule(const PanelProfile& real, const PanelProfile& generated) {
    constexpr double kLimit = 0.05;
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t pair = 0; pair < real.copulas.size(); ++pair) {
        for (std::size_t i = 0; i < real.copulas[pair].size(); ++i) {
            const double d = real.copulas[pair][i] - generated.copulas[pair][i];
            sum += d * d;
            ++count;
        }
    }
    const double distance = std::sqrt(sum / static_cast<double>(count));
    return {.id = "copula",
            .title = "Copulas",
            .limit = "root mean square grid difference at most 0.05",
            .value = distance,
            .judgement = passIf(distance <= kLimit),
            .why = fmt::format("The copulas of {} pairs differ by {:.3f} on the grid.",
                               real.copulas.size(), distance)};
}

} // namespace

std::vector<RuleOutcome> panelRules(const PanelProfile& real, const PanelProfile& generated) {
    return {meanRule(real, generated),        volatilityRule(real, generated),
            quantileRule(real, generated),    kurtosisRule(real, generated),
            correlationRule(real, generated), copulaRule(real, generated)};
}

} // namespace loom::generate
