// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/percent_range.h"
#include "indicators/detail/relative_strength.h"
#include "indicators/detail/specs.h"

namespace loom::indicators {

namespace {

class StochasticRsi {
  public:
    static constexpr std::size_t kOutputs = 2;
    static constexpr unsigned kInputs = kClose;
    explicit StochasticRsi(const Settings& settings)
        : m_strength(settings.count("period"),
                     settings.convention == Convention::TradingView ? 100.0 : 0.0),
          m_range(settings.count("window")), m_k(settings.count("smoothing")),
          m_d(settings.count("signal")) {}

    LOOM_INLINE void run(const BarBlock& bars, double* const* out) {
        double *k = out[0], *d = out[1];
        Block strength, percent;
        const double* rsi = strength.data();
        m_strength.run(bars.close, strength.data(), bars.count);
        m_range.run(rsi, rsi, rsi, percent.data(), bars.count);
        m_k.run(percent.data(), k, bars.count);
        m_d.run(k, d, bars.count);
        for (std::size_t i = 0; i < bars.count; ++i)
            k[i] = isMissing(d[i]) ? kMissing : k[i];
    }

  private:
    RelativeStrength m_strength;
    PercentRange m_range;
    SimpleMean m_k, m_d;
};

} // namespace

void register_stochrsi(IndicatorRegistry& registry) {
    registry.add(
        {.id = "stochrsi",
         .shortTitle = "StochRSI",
         .title = "Stochastic of the RSI",
         .summary = "Where the RSI lies in its own range of the last bars.",
         .formula = "%K = SMA(100 (RSI - LL) / (HH - LL), smoothing) of the RSI in the window; "
                    "%D = SMA(%K, signal)",
         .reference = "Chande & Kroll (1994), The New Technical Trader; TA-Lib STOCHRSI",
         .params = {periodSpec(14), periodSpec("window", "Window", 5),
                    periodSpec("signal", "%D period", 3, 1),
                    periodSpec("smoothing", "%K smoothing", 1, 1)},
         .conventions = {{Convention::TaLib, "%K is not smoothed (smoothing 1); the RSI is 0 while "
                                             "nothing moves. Both lines start with %D."},
                         {Convention::TradingView,
                          "The RSI is 100 while nothing has fallen. TradingView's own defaults are "
                          "14,14,3,3."}},
         .guides = {20, 80},
         .range = std::pair(0.0, 100.0),
         .outputs = {{.id = "k", .title = "%K"}, {.id = "d", .title = "%D"}},
         .warmUp =
             [](const Settings& s, std::size_t) {
                 return s.count("period") + s.count("window") + s.count("smoothing") +
                        s.count("signal") - 3;
             },
         .start = startKernel<StochasticRsi>});
}

} // namespace loom::indicators
