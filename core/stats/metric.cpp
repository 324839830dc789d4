// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/metric.h"

#include <algorithm>
#include <cmath>

namespace loom::stats {

void registerAll_metrics(MetricRegistry& registry);

void MetricRegistry::addStatistic(MetricInfo info) {
    info.better = Better::Target;
    info.distance = [statistic = info.statistic](const Profile& real, const Profile& generated) {
        return std::abs(statistic(generated) - statistic(real));
    };
    add(std::move(info));
}

const MetricInfo* MetricRegistry::find(std::string_view id) const {
    const auto found = std::find_if(m_infos.begin(), m_infos.end(),
                                    [&](const MetricInfo& info) { return info.id == id; });
    return found == m_infos.end() ? nullptr : &*found;
}

MetricRegistry makeMetricRegistry(ProfileOptions options) {
    MetricRegistry registry(std::move(options));
    registerAll_metrics(registry);
    return registry;
}

} // namespace loom::stats
