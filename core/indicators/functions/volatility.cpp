// SPDX-License-Identifier: GPL-3.0-or-later
#include "indicators/detail/kernel_stream.h"
#include "indicators/detail/ring.h"
#include "indicators/detail/specs.h"

#include <cmath>
#include <numbers>

namespace loom::indicators {

namespace {

/// Sums run over the window anew for every bar: after a quiet spell running sums keep the rounding
/// errors of the wild one before.
class RealisedVolatility {
  public:
    static constexpr std::size_t kOutputs = 1;
    static constexpr unsigned kInputs = kOpen | kHigh | kLow | kClose;
    explicit RealisedVolatility(const Settings& settings)
        : m_terms(settings.count("period")), m_left(settings.count("period")),
          m_scale(100 * std::sqrt(settings.params.real("bars_per_year"))),
          m_estimator(estimatorOf(settings.params.text("estimator"))) {}

    LOOM_INLINE std::array<double, 1> push(const Bar& bar) {
        const double term = termOf(bar);
        m_close = bar.close;
        if (isMissing(term)) [[unlikely]]
            return {kMissing}; // the first bar has no return
        m_terms.replace(term);
        if (m_left > 1) [[unlikely]] {
            --m_left;
            return {kMissing};
        }
        return {m_scale * std::sqrt(variance())};
    }

  private:
    enum class Estimator { Close, Parkinson, GarmanKlass };
    static Estimator estimatorOf(const std::string& id) {
        return id == "close"       ? Estimator::Close
               : id == "parkinson" ? Estimator::Parkinson
                                   : Estimator::GarmanKlass;
    }

    double termOf(const Bar& bar) const {
        if (m_estimator == Estimator::Close)
            return std::log(bar.close / m_close);
        const double range = std::log(bar.high / bar.low);
        if (m_estimator == Estimator::Parkinson)
            return range * range / (4 * std::numbers::ln2);
        const double drift = std::log(bar.close / bar.open);
        return 0.5 * range * range - (2 * std::numbers::ln2 - 1) * drift * drift;
    }

    double variance() const {
        const double* terms = m_terms.data();
        const std::size_t n = m_terms.size();
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i)
            sum += terms[i];
        const double mean = sum / static_cast<double>(n);
        if (m_estimator != Estimator::Close)
            return mean > 0 ? mean : 0;
        double squares = 0;
        for (std::size_t i = 0; i < n; ++i)
            squares += (terms[i] - mean) * (terms[i] - mean);
        return squares / static_cast<double>(n - 1);
    }

    Ring m_terms;
    std::size_t m_left; ///< terms until the first value, itself included
    double m_scale;
    double m_close = kMissing;
    Estimator m_estimator;
};

std::vector<ParamSpec> params() {
    return {periodSpec(20),
            {.key = "bars_per_year",
             .title = "Bars a year",
             .type = ParamType::Real,
             .defaultValue = 252.0,
             .minimum = 1.0,
             .maximum = 1e7,
             .scale = ParamScale::Log,
             .help = "252 for daily bars of stocks, 19656 for their 5-minute bars; 1 leaves the "
                     "volatility of a bar."},
            {.key = "estimator",
             .title = "Estimator",
             .type = ParamType::Choice,
             .defaultValue = std::string("close"),
             .help = "Ranges use more of a bar than its close but leave out the gaps between bars.",
             .choices = {{"close", "Close to close"},
                         {"parkinson", "Parkinson, high to low"},
                         {"garman_klass", "Garman-Klass, all four prices"}}}};
}

} // namespace

void register_volatility(IndicatorRegistry& registry) {
    registry.add(
        {.id = "volatility",
         .shortTitle = "Volatility",
         .title = "Realised volatility",
         .summary = "How much the price moved over the last n returns, as a percentage a year.",
         .formula = "100 sqrt(bars a year) × standard deviation of n log returns (divisor n - 1); "
                    "Parkinson: mean ln(H/L)² / (4 ln 2); Garman-Klass: mean ½ ln(H/L)² - "
                    "(2 ln 2 - 1) ln(C/O)² as variance",
         .reference = "Parkinson (1980), Journal of Business 53; Garman & Klass (1980), ibid.",
         .params = params(),
         .conventions = {{Convention::Original,
                          "First value at bar n + 1 (n for the range estimators)."}},
         .unit = "% a year",
         .inputs = kOpen | kHigh | kLow | kClose,
         .outputs = oneOutput("Volatility"),
         .warmUp =
             [](const Settings& s, std::size_t) {
                 return s.count("period") - (s.params.text("estimator") == "close" ? 0 : 1);
             },
         .start = startKernel<RealisedVolatility>,
         .needsPositivePrices = [](const Settings&) { return true; }});
}

} // namespace loom::indicators
