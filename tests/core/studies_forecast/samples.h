// SPDX-License-Identifier: GPL-3.0-or-later
// Made-up series on the sessions of the New York Stock Exchange, for tests of forecast data.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "market/calendar.h"
#include "studies/forecast_dataset.h"

namespace loom::tests {

inline std::shared_ptr<const market::Calendar> newYork() {
    static const auto calendar =
        std::make_shared<const market::Calendar>(*market::Calendar::xnys());
    return calendar;
}

inline market::Instrument stock(const std::string& symbol) {
    return {.symbol = symbol,
            .name = {},
            .exchange = "NYQ",
            .type = "EQUITY",
            .currency = "USD",
            .timeZone = "America/New_York"};
}

/// A bar whose prices wiggle with i in a way of its own for each phase.
inline market::Bar wiggle(std::int64_t time, int i, int phase) {
    const double base = 100 + 0.05 * i + 3 * std::sin(0.37 * i * (1 + 0.13 * phase) + phase);
    const double open = base + 0.4 * std::sin(1.7 * i + phase);
    const double close = base + 0.6 * std::cos(2.3 * i - phase);
    return {.time = time,
            .open = open,
            .high = std::max(open, close) + 0.2 + 0.1 * std::sin(i),
            .low = std::min(open, close) - 0.2 - 0.1 * std::cos(i),
            .close = close,
            .volume = 1000 + (i * (7 + phase)) % 311};
}

inline market::Series daily(const std::string& symbol, Date first, int sessions, int phase = 1) {
    market::Series out{.instrument = stock(symbol), .source = "test", .bars = {}, .actions = {}};
    Date date = first - 1;
    for (int i = 0; i < sessions; ++i) {
        date = newYork()->nextSession(date).date;
        out.bars.push_back(wiggle(Timestamp::atMidnightUtc(date).seconds, i, phase));
    }
    return out;
}

inline market::Series intraday(const std::string& symbol, Date first, Date last,
                               market::Interval interval, int phase = 1) {
    market::Series out{.instrument = stock(symbol),
                       .interval = interval,
                       .source = "test",
                       .bars = {},
                       .actions = {}};
    int i = 0;
    for (const auto& session : newYork()->sessions(first, last))
        for (const std::int64_t time : newYork()->slots(session.date, interval))
            out.bars.push_back(wiggle(time, i++, phase));
    return out;
}

inline void dropDay(market::Series& series, Date date) {
    std::erase_if(series.bars, [date](const auto& bar) { return bar.date() == date; });
}

inline studies::ForecastInputs inputsOf(std::vector<market::Series> series,
                                        std::vector<market::Series> covariates = {}) {
    using List = std::vector<market::Series>;
    return {.series = std::make_shared<const List>(std::move(series)),
            .covariates = std::make_shared<const List>(std::move(covariates)),
            .calendar = newYork()};
}

inline std::string errorOf(const Result<studies::ForecastDataset>& result) {
    return result ? "no error" : result.error().message;
}

/// The first row and feature in which the rebuilt data differ from the beginning of the data, by
/// bits; empty when there is none.
inline std::string leak(const studies::ForecastDataset& set, std::size_t rows) {
    const auto again = set.rebuilt(rows);
    if (!again)
        return again.error().text();
    const auto cut = set.data->truncated(rows);
    if (again->times != cut.times || again->sessions != cut.sessions || again->slots != cut.slots)
        return "other rows: " + std::to_string(again->rows());
    for (std::size_t a = 0; a < cut.assetCount(); ++a)
        for (std::size_t row = 0; row < rows; ++row)
            for (std::size_t f = 0; f < cut.featureCount(); ++f) {
                const double x = cut.feature(a, row)[f], y = again->feature(a, row)[f];
                const bool missing = std::isnan(x) && std::isnan(y);
                if (!missing && std::memcmp(&x, &y, sizeof x) != 0)
                    return cut.assets[a] + " row " + std::to_string(row) + " " +
                           cut.featureNames[f] + ": " + std::to_string(x) + " and " +
                           std::to_string(y);
            }
    return {};
}

} // namespace loom::tests
