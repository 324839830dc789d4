// SPDX-License-Identifier: GPL-3.0-or-later
// Variance (divisor n) of the last n values from running sums of deviations from a fixed shift near
// them (Chan, Golub & LeVeque 1983, The American Statistician 37:3, shifted data). Where rounding
// could show - the variance is small beside the squares, a value far outside has just left, or the
// sums have run long - shift and sums are made anew from the window. Thread rule: plain values.
#pragma once

#include "indicators/detail/smoothing.h"

namespace loom::indicators {

class RollingVariance {
  public:
    explicit RollingVariance(std::size_t period)
        : m_ring(period), m_inverse(1 / static_cast<double>(period)), m_left(period) {}

    /// Never negative; 0 where all values are equal as far as rounding can say; NaN before n
    /// values.
    LOOM_INLINE double push(double x) {
        const double oldest = m_ring.replace(x);
        if (m_left > 0) [[unlikely]] {
            if (--m_left > 0)
                return kMissing;
            return renewed();
        }
        const double in = x - m_shift, out = oldest - m_shift;
        const double gone = out * out;
        m_sum += in - out;
        m_squares += in * in - gone;
        const double mean = m_sum * m_inverse, square = m_squares * m_inverse;
        const double variance = square - mean * mean;
        if (variance < 1e-6 * square || gone > 1e6 * m_squares || --m_fresh == 0) [[unlikely]]
            return renewed();
        return variance;
    }

  private:
    LOOM_INLINE double renewed() {
        const double* values = m_ring.data();
        const std::size_t n = m_ring.size();
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i)
            sum += values[i];
        m_shift = sum * m_inverse;
        m_sum = m_squares = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const double deviation = values[i] - m_shift;
            m_sum += deviation;
            m_squares += deviation * deviation;
        }
        m_fresh = 32 * n;
        const double mean = m_sum * m_inverse, square = m_squares * m_inverse;
        const double variance = square - mean * mean;
        return variance < 1e-12 * square ? 0.0 : variance;
    }

    Ring m_ring;
    double m_inverse;
    double m_shift = 0, m_sum = 0, m_squares = 0;
    std::size_t m_left;
    std::size_t m_fresh = 0; ///< values until the sums are made anew
};

} // namespace loom::indicators
