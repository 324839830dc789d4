// SPDX-License-Identifier: GPL-3.0-or-later
#include "studies/forecast_grid.h"

#include <algorithm>
#include <limits>

namespace loom::studies {

namespace {

/// The times of all assets before `to`, ascending, each once.
std::vector<std::int64_t> unionOf(std::span<const AssetBars> assets, std::int64_t to) {
    std::vector<std::int64_t> out, merged;
    for (const AssetBars& asset : assets) {
        const auto end = std::ranges::lower_bound(asset.times, to);
        const auto count = static_cast<std::size_t>(end - asset.times.begin());
        merged.resize(out.size() + count);
        const auto last =
            std::set_union(out.begin(), out.end(), asset.times.begin(), end, merged.begin());
        merged.erase(last, merged.end());
        out.swap(merged);
    }
    return out;
}

struct Reach {
    std::int64_t first = 0, last = 0;
};

Reach reachOf(std::span<const AssetBars> assets, const GridOptions& options) {
    Reach out{.first = std::numeric_limits<std::int64_t>::max(),
              .last = options.until.value_or(std::numeric_limits<std::int64_t>::min())};
    for (const AssetBars& asset : assets)
        if (asset.size() > 0) {
            out.first = std::min(out.first, asset.times.front());
            out.last = std::max(out.last, asset.times.back());
        }
    return out;
}

void addCalendarRows(const Reach& reach, market::Interval interval,
                     const market::Calendar& calendar, const SessionClock& clock,
                     ForecastGrid& grid) {
    const Date first = std::max(clock.session(reach.first), kCalendarFrom);
    const Date last = clock.session(reach.last);
    for (Date date = first; date <= last; date = date + 1) {
        const auto slots = calendar.slots(date, interval);
        for (std::size_t i = 0; i < slots.size(); ++i) {
            if (slots[i] < reach.first || slots[i] > reach.last)
                continue;
            grid.times.push_back(slots[i]);
            grid.sessions.push_back(date.days);
            if (market::isIntraday(interval))
                grid.slots.push_back(static_cast<std::int32_t>(i));
        }
    }
}

/// 1970-01-01 was a Thursday.
std::int32_t weekOf(Date date) {
    const std::int32_t shifted = date.days + 3;
    return shifted >= 0 ? shifted / 7 : (shifted - 6) / 7;
}
Date mondayOf(std::int32_t week) {
    return Date{week * 7 - 3};
}

/// The last trading day of the week, or nothing.
std::optional<Date> lastDayOf(std::int32_t week, const std::vector<std::int64_t>& union_,
                              bool onCalendar, const market::Calendar& calendar) {
    const Date monday = mondayOf(week);
    if (onCalendar && monday >= kCalendarFrom) {
        for (Date date = monday + 6; date >= monday; date = date - 1)
            if (calendar.isSession(date))
                return date;
        return std::nullopt;
    }
    const auto after =
        std::ranges::lower_bound(union_, Timestamp::atMidnightUtc(monday + 7).seconds);
    if (after == union_.begin())
        return std::nullopt;
    const Date date = Timestamp{*(after - 1)}.utcDate();
    return date >= monday ? std::optional(date) : std::nullopt;
}

/// Whether the last week with bars is over: its last trading day is there. Off the calendar a week
/// counts as over from Friday on.
bool isOver(Date lastDay, Date lastBar, const GridOptions& options) {
    if (options.until)
        return true;
    if (options.onCalendar && lastDay >= kCalendarFrom)
        return lastBar >= lastDay;
    return (lastBar.weekday() + 6) % 7 >= 4;
}

AssetBars weekly(const AssetBars& days, const ForecastGrid& weeks, AssetHistory& history) {
    AssetBars out;
    out.lastFactor = days.lastFactor;
    std::size_t i = 0;
    for (std::size_t row = 0; row < weeks.rows(); ++row) {
        const std::int64_t last = weeks.times[row];
        const std::int64_t monday =
            Timestamp::atMidnightUtc(mondayOf(weekOf(Date{weeks.sessions[row]}))).seconds;
        while (i < days.size() && days.times[i] < monday)
            ++i;
        const std::size_t from = i;
        for (; i < days.size() && days.times[i] <= last;)
            ++i;
        if (i == from)
            continue;
        if (days.times[i - 1] != last) {
            ++history.cutWeeks;
            continue;
        }
        double high = days.high[from], low = days.low[from], volume = 0;
        for (std::size_t k = from; k < i; ++k) {
            high = std::max(high, days.high[k]);
            low = std::min(low, days.low[k]);
            volume += days.volume[k];
        }
        out.push(last, days.open[from], high, low, days.close[i - 1], volume);
    }
    return out;
}

std::size_t firstRow(const PlacedAsset& asset) {
    const auto at = std::ranges::find_if(asset.barAtRow, [](auto bar) { return bar >= 0; });
    return static_cast<std::size_t>(at - asset.barAtRow.begin());
}

template <class T>
void keep(std::vector<T>& values, const std::vector<std::size_t>& rows) {
    if (values.empty())
        return;
    for (std::size_t i = 0; i < rows.size(); ++i)
        values[i] = values[rows[i]];
    values.resize(rows.size());
}

} // namespace

ForecastGrid makeGrid(std::span<const AssetBars> assets, const GridOptions& options,
                      const market::Calendar& calendar, const SessionClock& clock) {
    const auto interval = intervalOf(options.frequency);
    ForecastGrid out;
    const std::int64_t calendarFrom = options.onCalendar ? clock.midnight(kCalendarFrom)
                                                         : std::numeric_limits<std::int64_t>::max();
    out.times = unionOf(assets, calendarFrom);
    for (const std::int64_t time : out.times) {
        out.sessions.push_back(clock.session(time).days);
        if (market::isIntraday(interval))
            out.slots.push_back(static_cast<std::int32_t>(clock.secondOfDay(time) /
                                                          market::intervalSeconds(interval)));
    }
    if (options.onCalendar)
        addCalendarRows(reachOf(assets, options), interval, calendar, clock, out);
    return out;
}

ForecastGrid makeWeeks(std::span<AssetBars> assets, std::span<AssetHistory> histories,
                       const GridOptions& options, const market::Calendar& calendar) {
    ForecastGrid out;
    const auto days = unionOf(assets, std::numeric_limits<std::int64_t>::max());
    const Reach reach = reachOf(assets, options);
    const Date lastBar = Timestamp{reach.last}.utcDate();
    const std::int32_t lastWeek = weekOf(lastBar);
    for (std::int32_t week = weekOf(Timestamp{reach.first}.utcDate()); week <= lastWeek; ++week) {
        const auto last = lastDayOf(week, days, options.onCalendar, calendar);
        if (!last)
            continue;
        if (week == lastWeek && !isOver(*last, lastBar, options)) {
            out.unfinished = mondayOf(week);
            continue;
        }
        out.times.push_back(Timestamp::atMidnightUtc(*last).seconds);
        out.sessions.push_back(last->days);
    }
    for (std::size_t a = 0; a < assets.size(); ++a)
        assets[a] = weekly(assets[a], out, histories[a]);
    return out;
}

PlacedAsset placeBars(AssetBars bars, const ForecastGrid& grid, std::size_t carry,
                      AssetHistory& history) {
    PlacedAsset out;
    out.barAtRow.assign(grid.rows(), -1);
    AssetBars& all = out.bars;
    all.lastFactor = bars.lastFactor;
    std::size_t next = 0, repeated = 0;
    for (std::size_t row = 0; row < grid.rows(); ++row) {
        const std::int64_t time = grid.times[row];
        if (next < bars.size() && bars.times[next] == time) {
            all.push(time, bars.open[next], bars.high[next], bars.low[next], bars.close[next],
                     bars.volume[next]);
            history.zeroVolume += bars.volume[next] == 0 ? 1 : 0;
            ++next;
            repeated = 0;
        } else if (next > 0 && repeated < carry) {
            const double close = all.close.back();
            all.push(time, close, close, close, close, 0);
            ++repeated;
            ++history.carried;
        } else {
            continue;
        }
        out.barAtRow[row] = static_cast<std::int32_t>(all.size()) - 1;
    }
    history.bars = next;
    return out;
}

DroppedRows keepCompleteRows(ForecastGrid& grid, std::span<PlacedAsset> assets) {
    std::vector<std::size_t> rows;
    DroppedRows dropped;
    std::size_t waiting = 0;
    for (std::size_t row = 0; row < grid.rows(); ++row) {
        if (!std::ranges::all_of(assets, [row](const auto& asset) { return asset.has(row); })) {
            ++waiting;
            continue;
        }
        (rows.empty() ? dropped.before : dropped.inside) += waiting;
        waiting = 0;
        rows.push_back(row);
    }
    dropped.after = waiting;
    keep(grid.times, rows);
    keep(grid.sessions, rows);
    keep(grid.slots, rows);
    for (PlacedAsset& asset : assets)
        keep(asset.barAtRow, rows);
    return dropped;
}

void countMissing(const PlacedAsset& asset, const ForecastGrid& grid, AssetHistory& history) {
    const std::size_t rows = grid.rows();
    const std::size_t first = firstRow(asset);
    std::size_t last = rows;
    while (last > first && !asset.has(last - 1))
        --last;
    history.missingBefore = first;
    history.missingAfter = rows - last;
    std::size_t gap = 0;
    for (std::size_t row = first; row < last; ++row) {
        gap = asset.has(row) ? 0 : gap + 1;
        history.missingInside += gap > 0 ? 1 : 0;
        if (gap > history.longestGap) {
            history.longestGap = gap;
            history.gapFrom = Date{grid.sessions[row + 1 - gap]};
        }
    }
}

} // namespace loom::studies
