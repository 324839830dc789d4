// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include "forecast/model_support.h"
#include "forecast/neural/window_kinds.h"
#include "stats/moments.h"

namespace loom::forecast {

namespace {

constexpr double kBound = 8; // standard deviations an input may be away

class JointWindow final : public WindowMaker {
  public:
    JointWindow(std::size_t window, std::vector<double> means, std::vector<double> stdevs)
        : m_window(window), m_means(std::move(means)), m_stdevs(std::move(stdevs)) {}

    /// One more than the returns: the first needs a close before it.
    std::size_t window() const override { return m_window + 1; }
    int width() const override { return static_cast<int>(m_window * m_means.size()); }
    std::size_t assetsPerSample() const override { return m_means.size(); }

    bool complete(const ForecastData& data, std::size_t, std::size_t origin) const override {
        for (std::size_t a = 0; a < m_means.size(); ++a)
            if (!data.complete(a, origin - m_window, origin + 1))
                return false;
        return true;
    }

    void fill(const ForecastData& data, std::size_t, std::size_t origin,
              std::span<float> inputs) const override {
        const std::size_t width = m_means.size();
        for (std::size_t a = 0; a < width; ++a) {
            const auto logs = data.logs(a);
            for (std::size_t i = 0; i < m_window; ++i) {
                const std::size_t row = origin + 1 - m_window + i;
                const double z = (logs[row] - logs[row - 1] - m_means[a]) / m_stdevs[a];
                inputs[i * width + a] = static_cast<float>(std::clamp(z, -kBound, kBound));
            }
        }
    }

    void units(const ForecastData& data, std::size_t, std::size_t,
               std::span<double> units) const override {
        for (std::size_t a = 0; a < m_stdevs.size(); ++a)
            for (std::size_t k = 0; k < data.horizon; ++k)
                units[a * data.horizon + k] = m_stdevs[a] * std::sqrt(static_cast<double>(k + 1));
    }

    std::vector<InputPlace> inputs(const ForecastData& data) const override {
        std::vector<InputPlace> out;
        for (std::size_t back = m_window; back-- > 0;)
            for (const auto& asset : data.assets)
                out.push_back({.feature = asset, .lag = back});
        return out;
    }

    /// Prices that stand still return zero, which is not the mean.
    void baseline(const ForecastData&, std::size_t, std::size_t, Baseline baseline,
                  std::span<float> inputs) const override {
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            const std::size_t a = i % m_means.size();
            const double z = -m_means[a] / m_stdevs[a];
            inputs[i] = baseline == Baseline::TrainingMean
                            ? 0.0F
                            : static_cast<float>(std::clamp(z, -kBound, kBound));
        }
    }

    Json toJson() const override {
        return {{"kind", "joint"}, {"window", m_window}, {"means", m_means}, {"stdevs", m_stdevs}};
    }

  private:
    std::size_t m_window;
    std::vector<double> m_means, m_stdevs; ///< one an asset
};

} // namespace

std::unique_ptr<WindowMaker> makeJointWindow(std::size_t window, const ForecastData& data,
                                             const FitSpan& span) {
    std::vector<double> means, stdevs;
    for (std::size_t a = 0; a < data.assetCount(); ++a) {
        const auto moments = stats::moments(stepReturns(data, a, span.from, span.trainTo));
        means.push_back(moments.mean);
        stdevs.push_back(moments.stdev > 0 ? moments.stdev : 1);
    }
    return std::make_unique<JointWindow>(window, std::move(means), std::move(stdevs));
}

std::unique_ptr<WindowMaker> readJointWindow(const Json& json) {
    auto means = json.at("means").get<std::vector<double>>();
    auto stdevs = json.at("stdevs").get<std::vector<double>>();
    const auto window = json.at("window").get<std::size_t>();
    if (window == 0 || means.empty() || means.size() != stdevs.size())
        throw Json::type_error::create(302, "window", &json);
    return std::make_unique<JointWindow>(window, std::move(means), std::move(stdevs));
}

} // namespace loom::forecast
