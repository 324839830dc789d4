// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/ring.h"
#include "indicators/detail/specs.h"

namespace loom::indicators {

namespace {

class Momentum {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kClose;
    /// NaN stands before the first bar, so nothing comes of the first n.
    explicit Momentum(const Settings& settings) : m_before(settings.count("period"), kMissing) {}

    LOOM_INLINE void run(const BarBlock& bars, double* const* out) {
        const double* x = bars.close;
        double* change = out[0];
        m_before.beside(x, bars.count,
                        [&](std::size_t at, std::size_t n, const double* old) LOOM_INLINE_BODY {
                            for (std::size_t i = 0; i < n; ++i)
                                change[at + i] = x[at + i] - old[i];
                        });
        m_before.append(x, bars.count);
    }

  private:
    Ring m_before;
};

} // namespace

void register_mom(IndicatorRegistry& registry) {
    registry.add({.id = "mom",
                  .shortTitle = "Momentum",
                  .title = "Momentum",
                  .summary = "Change of the close over n bars, in units of price.",
                  .formula = "C[t] - C[t-n]",
                  .reference = "TA-Lib MOM",
                  .params = {periodSpec(10, 1)},
                  .conventions = agreed("First value at bar n + 1."),
                  .guides = {0},
                  .unit = "price",
                  .outputs = oneOutput("Momentum"),
                  .warmUp = [](const Settings& s, std::size_t) { return s.count("period"); },
                  .start = startKernel<Momentum>});
}

} // namespace loom::indicators
