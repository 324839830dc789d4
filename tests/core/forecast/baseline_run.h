// SPDX-License-Identifier: GPL-3.0-or-later
// Fits and uses one forecaster of the registry in one line.
#pragma once

#include <utility>

#include "base/sealed_state.h"
#include "forecast/model_support.h"

namespace loom::tests {

using namespace loom::forecast;

/// A daily series of one asset, from its closes; NaN = missing.
inline ForecastData dailySeries(std::vector<double> closes, std::size_t horizon) {
    constexpr std::int64_t kSecondsADay = 86400;
    ForecastData data;
    data.horizon = horizon;
    data.assets = {"AAA"};
    for (std::size_t row = 0; row < closes.size(); ++row) {
        data.sessions.push_back(static_cast<std::int32_t>(row));
        data.times.push_back(static_cast<std::int64_t>(row) * kSecondsADay);
    }
    data.closes = std::move(closes);
    return data;
}

class BaselineRun {
  public:
    explicit BaselineRun(std::string_view id) : m_info(*m_registry.find(id)) {}

    Result<std::unique_ptr<Forecaster>> fit(const ForecastData& data, const FitSpan& span,
                                            const Json& params = Json::object()) const {
        FitOptions options;
        auto checked = validated(m_info.params, params);
        if (!checked)
            return std::move(checked).error();
        options.params = std::move(*checked);
        jobs::PlainJobContext context;
        return m_info.fit(data, span, options, context);
    }

    /// A model of one asset whose numbers are known.
    Result<std::unique_ptr<Forecaster>> with(const ForecastData& data,
                                             const std::vector<double>& numbers) const {
        DataKind kind = DataKind::of(data, false);
        kind.features.clear();
        const Json fit{{"asset", data.assets.front()}, {"numbers", numbers}, {"why", ""}};
        return m_info.load(
            sealState(m_info.id, {{"data", kind.toJson()}, {"fits", Json::array({fit})}}));
    }

    const ForecasterInfo& info() const { return m_info; }

  private:
    ForecasterRegistry m_registry = makeForecasterRegistry();
    const ForecasterInfo& m_info;
};

/// Empty when it fails.
inline Forecasts forecastsOf(const Result<std::unique_ptr<Forecaster>>& model,
                             const ForecastData& data, std::vector<std::size_t> origins) {
    jobs::PlainJobContext context;
    if (!model)
        return {};
    auto out = (*model)->forecast(data, origins, context);
    return out ? std::move(*out) : Forecasts();
}

} // namespace loom::tests
