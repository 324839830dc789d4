// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/series.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

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

/// What an action does to everything before its ex-date.
struct Factors {
    double price = 1;
    double volume = 1;
};

/// Cash: 1 - cash / close of the last bar before the ex-date (market data reference 1.7). Splits
/// count only where prices are as traded. Nothing for an action without a bar before it or with
/// figures that cannot be meant.
Factors factorsOf(const CorporateAction& action, const Series& series) {
    if (action.kind == ActionKind::Split) {
        const bool usable = action.numerator > 0 && action.denominator > 0;
        if (series.state != AdjustmentState::Raw || !usable)
            return {};
        const double ratio = action.numerator / action.denominator;
        return {.price = 1 / ratio, .volume = ratio};
    }
    const std::int64_t exTime = Timestamp::atMidnightUtc(action.exDate).seconds;
    const auto onExDate = std::ranges::lower_bound(series.bars, exTime, {}, &Bar::time);
    if (onExDate == series.bars.begin())
        return {};
    const double factor = 1 - action.amount / std::prev(onExDate)->close;
    return {.price = factor > 0 && factor < 1 ? factor : 1};
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
    Factors total;
    auto action = series.actions.rbegin();
    for (auto bar = out.bars.rbegin(); bar != out.bars.rend(); ++bar) {
        // Actions whose ex-date lies after this bar scale it and everything earlier.
        while (action != series.actions.rend() &&
               Timestamp::atMidnightUtc(action->exDate).seconds > bar->time) {
            const Factors step = factorsOf(*action, series);
            total.price *= step.price;
            total.volume *= step.volume;
            ++action;
        }
        for (double* price : {&bar->open, &bar->high, &bar->low, &bar->close})
            *price *= total.price;
        if (total.volume != 1)
            bar->volume = std::llround(static_cast<double>(bar->volume) * total.volume);
    }
    out.state = AdjustmentState::SplitAndDividend;
    return out;
}

ForwardFactors forwardFactors(const Series& series, Adjustment adjustment) {
    const std::size_t count = series.bars.size();
    ForwardFactors out{.price = std::vector<double>(count, 1.0),
                       .volume = std::vector<double>(count, 1.0)};
    if (adjustment == Adjustment::AsStored || series.state == AdjustmentState::SplitAndDividend)
        return out;
    Factors total;
    auto action = series.actions.begin();
    for (std::size_t i = 0; i < count; ++i) {
        while (action != series.actions.end() &&
               Timestamp::atMidnightUtc(action->exDate).seconds <= series.bars[i].time) {
            const Factors step = i == 0 ? Factors{} : factorsOf(*action, series);
            total.price /= step.price;
            total.volume /= step.volume;
            ++action;
        }
        out.price[i] = total.price;
        out.volume[i] = total.volume;
    }
    return out;
}

} // namespace loom::market
