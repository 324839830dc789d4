// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/smoothing.h"
#include "indicators/detail/specs.h"

namespace loom::indicators {

namespace {

/// The weighted sum from its predecessor: every value in it loses one weight, the new one gets n.
class Wma {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kClose;
    explicit Wma(const Settings& settings)
        : m_sum(settings.count("period"), 0), m_n(static_cast<double>(settings.count("period"))),
          m_divider(m_n * (m_n + 1) / 2), m_warmUp(settings.count("period") - 1) {}

    LOOM_INLINE void run(const BarBlock& bars, double* const* out) {
        const double* x = bars.close;
        Block sums, changes;
        m_sum.run(x, sums.data(), bars.count);
        changes.data()[0] = x[0] * m_n - m_lost;
        for (std::size_t i = 1; i < bars.count; ++i)
            changes.data()[i] = x[i] * m_n - sums.data()[i - 1];
        m_lost = sums.data()[bars.count - 1];
        m_weighted.run(changes.data(), out[0], bars.count,
                       [d = m_divider](const auto& sum) LOOM_INLINE_BODY { return sum / d; });
        m_warmUp.blank(out[0], bars.count);
    }

  private:
    RollingSum m_sum;
    RunningTotal m_weighted; ///< 1 x the oldest + … + n x the newest
    double m_n, m_divider;
    double m_lost = 0; ///< what the weighted sum loses with the next value
    WarmUp m_warmUp;
};

} // namespace

void register_wma(IndicatorRegistry& registry) {
    registry.add(
        {.id = "wma",
         .shortTitle = "WMA",
         .title = "Weighted moving average",
         .summary = "Mean of the last closes, the newest with weight n, the oldest with 1.",
         .formula = "(n C[t] + … + 1 C[t-n+1]) / (n (n + 1) / 2)",
         .reference = "TA-Lib WMA",
         .params = {periodSpec(30, 1)},
         .conventions = agreed("First value at bar n."),
         .placement = Placement::Price,
         .unit = "price",
         .outputs = oneOutput("WMA"),
         .warmUp = [](const Settings& s, std::size_t) { return s.count("period") - 1; },
         .start = startKernel<Wma>});
}

} // namespace loom::indicators
