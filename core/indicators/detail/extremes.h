// SPDX-License-Identifier: GPL-3.0-or-later
// Highest and lowest of the last n values, and how long ago, at a cost that does not depend on the
// data. Thread rule: plain values.
#pragma once

#include <cstdint>

#include "indicators/detail/ring.h"

namespace loom::indicators {

enum class Extreme { Highest, Lowest };

template <Extreme kKind>
constexpr double worstOf() {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    return kKind == Extreme::Highest ? -kInfinity : kInfinity;
}

/// By doubling: the extremes of 2, 4, 8 … values each come from two of the step before, and those
/// of n from two that overlap. Whole blocks pass through each step.
template <Extreme kKind>
class RollingExtreme {
  public:
    explicit RollingExtreme(std::size_t size) : m_warmUp(size - 1) {
        std::size_t reach = 1;
        for (; 2 * reach <= size; reach *= 2)
            m_steps.emplace_back(reach, worstOf<kKind>());
        if (reach < size)
            m_steps.emplace_back(size - reach, worstOf<kKind>());
    }

    /// NaN until n values are there; NaN at the front of x is passed over.
    LOOM_INLINE void run(const double* x, double* out, std::size_t count) {
        const std::size_t lead = m_warmUp.passOver(x, out, count);
        x += lead, out += lead, count -= lead;
        Block even, odd;
        const std::size_t steps = m_steps.size();
        if (steps == 0)
            std::copy_n(x, count, out);
        for (std::size_t k = 0; k < steps; ++k) {
            double* to = k + 1 == steps ? out : k % 2 == 0 ? even.data() : odd.data();
            widen(m_steps.data()[k], x, to, count);
            x = to;
        }
        m_warmUp.blank(out, count);
    }

  private:
    LOOM_INLINE static void widen(Ring& ring, const double* x, double* to, std::size_t count) {
        ring.beside(x, count,
                    [&](std::size_t at, std::size_t n, const double* old) LOOM_INLINE_BODY {
                        for (std::size_t i = 0; i < n; ++i)
                            to[at + i] = kKind == Extreme::Highest ? larger(old[i], x[at + i])
                                                                   : smaller(old[i], x[at + i]);
                    });
        ring.append(x, count);
    }

    std::vector<Ring> m_steps; ///< what each step joins its input with
    WarmUp m_warmUp;
};

/// How many bars ago the extreme of the last n values was; the latest of equal ones. Values come in
/// blocks of n; the window is the end of the previous block, whose extremes from each place to the
/// end were made when it was full, and the beginning of this one (van Herk 1992, Gil & Werman
/// 1993).
template <Extreme kKind>
class RollingExtremeAge {
  public:
    explicit RollingExtremeAge(std::size_t size)
        : m_block(size + 1, Entry{worstOf<kKind>(), 0}), m_left(size) {}

    /// NaN until n values are there.
    LOOM_INLINE double push(double x) {
        Entry* block = m_block.data();
        const Entry now{x, m_time};
        m_here = later(m_here, now);
        const Entry result = later(block[m_at + 1], m_here);
        block[m_at] = now;
        if (++m_at == m_block.size() - 1)
            finishBlock(block);
        const auto age = static_cast<double>(m_time - result.time);
        ++m_time;
        if (m_left > 0)
            --m_left;
        return m_left == 0 ? age : kMissing;
    }

  private:
    struct Entry {
        double value;
        std::int64_t time;
    };
    LOOM_INLINE static Entry later(const Entry& older, const Entry& newer) {
        const bool wins =
            kKind == Extreme::Highest ? newer.value >= older.value : newer.value <= older.value;
        return {wins ? newer.value : older.value, wins ? newer.time : older.time};
    }
    LOOM_INLINE void finishBlock(Entry* block) {
        Entry extreme{worstOf<kKind>(), 0};
        for (std::size_t i = m_at; i-- > 0;) {
            extreme = later(block[i], extreme);
            block[i] = extreme;
        }
        m_at = 0;
        m_here = {worstOf<kKind>(), 0};
    }

    std::vector<Entry> m_block;
    Entry m_here{worstOf<kKind>(), 0};
    std::size_t m_at = 0;
    std::int64_t m_time = 0;
    std::size_t m_left;
};

using Highest = RollingExtreme<Extreme::Highest>;
using Lowest = RollingExtreme<Extreme::Lowest>;
using HighestAge = RollingExtremeAge<Extreme::Highest>;
using LowestAge = RollingExtremeAge<Extreme::Lowest>;

} // namespace loom::indicators
