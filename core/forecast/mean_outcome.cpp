// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/mean_outcome.h"

#include <cmath>

namespace loom::forecast {

namespace {

constexpr std::size_t kFewestReturns = 10;

Result<std::vector<double>> meanOutcomes(const ForecastData& data, const FitSpan& span,
                                         std::size_t asset, std::string_view title) {
    if (const auto steps =
            trainingSteps(data, span, asset, kFewestReturns + data.horizon - 1, title);
        !steps)
        return steps.error();
    std::vector<double> means(data.horizon, 0.0);
    for (std::size_t k = 0; k < data.horizon; ++k) {
        const auto origins = span.training(1, k + 1);
        std::size_t count = 0;
        for (std::size_t row = origins.from; row < origins.to; ++row)
            if (const double value = data.label(asset, row, k + 1); !std::isnan(value)) {
                means[k] += value;
                ++count;
            }
        if (count == 0)
            return fail(ErrorCode::InvalidInput,
                        std::string(title) + " finds no pair of bars of " + data.assets[asset] +
                            " that lie " + std::to_string(k + 1) +
                            " rows apart in the training part. Choose a longer period, or leave "
                            "the asset out.");
        means[k] /= static_cast<double>(count);
    }
    return means;
}

} // namespace

AssetRules meanOutcomeRules(std::string title, double (*shape)(double mean)) {
    return {.fit = [title = std::move(title), shape](const ForecastData& data, const FitSpan& span,
                                                     std::size_t asset,
                                                     const Params&) -> Result<std::vector<double>> {
                auto means = meanOutcomes(data, span, asset, title);
                if (means)
                    std::ranges::transform(*means, means->begin(), shape);
                return means;
            },
            .forecast =
                [](std::span<const double> numbers, const ForecastData& data, std::size_t asset,
                   Forecasts& out) {
                    for (std::size_t i = 0; i < out.origins.size(); ++i)
                        if (!std::isnan(data.logs(asset)[out.origins[i]]))
                            std::ranges::copy(numbers, out.point(i, asset).begin());
                },
            .valid = [](std::span<const double> numbers,
                        std::size_t horizon) { return numbers.size() == horizon; },
            .traits =
                [](std::span<const double> numbers) {
                    return std::vector<Trait>{{.name = "Outcome after one step",
                                               .value = numbers.front(),
                                               .unit = "log return"},
                                              {.name = "Outcome after the last step",
                                               .value = numbers.back(),
                                               .unit = "log return"}};
                }};
}

} // namespace loom::forecast
