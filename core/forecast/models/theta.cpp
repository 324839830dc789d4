// SPDX-License-Identifier: GPL-3.0-or-later
// The Theta method (Assimakopoulos & Nikolopoulos 2000) in its form of exponential smoothing with
// drift (Hyndman & Billah 2003), on the log price: with the smoothed level l[n], the slope b of the
// line through all n values and the smoothing constant alpha, the forecast k steps ahead is
//     l[n] + b / 2 (k - 1 + (1 - (1 - alpha)^n) / alpha).
#include <cmath>

#include "forecast/baselines.h"
#include "forecast/log_price.h"

namespace loom::forecast {

void register_theta(ForecasterRegistry& registry);

namespace {

constexpr std::string_view kTitle = "Theta";
constexpr std::size_t kFewestReturns = 30;
constexpr double kLeastAlpha = 1e-4, kMostAlpha = 0.9999;

/// Sum of squared errors of smoothing begun at the first value.
double squaredErrors(const SmoothingSample& sample, double alpha) {
    double level = sample.values.front(), sum = 0;
    bool afterGap = false;
    for (std::size_t t = 1; t < sample.values.size(); ++t) {
        const double value = sample.values[t];
        const bool missing = std::isnan(value);
        const double error = (sample.targets.empty() ? value : sample.targets[t]) - level;
        if (!missing && !afterGap && !std::isnan(error))
            sum += error * error;
        if (!missing)
            level += alpha * (value - level);
        afterGap = missing;
    }
    return sum;
}

/// (alpha)
Result<std::vector<double>> fitAsset(const ForecastData& data, const FitSpan& span,
                                     std::size_t asset, const Params&) {
    if (const auto steps = trainingSteps(data, span, asset, kFewestReturns, kTitle); !steps)
        return steps.error();
    const auto sample = logPriceSample(data, span, asset);
    return std::vector<double>{leastOnLogGrid(
        kLeastAlpha, kMostAlpha, [&](double alpha) { return squaredErrors(sample, alpha); })};
}

/// Slope of the least-squares line through the values seen so far. Means are updated one by one, so
/// that long series lose no digits.
class RunningLine {
  public:
    void add(double x, double y) {
        ++m_count;
        const double dx = x - m_meanX;
        m_meanX += dx / m_count;
        m_meanY += (y - m_meanY) / m_count;
        m_xx += dx * (x - m_meanX);
        m_xy += dx * (y - m_meanY);
    }
    double slope() const { return m_xx > 0 ? m_xy / m_xx : 0; }

  private:
    double m_count = 0, m_meanX = 0, m_meanY = 0, m_xx = 0, m_xy = 0;
};

void forecastAsset(std::span<const double> numbers, const ForecastData& data, std::size_t asset,
                   Forecasts& out) {
    OriginWalk walk(out);
    const auto log = data.logs(asset);
    const double alpha = numbers[0];
    RunningLine line;
    double level = kMissing, forgotten = 1; // (1 - alpha)^n
    for (std::size_t row = 0; row < walk.end(); ++row) {
        if (!std::isnan(log[row])) {
            level = std::isnan(level) ? log[row] : level + alpha * (log[row] - level);
            forgotten *= 1 - alpha;
            line.add(static_cast<double>(row), log[row]);
        }
        walk.at(row, [&](std::size_t i) {
            if (std::isnan(log[row]) || line.slope() == 0)
                return;
            const auto point = out.point(i, asset);
            for (std::size_t k = 0; k < point.size(); ++k)
                point[k] = level - log[row] +
                           line.slope() / 2 * (static_cast<double>(k) + (1 - forgotten) / alpha);
        });
    }
}

bool isValid(std::span<const double> numbers, std::size_t) {
    return numbers.size() == 1 && numbers[0] > 0 && numbers[0] <= 1;
}

std::vector<Trait> traitsOf(std::span<const double> numbers) {
    return {{.name = "Level (alpha)", .value = numbers[0]}};
}

} // namespace

AssetRules thetaRules() {
    return {.fit = fitAsset, .forecast = forecastAsset, .valid = isValid, .traits = traitsOf};
}

void register_theta(ForecasterRegistry& registry) {
    registry.add(makeAssetModel(
        {.id = "theta",
         .title = std::string(kTitle),
         .reference = "Assimakopoulos & Nikolopoulos 2000",
         .summary = "The smoothed log price with half the slope of the line through its past.",
         .kind = ForecasterKind::Baseline,
         .window = [](const Params&, const ForecastData&) { return std::size_t{2}; }},
        thetaRules()));
}

} // namespace loom::forecast
