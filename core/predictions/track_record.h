// SPDX-License-Identifier: GPL-3.0-or-later
// How good kept forecasts were, once their prices are known: direction, coverage of the intervals,
// errors beside "same as the last close". Shares come with intervals by the number of forecasts
// that do not overlap: ten-day forecasts made every day are worth a tenth of their count.
// Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "predictions/prediction.h"
#include "stats/comparison/direction.h"

namespace loom::predictions {

/// Of all prices that came, how many lay inside an interval.
struct CoverageRecord {
    double nominal = 0; ///< 0.8
    double share = 0;
    std::size_t inside = 0, count = 0;
    stats::Interval interval = {}; ///< of the share, Wilson, 95 %
};

struct TrackRecord {
    std::size_t made = 0; ///< predictions looked at
    std::size_t realised = 0, waiting = 0, noSession = 0;
    std::size_t afterwards = 0; ///< realised ones written down after their bar was over
    std::size_t sawLater = 0;   ///< realised ones whose model had seen later bars
    std::size_t apart = 0;      ///< realised ones that do not overlap: independent trials
    stats::DirectionalAccuracy direction = {}; ///< interval by `apart`
    std::vector<CoverageRecord> coverage = {};
    double mae = 0;     ///< mean |error| of the log return, per cent
    double rmse = 0;    ///< per cent
    double lastMae = 0; ///< the same of "no change"
    double lastRmse = 0;
    double skill = 0; ///< 1 - MSE / MSE of no change; NaN when nothing moved
};

/// Log return in per cent: of the forecast, of what came, and their difference.
double predictedReturn(const Prediction& prediction);
double realisedReturn(const Prediction& prediction);
double errorOf(const Prediction& prediction);

/// Of one symbol, at any steps. NaN where nothing is realised.
TrackRecord trackRecord(std::span<const Prediction> predictions);

/// The largest number of realised forecasts of which each is made no earlier than the one before it
/// was for (first to end, first taken).
std::size_t nonOverlapping(std::span<const Prediction> predictions);

/// Four edges between five parts of equal number (NTILE(5): parts differ by one at most, the larger
/// first), with the smallest and largest value around them: six numbers. Equal values may stand on
/// both sides of an edge. Empty for fewer than five finite values.
struct FiveParts {
    std::vector<double> edges = {};
    std::vector<std::size_t> counts = {};
};
FiveParts fiveParts(std::span<const double> values);

} // namespace loom::predictions
