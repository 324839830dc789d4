// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/recurrence.h"
#include "indicators/detail/specs.h"

namespace loom::indicators {

namespace {

LOOM_INLINE double typicalPrice(double high, double low, double close) {
    return (high + low + close) * (1.0 / 3);
}

/// From the first bar.
class Vwap {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kHigh | kLow | kClose | kVolume;
    explicit Vwap(const Settings&) {}

    LOOM_INLINE void run(const BarBlock& bars, double* const* out) {
        Block flows, volumes;
        double *flow = flows.data(), *volume = volumes.data(), *money = out[0];
        for (std::size_t i = 0; i < bars.count; ++i)
            flow[i] = typicalPrice(bars.high[i], bars.low[i], bars.close[i]) * bars.volume[i];
        m_money.run(flow, money, bars.count);
        m_volume.run(bars.volume, volume, bars.count);
        for (std::size_t i = 0; i < bars.count; ++i) {
            const double price = money[i] / volume[i];
            money[i] = volume[i] == 0 ? 0.0 : price;
        }
    }

  private:
    RunningTotal m_money, m_volume;
};

/// Begins anew with each session.
class SessionVwap {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kHigh | kLow | kClose | kVolume | kSession;
    explicit SessionVwap(const Settings&) {}

    LOOM_INLINE std::array<double, 1> push(const Bar& bar) {
        if (bar.session != m_session) [[unlikely]] {
            m_session = bar.session;
            m_money = m_volume = 0;
        }
        const double price = typicalPrice(bar.high, bar.low, bar.close);
        m_money += price * bar.volume;
        m_volume += bar.volume;
        return {m_volume == 0 ? price : m_money / m_volume};
    }

  private:
    double m_money = 0, m_volume = 0;
    std::int64_t m_session = 0;
};

std::unique_ptr<Stream> start(const Settings& settings) {
    return settings.params.text("anchor") == "session" ? startKernel<SessionVwap>(settings)
                                                       : startKernel<Vwap>(settings);
}

} // namespace

void register_vwap(IndicatorRegistry& registry) {
    registry.add(
        {.id = "vwap",
         .shortTitle = "VWAP",
         .title = "Volume-weighted average price",
         .summary = "Mean of the typical prices, weighted with volume, from the first bar or from "
                    "the start of each session.",
         .formula = "sum of P V / sum of V, P = (H + L + C) / 3",
         .reference = "Berkowitz, Logue & Noser (1988), Journal of Finance 43; TA-Lib VWAP",
         .params = {{.key = "anchor",
                     .title = "From",
                     .type = ParamType::Choice,
                     .defaultValue = std::string("start"),
                     .help = "Where the average begins anew.",
                     .choices = {{"start", "The first bar"}, {"session", "Each session"}}}},
         .conventions = agreed("TA-Lib has the one from the first bar, 0 before any volume; charts "
                               "have the one per session, the typical price before any volume."),
         .placement = Placement::Price,
         .unit = "price",
         .inputs = kHigh | kLow | kClose | kVolume | kSession,
         .outputs = oneOutput("VWAP"),
         .warmUp = [](const Settings&, std::size_t) { return std::size_t{0}; },
         .start = start});
}

} // namespace loom::indicators
