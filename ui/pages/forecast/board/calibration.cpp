// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/forecast/board/calibration.h"

#include <algorithm>
#include <cmath>

namespace loom::ui {

PitHistogram pitHistogram(const forecast::ForecastData& data,
                          const forecast::Forecasts& forecasts) {
    PitHistogram out;
    const std::size_t levels = forecasts.levels.size();
    if (levels == 0 || forecasts.quantiles.empty())
        return out;
    std::vector<std::size_t> counts(levels + 1, 0);
    for (std::size_t i = 0; i < forecasts.origins.size(); ++i)
        for (std::size_t a = 0; a < forecasts.assets; ++a)
            for (std::size_t k = 0; k < forecasts.horizon; ++k) {
                const auto q = forecasts.quantile(i, a).subspan(k * levels, levels);
                const double outcome = data.outcome(a, forecasts.origins[i], k + 1);
                if (std::isnan(outcome) || std::isnan(q.front() + q.back()))
                    continue;
                ++counts[static_cast<std::size_t>(std::ranges::lower_bound(q, outcome) -
                                                  q.begin())];
                ++out.outcomes;
            }
    if (out.outcomes == 0)
        return out;
    out.edges.push_back(0);
    out.edges.insert(out.edges.end(), forecasts.levels.begin(), forecasts.levels.end());
    out.edges.push_back(1);
    for (std::size_t i = 0; i < counts.size(); ++i)
        out.density.push_back(static_cast<double>(counts[i]) / static_cast<double>(out.outcomes) /
                              (out.edges[i + 1] - out.edges[i]));
    return out;
}

std::vector<double> equityCurve(const std::vector<double>& returns) {
    std::vector<double> out{100};
    for (const double r : returns)
        out.push_back(out.back() * (1 + r));
    return out;
}

} // namespace loom::ui
