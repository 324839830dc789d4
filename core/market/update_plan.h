// SPDX-License-Identifier: GPL-3.0-or-later
// What an update has to ask for one series, and what is still missing afterwards: pure functions of
// the stored state, the calendar and the time.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "market/calendar.h"
#include "market/market_reader.h"
#include "market/source.h"

namespace loom::market {

enum class PlanKind {
    Nothing,   ///< nothing new can exist
    Wait,      ///< it failed recently; its next try has not come
    FirstLoad, ///< all history the source offers
    Increment, ///< the new part and an overlap with what is stored
};

struct UpdatePlan {
    PlanKind kind = PlanKind::Nothing;
    FetchRequest request; ///< for FirstLoad and Increment
};

struct PlanInput {
    std::string symbol;
    Interval interval = Interval::Day1;
    std::optional<SeriesState> state = {};
    std::vector<Gap> gaps = {}; ///< as stored
    std::optional<int> depthDays = {};
    bool evenIfCurrent = false;
    bool reload = false;
};

/// Overlap: 10 trading days of daily bars, 3 of intraday bars; earlier when an open gap is due.
UpdatePlan planUpdate(const PlanInput& input, const Calendar& calendar, Timestamp now);

/// The whole history of a symbol as far as the source keeps it.
FetchRequest fullHistory(const std::string& symbol, Interval interval, std::optional<int> depthDays,
                         Timestamp now);

/// Sessions of [from, now] in which bars are missing that must be final by now, first stored bar
/// on; none before 1990, where the calendar is not exact. With their explanation.
std::vector<Gap> findGaps(std::span<const Bar> bars, Interval interval, const Calendar& calendar,
                          Date from, Timestamp now);

} // namespace loom::market
