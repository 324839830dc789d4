// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/specs.h"

namespace loom::indicators {

namespace {

/// The weighted sum from its predecessor: every value in it loses one weight, the new one gets n.
class Wma {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kClose;
    explicit Wma(const Settings& settings)
        : m_ring(settings.count("period")), m_n(static_cast<double>(settings.count("period"))),
          m_divider(m_n * (m_n + 1) / 2) {}

    LOOM_INLINE std::array<double, 1> push(const Bar& bar) {
        const double x = bar.close;
        if (m_weight < m_n) [[unlikely]] {
            m_sum += x - m_ring.replace(x);
            m_weighted += x * m_weight;
            m_weight += 1;
            return {kMissing};
        }
        m_weighted += x * m_n - m_lost;
        m_sum += x - m_ring.replace(x);
        m_lost = m_sum;
        return {m_weighted / m_divider};
    }

  private:
    Ring m_ring;
    double m_n, m_divider;
    double m_sum = 0;      ///< of the last n values
    double m_weighted = 0; ///< 1 x the oldest + … + n x the newest
    double m_lost = 0;     ///< what m_weighted loses with the next value
    double m_weight = 1;   ///< of the next value
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
