// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/specs.h"

#include <cmath>

namespace loom::indicators {

namespace {

/// Sums run over the window anew for every bar, in the order of TA-Lib's circle: both are small
/// differences of large numbers.
class Cci {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kHigh | kLow | kClose;
    explicit Cci(const Settings& settings)
        : m_prices(settings.count("period")), m_n(static_cast<double>(settings.count("period"))),
          m_left(settings.count("period")) {}

    LOOM_INLINE std::array<double, 1> push(const Bar& bar) {
        const double price = (bar.high + bar.low + bar.close) / 3;
        m_prices.replace(price);
        if (m_left > 1) [[unlikely]] {
            --m_left;
            return {kMissing};
        }
        const double* prices = m_prices.data();
        const std::size_t n = m_prices.size();
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i)
            sum += prices[i];
        const double mean = sum / m_n;
        double deviation = 0;
        for (std::size_t i = 0; i < n; ++i)
            deviation += std::abs(prices[i] - mean);
        deviation /= m_n;
        const double distance = price - mean;
        if (isRounding(distance, std::abs(mean)) || isRounding(deviation, std::abs(mean)))
            return {0.0};
        return {distance / (0.015 * deviation)};
    }

  private:
    Ring m_prices;
    double m_n;
    std::size_t m_left; ///< bars until the first value, itself included
};

} // namespace

void register_cci(IndicatorRegistry& registry) {
    registry.add({.id = "cci",
                  .shortTitle = "CCI",
                  .title = "Commodity channel index",
                  .summary = "Distance of the typical price from its mean, in mean deviations.",
                  .formula = "(P - SMA(P, n)) / (0.015 × mean |P - SMA|), P = (H + L + C) / 3",
                  .reference = "Lambert (1980), Commodities 10; TA-Lib CCI",
                  .params = {periodSpec(14)},
                  .conventions = agreed("First value at bar n; 0 while nothing moves. Lambert and "
                                        "most charts use n = 20."),
                  .guides = {-100, 100},
                  .inputs = kHigh | kLow | kClose,
                  .outputs = oneOutput("CCI"),
                  .warmUp = [](const Settings& s, std::size_t) { return s.count("period") - 1; },
                  .start = startKernel<Cci>});
}

} // namespace loom::indicators
