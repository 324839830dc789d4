// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/log_price.h"

#include <cmath>

namespace loom::forecast {

SmoothingSample logPriceSample(const ForecastData& data, const FitSpan& span, std::size_t asset) {
    const auto log = data.logs(asset);
    std::size_t from = span.from;
    while (from < span.trainTo && std::isnan(log[from]))
        ++from;
    SmoothingSample out;
    for (std::size_t row = from; row < span.trainTo; ++row) {
        out.values.push_back(log[row]);
        if (!data.labelRows.empty())
            out.targets.push_back(
                row == from ? log[row] : log[row - 1] + trainingStep(data, span, asset, row - 1));
    }
    return out;
}

} // namespace loom::forecast
