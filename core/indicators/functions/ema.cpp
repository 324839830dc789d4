// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/smoothing.h"
#include "indicators/detail/specs.h"

namespace loom::indicators {

namespace {

class Ema {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kClose;
    explicit Ema(const Settings& settings)
        : m_mean(settings.count("period"),
                 settings.convention == Convention::TradingView ? Seed::First : Seed::Mean) {}
    LOOM_INLINE void run(const BarBlock& bars, double* const* out) {
        m_mean.run(bars.close, out[0], bars.count);
    }

  private:
    ExponentialMean m_mean;
};

} // namespace

void register_ema(IndicatorRegistry& registry) {
    registry.add(
        {.id = "ema",
         .shortTitle = "EMA",
         .title = "Exponential moving average",
         .summary = "Mean of all closes whose weights fall off by a constant ratio.",
         .formula = "E[t] = E[t-1] + 2 / (n + 1) (C[t] - E[t-1])",
         .reference = "TA-Lib EMA; TradingView ta.ema",
         .params = {periodSpec(30, 1)},
         .conventions = {{Convention::TaLib,
                          "Starts from the mean of the first n closes, at bar n."},
                         {Convention::TradingView, "Starts from the first close, at bar 1."}},
         .placement = Placement::Price,
         .unit = "price",
         .outputs = oneOutput("EMA"),
         .warmUp =
             [](const Settings& s, std::size_t) {
                 return s.convention == Convention::TradingView ? 0 : s.count("period") - 1;
             },
         .start = startKernel<Ema>});
}

} // namespace loom::indicators
