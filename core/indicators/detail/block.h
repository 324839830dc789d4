// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of indicators are made of: blocks of values in the nearest memory, four values at
// once, missing values. A part takes a block of any length up to kBlock, a single value too, and
// does the same operations for a value wherever the block began: so live bars, whole tables and
// pieces agree to the last bit. Blocks given and made must not overlap. Thread rule: plain values.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

#define LOOM_INLINE [[gnu::always_inline]] inline
/// For lambdas, after their parameters.
#define LOOM_INLINE_BODY __attribute__((always_inline))

namespace loom::indicators {

constexpr std::size_t kBlock = 1024;
/// Room for intermediate values; holds anything at first. Longer than a block, so that the same
/// places of two of them lie apart within their pages of memory: processors that compare the lower
/// bits of addresses would take a load from one for a load of what was just stored in the other.
using Block = std::array<double, kBlock + 136>;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
LOOM_INLINE bool isMissing(double x) {
    return x != x;
}

/// Four values in one register, or in two halves where the processor has no such register.
using Four = double __attribute__((vector_size(32)));

LOOM_INLINE Four load(const double* x) {
    Four four;
    std::memcpy(&four, x, sizeof four);
    return four;
}
LOOM_INLINE void store(double* x, const Four& four) {
    std::memcpy(x, &four, sizeof four);
}

LOOM_INLINE Four magnitude(const Four& x) {
    using Bits = std::int64_t __attribute__((vector_size(32)));
    return reinterpret_cast<Four>(reinterpret_cast<Bits>(x) &
                                  std::numeric_limits<std::int64_t>::max());
}

/// One instruction each; where both are equal the second is the result.
LOOM_INLINE double larger(double a, double b) {
    return a > b ? a : b;
}
LOOM_INLINE double smaller(double a, double b) {
    return a < b ? a : b;
}

/// A block of bars: count values in each column that the indicator reads.
struct BarBlock {
    std::size_t count = 0;
    const double *open = nullptr, *high = nullptr, *low = nullptr, *close = nullptr,
                 *volume = nullptr;
};

/// The start of a series of results: values that are missing at the front of the input are passed
/// over, and so many results after them are missing.
class WarmUp {
  public:
    explicit WarmUp(std::size_t results) : m_left(results) {}

    /// How many inputs to pass over; their results are written.
    LOOM_INLINE std::size_t passOver(const double* x, double* out, std::size_t count) {
        std::size_t lead = 0;
        if (!m_started) [[unlikely]] {
            while (lead < count && isMissing(x[lead]))
                out[lead++] = kMissing;
            m_started = lead < count;
        }
        return lead;
    }
    /// Blanks results that come too early.
    LOOM_INLINE void blank(double* out, std::size_t count) {
        if (m_left == 0) [[likely]]
            return;
        const std::size_t early = std::min(m_left, count);
        std::fill_n(out, early, kMissing);
        m_left -= early;
    }

  private:
    std::size_t m_left;
    bool m_started = false;
};

} // namespace loom::indicators
