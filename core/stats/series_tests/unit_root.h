// SPDX-License-Identifier: GPL-3.0-or-later
// Augmented Dickey-Fuller test. Null: the series has a unit root (it wanders, a shock never fades).
// Thread rule: pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "base/result.h"
#include "stats/series_tests/mackinnon.h"

namespace loom::stats {

enum class LagChoice {
    Aic,
    Bic,
    TStatistic, ///< from the most lags down, the first whose last lag has |t| >= 1.645
    Fixed,      ///< maxLag itself
};

struct AdfOptions {
    UnitRootTrend trend = UnitRootTrend::Constant;
    LagChoice choice = LagChoice::Aic;
    /// Else Schwert's (1989) rule, ceil(12 (n / 100)^(1/4)), at most n / 2 - trend terms - 1.
    std::optional<std::size_t> maxLag{};
};

struct AdfTest {
    double statistic = 0; ///< t of the lagged level; far below zero speaks against a unit root
    double pValue = 1;    ///< mackinnonP()
    std::size_t lags = 0;
    std::size_t observations = 0;     ///< rows of the last regression
    std::array<double, 3> critical{}; ///< at 1, 5, 10 %
};

/// Said & Dickey 1984: regress the difference on the lagged level, the trend and lagged
/// differences. Lag lengths compete on one common sample; the winner is fitted again on all rows
/// that it can use. Equal to statsmodels adfuller. Refused in words: see checkTestable(); too many
/// lags; a series that a regression follows exactly.
Result<AdfTest> adf(std::span<const double> x, const AdfOptions& options = {});

} // namespace loom::stats
