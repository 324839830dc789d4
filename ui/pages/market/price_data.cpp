// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/market/price_data.h"

#include <algorithm>
#include <cmath>

#include "stats/moments.h"

namespace loom::ui {

std::shared_ptr<const PriceData> priceData(const market::Series& stored,
                                           market::Adjustment adjustment) {
    auto data = std::make_shared<PriceData>();
    data->series = market::adjusted(stored, adjustment);
    auto times = std::make_shared<std::vector<std::int64_t>>();
    auto candles = std::make_shared<std::vector<Candle>>();
    for (const auto& bar : data->series.bars) {
        times->push_back(bar.time);
        candles->push_back(
            {bar.open, bar.high, bar.low, bar.close, static_cast<double>(bar.volume)});
        data->closes.push_back(bar.close);
    }
    data->times = std::move(times);
    data->candles = std::move(candles);
    return data;
}

std::vector<double> simpleMovingAverage(const std::vector<double>& closes, std::size_t n) {
    std::vector<double> out(closes.size(), kMissing);
    double sum = 0;
    for (std::size_t i = 0; i < closes.size(); ++i) {
        sum += closes[i];
        if (i >= n)
            sum -= closes[i - n];
        if (i + 1 >= n)
            out[i] = sum / static_cast<double>(n);
    }
    return out;
}

RangeStatistics statisticsOf(const std::vector<double>& closes, std::size_t from, std::size_t to,
                             double barsPerYear) {
    RangeStatistics out;
    if (to >= closes.size() || from + 2 > to)
        return out;
    out.bars = to - from + 1;
    out.totalReturn = closes[to] / closes[from] - 1;
    std::vector<double> returns;
    double peak = closes[from];
    for (std::size_t i = from + 1; i <= to; ++i) {
        returns.push_back(std::log(closes[i] / closes[i - 1]));
        peak = std::max(peak, closes[i]);
        out.maxDrawdown = std::max(out.maxDrawdown, 1 - closes[i] / peak);
    }
    const stats::Moments moments = stats::moments(returns);
    out.volatility = moments.stdev * std::sqrt(barsPerYear);
    out.skewness = moments.skewness;
    out.excessKurtosis = moments.excessKurtosis;
    return out;
}

} // namespace loom::ui
