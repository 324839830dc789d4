// SPDX-License-Identifier: GPL-3.0-or-later
// A borrowed table of log returns, days x assets, row by row. NaN means missing. The owner must
// outlive the view. Thread rule: read-only, may be shared.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace loom::stats {

struct PanelView {
    std::size_t days = 0;
    std::size_t assets = 0;
    std::span<const double> values;

    double at(std::size_t day, std::size_t asset) const { return values[day * assets + asset]; }
    std::span<const double> row(std::size_t day) const {
        return values.subspan(day * assets, assets);
    }
    std::vector<double> column(std::size_t asset) const {
        std::vector<double> out(days);
        for (std::size_t t = 0; t < days; ++t)
            out[t] = at(t, asset);
        return out;
    }
};

} // namespace loom::stats
