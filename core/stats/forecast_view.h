// SPDX-License-Identifier: GPL-3.0-or-later
// What a forecast is scored on: outcomes, point forecasts, quantiles or samples of one horizon, in
// time order. It owns nothing. NaN means missing. Thread rule: plain spans.
#pragma once

#include <cstddef>
#include <span>

#include "base/result.h"

namespace loom::stats {

enum class ForecastTarget {
    Prices,
    Returns, ///< log returns from the origin, cumulative over the horizon
};

/// One row a forecast. Optional spans may be empty; metrics that need them are then NaN.
struct ForecastView {
    ForecastTarget target = ForecastTarget::Returns;
    std::span<const double> actual = {};
    std::span<const double> point = {};
    /// Value known at the origin: the last close for prices. Empty means 0, as for returns.
    std::span<const double> last = {};
    /// In-sample mean |x_t - x_{t-h}| and mean (x_t - x_{t-h})² of each row's own training part:
    /// one value a row, since rows may belong to several series.
    std::span<const double> absoluteScale = {};
    std::span<const double> squaredScale = {};
    /// Ascending probabilities in (0, 1), and row-major rows x levels values that rise in each row.
    std::span<const double> levels = {};
    std::span<const double> quantiles = {};
    /// Row-major rows x samplesPerRow draws of the predictive law, and their weights, row-major
    /// too; no weights: equal ones.
    std::span<const double> samples = {};
    std::size_t samplesPerRow = 0;
    std::span<const double> weights = {};

    std::size_t rows() const { return actual.size(); }
    double lastOf(std::size_t row) const { return last.empty() ? 0 : last[row]; }
    std::span<const double> quantilesOf(std::size_t row) const {
        return quantiles.subspan(row * levels.size(), levels.size());
    }
    std::span<const double> samplesOf(std::size_t row) const {
        return samples.subspan(row * samplesPerRow, samplesPerRow);
    }
};

/// Refuses spans whose sizes do not fit together and levels that do not ascend inside (0, 1).
Status checkView(const ForecastView& view);

} // namespace loom::stats
