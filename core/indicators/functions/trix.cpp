// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/smoothing.h"
#include "indicators/detail/specs.h"

#include <cmath>

namespace loom::indicators {

namespace {

/// kLogs: of the logarithm, as a difference.
template <bool kLogs>
class Trix {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kClose;
    explicit Trix(const Settings& settings)
        : m_first(settings.count("period"), kLogs ? Seed::First : Seed::Mean), m_second(m_first),
          m_third(m_first), m_changes(1) {}

    LOOM_INLINE void run(const BarBlock& bars, double* const* out) {
        Block even, odd;
        double *once = even.data(), *twice = odd.data(), *smooth = even.data();
        const double* x = bars.close;
        if constexpr (kLogs) {
            for (std::size_t i = 0; i < bars.count; ++i)
                twice[i] = std::log(x[i]);
            x = twice;
        }
        m_first.run(x, once, bars.count);
        m_second.run(once, twice, bars.count);
        m_third.run(twice, smooth, bars.count);
        m_changes.run(smooth, out[0], bars.count,
                      [](const auto& now, const auto& before) LOOM_INLINE_BODY {
                          if constexpr (kLogs)
                              return 10'000.0 * (now - before);
                          else
                              return percentChange(now, before);
                      });
    }

  private:
    ExponentialMean m_first, m_second, m_third;
    Changes m_changes;
};

std::unique_ptr<Stream> start(const Settings& settings) {
    return settings.convention == Convention::TradingView ? startKernel<Trix<true>>(settings)
                                                          : startKernel<Trix<false>>(settings);
}

} // namespace

void register_trix(IndicatorRegistry& registry) {
    registry.add(
        {.id = "trix",
         .shortTitle = "TRIX",
         .title = "Rate of change of a triple exponential average",
         .summary = "Change from bar to bar of the close, smoothed three times.",
         .formula = "100 (E3[t] / E3[t-1] - 1), E3 = EMA(EMA(EMA(C)))",
         .reference = "Hutson (1983), Stocks & Commodities 1:5; TA-Lib TRIX; TradingView TRIX",
         .params = {periodSpec(30, 1)},
         .conventions = {{Convention::TaLib, "In percent; each average starts from a mean; first "
                                             "value at bar 3n - 1."},
                         {Convention::TradingView,
                          "10,000 times the change of the smoothed logarithm; averages start from "
                          "the first value; first value at bar 2."}},
         .guides = {0},
         .unit = "%",
         .outputs = oneOutput("TRIX"),
         .warmUp =
             [](const Settings& s, std::size_t) {
                 return s.convention == Convention::TradingView ? 1 : 3 * s.count("period") - 2;
             },
         .start = start,
         .needsPositivePrices =
             [](const Settings& s) { return s.convention == Convention::TradingView; }});
}

} // namespace loom::indicators
