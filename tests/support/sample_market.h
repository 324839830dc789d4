// SPDX-License-Identifier: GPL-3.0-or-later
// Seeded prices in the range of a share for tests of forecasters: returns with volatility clusters
// and a common factor, opens near the closes before, features that know the past only.
#pragma once

#include <cassert>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"
#include "forecast/data.h"

namespace loom::tests {

struct MarketShape {
    std::size_t rows = 600;
    std::size_t assets = 1;
    std::size_t features = 0;
    std::size_t horizon = 5;
    std::uint64_t seed = 42;
    forecast::Frequency frequency = forecast::Frequency::Day1;
};

/// Not finished: the test may change it first.
inline forecast::ForecastData rawMarket(const MarketShape& shape) {
    constexpr std::int32_t kFirstDay = 14610; // 2010-01-01
    constexpr std::int64_t kSecondsADay = 86400;
    forecast::ForecastData data;
    data.frequency = shape.frequency;
    data.horizon = shape.horizon;
    for (std::size_t row = 0; row < shape.rows; ++row) {
        data.sessions.push_back(kFirstDay + static_cast<std::int32_t>(row));
        data.times.push_back(data.sessions.back() * kSecondsADay);
    }
    Rng rng(shape.seed);
    std::vector<double> factor(shape.rows);
    double variance = 1e-4;
    for (double& r : factor) {
        r = 3e-4 + std::sqrt(variance) * rng.normal();
        variance = 2e-6 + 0.1 * r * r + 0.88 * variance;
    }
    for (std::size_t a = 0; a < shape.assets; ++a) {
        data.assets.push_back("A" + std::to_string(a));
        double log = std::log(100.0);
        for (std::size_t row = 0; row < shape.rows; ++row) {
            data.opens.push_back(std::exp(log + 0.001 * rng.normal()));
            log += factor[row] + 0.004 * rng.normal();
            data.closes.push_back(std::exp(log));
        }
    }
    for (std::size_t f = 0; f < shape.features; ++f)
        data.featureNames.push_back("feature" + std::to_string(f));
    for (std::size_t a = 0; a < shape.assets && shape.features > 0; ++a)
        for (std::size_t row = 0; row < shape.rows; ++row)
            for (std::size_t f = 0; f < shape.features; ++f)
                data.features.push_back(factor[row > f ? row - f : 0] + 0.01 * rng.normal());
    return data;
}

inline forecast::ForecastData sampleMarket(const MarketShape& shape) {
    auto data = rawMarket(shape);
    [[maybe_unused]] const bool fine = data.finish().ok();
    assert(fine);
    return data;
}

} // namespace loom::tests
