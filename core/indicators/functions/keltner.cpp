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

    LOOM_INLINE std::array<double, 3> push(const Bar& bar) {
        const double price = m_typical ? (bar.high + bar.low + bar.close) / 3 : bar.close;
        const double mean = m_mean.push(price);
        const double band = m_width * m_range.push(bar);
        return {mean + band, isMissing(band) ? kMissing : mean, mean - band};
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
