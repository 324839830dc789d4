// SPDX-License-Identifier: GPL-3.0-or-later
// y[t] = a y[t-1] + b x[t], four values at once. Written out four steps deep,
//   y[t] = a^4 y[t-4] + b (x[t] + a x[t-1] + a^2 x[t-2] + a^3 x[t-3]),
// a value waits for the one four before instead of its predecessor (look-ahead: Parhi &
// Messerschmitt 1989, IEEE Trans. ASSP 37:1099). Nothing in it depends on where a block begins.
// Thread rule: plain values.
#pragma once

#include "indicators/detail/block.h"

namespace loom::indicators {

enum class Memory {
    Fading, ///< a < 1: averages
    Lasting ///< a = b = 1: totals
};

template <Memory kMemory>
class Recurrence {
  public:
    /// Totals take neither weight.
    explicit Recurrence(double a = 1, double b = 1)
        : m_a4(a * a * a * a), m_b{b, a * b, a * a * b, a * a * a * b} {}

    /// y becomes the last value; nothing before it counts.
    LOOM_INLINE void restart(double y) {
        // As an input that makes y: it fades through x, then through y[t-4].
        m_x = {0, 0, kMemory == Memory::Lasting ? y : y / m_b[0]};
        m_y = Four{0, 0, 0, y};
    }
    LOOM_INLINE double last() const { return m_y[3]; }

    LOOM_INLINE void run(const double* x, double* y, std::size_t count) {
        std::size_t i = 0;
        for (; i < std::min<std::size_t>(3, count); ++i)
            y[i] = step(x[i]); // reads inputs from before the block
        if (count >= i + 4) {
            Four last = m_y;
            for (; i + 4 <= count; i += 4) {
                last = next(last, load(x + i), load(x + i - 1), load(x + i - 2), load(x + i - 3));
                store(y + i, last);
            }
            m_y = last;
            m_x = {x[i - 3], x[i - 2], x[i - 1]};
        }
        for (; i < count; ++i)
            y[i] = step(x[i]);
    }

  private:
    /// One value, or four.
    template <class T>
    LOOM_INLINE T next(const T& y4, const T& x, const T& x1, const T& x2, const T& x3) const {
        if constexpr (kMemory == Memory::Lasting)
            return y4 + ((x + x1) + (x2 + x3));
        else
            return y4 * m_a4 + ((x * m_b[0] + x1 * m_b[1]) + (x2 * m_b[2] + x3 * m_b[3]));
    }
    LOOM_INLINE double step(double x) {
        const double y = next<double>(m_y[0], x, m_x[2], m_x[1], m_x[0]);
        m_x = {m_x[1], m_x[2], x};
        m_y = Four{m_y[1], m_y[2], m_y[3], y};
        return y;
    }

    double m_a4;
    std::array<double, 4> m_b;   ///< b a^k
    std::array<double, 3> m_x{}; ///< the last inputs, oldest first
    Four m_y{};                  ///< the last values, oldest first
};

using RunningTotal = Recurrence<Memory::Lasting>;

} // namespace loom::indicators
