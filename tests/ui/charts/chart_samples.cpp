// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart_samples.h"

#include <QFile>
#include <QString>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <sstream>

#include "base/date.h"
#include "base/gzip.h"

namespace loom::tests {

std::vector<double> Bars::closes() const {
    std::vector<double> values;
    for (const ui::Candle& c : *candles)
        values.push_back(c.close);
    return values;
}

Bars walkBars(std::size_t count, unsigned seed) {
    std::mt19937_64 random(seed);
    std::student_t_distribution<double> shock(4);
    Bars bars;
    double level = 1455;
    Date day = Date::fromYmd(2000, 1, 3);
    while (bars.times->size() < count) {
        if (day.weekday() != 0 && day.weekday() != 6) {
            const double open = level * std::exp(0.002 * shock(random));
            level *= std::exp(0.0002 + 0.008 * shock(random));
            const double high = std::max(open, level) * std::exp(0.003 * std::abs(shock(random)));
            const double low = std::min(open, level) * std::exp(-0.003 * std::abs(shock(random)));
            bars.times->push_back(Timestamp::atMidnightUtc(day).seconds);
            bars.candles->push_back({open, high, low, level, 1e9 * (1 + std::abs(shock(random)))});
        }
        day = day + 1;
    }
    return bars;
}

Bars sp500Bars() {
    QFile file(QStringLiteral(LOOM_TEST_DATA) + QStringLiteral("/index_sp500_2000_vega.csv.gz"));
    if (!file.open(QIODevice::ReadOnly))
        return walkBars(5105);
    const auto text = gunzip(file.readAll().toStdString());
    if (!text.ok())
        return walkBars(5105);
    Bars bars;
    std::istringstream lines(text.value());
    std::string line;
    std::getline(lines, line); // head
    while (std::getline(lines, line)) {
        const QStringList f = QString::fromStdString(line).split(QLatin1Char(','));
        const auto date = parseIsoDate(f[0].toStdString());
        if (!date.ok())
            continue;
        bars.times->push_back(Timestamp::atMidnightUtc(date.value()).seconds);
        bars.candles->push_back(
            {f[1].toDouble(), f[2].toDouble(), f[3].toDouble(), f[4].toDouble(), f[6].toDouble()});
    }
    return bars;
}

std::vector<double> logReturns(const std::vector<double>& closes) {
    std::vector<double> r;
    for (std::size_t i = 1; i < closes.size(); ++i)
        r.push_back(std::log(closes[i] / closes[i - 1]));
    return r;
}

std::vector<double> movingAverage(const std::vector<double>& values, std::size_t window) {
    std::vector<double> result(values.size(), ui::kMissing);
    for (std::size_t i = window; i <= values.size(); ++i)
        result[i - 1] = std::accumulate(values.begin() + static_cast<long>(i - window),
                                        values.begin() + static_cast<long>(i), 0.0) /
                        static_cast<double>(window);
    return result;
}

std::vector<double> rollingVolatility(const std::vector<double>& returns, std::size_t window) {
    std::vector<double> squares;
    for (const double r : returns)
        squares.push_back(r * r);
    std::vector<double> result = movingAverage(squares, window);
    for (double& v : result)
        v = 100 * std::sqrt(252 * v);
    return result;
}

std::vector<double> autocorrelation(const std::vector<double>& values, std::size_t lags) {
    const double mean =
        std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    const auto covariance = [&](std::size_t lag) {
        double sum = 0;
        for (std::size_t i = lag; i < values.size(); ++i)
            sum += (values[i] - mean) * (values[i - lag] - mean);
        return sum;
    };
    std::vector<double> result;
    const double variance = covariance(0);
    for (std::size_t lag = 1; lag <= lags; ++lag)
        result.push_back(covariance(lag) / variance);
    return result;
}

std::shared_ptr<const ui::FanPaths> bootstrapPaths(const std::vector<double>& returns, double start,
                                                   std::size_t count, std::size_t length) {
    std::mt19937_64 random(7);
    std::uniform_int_distribution<std::size_t> pick(0, returns.size() - 1);
    auto paths = std::make_shared<ui::FanPaths>();
    paths->count = count;
    paths->length = length;
    paths->values.reserve(count * length);
    for (std::size_t i = 0; i < count; ++i) {
        double level = start;
        std::size_t at = pick(random);
        for (std::size_t k = 0; k < length; ++k) {
            paths->values.push_back(static_cast<float>(level));
            if (k % 60 == 0)
                at = pick(random);
            level *= std::exp(returns[at]);
            at = (at + 1) % returns.size();
        }
    }
    return paths;
}

} // namespace loom::tests
