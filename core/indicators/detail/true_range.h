// SPDX-License-Identifier: GPL-3.0-or-later
// Wilder's true range. Thread rule: plain values.
#pragma once

#include "indicators/detail/smoothing.h"

namespace loom::indicators {

/// Largest of high - low and the distances of high and low from the previous close (Wilder 1978):
/// the range of the bar, stretched to that close.
LOOM_INLINE double trueRange(double high, double low, double previousClose) {
    return larger(high, previousClose) - smaller(low, previousClose);
}

/// Wilder's average of the true range.
class AverageTrueRange {
  public:
    /// firstRange: the first bar counts with high - low; otherwise the second is the first.
    AverageTrueRange(std::size_t period, bool firstRange, std::size_t skip = 0)
        : m_mean(period, skip), m_firstRange(firstRange) {}

    LOOM_INLINE void run(const BarBlock& bars, double* out) {
        const double *high = bars.high, *low = bars.low, *close = bars.close;
        Block ranges;
        double* range = ranges.data();
        range[0] = isMissing(m_close) ? (m_firstRange ? high[0] - low[0] : kMissing)
                                      : trueRange(high[0], low[0], m_close);
        for (std::size_t i = 1; i < bars.count; ++i)
            range[i] = trueRange(high[i], low[i], close[i - 1]);
        m_close = close[bars.count - 1];
        m_mean.run(range, out, bars.count);
    }

  private:
    WilderMean m_mean;
    double m_close = kMissing;
    bool m_firstRange;
};

} // namespace loom::indicators
