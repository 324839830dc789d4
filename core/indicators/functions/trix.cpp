// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/specs.h"

#include <cmath>

namespace loom::indicators {

namespace {

class Trix {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kClose;
    explicit Trix(const Settings& settings)
        : m_logs(settings.convention == Convention::TradingView), m_first(mean(settings)),
          m_second(m_first), m_third(m_first) {}

    LOOM_INLINE std::array<double, 1> push(const Bar& bar) {
        const double x = m_logs ? std::log(bar.close) : bar.close;
        const double smooth = m_third.push(m_second.push(m_first.push(x)));
        const double before = m_previous;
        m_previous = smooth;
        if (m_logs)
            return {10'000 * (smooth - before)};
        return {before == 0 ? 0.0 : (smooth / before - 1) * 100};
    }

  private:
    static ExponentialMean mean(const Settings& settings) {
        return ExponentialMean(settings.count("period"),
                               settings.convention == Convention::TradingView ? Seed::First
                                                                              : Seed::Mean);
    }

    bool m_logs;
    ExponentialMean m_first, m_second, m_third;
    double m_previous = kMissing;
};

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
         .start = startKernel<Trix>,
         .needsPositivePrices =
             [](const Settings& s) { return s.convention == Convention::TradingView; }});
}

} // namespace loom::indicators
