// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/smoothing.h"
#include "indicators/detail/specs.h"

namespace loom::indicators {

namespace {

/// Sums run over the window anew for every bar, in the order of TA-Lib's circle: both are small
/// differences of large numbers. Four bars that share a turn of the circle are summed side by side.
class Cci {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kHigh | kLow | kClose;
    explicit Cci(const Settings& settings)
        : m_prices(settings.count("period")), m_n(static_cast<double>(settings.count("period"))),
          m_warmUp(settings.count("period") - 1) {}

    LOOM_INLINE void run(const BarBlock& bars, double* const* out) {
        Block prices;
        for (std::size_t i = 0; i < bars.count; ++i)
            prices.data()[i] = (bars.high[i] + bars.low[i] + bars.close[i]) / 3;
        for (std::size_t i = 0; i < bars.count;) {
            const std::size_t room = std::min(bars.count - i, m_prices.size() - m_prices.at());
            if (room >= 4)
                nextFour(prices.data() + i, out[0] + i);
            else
                nextOne(prices.data() + i, out[0] + i);
            i += room >= 4 ? 4 : 1;
        }
        m_warmUp.blank(out[0], bars.count);
    }

  private:
    LOOM_INLINE void nextOne(const double* price, double* out) {
        m_prices.append(price, 1);
        const double* circle = m_prices.data();
        const auto each = [&](const auto& visit) LOOM_INLINE_BODY {
            for (std::size_t i = 0; i < m_prices.size(); ++i)
                visit(circle[i]);
        };
        double sum = 0;
        each([&](double x) LOOM_INLINE_BODY { sum += x; });
        const double mean = sum / m_n;
        double deviation = 0;
        each([&](double x) LOOM_INLINE_BODY { deviation += __builtin_fabs(x - mean); });
        *out = valueOf(*price, mean, deviation / m_n);
    }

    /// Lane k is the bar after k of the four have been put into the circle behind the first.
    LOOM_INLINE void nextFour(const double* price, double* out) {
        const std::size_t at = m_prices.at();
        const double* circle = m_prices.data();
        const double old1 = circle[at + 1], old2 = circle[at + 2], old3 = circle[at + 3];
        const Four mixed1{old1, price[1], price[1], price[1]};
        const Four mixed2{old2, old2, price[2], price[2]};
        const Four mixed3{old3, old3, old3, price[3]};
        const auto each = [&](const auto& visit) LOOM_INLINE_BODY {
            for (std::size_t i = 0; i < at; ++i)
                visit(Four{circle[i], circle[i], circle[i], circle[i]});
            visit(Four{price[0], price[0], price[0], price[0]});
            visit(mixed1);
            visit(mixed2);
            visit(mixed3);
            for (std::size_t i = at + 4; i < m_prices.size(); ++i)
                visit(Four{circle[i], circle[i], circle[i], circle[i]});
        };
        Four sum{};
        each([&](const Four& x) LOOM_INLINE_BODY { sum += x; });
        const Four mean = sum / m_n;
        Four deviation{};
        each([&](const Four& x) LOOM_INLINE_BODY { deviation += magnitude(x - mean); });
        deviation /= m_n;
        for (std::size_t k = 0; k < 4; ++k)
            out[k] = valueOf(price[k], mean[k], deviation[k]);
        m_prices.append(price, 4);
    }

    LOOM_INLINE static double valueOf(double price, double mean, double deviation) {
        const double distance = price - mean;
        const double size = __builtin_fabs(mean);
        const double value = distance / (0.015 * deviation);
        return isRounding(distance, size) || isRounding(deviation, size) ? 0.0 : value;
    }

    Ring m_prices;
    double m_n;
    WarmUp m_warmUp;
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
