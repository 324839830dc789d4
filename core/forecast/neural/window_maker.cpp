// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/neural/window_maker.h"

#include <algorithm>
#include <map>

#include "forecast/model_support.h"
#include "forecast/neural/window_kinds.h"
#include "stats/moments.h"

namespace loom::forecast {

double trainingVolatility(const ForecastData& data, std::size_t asset, const FitSpan& span) {
    const auto returns = stepReturns(data, asset, span.from, span.trainTo);
    return returns.size() < 2 ? 0.0 : stats::moments(returns).stdev;
}

std::unique_ptr<WindowMaker> windowMakerFromJson(const Json& json) {
    const auto kind = json.at("kind").get<std::string>();
    if (kind == "path")
        return readPathWindow(json);
    if (kind == "features")
        return readFeatureWindow(json);
    if (kind == "joint")
        return readJointWindow(json);
    throw Json::type_error::create(302, "kind", &json);
}

VolatilityTable VolatilityTable::fitted(const ForecastData& data, const FitSpan& span) {
    std::map<std::string, double> byName;
    std::vector<double> known;
    for (std::size_t a = 0; a < data.assetCount(); ++a)
        if (const double value = trainingVolatility(data, a, span); value > 0) {
            byName[data.assets[a]] = value;
            known.push_back(value);
        }
    VolatilityTable out;
    for (const auto& [name, value] : byName) {
        out.m_assets.push_back(name);
        out.m_values.push_back(value);
    }
    if (!known.empty()) {
        const auto middle = known.begin() + static_cast<std::ptrdiff_t>(known.size() / 2);
        std::ranges::nth_element(known, middle);
        out.m_middle = *middle;
    }
    return out;
}

double VolatilityTable::of(const std::string& asset) const {
    const auto at = std::ranges::lower_bound(m_assets, asset);
    return at == m_assets.end() || *at != asset
               ? m_middle
               : m_values[static_cast<std::size_t>(at - m_assets.begin())];
}

Json VolatilityTable::toJson() const {
    return {{"assets", m_assets}, {"values", m_values}, {"middle", m_middle}};
}

VolatilityTable VolatilityTable::fromJson(const Json& json) {
    VolatilityTable out;
    json.at("assets").get_to(out.m_assets);
    json.at("values").get_to(out.m_values);
    json.at("middle").get_to(out.m_middle);
    if (out.m_assets.size() != out.m_values.size())
        throw Json::type_error::create(302, "volatilities", &json);
    return out;
}

} // namespace loom::forecast
