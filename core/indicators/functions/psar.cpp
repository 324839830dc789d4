// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/specs.h"

#include <algorithm>
#include <cmath>

namespace loom::indicators {

namespace {

/// Wilder's stop and reverse as in TA-Lib. Bars wait for each other, so looking whether they are
/// finite costs nothing on the way.
class ParabolicSar {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kHigh | kLow | kClose;
    explicit ParabolicSar(const Settings& settings)
        : m_step(settings.params.real("step")),
          m_most(std::max(m_step, settings.params.real("maximum"))), m_factor(m_step) {}

    LOOM_INLINE void run(const BarBlock& bars, double* const* out) {
        std::size_t i = 0;
        if (m_bars == 0) [[unlikely]] {
            m_bars = 1;
            m_lastHigh = bars.high[0];
            m_lastLow = bars.low[0];
            m_seen = bars.high[0] + bars.low[0] + bars.close[0];
            out[0][i++] = kMissing;
        }
        if (m_bars == 1 && i < bars.count) [[unlikely]] {
            m_bars = 2;
            begin(bars.high[i], bars.low[i]);
        }
        while (i < bars.count)
            i = m_long ? follow<true>(bars, i, out[0]) : follow<false>(bars, i, out[0]);
    }
    bool tookOnlyFinite() const { return std::isfinite(m_seen); }

  private:
    /// The trade that is open at the second bar.
    void begin(double high, double low) {
        const double up = high - m_lastHigh;
        const double down = m_lastLow - low;
        m_long = !(down > 0 && down > up);
        m_extreme = m_long ? high : low;
        m_stop = m_long ? m_lastLow : m_lastHigh;
        m_lastHigh = high; // at first the stop is held within this bar alone
        m_lastLow = low;
    }

    /// A long trade from bar i to the bar that stops it, which counts, or the end of the block; the
    /// place after it. A short trade is the mirror image. Only being stopped is a branch: new
    /// extremes come and go like a coin toss.
    template <bool kLong>
    LOOM_INLINE std::size_t follow(const BarBlock& bars, std::size_t i, double* out) {
        constexpr double kSign = kLong ? 1 : -1;
        const double* aheads = kLong ? bars.high : bars.low; // times the sign: grows with the trade
        const double* behinds = kLong ? bars.low : bars.high;
        double lastAhead = kSign * (kLong ? m_lastHigh : m_lastLow);
        double lastBehind = kSign * (kLong ? m_lastLow : m_lastHigh);
        const std::array<double, 2> gains{0.0, m_step};
        double seen = m_seen, stop = kSign * m_stop, extreme = kSign * m_extreme, factor = m_factor;
        for (bool stopped = false; i < bars.count && !stopped; ++i) {
            const double ahead = kSign * aheads[i], behind = kSign * behinds[i];
            seen += aheads[i] + behinds[i] + bars.close[i];
            stopped = behind <= stop;
            if (stopped) { // the other side begins
                const double turned = larger(larger(extreme, lastAhead), ahead);
                out[i] = kSign * turned;
                const double next = turned + m_step * (behind - turned);
                stop = larger(larger(next, lastAhead), ahead);
                extreme = behind;
                factor = m_step;
                m_long = !kLong;
            } else {
                out[i] = kSign * stop;
                const double gain = gains.data()[static_cast<std::size_t>(ahead > extreme)];
                extreme = larger(ahead, extreme);
                factor = smaller(factor + gain, m_most);
                stop = smaller(stop + factor * (extreme - stop), smaller(lastBehind, behind));
            }
            lastAhead = ahead;
            lastBehind = behind;
        }
        m_seen = seen;
        m_stop = kSign * stop;
        m_extreme = kSign * extreme;
        m_factor = factor;
        m_lastHigh = kSign * (kLong ? lastAhead : lastBehind);
        m_lastLow = kSign * (kLong ? lastBehind : lastAhead);
        return i;
    }

    double m_lastHigh = 0, m_lastLow = 0;
    double m_step, m_most, m_factor;
    double m_stop = 0, m_extreme = 0;
    double m_seen = 0; ///< a sum of all prices: once one is not finite, neither is it
    int m_bars = 0;    ///< 0, 1 or 2: many
    bool m_long = true;
};

/// Pine Script's ta.sar, line by line as its reference manual has it (pine_sar): the stop moves
/// first, is compared as it is, and is held behind the two bars before at the end.
class PineSar {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kHigh | kLow | kClose;
    explicit PineSar(const Settings& settings)
        : m_step(settings.params.real("step")), m_most(settings.params.real("maximum")) {}

    LOOM_INLINE std::array<double, 1> push(const Bar& bar) {
        if (m_bars == 0) [[unlikely]] {
            m_bars = 1;
            m_last = m_beforeLast = bar; // doubled: the second bar is held behind the first alone
            return {kMissing};
        }
        const bool first = m_bars == 1;
        if (first) [[unlikely]]
            begin(bar);
        m_bars = 2;
        m_stop += m_factor * (m_extreme - m_stop);
        const bool turned = m_long ? m_stop > bar.low : m_stop < bar.high;
        if (turned)
            turn(bar);
        else if (!first)
            follow(bar);
        m_stop = m_long ? smaller(m_stop, smaller(m_last.low, m_beforeLast.low))
                        : larger(m_stop, larger(m_last.high, m_beforeLast.high));
        m_beforeLast = m_last;
        m_last = bar;
        return {m_stop};
    }

  private:
    void begin(const Bar& bar) {
        m_long = bar.close > m_last.close;
        m_extreme = m_long ? bar.high : bar.low;
        m_stop = m_long ? m_last.low : m_last.high;
        m_factor = m_step;
    }
    LOOM_INLINE void turn(const Bar& bar) {
        m_stop = m_long ? std::max(bar.high, m_extreme) : std::min(bar.low, m_extreme);
        m_extreme = m_long ? bar.low : bar.high;
        m_long = !m_long;
        m_factor = m_step;
    }
    LOOM_INLINE void follow(const Bar& bar) {
        const bool further = m_long ? bar.high > m_extreme : bar.low < m_extreme;
        if (!further)
            return;
        m_extreme = m_long ? bar.high : bar.low;
        m_factor = std::min(m_factor + m_step, m_most);
    }

    Bar m_last, m_beforeLast;
    double m_step, m_most;
    double m_factor = 0, m_stop = 0, m_extreme = 0;
    int m_bars = 0; ///< 0, 1 or 2: many
    bool m_long = false;
};

std::unique_ptr<Stream> start(const Settings& settings) {
    return settings.convention == Convention::TradingView ? startKernel<PineSar>(settings)
                                                          : startKernel<ParabolicSar>(settings);
}

} // namespace

void register_psar(IndicatorRegistry& registry) {
    registry.add(
        {.id = "psar",
         .shortTitle = "PSAR",
         .title = "Parabolic stop and reverse",
         .summary = "A stop that follows the price ever faster and changes sides when it is hit.",
         .formula = "S[t+1] = S[t] + a (extreme - S[t]), a grown by the step with each new extreme",
         .reference = "Wilder (1978), New Concepts in Technical Trading Systems, section II; "
                      "TA-Lib SAR",
         .params = {{.key = "step",
                     .title = "Acceleration",
                     .type = ParamType::Real,
                     .defaultValue = 0.02,
                     .minimum = 0.0,
                     .maximum = 1.0,
                     .help = "At the start, and added with each new extreme."},
                    {.key = "maximum",
                     .title = "Most",
                     .type = ParamType::Real,
                     .defaultValue = 0.2,
                     .minimum = 0.0,
                     .maximum = 1.0}},
         .conventions = {{Convention::TaLib, "Starts short when the low of the second bar fell by "
                                             "more than its high rose; first value at bar 2."},
                         {Convention::TradingView,
                          "Starts long when the second close is above the first; the stop is "
                          "compared before it is held behind the last two bars; first value at "
                          "bar 2."}},
         .placement = Placement::Price,
         .unit = "price",
         .inputs = kHigh | kLow | kClose,
         .outputs = {{.id = "", .title = "PSAR", .style = DrawStyle::Dots}},
         .warmUp = [](const Settings&, std::size_t) { return std::size_t{1}; },
         .start = start});
}

} // namespace loom::indicators
