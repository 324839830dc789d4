// SPDX-License-Identifier: GPL-3.0-or-later
// The mean of ETS, Theta and AR: simple combinations of statistical models are hard to beat (Clemen
// 1989; Makridakis, Spiliotis & Assimakopoulos 2020), so this is the yardstick of learned ones.
#include <array>
#include <cmath>

#include "forecast/baselines.h"

namespace loom::forecast {

void register_stats_ensemble(ForecasterRegistry& registry);

namespace {

/// The members in the order in which their numbers are stored, each behind how many it has.
std::array<AssetRules, 3> members() {
    return {smoothingRules(), thetaRules(), autoregressionRules()};
}

/// Each member's part of the numbers; fewer than three when the counts do not add up.
std::vector<std::span<const double>> partsOf(std::span<const double> numbers) {
    std::vector<std::span<const double>> out;
    while (!numbers.empty()) {
        const double count = numbers.front();
        if (!(count >= 1 && count < static_cast<double>(numbers.size())))
            return {};
        out.push_back(numbers.subspan(1, static_cast<std::size_t>(count)));
        numbers = numbers.subspan(1 + out.back().size());
    }
    return out;
}

Result<std::vector<double>> fitAsset(const ForecastData& data, const FitSpan& span,
                                     std::size_t asset, const Params& params) {
    std::vector<double> numbers;
    for (const AssetRules& member : members()) {
        const auto part = member.fit(data, span, asset, params);
        if (!part)
            return part.error();
        numbers.push_back(static_cast<double>(part->size()));
        numbers.insert(numbers.end(), part->begin(), part->end());
    }
    return numbers;
}

void forecastAsset(std::span<const double> numbers, const ForecastData& data, std::size_t asset,
                   Forecasts& out) {
    const auto rules = members();
    const auto parts = partsOf(numbers);
    std::vector<double> sums(out.origins.size() * out.horizon, 0.0);
    for (std::size_t m = 0; m < rules.size(); ++m) {
        for (std::size_t i = 0; i < out.origins.size(); ++i)
            std::ranges::fill(out.point(i, asset), kMissing);
        rules[m].forecast(parts[m], data, asset, out);
        for (std::size_t i = 0; i < out.origins.size(); ++i)
            for (std::size_t k = 0; k < out.horizon; ++k)
                sums[i * out.horizon + k] += out.point(i, asset)[k];
    }
    for (std::size_t i = 0; i < out.origins.size(); ++i)
        for (std::size_t k = 0; k < out.horizon; ++k)
            out.point(i, asset)[k] = sums[i * out.horizon + k] / static_cast<double>(rules.size());
}

bool isValid(std::span<const double> numbers, std::size_t horizon) {
    const auto rules = members();
    const auto parts = partsOf(numbers);
    if (parts.size() != rules.size())
        return false;
    for (std::size_t m = 0; m < rules.size(); ++m)
        if (!rules[m].valid(parts[m], horizon))
            return false;
    return true;
}

std::vector<Trait> traitsOf(std::span<const double> numbers) {
    static constexpr std::array kPrefixes{"ETS: ", "Theta: ", "AR: "};
    const auto rules = members();
    const auto parts = partsOf(numbers);
    std::vector<Trait> out;
    for (std::size_t m = 0; m < rules.size(); ++m)
        for (Trait& trait : rules[m].traits(parts[m])) {
            trait.name = kPrefixes[m] + trait.name;
            out.push_back(std::move(trait));
        }
    return out;
}

std::vector<ParamSpec> params() {
    auto out = smoothingParams();
    std::ranges::move(autoregressionParams(), std::back_inserter(out));
    return out;
}

} // namespace

void register_stats_ensemble(ForecasterRegistry& registry) {
    registry.add(makeAssetModel(
        {.id = "stats_ensemble",
         .title = "Statistical ensemble",
         .reference = "Clemen 1989; Makridakis et al. 2020",
         .summary = "The mean of ETS, Theta and AR: the yardstick of learned models.",
         .kind = ForecasterKind::Baseline,
         .params = params(),
         .testParams = {{"max_order", 4}},
         .window =
             [](const Params& chosen, const ForecastData&) {
                 return static_cast<std::size_t>(
                     std::max<std::int64_t>(chosen.integer("max_order"), 1) + 1);
             }},
        {.fit = fitAsset, .forecast = forecastAsset, .valid = isValid, .traits = traitsOf}));
}

} // namespace loom::forecast
