// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/specs.h"

namespace loom::indicators {

namespace {

/// kAnchored: begins anew with each session.
template <bool kAnchored>
class Vwap {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs =
        kHigh | kLow | kClose | kVolume | (kAnchored ? unsigned{kSession} : 0U);
    explicit Vwap(const Settings&) {}

    LOOM_INLINE std::array<double, 1> push(const Bar& bar) {
        if (kAnchored && bar.session != m_session) [[unlikely]] {
            m_session = bar.session;
            m_money = m_volume = 0;
        }
        const double price = (bar.high + bar.low + bar.close) * (1.0 / 3);
        m_money += price * bar.volume;
        m_volume += bar.volume;
        if (m_volume == 0) [[unlikely]]
            return {kAnchored ? price : 0.0};
        return {m_money / m_volume};
    }

  private:
    double m_money = 0, m_volume = 0;
    std::int64_t m_session = 0;
};

std::unique_ptr<Stream> start(const Settings& settings) {
    return settings.params.text("anchor") == "session" ? startKernel<Vwap<true>>(settings)
                                                       : startKernel<Vwap<false>>(settings);
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
