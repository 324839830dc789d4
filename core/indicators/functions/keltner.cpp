// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/specs.h"
#include "indicators/detail/true_range.h"

#include <algorithm>

namespace loom::indicators {

namespace {

/// The bars that TA-Lib passes over so that average and range start on the same bar.
std::size_t skippedBefore(std::size_t own, std::size_t other) {
    return std::max(own, other) - own;
}

class Keltner {
  public:
    static constexpr std::size_t kOutputs = 3;
    static constexpr unsigned kInputs = kHigh | kLow | kClose;
    explicit Keltner(const Settings& settings)
        : m_typical(settings.convention == Convention::TaLib),
          m_mean(settings.count("period"), m_typical ? Seed::Mean : Seed::First,
                 m_typical
                     ? skippedBefore(settings.count("period"), settings.count("range_period") + 1)
                     : 0),
          m_range(settings.count("range_period"), !m_typical,
                  m_typical
                      ? skippedBefore(settings.count("range_period") + 1, settings.count("period"))
                      : 0),
          m_width(settings.params.real("width")) {}

    LOOM_INLINE void run(const BarBlock& bars, double* const* out) {
        double *upper = out[0], *middle = out[1], *lower = out[2];
        Block prices;
        const double* price = bars.close;
        if (m_typical) {
            for (std::size_t i = 0; i < bars.count; ++i)
                prices.data()[i] = (bars.high[i] + bars.low[i] + bars.close[i]) / 3;
            price = prices.data();
        }
        m_mean.run(price, middle, bars.count);
        m_range.run(bars, lower);
        for (std::size_t i = 0; i < bars.count; ++i) {
            const double mean = middle[i], band = m_width * lower[i];
            upper[i] = mean + band;
            middle[i] = isMissing(band) ? kMissing : mean;
            lower[i] = mean - band;
        }
    }

  private:
    bool m_typical;
    ExponentialMean m_mean;
    AverageTrueRange m_range;
    double m_width;
};

} // namespace

void register_keltner(IndicatorRegistry& registry) {
    registry.add(
        {.id = "keltner",
         .shortTitle = "Keltner",
         .title = "Keltner channels",
         .summary = "An exponential average and a band of average true ranges around it.",
         .formula = "EMA(P, n) ± width × ATR(range period)",
         .reference = "Keltner (1960), How to Make Money in Commodities, as changed by Raschke; "
                      "TA-Lib KC; TradingView ta.kc",
         .params = {periodSpec(20, 1), periodSpec("range_period", "Range period", 10, 1),
                    widthSpec(2, "average true ranges")},
         .conventions = {{Convention::TaLib,
                          "P is the typical price; average and range start from means that "
                          "end on the same bar, the later of n and range period + 1."},
                         {Convention::TradingView,
                          "P is the close; the average starts from the first close, "
                          "values at bar range period."}},
         .placement = Placement::Price,
         .unit = "price",
         .inputs = kHigh | kLow | kClose,
         .outputs = {{.id = "upper", .title = "Upper channel"},
                     {.id = "middle", .title = "Middle"},
                     {.id = "lower", .title = "Lower channel"}},
         .warmUp =
             [](const Settings& s, std::size_t) {
                 return s.convention == Convention::TaLib
                            ? std::max(s.count("period") - 1, s.count("range_period"))
                            : s.count("range_period") - 1;
             },
         .start = startKernel<Keltner>});
}

} // namespace loom::indicators
