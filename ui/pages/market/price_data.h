// SPDX-License-Identifier: GPL-3.0-or-later
// Bars as the charts take them, and the overlays of the Market page. Pure functions; any thread.
#pragma once

#include <QString>

#include <memory>
#include <vector>

#include "market/calendar.h"
#include "market/series.h"
#include "ui/charts/candle_layer.h"

namespace loom::ui {

/// A weekday without a bar: the exchange was closed, or the source has nothing.
struct ClosedDay {
    double x = 0; ///< between the bars around it
    QString text; ///< "Thanksgiving 2019-11-28", "Missing session 2019-11-27"
    bool missing = false;
};

/// One series ready to draw. Immutable.
struct PriceData {
    market::Series series; ///< adjusted as asked
    std::shared_ptr<const std::vector<std::int64_t>> times;
    Candles candles;
    std::vector<double> closes;
    std::vector<ClosedDay> closedDays; ///< daily series of the calendar's exchange only
};

std::shared_ptr<const PriceData> priceData(const market::Series& stored,
                                           market::Adjustment adjustment,
                                           const market::Calendar& calendar);

/// Return, yearly volatility, skewness, excess kurtosis and largest drawdown of closes [from, to].
struct RangeStatistics {
    std::size_t bars = 0;
    double totalReturn = 0, volatility = 0, skewness = 0, excessKurtosis = 0, maxDrawdown = 0;
};
RangeStatistics statisticsOf(const std::vector<double>& closes, std::size_t from, std::size_t to,
                             double barsPerYear);

} // namespace loom::ui
