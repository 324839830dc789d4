// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/market/price_data.h"

#include <algorithm>
#include <cmath>

#include "stats/moments.h"

#include <QCoreApplication>

#include "ui/bridge/text.h"

namespace loom::ui {

namespace {

bool isWeekday(Date date) {
    return date.weekday() != 0 && date.weekday() != 6;
}

std::vector<ClosedDay> closedDays(const market::Series& series, const market::Calendar& calendar) {
    std::vector<ClosedDay> days;
    if (market::isIntraday(series.interval) || !calendar.covers(series.instrument))
        return days;
    for (std::size_t i = 1; i < series.bars.size(); ++i)
        for (Date day = series.bars[i - 1].date() + 1; day < series.bars[i].date(); day = day + 1) {
            if (!isWeekday(day))
                continue;
            const auto closure = calendar.closure(day);
            const QString why =
                closure ? qstr(*closure)
                        : QCoreApplication::translate("loom::ui::PriceView", "Missing session");
            days.push_back({.x = static_cast<double>(i) - 0.5,
                            .text = why + u' ' + qstr(toIso(day)),
                            .missing = !closure});
        }
    return days;
}

} // namespace

std::shared_ptr<const PriceData> priceData(const market::Series& stored,
                                           market::Adjustment adjustment,
                                           const market::Calendar& calendar) {
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
    data->closedDays = closedDays(data->series, calendar);
    data->times = std::move(times);
    data->candles = std::move(candles);
    return data;
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
