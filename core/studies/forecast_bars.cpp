// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/forecast_bars.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace loom::studies {

namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::size_t kMixedRun = 8;    // steps of another interval in a row that cannot be chance
constexpr std::size_t kStrayShare = 20; // one bar in so many may be where none should be

Error invalid(std::string text) {
    return fail(ErrorCode::InvalidInput, std::move(text));
}

/// Says of each time, in ascending order, whether a session of the calendar is on.
class SessionWalk {
  public:
    SessionWalk(const market::Calendar& calendar, market::Interval interval)
        : m_calendar(calendar), m_interval(interval) {}

    enum class Place { Inside, Outside, OffGrid };
    Place place(std::int64_t time) {
        if (m_interval == market::Interval::Day1) {
            const Date date = Timestamp{time}.utcDate();
            return date < kCalendarFrom || m_calendar.isSession(date) ? Place::Inside
                                                                      : Place::Outside;
        }
        if (time >= m_dayTo)
            enter(time);
        if (m_slots.empty() || time < m_slots.front() || time > m_slots.back())
            return Place::Outside;
        return (time - m_slots.front()) % market::intervalSeconds(m_interval) == 0 ? Place::Inside
                                                                                   : Place::OffGrid;
    }

  private:
    void enter(std::int64_t time) {
        const auto& zone = m_calendar.timeZone();
        const Date date = zone.localDate(Timestamp{time});
        m_dayTo = zone.toUtc(date + 1, 0).seconds;
        m_slots = m_calendar.slots(date, m_interval);
    }

    const market::Calendar& m_calendar;
    market::Interval m_interval;
    std::vector<std::int64_t> m_slots;
    std::int64_t m_dayTo = std::numeric_limits<std::int64_t>::min();
};

/// Bars that come too rarely for too long are of another interval.
Status checkSteps(const AssetBars& bars, const ForecastSelection& selection,
                  const std::string& symbol, const SessionClock& clock) {
    const auto interval = intervalOf(selection.frequency);
    const bool daily = interval == market::Interval::Day1;
    const std::int64_t step = market::intervalSeconds(interval);
    std::size_t run = 0;
    std::int64_t before = 0;
    for (std::size_t i = 1; i < bars.size(); ++i) {
        const std::int64_t gap = bars.times[i] - bars.times[i - 1];
        const bool wide = daily ? gap >= 5 * step : gap >= 2 * step && gap <= 4 * 3600;
        const bool same = daily || run == 0 || gap == before;
        run = wide && same ? run + 1 : wide ? 1 : 0;
        before = gap;
        if (run >= kMixedRun)
            return invalid(fmt::format(
                "From {} on the bars of {} come every {}: these are no {} bars. A series of "
                "mixed intervals cannot be forecast; import them again without the others, or "
                "choose the span or the frequency that suits them.",
                clock.words(bars.times[i - run]), symbol,
                daily ? fmt::format("{} days", gap / kDay) : fmt::format("{} minutes", gap / 60),
                market::intervalCode(interval)));
    }
    return {};
}

Status checkPrices(const market::Bar& bar, const std::string& symbol, const SessionClock& clock) {
    for (const double price : {bar.open, bar.high, bar.low, bar.close})
        if (!std::isfinite(price) || price <= 0)
            return invalid(fmt::format("{} has the price {} on {}; returns need positive, finite "
                                       "prices. Repair it or leave the asset out.",
                                       symbol, shortest(price), clock.words(bar.time)));
    return {};
}

Error nothingIn(const market::Series& series, const ForecastSelection& selection,
                const SessionClock& clock) {
    const auto code = market::intervalCode(intervalOf(selection.frequency));
    const auto& symbol = series.instrument.symbol;
    if (series.empty())
        return fail(ErrorCode::NoData, fmt::format("No {} bars of {} are stored. Fetch or import "
                                                   "them first, or leave it out.",
                                                   code, symbol));
    return fail(ErrorCode::NoData,
                fmt::format("{} has no final {} bars in this period; stored are {} to {}. Choose "
                            "another period or leave it out.",
                            symbol, code, clock.words(series.bars.front().time),
                            clock.words(series.bars.back().time)));
}

Error otherInterval(const market::Series& series, market::Interval asked) {
    return invalid(fmt::format("The bars of {} are {} bars, this forecast is made of {} bars. "
                               "Choose another frequency, or fetch the bars it needs.",
                               series.instrument.symbol, market::intervalCode(series.interval),
                               market::intervalCode(asked)));
}

/// UTC seconds of the selected span, half-open.
std::pair<std::int64_t, std::int64_t> reachOf(const ForecastSelection& selection,
                                              const SessionClock& clock) {
    std::pair out{std::numeric_limits<std::int64_t>::min(),
                  std::numeric_limits<std::int64_t>::max()};
    const auto start = [&](Date date) {
        return forecast::isIntraday(selection.frequency) ? clock.midnight(date)
                                                         : Timestamp::atMidnightUtc(date).seconds;
    };
    if (selection.from)
        out.first = start(*selection.from);
    if (selection.to)
        out.second = start(*selection.to + 1);
    return out;
}

/// Counts a bar that lies outside the sessions.
bool isOutside(SessionWalk& walk, std::int64_t time, AssetHistory& history) {
    const auto place = walk.place(time);
    if (place == SessionWalk::Place::OffGrid && history.offGrid++ == 0)
        history.firstOffGrid = time;
    history.outside += place == SessionWalk::Place::Inside ? 0 : 1;
    return place != SessionWalk::Place::Inside;
}

void noteSplits(const market::Series& series, AssetHistory& history) {
    for (const auto& action : series.actions)
        if (action.kind == market::ActionKind::Split && action.exDate > history.first &&
            action.exDate <= history.last)
            history.splits.push_back(fmt::format("{}:{} on {}", shortest(action.numerator),
                                                 shortest(action.denominator),
                                                 toIso(action.exDate)));
}

} // namespace

void AssetBars::push(std::int64_t time, double o, double h, double l, double c, double v) {
    times.push_back(time);
    open.push_back(o);
    high.push_back(h);
    low.push_back(l);
    close.push_back(c);
    volume.push_back(v);
}

SessionClock::SessionClock(const market::Instrument& instrument, bool onCalendar, bool daily,
                           const market::Calendar& calendar)
    : m_daily(daily) {
    if (onCalendar)
        m_zone = calendar.timeZone();
    else if (auto zone = market::TimeZone::find(instrument.timeZone); zone)
        m_zone = *std::move(zone);
}

Date SessionClock::session(std::int64_t time) const {
    return m_daily || !m_zone ? Timestamp{time}.utcDate() : m_zone->localDate(Timestamp{time});
}

int SessionClock::secondOfDay(std::int64_t time) const {
    if (m_daily)
        return 0;
    if (m_zone)
        return m_zone->toLocal(Timestamp{time}).secondOfDay;
    return static_cast<int>(((time % kDay) + kDay) % kDay);
}

std::int64_t SessionClock::midnight(Date date) const {
    return m_zone ? m_zone->toUtc(date, 0).seconds : Timestamp::atMidnightUtc(date).seconds;
}

std::string SessionClock::words(std::int64_t time) const {
    const std::string date = toIso(session(time));
    if (m_daily)
        return date;
    const int minute = secondOfDay(time) / 60;
    return fmt::format("{} {:02}:{:02}", date, minute / 60, minute % 60);
}

bool followsCalendar(const market::Series& series, const market::Calendar& calendar) {
    if (!calendar.covers(series.instrument))
        return false;
    const SessionClock clock(series.instrument, true, !market::isIntraday(series.interval),
                             calendar);
    std::size_t closed = 0, sessions = 0;
    std::int64_t dayTo = std::numeric_limits<std::int64_t>::min();
    for (const auto& bar : series.bars) {
        if (bar.time < dayTo)
            continue;
        const Date date = clock.session(bar.time);
        dayTo = market::isIntraday(series.interval) ? clock.midnight(date + 1) : bar.time + 1;
        ++sessions;
        closed += date >= kCalendarFrom && !calendar.isSession(date) ? 1 : 0;
    }
    return closed * kStrayShare <= sessions;
}

Result<AssetBars> selectBars(const market::Series& series, const ForecastSelection& selection,
                             const market::Calendar& calendar, AssetHistory& history) {
    const auto interval = intervalOf(selection.frequency);
    if (series.interval != interval)
        return otherInterval(series, interval);
    const SessionClock clock(series.instrument, history.onCalendar, !market::isIntraday(interval),
                             calendar);
    const auto [from, to] = reachOf(selection, clock);
    const auto factors = market::forwardFactors(series, selection.adjustment);
    SessionWalk walk(calendar, interval);
    AssetBars out;
    for (std::size_t i = 0; i < series.bars.size(); ++i) {
        const market::Bar& bar = series.bars[i];
        if (bar.time < from || bar.time >= to)
            continue;
        history.provisional += bar.final ? 0 : 1;
        if (!bar.final || (history.onCalendar && isOutside(walk, bar.time, history)))
            continue;
        if (auto good = checkPrices(bar, series.instrument.symbol, clock); !good)
            return std::move(good).error();
        const double f = factors.price[i];
        out.push(bar.time, bar.open * f, bar.high * f, bar.low * f, bar.close * f,
                 static_cast<double>(bar.volume) * factors.volume[i]);
        out.lastFactor = f;
    }
    if (out.size() > 0) {
        history.first = clock.session(out.times.front());
        history.last = clock.session(out.times.back());
        noteSplits(series, history);
    }
    return out;
}

Status checkBars(const AssetBars& bars, const market::Series& series,
                 const ForecastSelection& selection, const SessionClock& clock,
                 const AssetHistory& history) {
    const auto& symbol = series.instrument.symbol;
    if (history.offGrid * kStrayShare > bars.size())
        return invalid(fmt::format("{} has {} bars at times at which no {} bar begins (the first "
                                   "at {}): its intervals are mixed. Import the bars of one "
                                   "interval only.",
                                   symbol, history.offGrid,
                                   market::intervalCode(intervalOf(selection.frequency)),
                                   clock.words(history.firstOffGrid)));
    if (bars.size() == 0)
        return nothingIn(series, selection, clock);
    return checkSteps(bars, selection, symbol, clock);
}

} // namespace loom::studies
