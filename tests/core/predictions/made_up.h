// SPDX-License-Identifier: GPL-3.0-or-later
// Series and predictions written down by hand for tests. Dates are real sessions of New York.
#pragma once

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "market/calendar.h"
#include "market/series.h"
#include "predictions/prediction.h"

namespace loom::tests {

inline std::int64_t midnight(const char* date) {
    return Timestamp::atMidnightUtc(parseIsoDate(date).value()).seconds;
}

/// Daily bars with these closes.
inline market::Series dailySeries(const std::vector<std::pair<const char*, double>>& closes,
                                  market::AdjustmentState state = market::AdjustmentState::Split,
                                  const char* source = "yahoo") {
    market::Series out;
    out.instrument = {.symbol = "ABC",
                      .name = {},
                      .exchange = "NYQ",
                      .type = "EQUITY",
                      .currency = "USD",
                      .timeZone = "America/New_York"};
    out.source = source;
    out.state = state;
    for (const auto& [date, close] : closes)
        out.bars.push_back({.time = midnight(date),
                            .open = close,
                            .high = close,
                            .low = close,
                            .close = close,
                            .volume = 1000});
    return out;
}

inline market::CorporateAction split(const char* exDate, double numerator) {
    return {.kind = market::ActionKind::Split,
            .exDate = parseIsoDate(exDate).value(),
            .amount = 0,
            .numerator = numerator,
            .denominator = 1};
}

inline market::CorporateAction dividend(const char* exDate, double amount) {
    return {.kind = market::ActionKind::Dividend,
            .exDate = parseIsoDate(exDate).value(),
            .amount = amount};
}

inline predictions::Prediction prediction(const char* madeAt, const char* target, int step,
                                          double lastClose, double value) {
    return {.key = {.symbol = "ABC",
                    .madeAt = midnight(madeAt),
                    .model = "lstm ABC 1d",
                    .version = 1,
                    .step = step},
            .createdAt = midnight(madeAt) + 22 * 3600,
            .run = "r1",
            .frequency = forecast::Frequency::Day1,
            .source = "yahoo",
            .target = midnight(target),
            .value = value,
            .quantiles = {{0.025, value * 0.9},
                          {0.1, value * 0.95},
                          {0.9, value * 1.05},
                          {0.975, value * 1.1}},
            .lastClose = lastClose};
}

inline market::Calendar newYork(std::vector<Date> closures = {}) {
    return market::Calendar::xnys(std::move(closures)).value();
}

} // namespace loom::tests
