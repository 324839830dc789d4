// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/specs.h"

#include <algorithm>

namespace loom::indicators {

namespace {

/// Wilder's stop and reverse as in TA-Lib.
class ParabolicSar {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kHigh | kLow | kClose;
    explicit ParabolicSar(const Settings& settings)
        : m_step(settings.params.real("step")),
          m_most(std::max(m_step, settings.params.real("maximum"))), m_factor(m_step) {}

    LOOM_INLINE std::array<double, 1> push(const Bar& bar) {
        if (m_bars < 2) [[unlikely]] {
            if (m_bars++ == 0) {
                m_last = bar;
                return {kMissing};
            }
            begin(bar);
        }
        const double result = m_long ? stepOf<true>(bar) : stepOf<false>(bar);
        m_last = bar;
        return {result};
    }

  private:
    /// The trade that is open at the second bar.
    void begin(const Bar& bar) {
        const double up = bar.high - m_last.high;
        const double down = m_last.low - bar.low;
        m_long = !(down > 0 && down > up);
        m_extreme = m_long ? bar.high : bar.low;
        m_stop = m_long ? m_last.low : m_last.high;
        m_last = bar; // at first the stop is held within this bar alone
    }

    /// A long trade's bar; a short one's is its mirror image.
    template <bool kLong>
    LOOM_INLINE double stepOf(const Bar& bar) {
        const double ahead = kLong ? bar.high : -bar.low; // grows with the trade
        const double behind = kLong ? bar.low : -bar.high;
        const double lastAhead = kLong ? m_last.high : -m_last.low;
        const double lastBehind = kLong ? m_last.low : -m_last.high;
        double stop = kLong ? m_stop : -m_stop;
        double extreme = kLong ? m_extreme : -m_extreme;
        if (behind <= stop) { // stopped: the other side begins
            const double turned = larger(larger(extreme, lastAhead), ahead);
            m_long = !kLong;
            m_factor = m_step;
            m_extreme = kLong ? behind : -behind;
            const double next = turned + m_step * (behind - turned);
            const double held = larger(larger(next, lastAhead), ahead);
            m_stop = kLong ? held : -held;
            return kLong ? turned : -turned;
        }
        const double result = m_stop;
        const auto further = static_cast<double>(ahead > extreme);
        extreme = larger(ahead, extreme);
        m_factor = smaller(m_factor + further * m_step, m_most);
        stop = smaller(smaller(stop + m_factor * (extreme - stop), lastBehind), behind);
        m_extreme = kLong ? extreme : -extreme;
        m_stop = kLong ? stop : -stop;
        return result;
    }

    Bar m_last;
    double m_step, m_most, m_factor;
    double m_stop = 0, m_extreme = 0;
    int m_bars = 0; ///< 0, 1 or 2: many
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
