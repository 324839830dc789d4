// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/rolling_variance.h"
#include "indicators/detail/smoothing.h"
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

    LOOM_INLINE void run(const BarBlock& bars, double* const* out) {
        double *upper = out[0], *middle = out[1], *lower = out[2];
        m_mean.run(bars.close, middle, bars.count);
        m_variance.run(bars.close, lower, bars.count);
        for (std::size_t i = 0; i < bars.count; ++i) {
            const double band = m_width * std::sqrt(lower[i]);
            upper[i] = middle[i] + band;
            lower[i] = middle[i] - band;
        }
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
