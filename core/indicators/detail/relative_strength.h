// SPDX-License-Identifier: GPL-3.0-or-later
// Wilder's relative strength index of a series of values, for RSI and what is built on it. Thread
// rule: plain values.
#pragma once

#include "indicators/detail/smoothing.h"

namespace loom::indicators {

class RelativeStrength {
  public:
    /// still: the value while there are neither gains nor losses.
    RelativeStrength(std::size_t period, double still)
        : m_before(1, kMissing), m_gain(period), m_loss(period), m_still(still) {}

    /// NaN for the first n values.
    LOOM_INLINE void run(const double* x, double* out, std::size_t count) {
        Block ups, downs, gains;
        m_before.beside(x, count,
                        [&](std::size_t at, std::size_t n, const double* old) LOOM_INLINE_BODY {
                            for (std::size_t i = 0; i < n; ++i) {
                                const double move = x[at + i] - old[i];
                                const double up = positivePart(move);
                                ups.data()[at + i] = up;
                                downs.data()[at + i] = up - move;
                            }
                        });
        m_before.append(x, count);
        m_gain.run(ups.data(), gains.data(), count);
        m_loss.run(downs.data(), out, count);
        const double still = m_still;
        for (std::size_t i = 0; i < count; ++i) {
            const double gain = gains.data()[i], all = gain + out[i];
            const double percent = 100 * (gain / all);
            out[i] = all == 0 ? still : percent;
        }
    }

  private:
    Ring m_before; ///< NaN before the first value: the averages pass it over
    WilderMean m_gain, m_loss;
    double m_still;
};

} // namespace loom::indicators
