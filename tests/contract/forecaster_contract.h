// SPDX-License-Identifier: GPL-3.0-or-later
// What the contract tests of forecasters share: the data, the span and the fit of each.
#pragma once

#include "support/sample_market.h"

#include "forecast/forecaster.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace loom::tests {

using namespace loom::forecast;

inline constexpr std::size_t kHorizon = 5;

/// Equal but for the rounding of single precision, which the size of a batch may change.
inline bool nearlyEqual(std::span<const double> a, std::span<const double> b) {
    return std::ranges::equal(a, b, [](double x, double y) {
        return (std::isnan(x) && std::isnan(y)) || std::abs(x - y) <= 1e-7 + 1e-5 * std::abs(x);
    });
}

inline bool sameBytes(std::span<const double> a, std::span<const double> b) {
    return std::ranges::equal(
        a, b, [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

inline bool allFinite(std::span<const double> values) {
    return std::ranges::all_of(values, [](double v) { return std::isfinite(v); });
}

inline bool allMissing(std::span<const double> values) {
    return std::ranges::all_of(values, [](double v) { return std::isnan(v); });
}

using Fitted = Result<std::unique_ptr<Forecaster>>;

inline FitOptions optionsOf(const ForecasterInfo& info, std::uint64_t seed = 5) {
    FitOptions options;
    options.seed = seed;
    options.device = "cpu";
    if (info.quantiles)
        options.levels = {0.1, 0.5, 0.9};
    auto params = validated(info.params, info.testParams);
    if (params)
        options.params = std::move(*params);
    return options;
}

inline std::size_t windowOf(const ForecasterInfo& info, const ForecastData& data) {
    return info.window(optionsOf(info).params, data);
}

inline MarketShape shapeOf(const ForecasterInfo& info) {
    MarketShape shape{.features = info.usesFeatures ? 2U : 0U, .horizon = kHorizon};
    shape.assets = std::max<std::size_t>(info.jointAssets ? 3 : 1, info.minAssets);
    shape.rows = 500 + 4 * windowOf(info, sampleMarket(shape));
    return shape;
}

inline FitSpan spanOf(const ForecastData& data) {
    const std::size_t rows = data.rows();
    return {
        .trainTo = rows * 6 / 10, .validationFrom = rows * 6 / 10, .validationTo = rows * 8 / 10};
}

/// From the first row that has a whole window to the last row.
inline std::vector<std::size_t> originsOf(const ForecasterInfo& info, const ForecastData& data) {
    constexpr std::size_t kOrigins = 9;
    const std::size_t first = windowOf(info, data) - 1, last = data.rows() - 1;
    std::vector<std::size_t> origins;
    for (std::size_t i = 0; i < kOrigins; ++i)
        origins.push_back(first + (last - first) * i / (kOrigins - 1));
    return origins;
}

inline Fitted fit(const ForecasterInfo& info, const ForecastData& data, std::uint64_t seed = 5) {
    jobs::PlainJobContext context;
    return info.fit(data, spanOf(data), optionsOf(info, seed), context);
}

inline Forecasts forecasts(const Forecaster& model, const ForecastData& data,
                           std::span<const std::size_t> origins) {
    jobs::PlainJobContext context;
    auto out = model.forecast(data, origins, context);
    return out ? std::move(*out) : Forecasts();
}

} // namespace loom::tests
