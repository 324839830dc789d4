// SPDX-License-Identifier: GPL-3.0-or-later
// Highest and lowest of the last n values, and how long ago, at a cost that depends neither on n
// nor on the data: values come in blocks of n; the window is the end of the previous block, whose
// extremes from each place to the end were made when it was full, and the beginning of this one
// (van Herk 1992, Gil & Werman 1993). NaN until n values are there. Thread rule: plain values.
#pragma once

#include <cstdint>

#include "indicators/detail/smoothing.h"

namespace loom::indicators {

enum class Extreme { Highest, Lowest };

template <Extreme kKind>
class RollingExtreme {
  public:
    explicit RollingExtreme(std::size_t size) : m_block(size + 1, worst()), m_left(size) {}

    LOOM_INLINE double push(double x) {
        if (m_left != 0) [[unlikely]] {
            if (isMissing(x))
                return x;
            --m_left;
        }
        double* block = m_block.data();
        m_here = better(m_here, x);
        const double result = better(m_here, block[m_at + 1]);
        block[m_at] = x;
        if (++m_at == m_block.size() - 1)
            finishBlock(block);
        return m_left == 0 ? result : kMissing;
    }

  private:
    static constexpr double worst() {
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        return kKind == Extreme::Highest ? -kInfinity : kInfinity;
    }
    LOOM_INLINE static double better(double a, double b) {
        if constexpr (kKind == Extreme::Highest)
            return larger(a, b);
        else
            return smaller(a, b);
    }
    /// From values to the extremes from each place to the block's end; the place after it stays.
    LOOM_INLINE void finishBlock(double* block) {
        double extreme = worst();
        for (std::size_t i = m_at; i-- > 0;)
            block[i] = extreme = better(extreme, block[i]);
        m_at = 0;
        m_here = worst();
    }

    std::vector<double> m_block; ///< values before m_at, extremes of the previous block after
    double m_here = worst();     ///< of this block so far
    std::size_t m_at = 0;
    std::size_t m_left;
};

/// How many bars ago the extreme of the last n values was; the latest of equal ones.
template <Extreme kKind>
class RollingExtremeAge {
  public:
    explicit RollingExtremeAge(std::size_t size)
        : m_block(size + 1, Entry{worst(), 0}), m_left(size) {}

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
    static constexpr double worst() {
        constexpr double kInfinity = std::numeric_limits<double>::infinity();
        return kKind == Extreme::Highest ? -kInfinity : kInfinity;
    }
    LOOM_INLINE static Entry later(const Entry& older, const Entry& newer) {
        const bool wins =
            kKind == Extreme::Highest ? newer.value >= older.value : newer.value <= older.value;
        return {wins ? newer.value : older.value, wins ? newer.time : older.time};
    }
    LOOM_INLINE void finishBlock(Entry* block) {
        Entry extreme{worst(), 0};
        for (std::size_t i = m_at; i-- > 0;) {
            extreme = later(block[i], extreme);
            block[i] = extreme;
        }
        m_at = 0;
        m_here = {worst(), 0};
    }

    std::vector<Entry> m_block;
    Entry m_here{worst(), 0};
    std::size_t m_at = 0;
    std::int64_t m_time = 0;
    std::size_t m_left;
};

using Highest = RollingExtreme<Extreme::Highest>;
using Lowest = RollingExtreme<Extreme::Lowest>;
using HighestAge = RollingExtremeAge<Extreme::Highest>;
using LowestAge = RollingExtremeAge<Extreme::Lowest>;

} // namespace loom::indicators
