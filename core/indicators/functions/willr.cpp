// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/extremes.h"
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/specs.h"

namespace loom::indicators {

namespace {

class WilliamsR {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kHigh | kLow | kClose;
    explicit WilliamsR(const Settings& settings)
        : m_high(settings.count("period")), m_low(settings.count("period")) {}

    LOOM_INLINE void run(const BarBlock& bars, double* const* out) {
        Block highs, lows;
        m_high.run(bars.high, highs.data(), bars.count);
        m_low.run(bars.low, lows.data(), bars.count);
        for (std::size_t i = 0; i < bars.count; ++i) {
            const double highest = highs.data()[i];
            const double scale = (highest - lows.data()[i]) / -100.0;
            const double percent = (highest - bars.close[i]) / scale;
            out[0][i] = scale == 0 ? 0.0 : percent;
        }
    }

  private:
    Highest m_high;
    Lowest m_low;
};

} // namespace

void register_willr(IndicatorRegistry& registry) {
    registry.add({.id = "willr",
                  .shortTitle = "Williams %R",
                  .title = "Williams %R",
                  .summary = "How far the close lies below the highest high of the last bars.",
                  .formula = "-100 (HH - C) / (HH - LL)",
                  .reference = "Williams (1973), How I Made One Million Dollars; TA-Lib WILLR",
                  .params = {periodSpec(14)},
                  .conventions = agreed("First value at bar n; 0 while the range is empty."),
                  .guides = {-80, -20},
                  .range = std::pair(-100.0, 0.0),
                  .inputs = kHigh | kLow | kClose,
                  .outputs = oneOutput("%R"),
                  .warmUp = [](const Settings& s, std::size_t) { return s.count("period") - 1; },
                  .start = startKernel<WilliamsR>});
}

} // namespace loom::indicators
