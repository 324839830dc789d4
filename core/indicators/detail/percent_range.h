// SPDX-License-Identifier: GPL-3.0-or-later
// Where a value lies between the lowest low and the highest high of the last n bars, for the
// stochastic family. Thread rule: plain values.
#pragma once

#include <cmath>

#include "indicators/detail/extremes.h"

namespace loom::indicators {

class PercentRange {
  public:
    explicit PercentRange(std::size_t period) : m_high(period), m_low(period) {}

    /// 0 at the lowest low, 100 at the highest high, 0 where both are equal as far as rounding can
    /// say; NaN before n values.
    LOOM_INLINE double push(double high, double low, double value) {
        const double highest = m_high.push(high);
        const double lowest = m_low.push(low);
        const double range = highest - lowest;
        const bool empty = isRounding(range, std::abs(highest) + std::abs(lowest));
        return empty ? 0.0 : (value - lowest) / (range / 100);
    }

  private:
    Highest m_high;
    Lowest m_low;
};

} // namespace loom::indicators
