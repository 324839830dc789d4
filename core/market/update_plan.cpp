// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/update_plan.h"

#include <algorithm>
#include <fmt/format.h>

namespace loom::market {

namespace {

constexpr std::int64_t kDay = 86400;
constexpr int kDailyOverlap = 10;
constexpr int kIntradayOverlap = 3;
const Date kBeginning = Date::fromYmd(1900, 1, 1);
const Date kCalendarExactFrom = Date::fromYmd(1990, 1, 1);

bool gapDue(const Gap& gap, Timestamp now) {
    return gap.state == GapState::Open && (!gap.nextTry || *gap.nextTry <= now);
}

/// Exchanges whose calendar is not known: ask when half a bar, at most half a day, has passed.
bool newElsewhere(Timestamp since, Timestamp now, Interval interval) {
    return (now - since).count() >= intervalSeconds(interval) / 2;
}

Date dateOfBar(std::int64_t barTime, Interval interval, const Calendar& calendar) {
    return isIntraday(interval) ? calendar.timeZone().localDate(Timestamp{barTime})
                                : Timestamp{barTime}.utcDate();
}

/// First instant to ask for so that the overlap is covered.
Timestamp overlapStart(const PlanInput& input, const Calendar& calendar, Timestamp now) {
    const int sessions = isIntraday(input.interval) ? kIntradayOverlap : kDailyOverlap;
    Date from = dateOfBar(*input.state->lastFinal, input.interval, calendar);
    from = calendar.covers(input.state->instrument) ? calendar.sessionsBack(from, sessions)
                                                    : from - sessions * 3 / 2 - 3;
    for (const Gap& gap : input.gaps)
        if (gapDue(gap, now))
            from = std::min(from, calendar.previousSession(gap.session).date);
    return isIntraday(input.interval) ? calendar.timeZone().toUtc(from, 0)
                                      : Timestamp::atMidnightUtc(from);
}

std::string gapWords(Date session, std::size_t missing, std::size_t expected, Interval interval) {
    if (interval == Interval::Day1)
        return fmt::format("The source sent no daily bar for {}, a trading day.", toIso(session));
    return fmt::format("{} of {} {} bars of {} are missing.", missing, expected,
                       intervalCode(interval), toIso(session));
}

} // namespace

FetchRequest fullHistory(const std::string& symbol, Interval interval, std::optional<int> depthDays,
                         Timestamp now) {
    const Timestamp from = depthDays ? Timestamp{now.seconds - *depthDays * kDay}
                                     : Timestamp::atMidnightUtc(kBeginning);
    return {
        .symbol = symbol, .interval = interval, .from = from, .to = now + std::chrono::seconds(1)};
}

UpdatePlan planUpdate(const PlanInput& input, const Calendar& calendar, Timestamp now) {
    const bool stored = input.state && input.state->rows > 0 && input.state->lastFinal;
    const bool waiting = input.state && input.state->nextTry && now < *input.state->nextTry;
    if (waiting && !input.evenIfCurrent && !input.reload)
        return {.kind = PlanKind::Wait, .request = {}};
    const FetchRequest all = fullHistory(input.symbol, input.interval, input.depthDays, now);
    if (!stored || input.reload)
        return {.kind = PlanKind::FirstLoad, .request = all};

    const Timestamp since = input.state->lastOk.value_or(Timestamp{0});
    const bool covered = calendar.covers(input.state->instrument);
    const bool current = covered ? !calendar.newSince(since, now, input.interval)
                                 : !newElsewhere(since, now, input.interval);
    const bool gapsDue =
        std::ranges::any_of(input.gaps, [&](const Gap& gap) { return gapDue(gap, now); });
    if (current && !gapsDue && !input.evenIfCurrent)
        return {.kind = PlanKind::Nothing, .request = {}};
    FetchRequest request = all;
    request.from = std::max(all.from, overlapStart(input, calendar, now));
    return {.kind = PlanKind::Increment, .request = request};
}

std::vector<Gap> findGaps(std::span<const Bar> bars, Interval interval, const Calendar& calendar,
                          Date from, Timestamp now) {
    if (bars.empty())
        return {};
    const std::int64_t first = bars.front().time;
    const std::int64_t last = calendar.lastFinalSlot(now, interval);
    const Date begin = std::max({from, dateOfBar(first, interval, calendar), kCalendarExactFrom});
    const Date end = dateOfBar(last, interval, calendar);
    std::vector<Gap> gaps;
    auto bar = bars.begin();
    for (Date date = begin; date <= end; date = date + 1) {
        if (!calendar.isSession(date))
            continue;
        const auto slots = calendar.slots(date, interval);
        std::size_t missing = 0;
        for (const std::int64_t slot : slots) {
            while (bar != bars.end() && bar->time < slot)
                ++bar;
            const bool there = bar != bars.end() && bar->time == slot;
            if (!there && slot >= first && slot <= last)
                ++missing;
        }
        if (missing > 0)
            gaps.push_back({.session = date,
                            .missing = static_cast<std::int64_t>(missing),
                            .words = gapWords(date, missing, slots.size(), interval)});
    }
    return gaps;
}

} // namespace loom::market
