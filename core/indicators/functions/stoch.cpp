// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/percent_range.h"
#include "indicators/detail/specs.h"

namespace loom::indicators {

namespace {

class Stochastic {
  public:
    static constexpr std::size_t kOutputs = 2;
    static constexpr unsigned kInputs = kHigh | kLow | kClose;
    explicit Stochastic(const Settings& settings)
        : m_range(settings.count("period")), m_k(settings.count("smoothing")),
          m_d(settings.count("signal")) {}

    LOOM_INLINE void run(const BarBlock& bars, double* const* out) {
        double *k = out[0], *d = out[1];
        Block percent;
        m_range.run(bars.high, bars.low, bars.close, percent.data(), bars.count);
        m_k.run(percent.data(), k, bars.count);
        m_d.run(k, d, bars.count);
        for (std::size_t i = 0; i < bars.count; ++i)
            k[i] = isMissing(d[i]) ? kMissing : k[i];
    }

  private:
    PercentRange m_range;
    SimpleMean m_k, m_d;
};

} // namespace

void register_stoch(IndicatorRegistry& registry) {
    registry.add(
        {.id = "stoch",
         .shortTitle = "Stochastic",
         .title = "Slow stochastic oscillator",
         .summary = "Where the close lies in the range of the last bars, smoothed, and an average "
                    "of that.",
         .formula = "%K = SMA(100 (C - LL) / (HH - LL), smoothing); %D = SMA(%K, signal)",
         .reference = "Lane (1984), Lane's Stochastics; TA-Lib STOCH",
         .params = {periodSpec(5), periodSpec("smoothing", "%K smoothing", 3, 1),
                    periodSpec("signal", "%D period", 3, 1)},
         .conventions =
             agreed("Both lines start with %D, at bar n + smoothing + signal - 2; 0 while "
                    "the range is empty. Most charts use 14,3,3."),
         .guides = {20, 80},
         .range = std::pair(0.0, 100.0),
         .inputs = kHigh | kLow | kClose,
         .outputs = {{.id = "k", .title = "%K"}, {.id = "d", .title = "%D"}},
         .warmUp =
             [](const Settings& s, std::size_t) {
                 return s.count("period") + s.count("smoothing") + s.count("signal") - 3;
             },
         .start = startKernel<Stochastic>});
}

} // namespace loom::indicators
