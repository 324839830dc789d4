// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/specs.h"

namespace loom::indicators {

namespace {

class RateOfChange {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kClose;
    explicit RateOfChange(const Settings& settings) : m_lag(settings.count("period")) {}

    LOOM_INLINE std::array<double, 1> push(const Bar& bar) {
        const double before = m_lag.push(bar.close);
        return {before == 0 ? 0.0 : (bar.close / before - 1) * 100};
    }

  private:
    Lag m_lag;
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
