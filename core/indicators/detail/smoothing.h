// SPDX-License-Identifier: GPL-3.0-or-later
// The averages that indicators are built from. Each takes a block of values and makes as many
// results, NaN until it has enough; NaN at the front of the input is passed over, so that averages
// of averages chain. Thread rule: plain values.
#pragma once

#include "indicators/detail/recurrence.h"
#include "indicators/detail/ring.h"

namespace loom::indicators {

/// x where it is positive, else 0; exact, and NaN for NaN.
LOOM_INLINE double positivePart(double x) {
    return 0.5 * (__builtin_fabs(x) + x);
}

/// Whether a difference is nothing but rounding of numbers of this size: TA-Lib 0.8's test for a
/// window without movement.
LOOM_INLINE bool isRounding(double difference, double size) {
    return __builtin_fabs(difference) <= 1e-14 * size;
}

/// Sum of the last n values.
class RollingSum {
  public:
    explicit RollingSum(std::size_t size) : RollingSum(size, size - 1) {}
    /// early: how many results are missing; sums of fewer values come after them.
    RollingSum(std::size_t size, std::size_t early) : m_ring(size), m_warmUp(early) {}

    /// finish: see Recurrence.
    template <class Finish = std::identity>
    LOOM_INLINE void run(const double* x, double* out, std::size_t count,
                         const Finish& finish = {}) {
        const std::size_t lead = m_warmUp.passOver(x, out, count);
        x += lead, out += lead, count -= lead;
        Block changes;
        m_ring.beside(x, count,
                      [&](std::size_t at, std::size_t n, const double* old) LOOM_INLINE_BODY {
                          for (std::size_t i = 0; i < n; ++i)
                              changes.data()[at + i] = x[at + i] - old[i];
                      });
        m_ring.append(x, count);
        m_total.run(changes.data(), out, count, finish);
        m_warmUp.blank(out, count);
    }

  private:
    Ring m_ring;
    RunningTotal m_total;
    WarmUp m_warmUp;
};

/// Simple moving average.
class SimpleMean {
  public:
    explicit SimpleMean(std::size_t period) : m_sum(period), m_n(static_cast<double>(period)) {}

    LOOM_INLINE void run(const double* x, double* out, std::size_t count) {
        m_sum.run(x, out, count, [n = m_n](const auto& sum) LOOM_INLINE_BODY { return sum / n; });
    }

  private:
    RollingSum m_sum;
    double m_n;
};

/// The mean of the first values, then rest * previous + weight * x.
class FadingMean {
  public:
    /// skip: so many values are passed over before the seed is collected.
    FadingMean(double rest, double weight, std::size_t seed, std::size_t skip)
        : m_recurrence(rest, weight), m_skip(skip), m_seed(seed), m_left(seed) {}

    LOOM_INLINE void run(const double* x, double* out, std::size_t count) {
        std::size_t i = 0;
        for (; m_left > 0 && i < count; ++i)
            out[i] = start(x[i]);
        m_recurrence.run(x + i, out + i, count - i);
    }

  private:
    LOOM_INLINE double start(double x) {
        if (isMissing(x))
            return x;
        if (m_skip > 0) {
            --m_skip;
            return kMissing;
        }
        m_sum += x;
        if (--m_left > 0)
            return kMissing;
        m_recurrence.restart(m_sum / static_cast<double>(m_seed));
        return m_recurrence.last();
    }

    Recurrence<Memory::Fading> m_recurrence;
    double m_sum = 0; ///< of the values in the seed so far
    std::size_t m_skip;
    std::size_t m_seed; ///< values in the seed
    std::size_t m_left; ///< of them still to come
};

/// What an exponential average starts from.
enum class Seed {
    Mean, ///< the mean of the first n values, given with the n-th
    First ///< the first value, given at once
};

/// Exponential average with the weight 2 / (n + 1).
class ExponentialMean : public FadingMean {
  public:
    explicit ExponentialMean(std::size_t period, Seed seed = Seed::Mean, std::size_t skip = 0)
        : FadingMean(static_cast<double>(period - 1) / static_cast<double>(period + 1),
                     2.0 / static_cast<double>(period + 1), seed == Seed::First ? 1 : period,
                     skip) {}
};

/// Wilder's average: the mean of the first n values, then (previous * (n - 1) + x) / n.
class WilderMean : public FadingMean {
  public:
    explicit WilderMean(std::size_t period, std::size_t skip = 0)
        : FadingMean(static_cast<double>(period - 1) / static_cast<double>(period),
                     1 / static_cast<double>(period), period, skip) {}
};

} // namespace loom::indicators
