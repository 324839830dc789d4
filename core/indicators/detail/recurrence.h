// SPDX-License-Identifier: GPL-3.0-or-later
// y[t] = a y[t-1] + b x[t], four values at once. Written out four steps deep, and that twice,
//   c[t] = b (x[t] + a x[t-1] + a^2 x[t-2] + a^3 x[t-3]),
//   y[t] = a^8 y[t-8] + (a^4 c[t-4] + c[t]),
// a value waits for the one eight before instead of its predecessor (look-ahead: Parhi &
// Messerschmitt 1989, IEEE Trans. ASSP 37:1099). Nothing in it depends on where a block begins.
// Thread rule: plain values.
#pragma once

#include <functional>

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
        : m_a4(a * a * a * a), m_a8(m_a4 * m_a4), m_b{b, a * b, a * a * b, a * a * a * b} {}

    /// y becomes the last value; nothing before it counts.
    LOOM_INLINE void restart(double y) {
        // As an input that makes y: it fades through x, then through c, then through y[t-8].
        m_x = Four{0, 0, 0, kMemory == Memory::Lasting ? y : y / m_b[0]};
        m_c = Four{0, 0, 0, y};
        m_far = Four{};
        m_near = Four{0, 0, 0, y};
    }
    LOOM_INLINE double last() const { return m_near[3]; }

    /// finish: what is written for a result, of one or of four; the results that follow do not wait
    /// for it.
    template <class Finish = std::identity>
    LOOM_INLINE void run(const double* x, double* y, std::size_t count, const Finish& finish = {}) {
        std::size_t i = 0;
        Four before = m_x, c4 = m_c, far = m_far, near = m_near;
        for (; i + 4 <= count; i += 4) {
            // Of the values in between no second load: it could be taken for one of a result that
            // was just stored at the same place of another page.
            const Four now = load(x + i);
            const Four c = weighted(now, __builtin_shufflevector(before, now, 3, 4, 5, 6),
                                    __builtin_shufflevector(before, now, 2, 3, 4, 5),
                                    __builtin_shufflevector(before, now, 1, 2, 3, 4));
            const Four next = result(far, c4, c);
            store(y + i, finish(next));
            before = now;
            c4 = c;
            far = near;
            near = next;
        }
        m_x = before;
        m_c = c4;
        m_far = far;
        m_near = near;
        for (; i < count; ++i)
            y[i] = finish(step(x[i]));
    }

  private:
    /// One value, or four.
    template <class T>
    LOOM_INLINE T weighted(const T& x, const T& x1, const T& x2, const T& x3) const {
        if constexpr (kMemory == Memory::Lasting)
            return (x + x1) + (x2 + x3);
        else
            return (x * m_b[0] + x1 * m_b[1]) + (x2 * m_b[2] + x3 * m_b[3]);
    }
    template <class T>
    LOOM_INLINE T result(const T& y8, const T& c4, const T& c) const {
        if constexpr (kMemory == Memory::Lasting)
            return y8 + (c4 + c);
        else
            return y8 * m_a8 + (c4 * m_a4 + c);
    }
    LOOM_INLINE double step(double x) {
        const double c = weighted<double>(x, m_x[3], m_x[2], m_x[1]);
        const double y = result<double>(m_far[0], m_c[0], c);
        m_x = Four{m_x[1], m_x[2], m_x[3], x};
        m_c = Four{m_c[1], m_c[2], m_c[3], c};
        m_far = Four{m_far[1], m_far[2], m_far[3], m_near[0]};
        m_near = Four{m_near[1], m_near[2], m_near[3], y};
        return y;
    }

    double m_a4, m_a8;
    std::array<double, 4> m_b; ///< b a^k
    // Oldest first.
    Four m_x{};             ///< the last inputs
    Four m_c{};             ///< the last c
    Four m_far{}, m_near{}; ///< the last values
};

using RunningTotal = Recurrence<Memory::Lasting>;

} // namespace loom::indicators
