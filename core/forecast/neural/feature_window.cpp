// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "forecast/neural/window_kinds.h"

namespace loom::forecast {

namespace {

constexpr double kBound = 8; // standard deviations an input may be away

struct Scale {
    double mean = 0, stdev = 1;
};

class FeatureWindow final : public WindowMaker {
  public:
    FeatureWindow(std::size_t window, std::vector<Scale> scales, VolatilityTable volatility)
        : m_window(window), m_scales(std::move(scales)), m_volatility(std::move(volatility)) {}

    std::size_t window() const override { return m_window; }
    int width() const override { return static_cast<int>(m_window * m_scales.size()); }

    bool complete(const ForecastData& data, std::size_t asset, std::size_t origin) const override {
        return data.complete(asset, origin, origin + 1) &&
               data.featuresComplete(asset, origin + 1 - m_window, origin + 1);
    }

    void fill(const ForecastData& data, std::size_t asset, std::size_t origin,
              std::span<float> inputs) const override {
        std::size_t at = 0;
        for (std::size_t row = origin + 1 - m_window; row <= origin; ++row) {
            const auto values = data.feature(asset, row);
            for (std::size_t f = 0; f < m_scales.size(); ++f) {
                const double z = (values[f] - m_scales[f].mean) / m_scales[f].stdev;
                inputs[at++] = static_cast<float>(std::clamp(z, -kBound, kBound));
            }
        }
    }

    void units(const ForecastData& data, std::size_t asset, std::size_t,
               std::span<double> units) const override {
        const double volatility = m_volatility.of(data.assets[asset]);
        for (std::size_t k = 0; k < units.size(); ++k)
            units[k] = volatility * std::sqrt(static_cast<double>(k + 1));
    }

    std::vector<InputPlace> inputs(const ForecastData& data) const override {
        std::vector<InputPlace> out;
        for (std::size_t back = m_window; back-- > 0;)
            for (const auto& name : data.featureNames)
                out.push_back({.feature = name, .lag = back});
        return out;
    }

    void baseline(const ForecastData& data, std::size_t asset, std::size_t origin,
                  Baseline baseline, std::span<float> inputs) const override {
        std::ranges::fill(inputs, 0.0F);
        if (baseline == Baseline::TrainingMean)
            return;
        fill(data, asset, origin, inputs);
        const auto last = inputs.last(m_scales.size());
        for (std::size_t row = 0; row + 1 < m_window; ++row)
            std::ranges::copy(last, inputs.subspan(row * last.size()).begin());
    }

    Json toJson() const override {
        std::vector<double> means, stdevs;
        for (const Scale& scale : m_scales) {
            means.push_back(scale.mean);
            stdevs.push_back(scale.stdev);
        }
        return {{"kind", "features"},
                {"window", m_window},
                {"means", means},
                {"stdevs", stdevs},
                {"volatility", m_volatility.toJson()}};
    }

  private:
    std::size_t m_window;
    std::vector<Scale> m_scales;
    VolatilityTable m_volatility;
};

/// Over the known values of all assets in the training part.
Scale fittedScale(const ForecastData& data, const FitSpan& span, std::size_t feature) {
    double count = 0, mean = 0, squares = 0;
    for (std::size_t a = 0; a < data.assetCount(); ++a)
        for (std::size_t row = span.from; row < span.trainTo; ++row) {
            const double value = data.feature(a, row)[feature];
            if (!std::isfinite(value))
                continue;
            ++count;
            const double delta = value - mean;
            mean += delta / count;
            squares += delta * (value - mean);
        }
    return {.mean = mean, .stdev = count < 2 ? 0 : std::sqrt(squares / (count - 1))};
}

} // namespace

std::unique_ptr<WindowMaker> makeFeatureWindow(std::size_t window, const ForecastData& data,
                                               const FitSpan& span) {
    std::vector<Scale> scales;
    for (std::size_t f = 0; f < data.featureCount(); ++f) {
        scales.push_back(fittedScale(data, span, f));
        if (!(scales.back().stdev > 0))
            scales.back().stdev = 1; // constant here: a zero for the network
    }
    return std::make_unique<FeatureWindow>(window, std::move(scales),
                                           VolatilityTable::fitted(data, span));
}

std::unique_ptr<WindowMaker> readFeatureWindow(const Json& json) {
    const auto means = json.at("means").get<std::vector<double>>();
    const auto stdevs = json.at("stdevs").get<std::vector<double>>();
    const auto window = json.at("window").get<std::size_t>();
    if (window == 0 || means.empty() || means.size() != stdevs.size())
        throw Json::type_error::create(302, "window", &json);
    std::vector<Scale> scales;
    for (std::size_t f = 0; f < means.size(); ++f)
        scales.push_back({.mean = means[f], .stdev = stdevs[f]});
    return std::make_unique<FeatureWindow>(window, std::move(scales),
                                           VolatilityTable::fromJson(json.at("volatility")));
}

} // namespace loom::forecast
