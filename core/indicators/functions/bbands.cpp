// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/rolling_variance.h"
#include "indicators/detail/specs.h"

#include <cmath>

namespace loom::indicators {

namespace {

class Bollinger {
  public:
    static constexpr std::size_t kOutputs = 3;
    static constexpr unsigned kInputs = kClose;
    explicit Bollinger(const Settings& settings)
        : m_mean(settings.count("period")), m_variance(settings.count("period")),
          m_width(settings.params.real("width")) {}

    LOOM_INLINE std::array<double, 3> push(const Bar& bar) {
        const double mean = m_mean.push(bar.close);
        const double band = m_width * std::sqrt(m_variance.push(bar.close));
        return {mean + band, mean, mean - band};
    }

  private:
    SimpleMean m_mean;
    RollingVariance m_variance;
    double m_width;
};

} // namespace

void register_bbands(IndicatorRegistry& registry) {
    registry.add(
        {.id = "bbands",
         .shortTitle = "Bollinger",
         .title = "Bollinger bands",
         .summary = "The moving average of the closes and a band of standard deviations around it.",
         .formula = "SMA(C, n) ± width × standard deviation of the last n closes (divisor n)",
         .reference = "Bollinger (2001), Bollinger on Bollinger Bands; TA-Lib BBANDS",
         .params = {periodSpec(20), widthSpec(2, "standard deviations")},
         .conventions = agreed("Population standard deviation everywhere; first value at bar n."),
         .placement = Placement::Price,
         .unit = "price",
         .outputs = {{.id = "upper", .title = "Upper band"},
                     {.id = "middle", .title = "Middle"},
                     {.id = "lower", .title = "Lower band"}},
         .warmUp = [](const Settings& s, std::size_t) { return s.count("period") - 1; },
         .start = startKernel<Bollinger>});
}

} // namespace loom::indicators
