// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/ring.h"
#include "indicators/detail/specs.h"

namespace loom::indicators {

namespace {

class RateOfChange {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kClose;
    explicit RateOfChange(const Settings& settings) : m_changes(settings.count("period")) {}

    LOOM_INLINE void run(const BarBlock& bars, double* const* out) {
        m_changes.run(bars.close, out[0], bars.count,
                      [](const auto& now, const auto& before)
                          LOOM_INLINE_BODY { return percentChange(now, before); });
    }
    bool tookOnlyFinite() const { return m_changes.tookOnlyFinite(); }

  private:
    Changes m_changes;
};

} // namespace

void register_roc(IndicatorRegistry& registry) {
    registry.add({.id = "roc",
                  .shortTitle = "ROC",
                  .title = "Rate of change",
                  .summary = "Change of the close over n bars, in percent.",
                  .formula = "100 (C[t] / C[t-n] - 1)",
                  .reference = "TA-Lib ROC",
                  .params = {periodSpec(10, 1)},
                  .conventions = agreed("First value at bar n + 1; 0 after a close of 0."),
                  .guides = {0},
                  .unit = "%",
                  .outputs = oneOutput("ROC"),
                  .warmUp = [](const Settings& s, std::size_t) { return s.count("period"); },
                  .start = startKernel<RateOfChange>});
}

} // namespace loom::indicators
