// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/smoothing.h"
#include "indicators/detail/specs.h"

namespace loom::indicators {

namespace {

Seed seedOf(const Settings& settings) {
    return settings.convention == Convention::TradingView ? Seed::First : Seed::Mean;
}

class Macd {
  public:
    static constexpr std::size_t kOutputs = 3;
    static constexpr unsigned kInputs = kClose;
    explicit Macd(const Settings& settings)
        : m_fast(settings.count("fast"), seedOf(settings),
                 settings.convention == Convention::TaLib
                     ? settings.count("slow") - settings.count("fast")
                     : 0),
          m_slow(settings.count("slow"), seedOf(settings)),
          m_signal(settings.count("signal"), seedOf(settings)) {}

    LOOM_INLINE void run(const BarBlock& bars, double* const* out) {
        double *macd = out[0], *signal = out[1], *histogram = out[2];
        Block slow;
        m_fast.run(bars.close, macd, bars.count);
        m_slow.run(bars.close, slow.data(), bars.count);
        for (std::size_t i = 0; i < bars.count; ++i)
            macd[i] -= slow.data()[i];
        m_signal.run(macd, signal, bars.count);
        for (std::size_t i = 0; i < bars.count; ++i) {
            histogram[i] = macd[i] - signal[i];
            macd[i] = isMissing(signal[i]) ? kMissing : macd[i];
        }
    }

  private:
    ExponentialMean m_fast, m_slow, m_signal;
};

} // namespace

void register_macd(IndicatorRegistry& registry) {
    registry.add(
        {.id = "macd",
         .shortTitle = "MACD",
         .title = "Moving average convergence divergence",
         .summary =
             "A fast exponential average less a slow one, and an average of that difference.",
         .formula = "EMA(C, fast) - EMA(C, slow); signal = EMA of it; histogram = MACD - signal",
         .reference = "Appel (1979); TA-Lib MACD; TradingView ta.macd; Skender Stock.Indicators",
         .params = {periodSpec("fast", "Fast period", 12, 1), periodSpec("slow", "Slow period", 26),
                    periodSpec("signal", "Signal period", 9, 1)},
         .conventions =
             {{Convention::TaLib, "Both averages start from means that end on the slow one's first "
                                  "bar; all three lines start with the signal, at bar slow + "
                                  "signal - 1."},
              {Convention::TradingView, "Averages start from the first value, at bar 1."},
              {Convention::Original, "Each average starts from the mean of its own first values, "
                                     "as in most textbooks; lines start as with TA-Lib."}},
         .guides = {0},
         .unit = "price",
         .outputs = {{.id = "", .title = "MACD"},
                     {.id = "signal", .title = "Signal"},
                     {.id = "histogram", .title = "Histogram", .style = DrawStyle::Histogram}},
         .warmUp =
             [](const Settings& s, std::size_t) {
                 return s.convention == Convention::TradingView
                            ? 0
                            : s.count("slow") + s.count("signal") - 2;
             },
         .start = startKernel<Macd>,
         .problem = [](const Params& params) -> std::optional<std::string> {
             if (params.integer("fast") < params.integer("slow"))
                 return std::nullopt;
             return "the fast period must be shorter than the slow one";
         }});
}

} // namespace loom::indicators
