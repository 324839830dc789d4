// SPDX-License-Identifier: GPL-3.0-or-later
// Where a value lies between the lowest low and the highest high of the last n bars, for the
// stochastic family. Thread rule: plain values.
#pragma once

#include "indicators/detail/extremes.h"
#include "indicators/detail/smoothing.h"

namespace loom::indicators {

class PercentRange {
  public:
    explicit PercentRange(std::size_t period) : m_high(period), m_low(period) {}

    /// 0 at the lowest low, 100 at the highest high, 0 where both are equal as far as rounding can
    /// say; NaN before n values.
    LOOM_INLINE void run(const double* high, const double* low, const double* value, double* out,
                         std::size_t count) {
        Block highs, lows;
        m_high.run(high, highs.data(), count);
        m_low.run(low, lows.data(), count);
        for (std::size_t i = 0; i < count; ++i) {
            const double highest = highs.data()[i], lowest = lows.data()[i];
            const double range = highest - lowest;
            const double percent = (value[i] - lowest) / (range / 100);
            const double size = __builtin_fabs(highest) + __builtin_fabs(lowest);
            out[i] = isRounding(range, size) ? 0.0 : percent;
        }
    }

  private:
    Highest m_high;
    Lowest m_low;
};

} // namespace loom::indicators
