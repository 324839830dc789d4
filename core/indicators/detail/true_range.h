// SPDX-License-Identifier: GPL-3.0-or-later
// Wilder's true range, bar by bar. Thread rule: plain values.
#pragma once

#include <cmath>

#include "indicators/bars.h"
#include "indicators/detail/smoothing.h"

namespace loom::indicators {

/// Largest of high - low and the distances of high and low from the previous close (Wilder 1978):
/// the range of the bar, stretched to that close.
LOOM_INLINE double trueRange(const Bar& bar, double previousClose) {
    return larger(bar.high, previousClose) - smaller(bar.low, previousClose);
}

/// Wilder's average of the true range.
class AverageTrueRange {
  public:
    /// firstRange: the first bar counts with high - low; otherwise the second is the first.
    AverageTrueRange(std::size_t period, bool firstRange, std::size_t skip = 0)
        : m_mean(period, skip), m_firstRange(firstRange) {}

    LOOM_INLINE double push(const Bar& bar) {
        if (isMissing(m_close)) [[unlikely]] {
            m_close = bar.close;
            return m_firstRange ? m_mean.push(bar.high - bar.low) : kMissing;
        }
        const double range = trueRange(bar, m_close);
        m_close = bar.close;
        return m_mean.push(range);
    }

  private:
    WilderMean m_mean;
    double m_close = kMissing;
    bool m_firstRange;
};

} // namespace loom::indicators
