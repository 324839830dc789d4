// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/extremes.h"
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/specs.h"

namespace loom::indicators {

namespace {

class Aroon {
  public:
    static constexpr std::size_t kOutputs = 3;
    static constexpr unsigned kInputs = kHigh | kLow;
    explicit Aroon(const Settings& settings)
        : m_high(settings.count("period") + 1), m_low(settings.count("period") + 1),
          m_n(static_cast<double>(settings.count("period"))), m_factor(100 / m_n) {}

    LOOM_INLINE std::array<double, 3> push(const Bar& bar) {
        const double high = m_high.push(bar.high);
        const double low = m_low.push(bar.low);
        return {m_factor * (m_n - high), m_factor * (m_n - low), m_factor * (low - high)};
    }

  private:
    HighestAge m_high;
    LowestAge m_low;
    double m_n, m_factor;
};

} // namespace

void register_aroon(IndicatorRegistry& registry) {
    registry.add(
        {.id = "aroon",
         .shortTitle = "Aroon",
         .title = "Aroon up, down and oscillator",
         .summary = "How recent the highest high and the lowest low of the last n + 1 bars are.",
         .formula = "100 (n - bars since the extreme) / n; oscillator = up - down",
         .reference = "Chande (1995), Stocks & Commodities 13:9; TA-Lib AROON, AROONOSC",
         .params = {periodSpec(14)},
         .conventions = agreed("First value at bar n + 1; of equal extremes the latest counts."),
         .guides = {0, 30, 70},
         .range = std::pair(-100.0, 100.0),
         .inputs = kHigh | kLow,
         .outputs = {{.id = "up", .title = "Up"},
                     {.id = "down", .title = "Down"},
                     {.id = "oscillator", .title = "Oscillator"}},
         .warmUp = [](const Settings& s, std::size_t) { return s.count("period"); },
         .start = startKernel<Aroon>});
}

} // namespace loom::indicators
