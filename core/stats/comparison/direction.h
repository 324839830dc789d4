// SPDX-License-Identifier: GPL-3.0-or-later
// How often the direction of a move was forecast, beside how often the market went up anyway.
// Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"

namespace loom::stats {

struct Interval {
    double lower = 0, upper = 0;
};

/// Wilson's (1927) interval of a share seen in `effective` independent trials (any positive
/// number): with z = the normal quantile of (1 + confidence) / 2, centre (p + z²/2m) / (1 + z²/m),
/// half width z sqrt(p(1-p)/m + z²/4m²) / (1 + z²/m). It stays inside [0, 1] and keeps its level
/// for few trials (Brown, Cai & DasGupta 2001). NaN when nothing was tried.
Interval wilsonInterval(double share, double effective, double confidence = 0.95);

/// n overlapping targets of `horizon` steps are worth about n / horizon independent ones, so that
/// the standard error of a share p is sqrt(p (1 - p) horizon / n).
double effectiveCount(std::size_t rows, std::size_t horizon);

/// Rows where the outcome did not move, or the forecast says "no move", hold no direction and are
/// left out: last value has no accuracy.
struct DirectionalAccuracy {
    double accuracy = 0; ///< share of rows where forecast and outcome moved the same way
    double upRate = 0;   ///< share of rows that went up: what always-up scores
    double baseRate = 0; ///< max(upRate, 1 - upRate): the better of always-up and always-down
    Interval interval;   ///< of the accuracy, Wilson's with effectiveRows
    std::size_t rows = 0;
    double effectiveRows = 0;               ///< rows / horizon
    std::size_t noForecast = 0, noMove = 0; ///< left out for want of a direction (forecast first)
    std::size_t leftOut = 0;                ///< rows with a missing value
};

/// Moves of values from the last known ones: value - last, or the values themselves when last is
/// empty (returns). Equal lengths.
std::vector<double> movesFrom(std::span<const double> values, std::span<const double> last);

/// Moves (or returns) that happened and that were forecast, in equal numbers. NaN everywhere when
/// no row is left.
DirectionalAccuracy directionalAccuracy(std::span<const double> actualMoves,
                                        std::span<const double> forecastMoves,
                                        std::size_t horizon = 1, double confidence = 0.95);

enum class Overlap {
    Independent, ///< every row counts as independent: right for one step ahead
    Thinned,     ///< every horizon-th row only
    Robust,      ///< all rows, with a Bartlett variance
};

struct PesaranTimmermannOptions {
    std::size_t horizon = 1;
    Overlap overlap = Overlap::Independent; ///< Thinned and Robust are for horizon > 1
};

struct PesaranTimmermann {
    double statistic = 0;    ///< positive: the direction was forecast better than by chance
    double pValue = 1;       ///< two-sided
    double pSkill = 0.5;     ///< one-sided: small when the direction is forecast
    double hits = 0;         ///< share of rows with equal direction
    double expectedHits = 0; ///< the same if the two were independent
    double upOutcomes = 0, upForecasts = 0; ///< shares above 0
    std::size_t rows = 0;                   ///< used, after thinning
    std::size_t leftOut = 0;                ///< rows with a missing value
};

/// Pesaran & Timmermann (1992): up means above 0; S = (p - q) / sqrt(v - w) with
/// q = py pz + (1 - py)(1 - pz), v = q (1 - q) / n, w = [(2 py - 1)² pz (1 - pz) + (2 pz - 1)² py
/// (1 - py)] / n, compared with the normal law; equal to statsmodels, which leaves out the term in
/// 1 / n². Robust tests the covariance of the two directions instead, mean of
/// (up_y - py)(up_z - pz) over its Bartlett standard error (Blaskowitz & Herwartz 2014), with
/// comparisonLags() lags against t(n - 1).
/// Refused in words when all outcomes or all forecasts have one direction, and for fewer than 4
/// rows.
Result<PesaranTimmermann> pesaranTimmermann(std::span<const double> actualMoves,
                                            std::span<const double> forecastMoves,
                                            const PesaranTimmermannOptions& options = {});

} // namespace loom::stats
