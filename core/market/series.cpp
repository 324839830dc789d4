// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/series.h"

#include <algorithm>
#include <array>
#include <utility>

namespace loom::market {

namespace {

struct IntervalFacts {
    Interval interval;
    std::string_view code;
    std::int64_t seconds;
};
constexpr std::array<IntervalFacts, 5> kIntervals{{{Interval::Minute1, "1m", 60},
                                                   {Interval::Minute5, "5m", 300},
                                                   {Interval::Minute15, "15m", 900},
                                                   {Interval::Hour1, "1h", 3600},
                                                   {Interval::Day1, "1d", 86400}}};

const IntervalFacts& facts(Interval interval) {
    return *std::ranges::find(kIntervals, interval, &IntervalFacts::interval);
}

/// 1 - cash / close of the last bar before the ex-date (market data reference 1.7); 1 for what is
/// no cash action, has no bar before it, or would make prices negative.
double cashFactor(const CorporateAction& action, const std::vector<Bar>& bars) {
    if (action.kind == ActionKind::Split)
        return 1;
    const std::int64_t exTime = Timestamp::atMidnightUtc(action.exDate).seconds;
    const auto onExDate = std::ranges::lower_bound(bars, exTime, {}, &Bar::time);
    if (onExDate == bars.begin())
        return 1;
    const double closeBefore = std::prev(onExDate)->close;
    const double factor = 1 - action.amount / closeBefore;
    return factor > 0 && factor < 1 ? factor : 1;
}

} // namespace

std::string_view intervalCode(Interval interval) {
    return facts(interval).code;
}

std::optional<Interval> intervalFromCode(std::string_view code) {
    const auto found = std::ranges::find(kIntervals, code, &IntervalFacts::code);
    if (found == kIntervals.end())
        return std::nullopt;
    return found->interval;
}

std::int64_t intervalSeconds(Interval interval) {
    return facts(interval).seconds;
}

Series adjusted(const Series& series, Adjustment adjustment) {
    Series out = series;
    if (adjustment == Adjustment::AsStored || series.state == AdjustmentState::SplitAndDividend)
        return out;
    double factor = 1;
    auto action = series.actions.rbegin();
    for (auto bar = out.bars.rbegin(); bar != out.bars.rend(); ++bar) {
        // Actions whose ex-date lies after this bar scale it and everything earlier.
        while (action != series.actions.rend() &&
               Timestamp::atMidnightUtc(action->exDate).seconds > bar->time) {
            factor *= cashFactor(*action, series.bars);
            ++action;
        }
        for (double* price : {&bar->open, &bar->high, &bar->low, &bar->close})
            *price *= factor;
    }
    out.state = AdjustmentState::SplitAndDividend;
    return out;
}

} // namespace loom::market
