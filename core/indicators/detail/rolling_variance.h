// SPDX-License-Identifier: GPL-3.0-or-later
// Variance (divisor n) of the last n values from running sums of deviations from a fixed shift near
// them (Chan, Golub & LeVeque 1983, The American Statistician 37:3, shifted data). Where rounding
// could show - the variance is small beside the squares, a value far outside has just left, or the
// sums have run long - shift and sums are made anew from the window. Thread rule: plain values.
#pragma once

#include <cstdint>

#include "indicators/detail/recurrence.h"
#include "indicators/detail/ring.h"

namespace loom::indicators {

class RollingVariance {
  public:
    explicit RollingVariance(std::size_t period)
        : m_ring(period), m_inverse(1 / static_cast<double>(period)), m_left(period) {}

    /// Never negative; 0 where all values are equal as far as rounding can say; NaN before n
    /// values.
    LOOM_INLINE void run(const double* x, double* out, std::size_t count) {
        for (std::size_t n; count > 0; x += n, out += n, count -= n) {
            n = std::min(kPiece, count);
            if (m_left == 0 && m_fresh <= n) // the value at which sums are made anew comes alone
                n = std::max<std::size_t>(m_fresh - 1, 1);
            if (n == 1 || !runTogether(x, out, n))
                for (std::size_t i = 0; i < n; ++i)
                    out[i] = push(x[i]);
        }
    }

  private:
    static constexpr std::size_t kPiece = 64; ///< values that are taken together or one by one
    using Piece = std::array<double, kPiece>;

    /// How a value that comes and one that goes change the sums.
    struct Change {
        double sum, squares, gone;
    };
    LOOM_INLINE Change changeOf(double x, double oldest) const {
        const double in = x - m_shift, out = oldest - m_shift;
        const double gone = out * out;
        return {in - out, in * in - gone, gone};
    }
    struct Result {
        double variance;
        bool isDoubtful;
    };
    LOOM_INLINE Result resultOf(double sum, double squares, double gone) const {
        const double mean = sum * m_inverse, square = squares * m_inverse;
        const double variance = square - mean * mean;
        return {variance, static_cast<bool>(static_cast<int>(variance < 1e-6 * square) |
                                            static_cast<int>(gone > 1e6 * squares))};
    }

    /// False, and nothing is taken, where sums must be made anew on the way.
    LOOM_INLINE bool runTogether(const double* x, double* out, std::size_t count) {
        if (m_left > 0)
            return false;
        Piece sumChanges, squareChanges, gone, sums, squares;
        m_ring.beside(x, count,
                      [&](std::size_t at, std::size_t n, const double* old) LOOM_INLINE_BODY {
                          for (std::size_t i = 0; i < n; ++i) {
                              const Change change = changeOf(x[at + i], old[i]);
                              sumChanges.data()[at + i] = change.sum;
                              squareChanges.data()[at + i] = change.squares;
                              gone.data()[at + i] = change.gone;
                          }
                      });
        RunningTotal sum = m_sum, square = m_squares;
        sum.run(sumChanges.data(), sums.data(), count);
        square.run(squareChanges.data(), squares.data(), count);
        std::int64_t doubts = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const Result result = resultOf(sums.data()[i], squares.data()[i], gone.data()[i]);
            out[i] = result.variance;
            doubts += result.isDoubtful ? 1 : 0;
        }
        if (doubts > 0)
            return false;
        m_ring.append(x, count);
        m_sum = sum;
        m_squares = square;
        m_fresh -= count;
        return true;
    }

    LOOM_INLINE double push(double x) {
        const double oldest = m_ring.replace(x);
        if (m_left > 0)
            return --m_left > 0 ? kMissing : renewed();
        const Change change = changeOf(x, oldest);
        double sum, squares;
        m_sum.run(&change.sum, &sum, 1);
        m_squares.run(&change.squares, &squares, 1);
        const Result result = resultOf(sum, squares, change.gone);
        return result.isDoubtful || --m_fresh == 0 ? renewed() : result.variance;
    }

    double renewed() {
        const double* values = m_ring.data();
        const std::size_t n = m_ring.size();
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i)
            sum += values[i];
        m_shift = sum * m_inverse;
        double deviations = 0, squares = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const double deviation = values[i] - m_shift;
            deviations += deviation;
            squares += deviation * deviation;
        }
        m_sum.restart(deviations);
        m_squares.restart(squares);
        m_fresh = 32 * n;
        const double mean = deviations * m_inverse, square = squares * m_inverse;
        const double variance = square - mean * mean;
        return variance < 1e-12 * square ? 0.0 : variance;
    }

    Ring m_ring;
    double m_inverse;
    double m_shift = 0;
    RunningTotal m_sum, m_squares; ///< of the deviations from the shift
    std::size_t m_left;
    std::size_t m_fresh = 0; ///< values until the sums are made anew
};

} // namespace loom::indicators
