// SPDX-License-Identifier: GPL-3.0-or-later
// Whether one forecast is better than another, or whether the difference may be chance (Diebold &
// Mariano 1995). Losses of the same outcomes in time order. Where several assets are forecast at
// each date, average their losses over the assets first: losses of one date are not independent.
// Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"

namespace loom::stats {

enum class Loss {
    Squared,         ///< (y - f)²
    Absolute,        ///< |y - f|
    AbsolutePercent, ///< |(y - f) / y|; NaN where y is 0
    Qlike,           ///< y / f - ln(y / f) - 1, for variances (Patton 2011); NaN unless both > 0
};

/// The loss of each row; NaN where one of the two is missing. Equal lengths.
std::vector<double> losses(std::span<const double> actual, std::span<const double> forecast,
                           Loss loss);

enum class SmallSample {
    None,   ///< compared with the normal law
    Harvey, ///< times sqrt((T + 1 - 2h + h(h-1)/T) / T), compared with t(T - 1)
};

struct DieboldMarianoOptions {
    std::size_t horizon = 1;           ///< steps ahead; the targets of successive rows overlap
    std::optional<std::size_t> lags{}; ///< of the Bartlett variance; else comparisonLags()
    SmallSample smallSample = SmallSample::Harvey; ///< Harvey, Leybourne & Newbold 1997
};

struct DieboldMariano {
    double statistic = 0;      ///< negative: A has the lower loss
    double pValue = 1;         ///< two-sided
    double pFirstBetter = 0.5; ///< one-sided: small when A is better
    double meanDifference = 0; ///< mean loss of A minus that of B
    std::size_t observations = 0;
    std::size_t leftOut = 0; ///< rows with a missing loss
    std::size_t lags = 0;
    double harveyFactor = 1;
    bool identical = false; ///< the losses are equal in every row: no difference, p = 1
};

/// Refused in words: unequal lengths, fewer rows than 4 or twice the horizon, and losses that
/// differ by the same amount in every row (no variance to judge by). Equal to statsmodels
/// diebold_mariano_test.
Result<DieboldMariano> dieboldMariano(std::span<const double> lossesOfA,
                                      std::span<const double> lossesOfB,
                                      const DieboldMarianoOptions& options = {});

} // namespace loom::stats
