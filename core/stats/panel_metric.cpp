// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/panel_metric.h"

#include <cmath>

namespace loom::stats {

void registerAll_panel_metrics(PanelMetricRegistry& registry);

PanelMetricRegistry makePanelMetricRegistry(PanelProfileOptions options) {
    PanelMetricRegistry registry(options);
    registerAll_panel_metrics(registry);
    return registry;
}

double meanOverAssets(std::size_t assets, const std::function<double(std::size_t)>& perAsset) {
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t a = 0; a < assets; ++a) {
        const double value = perAsset(a);
        if (std::isnan(value))
            continue;
        sum += value;
        ++count;
    }
    return count == 0 ? std::nan("") : sum / static_cast<double>(count);
}

} // namespace loom::stats
