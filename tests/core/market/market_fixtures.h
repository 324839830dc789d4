// SPDX-License-Identifier: GPL-3.0-or-later
// Small series for the market tests.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "market/calendar.h"
#include "market/source.h"

namespace loom::tests {

inline Timestamp utc(int year, unsigned month, unsigned day, int hour = 0, int minute = 0) {
    return {Timestamp::atMidnightUtc(Date::fromYmd(year, month, day)).seconds + hour * 3600 +
            minute * 60};
}

/// A price as a service sends it: a float32 widened to double.
inline double asSent(double price) {
    return static_cast<double>(static_cast<float>(price));
}

inline market::Bar barAt(std::int64_t time, double close, std::int64_t volume = 1000) {
    return {.time = time,
            .open = asSent(close - 0.25),
            .high = asSent(close + 1),
            .low = asSent(close - 1),
            .close = asSent(close),
            .volume = volume};
}

/// One bar for every slot of the sessions; closes wander in a fixed way around 100.
inline std::vector<market::Bar> barsOf(const market::Calendar& calendar, Date first, Date last,
                                       market::Interval interval) {
    std::vector<market::Bar> bars;
    for (const market::Session& session : calendar.sessions(first, last))
        for (const std::int64_t slot : calendar.slots(session.date, interval)) {
            const auto n = slot / 300;
            bars.push_back(
                barAt(slot, 100 + static_cast<double>(n * 37 % 1009) / 100.0, 1000 + n % 977));
        }
    return bars;
}

inline market::Instrument stock(std::string symbol) {
    market::Instrument out;
    out.name = symbol + " Incorporated";
    out.symbol = std::move(symbol);
    out.exchange = "NYQ";
    out.type = "EQUITY";
    out.currency = "USD";
    out.timeZone = "America/New_York";
    return out;
}

} // namespace loom::tests
