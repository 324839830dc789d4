// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/smoothing.h"
#include "indicators/detail/specs.h"

#include <cmath>

namespace loom::indicators {

namespace {

/// Money flowing in and out over the window. The running sums keep rounding errors when the window
/// empties, so bars without flow are counted, and n of them make both sums zero.
class MoneyFlow {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kHigh | kLow | kClose | kVolume;
    explicit MoneyFlow(const Settings& settings)
        : m_flows(settings.count("period")), m_left(settings.count("period")) {}

    LOOM_INLINE std::array<double, 1> push(const Bar& bar) {
        const double price = (bar.high + bar.low + bar.close) * (1.0 / 3);
        const double flow = price * bar.volume;
        const double move = price - m_price;
        const bool still = isRounding(move, std::abs(price) + std::abs(m_price));
        m_price = price;
        if (isMissing(move)) [[unlikely]]
            return {kMissing};
        // 1, 0 or -1 without a branch: the direction of the next price is a coin toss
        const int direction = still ? 0 : (move > 0) - (move < 0);
        add(static_cast<double>(direction) * flow);
        if (m_left > 0) [[unlikely]] {
            if (--m_left > 0)
                return {kMissing};
        }
        const double all = m_in + m_out;
        const double in = larger(smaller(m_in, all), 0.0);
        return {all > 0 ? 100 * (in / all) : 0.0};
    }

  private:
    /// flow: positive in, negative out.
    LOOM_INLINE void add(double flow) {
        const double oldest = m_flows.replace(flow);
        m_in = m_in + (positivePart(flow) - positivePart(oldest));
        m_out = m_out + (positivePart(-flow) - positivePart(-oldest));
        m_empty = flow == 0 ? m_empty + 1 : 0;
        if (m_empty >= m_flows.size()) [[unlikely]]
            m_in = m_out = 0;
    }

    Ring m_flows;
    double m_in = 0, m_out = 0;
    double m_price = kMissing;
    std::size_t m_empty = 0; ///< bars without flow in a row
    std::size_t m_left;      ///< flows still to come before the first value
};

} // namespace

void register_mfi(IndicatorRegistry& registry) {
    registry.add(
        {.id = "mfi",
         .shortTitle = "MFI",
         .title = "Money flow index",
         .summary = "Share of the money that traded at rising prices in all that traded.",
         .formula = "100 × sum of P V where P rose / sum of P V where P moved, P = (H + L + C) / 3",
         .reference = "Quong & Soudack (1989), Stocks & Commodities 7:3; TA-Lib MFI",
         .params = {periodSpec(14)},
         .conventions = agreed("First value at bar n + 1; 0 where no money flowed."),
         .guides = {20, 80},
         .range = std::pair(0.0, 100.0),
         .inputs = kHigh | kLow | kClose | kVolume,
         .outputs = oneOutput("MFI"),
         .warmUp = [](const Settings& s, std::size_t) { return s.count("period"); },
         .start = startKernel<MoneyFlow>});
}

} // namespace loom::indicators
