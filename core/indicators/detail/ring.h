// SPDX-License-Identifier: GPL-3.0-or-later
// The last n values of a series, and blocks of it beside the values n steps before. Thread rule:
// plain values.
#pragma once

#include <cmath>
#include <vector>

#include "indicators/detail/block.h"

namespace loom::indicators {

/// The last n values in a circle. data() instead of operator[] keeps the bounds checks of the
/// standard library out of the inner loops.
class Ring {
  public:
    explicit Ring(std::size_t size, double before = 0.0) : m_values(size, before) {}

    /// Puts x in the place of the oldest value, which is returned.
    LOOM_INLINE double replace(double x) {
        double& slot = m_values.data()[m_at];
        const double oldest = slot;
        slot = x;
        if (++m_at == m_values.size())
            m_at = 0;
        return oldest;
    }

    /// For a block that comes next, in up to three pieces: body(offset, count, old) with old[i] the
    /// value n steps before x[offset + i].
    template <class Body>
    LOOM_INLINE void beside(const double* x, std::size_t count, const Body& body) const {
        struct Piece {
            std::size_t offset, count;
            const double* old;
        };
        const std::size_t n = m_values.size();
        const std::size_t stored = std::min(count, n);
        const std::size_t first = std::min(stored, n - m_at);
        const Piece pieces[]{{0, first, m_values.data() + m_at},
                             {first, stored - first, m_values.data()},
                             {stored, count - stored, x}};
        for (const Piece& piece : pieces)
            if (piece.count > 0)
                body(piece.offset, piece.count, piece.old);
    }

    /// Takes a block.
    LOOM_INLINE void append(const double* x, std::size_t count) {
        const std::size_t n = m_values.size();
        const std::size_t kept = std::min(count, n);
        if (count > n)
            m_at = (m_at + count - n) % n;
        x += count - kept;
        const std::size_t first = std::min(kept, n - m_at);
        std::copy_n(x, first, m_values.data() + m_at);
        std::copy_n(x + first, kept - first, m_values.data());
        m_at = kept == first ? m_at + kept : kept - first;
        if (m_at == n)
            m_at = 0;
    }

    /// In the order of the circle, not of time.
    const double* data() const { return m_values.data(); }
    std::size_t size() const { return m_values.size(); }
    /// The place of the oldest value.
    std::size_t at() const { return m_at; }

  private:
    std::vector<double> m_values;
    std::size_t m_at = 0;
};

/// Change in percent, of one value or four; 0 where the value before is 0.
template <class T>
LOOM_INLINE T percentChange(const T& now, const T& before) {
    const T percent = (now / before - 1.0) * 100.0;
    return before == 0.0 ? T{} : percent;
}

/// What became of the values n steps before, one result a value, in one pass that also looks
/// whether the values are finite.
class Changes {
  public:
    /// NaN stands before the first value, so nothing comes of the first n.
    explicit Changes(std::size_t n) : m_before(n, kMissing) {}

    /// change(now, before): of one value or of four.
    template <class Change>
    LOOM_INLINE void run(const double* x, double* out, std::size_t count, const Change& change) {
        // A sum stays infinite or NaN once it is; four side by side do not wait for each other.
        std::array<Four, 4> sums{m_sum};
        m_before.beside(x, count,
                        [&](std::size_t at, std::size_t n, const double* old) LOOM_INLINE_BODY {
                            std::size_t i = 0;
                            for (; i + 16 <= n; i += 16)
                                for (std::size_t k = 0; k < 4; ++k) {
                                    const Four now = load(x + at + i + 4 * k);
                                    store(out + at + i + 4 * k, change(now, load(old + i + 4 * k)));
                                    sums.data()[k] += now;
                                }
                            for (; i < n; ++i) {
                                out[at + i] = change(x[at + i], old[i]);
                                sums.data()[0][0] += x[at + i];
                            }
                        });
        m_sum = (sums.data()[0] + sums.data()[1]) + (sums.data()[2] + sums.data()[3]);
        m_before.append(x, count);
    }

    bool tookOnlyFinite() const { return std::isfinite(m_sum[0] + m_sum[1] + m_sum[2] + m_sum[3]); }

  private:
    Ring m_before;
    Four m_sum{};
};

} // namespace loom::indicators
