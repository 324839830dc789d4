// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/decimate.h"

#include <algorithm>

namespace loom::ui {

std::vector<Column> decimate(std::span<const double> x, std::span<const double> y, double firstX,
                             const Range& range, std::size_t columns) {
    std::vector<Column> result;
    if (range.empty() || !(range.span() > 0) || columns == 0 || y.empty())
        return result;
    result.reserve(columns);
    const IndexRange visible = visibleIndices(x, y.size(), firstX, range);
    const double perUnit = static_cast<double>(columns) / range.span();
    bool gap = false;
    for (std::size_t i = visible.first; i < visible.last; ++i) {
        const double at = x.empty() ? firstX + static_cast<double>(i) : x[i];
        if (!range.contains(at))
            continue;
        const double value = y[i];
        if (!std::isfinite(value)) {
            gap = true;
            continue;
        }
        const auto column =
            std::min(columns - 1, static_cast<std::size_t>((at - range.lo) * perUnit));
        if (result.empty() || result.back().column != column) {
            result.push_back({column, value, value, value, value, gap && !result.empty()});
            gap = false;
            continue;
        }
        Column& c = result.back();
        c.min = std::min(c.min, value);
        c.max = std::max(c.max, value);
        c.last = value;
    }
    return result;
}

IndexRange visibleIndices(std::span<const double> x, std::size_t count, double firstX,
                          const Range& range) {
    if (count == 0 || range.empty())
        return {};
    if (x.empty()) {
        const double last = static_cast<double>(count);
        const double lo = std::clamp(std::floor(range.lo - firstX), 0.0, last);
        const double hi = std::clamp(std::ceil(range.hi - firstX) + 1, 0.0, last);
        if (hi <= lo)
            return {};
        return {static_cast<std::size_t>(lo), static_cast<std::size_t>(hi)};
    }
    const auto begin = x.begin();
    auto first = static_cast<std::size_t>(std::lower_bound(begin, x.end(), range.lo) - begin);
    auto last = static_cast<std::size_t>(std::upper_bound(begin, x.end(), range.hi) - begin);
    first = first > 0 ? first - 1 : 0;
    last = std::min(count, last + 1);
    return {first, std::max(first, last)};
}

Range extent(std::span<const double> values) {
    Range range;
    for (const double value : values)
        range.include(value);
    return range;
}

Candle merged(std::span<const Candle> candles) {
    Candle result;
    for (const Candle& candle : candles) {
        if (!std::isfinite(candle.close))
            continue;
        if (!std::isfinite(result.close)) {
            result = candle;
            continue;
        }
        result.high = std::max(result.high, candle.high);
        result.low = std::min(result.low, candle.low);
        result.close = candle.close;
        result.volume += candle.volume;
    }
    return result;
}

std::vector<CandleGroup> aggregate(std::span<const Candle> candles, const IndexRange& range,
                                   std::size_t size) {
    std::vector<CandleGroup> groups;
    if (size == 0 || range.last > candles.size() || range.first >= range.last)
        return groups;
    const std::size_t begin = range.first - range.first % size;
    groups.reserve((range.last - begin) / size + 1);
    for (std::size_t first = begin; first < range.last; first += size) {
        const std::size_t count = std::min(size, candles.size() - first);
        groups.push_back({first, count, merged(candles.subspan(first, count))});
    }
    return groups;
}

std::vector<std::vector<double>> quantileBands(std::span<const float> paths, std::size_t count,
                                               std::size_t length,
                                               std::span<const double> probabilities) {
    std::vector<std::vector<double>> bands(probabilities.size(),
                                           std::vector<double>(length, kMissing));
    if (count == 0 || paths.size() < count * length)
        return bands;
    std::vector<float> step(count);
    for (std::size_t k = 0; k < length; ++k) {
        bool finite = true;
        for (std::size_t i = 0; i < count; ++i) {
            step[i] = paths[i * length + k];
            finite = finite && std::isfinite(step[i]);
        }
        if (!finite)
            continue;
        std::sort(step.begin(), step.end());
        for (std::size_t q = 0; q < probabilities.size(); ++q) {
            // Hyndman and Fan (1996), type 7: position (n - 1) p.
            const double at =
                static_cast<double>(count - 1) * std::clamp(probabilities[q], 0.0, 1.0);
            const auto left = static_cast<std::size_t>(at);
            const auto right = std::min(left + 1, count - 1);
            const double share = at - static_cast<double>(left);
            bands[q][k] = step[left] + share * (static_cast<double>(step[right]) - step[left]);
        }
    }
    return bands;
}

} // namespace loom::ui
