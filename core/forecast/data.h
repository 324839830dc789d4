// SPDX-License-Identifier: GPL-3.0-or-later
// What forecasters learn from and forecast: the closes of one or many assets on one grid of times,
// with features known at each close. One layout for a single stock, a panel of ETFs and a universe
// of hundreds: values lie asset by asset, so that a window of one asset is a pointer, never a copy.
// Words: a forecast has an origin (row t, whose close is the last thing known) and steps 1 … H; its
// value at step k is the cumulative log return ln(P[t+k] / P[t]), so price = P[t] exp(value).
// Thread rule: immutable once finish() was called.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "forecast/frequency.h"

namespace loom::forecast {

class FeatureContinuation;

inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

struct ForecastData {
    Frequency frequency = Frequency::Day1;
    std::size_t horizon = 1;               ///< steps ahead, H
    std::vector<std::int64_t> times;       ///< UTC seconds of each row's bar, ascending
    std::vector<std::int32_t> sessions;    ///< trading day of each row, days since epoch
    std::vector<std::int32_t> slots;       ///< place of a bar in its session; empty when daily
    std::vector<std::string> assets;       ///< at least one
    std::vector<double> closes;            ///< [asset][row], adjusted; NaN = no bar
    std::vector<double> opens;             ///< the same for opens; empty when none are known
    std::vector<std::string> featureNames; ///< F of them, may be none
    std::vector<double> features;          ///< [asset][row][feature], known at the row's close
    /// How the features go on beyond the last row; null when nobody knows.
    std::shared_ptr<const FeatureContinuation> continuation;
    /// Which row's future is the label of a row: empty = its own. Set by the leak test only, which
    /// shuffles labels.
    std::vector<std::uint32_t> labelRows;

    /// Checks shapes and order, takes logarithms and counts missing bars. Call once, when complete.
    Status finish();

    std::size_t rows() const { return times.size(); }
    std::size_t assetCount() const { return assets.size(); }
    std::size_t featureCount() const { return featureNames.size(); }

    double close(std::size_t asset, std::size_t row) const { return closes[asset * rows() + row]; }
    /// ln close, [row] of one asset.
    std::span<const double> logs(std::size_t asset) const {
        return std::span(m_logs).subspan(asset * rows(), rows());
    }
    /// featureCount() values.
    std::span<const double> feature(std::size_t asset, std::size_t row) const {
        return std::span(features).subspan((asset * rows() + row) * featureCount(), featureCount());
    }
    /// Bars that an asset lacks in [from, to).
    std::size_t missingIn(std::size_t asset, std::size_t from, std::size_t to) const;
    bool complete(std::size_t asset, std::size_t from, std::size_t to) const {
        return missingIn(asset, from, to) == 0;
    }
    /// True when every feature of every row in [from, to) is a number.
    bool featuresComplete(std::size_t asset, std::size_t from, std::size_t to) const;

    /// ln(P[row + step] / P[row]); NaN when either bar is missing or lies outside.
    double outcome(std::size_t asset, std::size_t row, std::size_t step) const;
    /// The outcome a model is to learn for this row: outcome() unless labels are shuffled.
    double label(std::size_t asset, std::size_t row, std::size_t step) const;

    /// The same data without anything after the first `rows` rows: what was known then.
    ForecastData truncated(std::size_t rows) const;

  private:
    std::vector<double> m_logs;               ///< [asset][row]
    std::vector<std::uint32_t> m_gaps;        ///< [asset][rows + 1], missing closes before a row
    std::vector<std::uint32_t> m_featureGaps; ///< the same for rows with a missing feature
};

/// The rows a fit may use. Half-open ranges of rows; a sample belongs to a part only when every row
/// of its label does, so the last H - 1 origins before a border are purged by themselves.
struct FitSpan {
    std::size_t from = 0;           ///< nothing earlier is read, not even as input
    std::size_t trainTo = 0;        ///< labels of training samples lie in [from, trainTo)
    std::size_t validationFrom = 0; ///< labels of validation samples lie in
    std::size_t validationTo = 0;   ///< [validationFrom, validationTo); empty: no validation

    /// Origins t with inputs in [t + 1 - window, t] and labels in the part, half-open.
    struct Origins {
        std::size_t from = 0, to = 0;
        std::size_t count() const { return to > from ? to - from : 0; }
    };
    Origins training(std::size_t window, std::size_t horizon) const;
    Origins validation(std::size_t window, std::size_t horizon) const;
};

} // namespace loom::forecast
