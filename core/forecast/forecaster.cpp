// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/forecaster.h"

#include <algorithm>

namespace loom::forecast {

void registerAll_models(ForecasterRegistry& registry);

Forecasts::Forecasts(const ForecastData& data, std::span<const std::size_t> rows,
                     std::vector<double> wanted)
    : assets(data.assetCount()), horizon(data.horizon), levels(std::move(wanted)),
      origins(rows.begin(), rows.end()), points(origins.size() * assets * horizon, kMissing),
      quantiles(points.size() * levels.size(), kMissing) {}

Result<Decomposition> Forecaster::decompose(const ForecastData&, std::size_t, std::size_t) const {
    return fail(ErrorCode::NotFound, "This model does not add its forecast up from parts.");
}

Result<AttentionMaps> Forecaster::attention(const ForecastData&, std::size_t, std::size_t) const {
    return fail(ErrorCode::NotFound, "This model has no attention layers.");
}

void ForecasterRegistry::add(ForecasterInfo info) {
    m_infos.push_back(std::move(info));
    std::sort(m_infos.begin(), m_infos.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
}

const ForecasterInfo* ForecasterRegistry::find(std::string_view id) const {
    const auto at = std::find_if(m_infos.begin(), m_infos.end(),
                                 [id](const auto& info) { return info.id == id; });
    return at == m_infos.end() ? nullptr : &*at;
}

ForecasterRegistry makeForecasterRegistry() {
    ForecasterRegistry registry;
    registerAll_models(registry);
    return registry;
}

} // namespace loom::forecast
