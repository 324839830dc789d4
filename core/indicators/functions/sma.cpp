// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/smoothing.h"
#include "indicators/detail/specs.h"

namespace loom::indicators {

namespace {

class Sma {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kClose;
    explicit Sma(const Settings& settings) : m_mean(settings.count("period")) {}
    LOOM_INLINE void run(const BarBlock& bars, double* const* out) {
        m_mean.run(bars.close, out[0], bars.count);
    }

  private:
    SimpleMean m_mean;
};

} // namespace

void register_sma(IndicatorRegistry& registry) {
    registry.add({.id = "sma",
                  .shortTitle = "SMA",
                  .title = "Simple moving average",
                  .summary = "Mean of the last closes.",
                  .formula = "(C[t] + … + C[t-n+1]) / n",
                  .reference = "TA-Lib SMA",
                  .params = {periodSpec(30, 1)},
                  .conventions = agreed("First value at bar n."),
                  .placement = Placement::Price,
                  .unit = "price",
                  .outputs = oneOutput("SMA"),
                  .warmUp = [](const Settings& s, std::size_t) { return s.count("period") - 1; },
                  .start = startKernel<Sma>});
}

} // namespace loom::indicators
