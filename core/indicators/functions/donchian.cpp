// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/extremes.h"
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/specs.h"

namespace loom::indicators {

namespace {

class Donchian {
  public:
    static constexpr std::size_t kOutputs = 3;
    static constexpr unsigned kInputs = kHigh | kLow;
    explicit Donchian(const Settings& settings)
        : m_high(settings.count("period")), m_low(settings.count("period")) {}

    LOOM_INLINE void run(const BarBlock& bars, double* const* out) {
        double *upper = out[0], *middle = out[1], *lower = out[2];
        m_high.run(bars.high, upper, bars.count);
        m_low.run(bars.low, lower, bars.count);
        for (std::size_t i = 0; i < bars.count; ++i)
            middle[i] = (upper[i] + lower[i]) / 2;
    }

  private:
    Highest m_high;
    Lowest m_low;
};

} // namespace

void register_donchian(IndicatorRegistry& registry) {
    registry.add({.id = "donchian",
                  .shortTitle = "Donchian",
                  .title = "Donchian channels",
                  .summary = "Highest high and lowest low of the last bars, and their middle.",
                  .formula = "max(H, n), min(L, n), their mean",
                  .reference = "Donchian (1960), Financial Analysts Journal 16; TA-Lib DONCHIAN",
                  .params = {periodSpec(20)},
                  .conventions = agreed("The bar itself counts; first value at bar n."),
                  .placement = Placement::Price,
                  .unit = "price",
                  .inputs = kHigh | kLow,
                  .outputs = {{.id = "upper", .title = "Upper channel"},
                              {.id = "middle", .title = "Middle"},
                              {.id = "lower", .title = "Lower channel"}},
                  .warmUp = [](const Settings& s, std::size_t) { return s.count("period") - 1; },
                  .start = startKernel<Donchian>});
}

} // namespace loom::indicators
