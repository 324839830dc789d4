// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <numbers>

#include "forecast/neural/window_kinds.h"

namespace loom::forecast {

namespace {

/// A window without movement is measured by this part of the training volatility.
constexpr double kSmallestShare = 0.05;

class PathWindow final : public WindowMaker {
  public:
    PathWindow(std::size_t lookback, std::int32_t slots, double volatility)
        : m_lookback(lookback), m_slots(slots), m_volatility(volatility) {}

    std::size_t window() const override { return m_lookback; }
    int width() const override { return static_cast<int>(m_lookback) + (m_slots > 0 ? 2 : 0); }

    bool complete(const ForecastData& data, std::size_t asset, std::size_t origin) const override {
        return data.complete(asset, origin + 1 - m_lookback, origin + 1);
    }

    void fill(const ForecastData& data, std::size_t asset, std::size_t origin,
              std::span<float> inputs) const override {
        const auto logs = logsOf(data, asset, origin);
        const double scale = 1 / unit(logs);
        for (std::size_t j = 0; j < m_lookback; ++j)
            inputs[j] = static_cast<float>((logs[m_lookback - 1 - j] - logs.back()) * scale);
        if (m_slots == 0)
            return;
        const double angle = 2 * std::numbers::pi * data.slots[origin] / m_slots;
        inputs[m_lookback] = static_cast<float>(std::sin(angle));
        inputs[m_lookback + 1] = static_cast<float>(std::cos(angle));
    }

    void units(const ForecastData& data, std::size_t asset, std::size_t origin,
               std::span<double> units) const override {
        std::ranges::fill(units, unit(logsOf(data, asset, origin)));
    }

    std::vector<InputPlace> inputs(const ForecastData&) const override {
        std::vector<InputPlace> out;
        for (std::size_t j = 0; j < m_lookback; ++j)
            out.push_back({.feature = "close", .lag = j});
        if (m_slots > 0) {
            out.push_back({.feature = "time of day (sine)"});
            out.push_back({.feature = "time of day (cosine)"});
        }
        return out;
    }

    /// Closes that stand still, at the middle of the session's circle or at the origin's place.
    void baseline(const ForecastData& data, std::size_t asset, std::size_t origin,
                  Baseline baseline, std::span<float> inputs) const override {
        if (baseline == Baseline::LastValue)
            fill(data, asset, origin, inputs);
        std::ranges::fill(baseline == Baseline::LastValue ? inputs.first(m_lookback) : inputs,
                          0.0F);
    }

    Json toJson() const override {
        return {{"kind", "path"},
                {"lookback", m_lookback},
                {"slots", m_slots},
                {"volatility", m_volatility}};
    }

  private:
    std::span<const double> logsOf(const ForecastData& data, std::size_t asset,
                                   std::size_t origin) const {
        return data.logs(asset).subspan(origin + 1 - m_lookback, m_lookback);
    }

    /// Root mean square of the window's one-step returns.
    double unit(std::span<const double> logs) const {
        double sum = 0;
        for (std::size_t i = 1; i < logs.size(); ++i)
            sum += (logs[i] - logs[i - 1]) * (logs[i] - logs[i - 1]);
        return std::max(std::sqrt(sum / static_cast<double>(logs.size() - 1)),
                        kSmallestShare * m_volatility);
    }

    std::size_t m_lookback;
    std::int32_t m_slots; ///< bars of a session when the time of day is an input, else 0
    double m_volatility;  ///< mean over the assets' training parts
};

} // namespace

std::unique_ptr<WindowMaker> makePathWindow(std::size_t lookback, bool timeOfDay,
                                            const ForecastData& data, const FitSpan& span) {
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t a = 0; a < data.assetCount(); ++a)
        if (const double value = trainingVolatility(data, a, span); value > 0) {
            sum += value;
            ++count;
        }
    const bool withSlots = timeOfDay && !data.slots.empty();
    const std::int32_t slots = withSlots ? *std::ranges::max_element(data.slots) + 1 : 0;
    return std::make_unique<PathWindow>(lookback, slots,
                                        count == 0 ? 0.0 : sum / static_cast<double>(count));
}

std::unique_ptr<WindowMaker> readPathWindow(const Json& json) {
    const auto lookback = json.at("lookback").get<std::size_t>();
    const auto volatility = json.at("volatility").get<double>();
    if (lookback < 2 || !(volatility > 0))
        throw Json::type_error::create(302, "window", &json);
    return std::make_unique<PathWindow>(lookback, json.at("slots").get<std::int32_t>(), volatility);
}

} // namespace loom::forecast
