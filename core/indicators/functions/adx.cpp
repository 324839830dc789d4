// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/smoothing.h"
#include "indicators/detail/specs.h"
#include "indicators/detail/true_range.h"

namespace loom::indicators {

namespace {

/// Directional movement. TA-Lib adds up n - 1 bars and smooths from the n-th; Wilder's book and
/// TradingView add up n bars first. Sums stand for Wilder's averages: the divisor cancels.
class DirectionalMovement {
  public:
    static constexpr std::size_t kOutputs = 3;
    static constexpr unsigned kInputs = kHigh | kLow | kClose;
    explicit DirectionalMovement(const Settings& settings)
        : m_n(static_cast<double>(settings.count("period"))), m_keep((m_n - 1) / m_n),
          m_plain(settings.count("period") - (settings.convention == Convention::TaLib ? 1 : 0)),
          m_silent(settings.count("period")), m_dxLeft(settings.count("period")),
          m_pauses(settings.convention == Convention::TaLib) {}

    LOOM_INLINE std::array<double, 3> push(const Bar& bar) {
        const double up = bar.high - m_previous.high;
        const double down = m_previous.low - bar.low;
        const double range = trueRange(bar.high, bar.low, m_previous.close);
        m_previous = bar;
        if (m_first) [[unlikely]] {
            m_first = false;
            return {kMissing, kMissing, kMissing};
        }
        const double keep = m_plain > 0 ? 1.0 : m_keep;
        m_plain -= m_plain > 0 ? 1 : 0;
        // Of the two moves the larger counts, if positive; neither where they are equal.
        const double plusMove = static_cast<double>(up > down) * positivePart(up);
        const double minusMove = static_cast<double>(down > up) * positivePart(down);
        m_plus = std::fma(m_plus, keep, plusMove);
        m_minus = std::fma(m_minus, keep, minusMove);
        m_range = std::fma(m_range, keep, range);
        if (m_silent > 1) [[unlikely]] {
            --m_silent;
            return {kMissing, kMissing, kMissing};
        }
        const bool still = m_range <= 0;
        const double plus = still ? 0.0 : 100 * (m_plus / m_range);
        const double minus = still ? 0.0 : 100 * (m_minus / m_range);
        return {adx(plus, minus), plus, minus};
    }

  private:
    /// Mean of n directional indices, then Wilder's smoothing. With TA-Lib bars without direction
    /// leave it, elsewhere they count as 0.
    LOOM_INLINE double adx(double plus, double minus) {
        const double sum = plus + minus;
        const bool none = isRounding(sum, 1);
        const double dx = none ? 0.0 : 100 * (std::abs(minus - plus) / sum);
        if (m_dxLeft > 0) [[unlikely]] {
            m_adx += dx;
            if (--m_dxLeft > 0)
                return kMissing;
            return m_adx /= m_n;
        }
        if (!none || !m_pauses)
            m_adx = m_adx * m_keep + dx / m_n;
        return m_adx;
    }

    Bar m_previous;
    double m_n, m_keep;
    double m_plus = 0, m_minus = 0, m_range = 0;
    double m_adx = 0;
    std::size_t m_plain;  ///< bars that are still added up without smoothing
    std::size_t m_silent; ///< bars until the first value, itself included
    std::size_t m_dxLeft;
    bool m_first = true;
    bool m_pauses;
};

} // namespace

void register_adx(IndicatorRegistry& registry) {
    registry.add(
        {.id = "adx",
         .shortTitle = "ADX",
         .title = "Average directional index",
         .summary =
             "How strongly the price trends, whatever the direction, and +DI against -DI for "
             "the direction.",
         .formula = "±DI = 100 ±DM / TR, each Wilder's sum; ADX = Wilder's average of "
                    "100 |+DI - -DI| / (+DI + -DI)",
         .reference = "Wilder (1978), New Concepts in Technical Trading Systems, section IV",
         .params = {periodSpec(14)},
         .conventions = {{Convention::TaLib,
                          "Sums of n - 1 bars, smoothed from the n-th; ±DI from bar n + 1, "
                          "ADX from bar 2n."},
                         {Convention::TradingView,
                          "Sums of n bars first, as in Wilder's book; values start on "
                          "the same bars."},
                         {Convention::Original,
                          "Sums of n bars first, as in Wilder's worksheet; values start "
                          "on the same bars."}},
         .guides = {20, 25},
         .range = std::pair(0.0, 100.0),
         .inputs = kHigh | kLow | kClose,
         .outputs = {{.id = "", .title = "ADX"},
                     {.id = "plus_di", .title = "+DI"},
                     {.id = "minus_di", .title = "-DI"}},
         .warmUp =
             [](const Settings& s, std::size_t output) {
                 return output == 0 ? 2 * s.count("period") - 1 : s.count("period");
             },
         .start = startKernel<DirectionalMovement>});
}

} // namespace loom::indicators
