// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/specs.h"

namespace loom::indicators {

namespace {

class OnBalanceVolume {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kClose | kVolume;
    explicit OnBalanceVolume(const Settings& settings)
        : m_countsFirst(settings.convention == Convention::TaLib) {}

    LOOM_INLINE std::array<double, 1> push(const Bar& bar) {
        if (isMissing(m_close)) [[unlikely]]
            m_total = m_countsFirst ? bar.volume : 0.0;
        // 1, 0 or -1 without a branch: the direction of the next close is a coin toss
        const int direction = (bar.close > m_close) - (bar.close < m_close);
        m_total += static_cast<double>(direction) * bar.volume;
        m_close = bar.close;
        return {m_total};
    }

  private:
    double m_total = 0;
    double m_close = kMissing;
    bool m_countsFirst;
};

} // namespace

void register_obv(IndicatorRegistry& registry) {
    registry.add({.id = "obv",
                  .shortTitle = "OBV",
                  .title = "On-balance volume",
                  .summary = "Volume added on rising closes and taken off on falling ones.",
                  .formula = "O[t] = O[t-1] + sign(C[t] - C[t-1]) V[t]",
                  .reference = "Granville (1963), New Key to Stock Market Profits; TA-Lib OBV",
                  .conventions = {{Convention::TaLib, "Starts with the volume of the first bar."},
                                  {Convention::TradingView, "Starts from 0."},
                                  {Convention::Original, "Starts from 0."}},
                  .unit = "volume",
                  .inputs = kClose | kVolume,
                  .outputs = oneOutput("OBV"),
                  .warmUp = [](const Settings&, std::size_t) { return std::size_t{0}; },
                  .start = startKernel<OnBalanceVolume>});
}

} // namespace loom::indicators
