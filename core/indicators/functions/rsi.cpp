// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/relative_strength.h"
#include "indicators/detail/specs.h"

namespace loom::indicators {

namespace {

class Rsi {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kClose;
    explicit Rsi(const Settings& settings)
        : m_strength(settings.count("period"),
                     settings.convention == Convention::TradingView ? 100.0 : 0.0) {}
    LOOM_INLINE void run(const BarBlock& bars, double* const* out) {
        m_strength.run(bars.close, out[0], bars.count);
    }

  private:
    RelativeStrength m_strength;
};

} // namespace

void register_rsi(IndicatorRegistry& registry) {
    registry.add(
        {.id = "rsi",
         .shortTitle = "RSI",
         .title = "Relative strength index",
         .summary = "Share of the gains in all moves of the close, smoothed; high after rises.",
         .formula = "100 G / (G + L), G and L Wilder's averages of the gains and of the losses",
         .reference = "Wilder (1978), New Concepts in Technical Trading Systems, section VI",
         .params = {periodSpec(14)},
         .conventions = {{Convention::TaLib, "First value at bar n + 1; 0 while nothing moves."},
                         {Convention::TradingView,
                          "First value at bar n + 1; 100 while nothing has fallen, even when "
                          "nothing moves."}},
         .guides = {30, 70},
         .range = std::pair(0.0, 100.0),
         .outputs = oneOutput("RSI"),
         .warmUp = [](const Settings& s, std::size_t) { return s.count("period"); },
         .start = startKernel<Rsi>});
}

} // namespace loom::indicators
