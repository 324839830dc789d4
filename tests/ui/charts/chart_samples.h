// SPDX-License-Identifier: GPL-3.0-or-later
// Data for the chart tests: S&P 500 daily bars where the real file is present, else a generated
// walk of the same shape, and everything derived from it.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "ui/charts/decimate.h"
#include "ui/charts/fan_layer.h"

namespace loom::tests {

struct Bars {
    std::shared_ptr<std::vector<std::int64_t>> times =
        std::make_shared<std::vector<std::int64_t>>();
    std::shared_ptr<std::vector<ui::Candle>> candles = std::make_shared<std::vector<ui::Candle>>();

    std::vector<double> closes() const;
};

/// A seeded geometric walk on weekdays from 2000-01-03.
Bars walkBars(std::size_t count, unsigned seed = 1);
/// index_sp500_2000_vega.csv.gz of the test data, or walkBars() without it.
Bars sp500Bars();

std::vector<double> logReturns(const std::vector<double>& closes);
std::vector<double> movingAverage(const std::vector<double>& values, std::size_t window);
std::vector<double> rollingVolatility(const std::vector<double>& returns, std::size_t window);
std::vector<double> autocorrelation(const std::vector<double>& values, std::size_t lags);
/// Paths of levels from `start`, blocks of real returns drawn with replacement.
std::shared_ptr<const ui::FanPaths> bootstrapPaths(const std::vector<double>& returns, double start,
                                                   std::size_t count, std::size_t length);

} // namespace loom::tests
