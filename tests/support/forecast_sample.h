// SPDX-License-Identifier: GPL-3.0-or-later
// Made-up markets for forecasters: one that can be forecast, one that cannot.
#pragma once

#include <cmath>
#include <numbers>
#include <string>

#include "base/random.h"
#include "forecast/data.h"

namespace loom::tests {

enum class Market {
    RandomWalk,
    Reverting, ///< the log price is pulled back to its level by a fifth a day
};

/// Assets with one feature, the last return; daily rows without gaps.
inline forecast::ForecastData madeMarket(Market market, std::size_t assets, std::size_t rows,
                                         std::size_t horizon, std::uint64_t seed = 5) {
    forecast::ForecastData data;
    data.frequency = forecast::Frequency::Day1;
    data.horizon = horizon;
    for (std::size_t row = 0; row < rows; ++row) {
        data.times.push_back(static_cast<std::int64_t>(row) * 86'400);
        data.sessions.push_back(static_cast<std::int32_t>(row));
    }
    data.featureNames = {"return"};
    for (std::size_t a = 0; a < assets; ++a) {
        data.assets.push_back("A" + std::to_string(a));
        Rng rng = Rng(seed).stream(a);
        double x = 0, before = 0;
        for (std::size_t row = 0; row < rows; ++row) {
            before = x;
            x = (market == Market::Reverting ? 0.8 : 1.0) * x + 0.01 * rng.normal();
            data.closes.push_back(100 * std::exp(x));
            data.features.push_back(row == 0 ? forecast::kMissing : x - before);
        }
    }
    (void)data.finish();
    return data;
}

} // namespace loom::tests
