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
    explicit Momentum(const Settings& settings) : m_changes(settings.count("period")) {}

    LOOM_INLINE void run(const BarBlock& bars, double* const* out) {
        m_changes.run(bars.close, out[0], bars.count,
                      [](const auto& now, const auto& before)
                          LOOM_INLINE_BODY { return now - before; });
    }
    bool tookOnlyFinite() const { return m_changes.tookOnlyFinite(); }

  private:
    Changes m_changes;
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
