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
        : m_gain(period), m_loss(period), m_still(still) {}

    /// NaN for the first n values.
    LOOM_INLINE double push(double x) {
        const double move = x - m_previous; // NaN at the first value: the averages pass it over
        m_previous = x;
        const double up = positivePart(move);
        const double gain = m_gain.push(up);
        const double loss = m_loss.push(up - move);
        const double all = gain + loss;
        return all == 0 ? m_still : 100 * (gain / all);
    }

  private:
    WilderMean m_gain, m_loss;
    double m_previous = kMissing;
    double m_still;
};

} // namespace loom::indicators
