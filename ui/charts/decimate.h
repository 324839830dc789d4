// SPDX-License-Identifier: GPL-3.0-or-later
// Less data for the same picture: what a column of pixels can show of the samples that fall into
// it. Nothing visible is lost: every column keeps its first, smallest, largest and last value, so a
// spike of one sample survives any reduction. No Qt; pure functions, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ui/charts/scale.h"

namespace loom::ui {

/// One column of pixels of a line.
struct Column {
    std::size_t column = 0;  ///< 0 … columns - 1
    double first = kMissing; ///< finite values only
    double min = kMissing;
    double max = kMissing;
    double last = kMissing;
    bool gapBefore = false; ///< a missing value lies between this column and the one before
};

/// Samples y[i] at x[i] (sorted ascending) within the range, by pixel column; columns without
/// finite samples are left out. An empty x means x[i] = firstX + i.
std::vector<Column> decimate(std::span<const double> x, std::span<const double> y, double firstX,
                             const Range& range, std::size_t columns);

/// Indices [first, last) of the samples in the range, widened by one on either side so that lines
/// reach the edges of the plot.
struct IndexRange {
    std::size_t first = 0;
    std::size_t last = 0;
    std::size_t size() const { return last - first; }
};
IndexRange visibleIndices(std::span<const double> x, std::size_t count, double firstX,
                          const Range& range);

/// Smallest and largest finite value.
Range extent(std::span<const double> values);

struct Candle {
    double open = kMissing, high = kMissing, low = kMissing, close = kMissing;
    double volume = 0;
};

/// Several candles as one: first open, highest high, lowest low, last close, summed volume.
/// Candles with a missing close are skipped; none left gives a missing candle.
Candle merged(std::span<const Candle> candles);

/// One group of candles and where it begins.
struct CandleGroup {
    std::size_t first = 0;
    std::size_t count = 0;
    Candle candle;
};
/// Groups of `size` candles that begin at multiples of size, so panning does not make them flicker.
std::vector<CandleGroup> aggregate(std::span<const Candle> candles, const IndexRange& range,
                                   std::size_t size);

/// Quantiles over paths at every step, for a fan. paths: row-major, count rows of length values.
/// result[q][step]; linear interpolation between order statistics (Hyndman and Fan 1996, type 7).
/// Steps at which any path is not finite give NaN. Costs a partial sort a step: call it in a job.
std::vector<std::vector<double>> quantileBands(std::span<const float> paths, std::size_t count,
                                               std::size_t length,
                                               std::span<const double> probabilities);

} // namespace loom::ui
