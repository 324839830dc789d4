// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/specs.h"
#include "indicators/detail/true_range.h"

namespace loom::indicators {

namespace {

class Atr {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kHigh | kLow | kClose;
    explicit Atr(const Settings& settings)
        : m_range(settings.count("period"), settings.convention == Convention::TradingView) {}
    LOOM_INLINE void run(const BarBlock& bars, double* const* out) { m_range.run(bars, out[0]); }

  private:
    AverageTrueRange m_range;
};

} // namespace

void register_atr(IndicatorRegistry& registry) {
    registry.add(
        {.id = "atr",
         .shortTitle = "ATR",
         .title = "Average true range",
         .summary = "How far the price moves in a bar, gaps included, smoothed.",
         .formula = "Wilder's average of max(H - L, |H - C[t-1]|, |L - C[t-1]|)",
         .reference = "Wilder (1978), New Concepts in Technical Trading Systems, section III",
         .params = {periodSpec(14, 1)},
         .conventions = {{Convention::TaLib, "True ranges from bar 2; first value at bar n + 1."},
                         {Convention::TradingView,
                          "The first bar counts with H - L; first value at bar n."}},
         .unit = "price",
         .inputs = kHigh | kLow | kClose,
         .outputs = oneOutput("ATR"),
         .warmUp =
             [](const Settings& s, std::size_t) {
                 return s.count("period") - (s.convention == Convention::TradingView ? 1 : 0);
             },
         .start = startKernel<Atr>});
}

} // namespace loom::indicators
