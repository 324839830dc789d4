// SPDX-License-Identifier: GPL-3.0-or-later
// The averages that indicators are built from. Each takes a value at a time and gives NaN until it
// has enough; a NaN given to one that is still collecting is passed over, so that averages of
// averages chain. Recurrences are written so that a value waits for its predecessor through one
// operation. Thread rule: plain values.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define LOOM_INLINE [[gnu::always_inline]] inline

namespace loom::indicators {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
LOOM_INLINE bool isMissing(double x) {
    return x != x;
}

/// One instruction each: compilers make branches of the plain expressions, which guess wrong on
/// every other bar. Values are finite or infinite; where both are equal the second is the result.
LOOM_INLINE double larger(double a, double b) {
#ifdef __SSE2__
    return _mm_cvtsd_f64(_mm_max_sd(_mm_set_sd(a), _mm_set_sd(b)));
#else
    return a > b ? a : b;
#endif
}
LOOM_INLINE double smaller(double a, double b) {
#ifdef __SSE2__
    return _mm_cvtsd_f64(_mm_min_sd(_mm_set_sd(a), _mm_set_sd(b)));
#else
    return a < b ? a : b;
#endif
}
/// x where it is positive, else 0; exact, and NaN for NaN.
LOOM_INLINE double positivePart(double x) {
    return 0.5 * (std::abs(x) + x);
}

/// Whether a difference is nothing but rounding of numbers of this size: TA-Lib 0.8's test for a
/// window without movement.
LOOM_INLINE bool isRounding(double difference, double size) {
    return std::abs(difference) <= 1e-14 * size;
}

/// The last n values in a circle, zeros at first. data() instead of operator[] keeps the bounds
/// checks of the standard library out of the inner loops.
class Ring {
  public:
    explicit Ring(std::size_t size) : m_values(size, 0.0) {}

    /// Puts x in the place of the oldest value, which is returned.
    LOOM_INLINE double replace(double x) {
        double& slot = m_values.data()[m_at];
        const double oldest = slot;
        slot = x;
        if (++m_at == m_values.size())
            m_at = 0;
        return oldest;
    }
    /// In the order of the circle, not of time.
    const double* data() const { return m_values.data(); }
    std::size_t size() const { return m_values.size(); }

  private:
    std::vector<double> m_values;
    std::size_t m_at = 0;
};

/// The value n steps back; NaN for the first n.
class Lag {
  public:
    explicit Lag(std::size_t steps) : m_ring(steps), m_left(steps) {}

    LOOM_INLINE double push(double x) {
        const double oldest = m_ring.replace(x);
        if (m_left == 0) [[likely]]
            return oldest;
        --m_left;
        return kMissing;
    }

  private:
    Ring m_ring;
    std::size_t m_left;
};

/// Sum of the last n values.
class RollingSum {
  public:
    explicit RollingSum(std::size_t size) : m_ring(size), m_left(size) {}

    LOOM_INLINE double push(double x) {
        if (m_left != 0) [[unlikely]] {
            if (isMissing(x))
                return x;
            --m_left;
        }
        m_sum += x - m_ring.replace(x);
        return m_left == 0 ? m_sum : kMissing;
    }

  private:
    Ring m_ring;
    double m_sum = 0;
    std::size_t m_left; ///< values still to come before the first sum
};

/// Simple moving average.
class SimpleMean {
  public:
    explicit SimpleMean(std::size_t period) : m_sum(period), m_n(static_cast<double>(period)) {}
    LOOM_INLINE double push(double x) { return m_sum.push(x) / m_n; }

  private:
    RollingSum m_sum;
    double m_n;
};

/// What an exponential average starts from.
enum class Seed {
    Mean, ///< the mean of the first n values, given with the n-th
    First ///< the first value, given at once
};

/// Exponential average with the weight 2 / (n + 1).
class ExponentialMean {
  public:
    /// skip: so many values are passed over before the seed is collected.
    explicit ExponentialMean(std::size_t period, Seed seed = Seed::Mean, std::size_t skip = 0)
        : m_weight(2.0 / static_cast<double>(period + 1)),
          m_rest(static_cast<double>(period - 1) / static_cast<double>(period + 1)), m_skip(skip),
          m_seed(seed == Seed::First ? 1 : period), m_left(m_seed) {}

    LOOM_INLINE double push(double x) {
        if (m_left == 0) [[likely]]
            return m_value = std::fma(m_value, m_rest, x * m_weight);
        return start(x);
    }

  private:
    LOOM_INLINE double start(double x) {
        if (isMissing(x))
            return x;
        if (m_skip > 0) {
            --m_skip;
            return kMissing;
        }
        m_value += x;
        if (--m_left > 0)
            return kMissing;
        return m_value /= static_cast<double>(m_seed);
    }

    double m_value = 0; ///< the sum of the values while the seed is collected
    double m_weight, m_rest;
    std::size_t m_skip;
    std::size_t m_seed; ///< values in the seed
    std::size_t m_left; ///< of them still to come
};

/// Wilder's average: the mean of the first n values, then (previous * (n - 1) + x) / n.
class WilderMean {
  public:
    explicit WilderMean(std::size_t period, std::size_t skip = 0)
        : m_n(static_cast<double>(period)), m_new(1 / m_n), m_old((m_n - 1) / m_n), m_skip(skip),
          m_left(period) {}

    LOOM_INLINE double push(double x) {
        if (m_left == 0) [[likely]]
            return m_value = std::fma(m_value, m_old, x * m_new);
        return start(x);
    }

  private:
    LOOM_INLINE double start(double x) {
        if (isMissing(x))
            return x;
        if (m_skip > 0) {
            --m_skip;
            return kMissing;
        }
        m_value += x;
        if (--m_left > 0)
            return kMissing;
        return m_value /= m_n;
    }

    double m_value = 0;
    double m_n, m_new, m_old;
    std::size_t m_skip;
    std::size_t m_left;
};

} // namespace loom::indicators
