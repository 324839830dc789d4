// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/fake_market.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace loom::tests {

namespace {

constexpr std::int64_t kDay = 86400;

/// SplitMix64 as a function of its counter: number i of day d of a symbol, in any order.
std::uint64_t mixed(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

double uniform(std::uint64_t seed, Date day, int index) {
    const auto counter = static_cast<std::uint64_t>(day.days) * 1024 + static_cast<unsigned>(index);
    return static_cast<double>(mixed(seed ^ mixed(counter)) >> 11) * 0x1p-53;
}

/// Near enough to normal (Irwin-Hall of four), mean 0, variance 1.
double bell(std::uint64_t seed, Date day, int index) {
    double sum = 0;
    for (int i = 0; i < 4; ++i)
        sum += uniform(seed, day, 4 * index + i);
    return (sum - 2) * std::sqrt(3.0);
}

double float32(double value) {
    return static_cast<double>(static_cast<float>(value));
}

market::TimeZone zoneOf(const std::string& name) {
    auto zone = market::TimeZone::find(name);
    return zone.ok() ? *zone : *market::TimeZone::find("UTC");
}

} // namespace

FakeMarket::FakeMarket(FakeSymbol symbol)
    : m_symbol(std::move(symbol)), m_zone(zoneOf(m_symbol.timeZone)),
      m_seed(mixed(std::hash<std::string>{}(m_symbol.symbol))),
      m_extendedTo(m_symbol.firstTrade - 1) {
    if (m_symbol.timeZone == "America/New_York" && !m_symbol.everyDay) {
        auto calendar = market::Calendar::xnys();
        if (calendar.ok())
            m_calendar.emplace(*std::move(calendar));
    }
    if (!m_symbol.daily.empty()) {
        m_symbol.firstTrade = m_symbol.daily.front().date();
        m_extendedTo = m_symbol.firstTrade - 1;
    }
}

bool FakeMarket::isSession(Date date) const {
    if (m_symbol.quirks.holidays.contains(date))
        return false;
    if (m_symbol.everyDay)
        return true;
    if (m_calendar)
        return m_calendar->isSession(date);
    return date.weekday() != 0 && date.weekday() != 6;
}

void FakeMarket::addSession(Date date, const market::Bar* stored) {
    Session session{.date = date};
    session.early = m_symbol.quirks.halfDays.contains(date);
    if (m_calendar && !session.early)
        if (const auto real = m_calendar->session(date))
            session.early = real->early;
    const int closeMinute = session.early ? 13 * 60 : m_symbol.closeMinute;
    session.open = m_zone.toUtc(date, m_symbol.openMinute * 60).seconds;
    session.close =
        closeMinute >= 24 * 60 ? session.open + kDay : m_zone.toUtc(date, closeMinute * 60).seconds;
    if (stored != nullptr) {
        session.prices[0] = stored->open;
        session.prices[1] = stored->high;
        session.prices[2] = stored->low;
        session.prices[3] = stored->close;
        session.volume = static_cast<double>(stored->volume);
    } else {
        const double before = m_sessions.empty() ? m_symbol.price : m_sessions.back().prices[3];
        const double open = before * (1 + 0.003 * bell(m_seed, date, 0));
        const double close = before * std::exp(0.0003 + 0.012 * bell(m_seed, date, 1));
        session.prices[0] = open;
        session.prices[1] = std::max(open, close) * (1 + 0.006 * uniform(m_seed, date, 20));
        session.prices[2] = std::min(open, close) * (1 - 0.006 * uniform(m_seed, date, 21));
        session.prices[3] = close;
        session.volume = std::floor(1e6 * (1 + uniform(m_seed, date, 22)));
    }
    m_sessions.push_back(session);
}

void FakeMarket::extendTo(Timestamp now) {
    const Date last = today(now);
    for (Date date = m_extendedTo + 1; date <= last; date = date + 1) {
        const auto& stored = m_symbol.daily;
        if (m_storedUsed < stored.size()) {
            if (stored[m_storedUsed].date() == date)
                addSession(date, &stored[m_storedUsed++]);
        } else if (isSession(date)) {
            addSession(date, nullptr);
        }
    }
    m_extendedTo = std::max(m_extendedTo, last);
}

const FakeMarket::Session* FakeMarket::sessionOn(Date date) const {
    const auto found =
        std::lower_bound(m_sessions.begin(), m_sessions.end(), date,
                         [](const Session& session, Date wanted) { return session.date < wanted; });
    return found != m_sessions.end() && found->date == date ? &*found : nullptr;
}

/// Prices at the start of each minute and at the close: a bridge from open to close that stays
/// between low and high.
std::vector<double> FakeMarket::minutePath(const Session& session) const {
    const auto minutes = static_cast<int>((session.close - session.open) / 60);
    std::vector<double> walk(static_cast<std::size_t>(minutes) + 1, 0.0);
    for (int i = 1; i <= minutes; ++i)
        walk[i] = walk[i - 1] + 0.0006 * bell(m_seed ^ 0x5eed, session.date, i);
    const auto& [open, high, low, close] = session.prices;
    for (int i = 0; i <= minutes; ++i) {
        const double share = static_cast<double>(i) / minutes;
        const double level = std::log(open) * (1 - share) + std::log(close) * share;
        walk[i] = std::clamp(std::exp(level + walk[i] - share * walk[minutes]), low, high);
        if (i == minutes)
            walk[i] = close; // exp(log(close)) may differ in the last bit
    }
    return walk;
}

std::int64_t FakeMarket::stampOf(const Session& session) const {
    if (m_symbol.quirks.dstLabelDays.contains(session.date))
        return m_zone.toUtc(session.date - 1, 23 * 3600).seconds;
    return session.open;
}

/// The daily row of a session that is still going on, from the minutes that have passed.
FakeMarket::Row FakeMarket::soFar(const Session& session, Timestamp now) const {
    const std::vector<double> path = minutePath(session);
    const auto passed = static_cast<std::size_t>((now.seconds - session.open) / 60) + 1;
    const auto end = path.begin() + static_cast<std::ptrdiff_t>(std::min(passed, path.size()));
    Row row{.time = now.seconds};
    row.open = path.front();
    row.high = *std::max_element(path.begin(), end);
    row.low = *std::min_element(path.begin(), end);
    row.close = *(end - 1);
    row.volume = static_cast<std::int64_t>(session.volume * static_cast<double>(passed) /
                                           static_cast<double>(path.size()));
    return row;
}

std::vector<FakeMarket::Row> FakeMarket::dailyRows(const FakeChartQuery& query,
                                                   Timestamp now) const {
    std::vector<Row> rows;
    const Date first = m_zone.localDate({query.from});
    for (const Session& session : m_sessions) {
        const FakeQuirks& quirks = m_symbol.quirks;
        if (session.date < first || session.open > now.seconds || session.open >= query.to ||
            quirks.missingDays.contains(session.date))
            continue;
        Row row{.time = stampOf(session)};
        row.open = session.prices[0];
        row.high = session.prices[1];
        row.low = session.prices[2];
        row.close = session.prices[3];
        row.volume = static_cast<std::int64_t>(session.volume);
        row.null = quirks.nullDays.contains(session.date);
        row.nullClose = quirks.nullCloseDays.contains(session.date);
        if (session.date == today(now)) {
            Row live = now.seconds < session.close ? soFar(session, now) : row;
            live.time = std::min(now.seconds, session.close + 1);
            if (quirks.duplicateDailyRow) {
                row = live;
                row.time = session.open;
                row.volume /= 2;
                rows.push_back(row);
            }
            row = live;
        }
        rows.push_back(row);
    }
    return rows;
}

/// What Yahoo leaves after the early close: at 1h an empty 12:30, a stray 13:00 and a row at 16:00;
/// below that two post-market bars.
void FakeMarket::addStrays(const Session& session, int minutes, std::vector<Row>& rows) const {
    const double close = session.prices[3];
    const auto quote = [&](std::int64_t time, std::int64_t volume) {
        Row row{.time = time};
        row.open = row.high = row.low = row.close = close;
        row.volume = volume;
        return row;
    };
    if (minutes == 60) {
        rows.back() = quote(rows.back().time, 0);
        rows.back().null = true;
        rows.push_back(quote(session.close, 1200));
        rows.push_back(quote(session.close + 3 * 3600, 0));
    } else {
        rows.push_back(quote(session.close, 900));
        rows.push_back(quote(session.close + minutes * 60, 400));
    }
}

std::vector<FakeMarket::Row> FakeMarket::intradayRows(const FakeChartQuery& query, int minutes,
                                                      Timestamp now) const {
    std::vector<Row> rows;
    const std::int64_t step = minutes * 60;
    for (const Session& session : m_sessions) {
        if (session.close + kDay < query.from || session.open > now.seconds ||
            session.open >= query.to || m_symbol.quirks.missingDays.contains(session.date))
            continue;
        const std::vector<double> path = minutePath(session);
        std::vector<Row> day;
        for (std::int64_t time = session.open; time < std::min(session.close, now.seconds);
             time += step) {
            const std::int64_t end = std::min({time + step, session.close, now.seconds + 60});
            const auto first = path.begin() + (time - session.open) / 60;
            const auto last = path.begin() + (end - session.open) / 60;
            Row row{.time = time};
            row.open = *first;
            row.high = *std::max_element(first, last + 1);
            row.low = *std::min_element(first, last + 1);
            row.close = *last;
            row.volume =
                static_cast<std::int64_t>(session.volume / static_cast<double>(path.size()) *
                                          static_cast<double>(last - first));
            const int minute = m_symbol.openMinute + static_cast<int>((time - session.open) / 60);
            row.null = m_symbol.quirks.nullDays.contains(session.date) ||
                       (m_symbol.lunchStart && minute >= *m_symbol.lunchStart &&
                        minute < *m_symbol.lunchEnd);
            day.push_back(row);
        }
        if (session.early && now.seconds >= session.close && !day.empty()) {
            addStrays(session, minutes, day);
        } else if (session.date == today(now) && !day.empty()) { // the live quote
            Row live{.time = std::min(now.seconds, session.close)};
            live.open = live.high = live.low = live.close = day.back().close;
            if (live.time > day.back().time)
                day.push_back(live);
        }
        for (const Row& row : day) {
            const bool isLive = row.volume == 0 && !row.null && session.date == today(now);
            if (row.time + step > query.from && (row.time < query.to || isLive))
                rows.push_back(row);
        }
    }
    return rows;
}

double FakeMarket::splitFactorAfter(Date date, Date now) const {
    double factor = 1;
    for (const FakeAction& action : m_actions)
        if (action.kind == market::ActionKind::Split && action.exDate > date &&
            action.exDate <= now)
            factor *= action.numerator / action.denominator;
    return factor;
}

/// The close of the session before the date, as sent today.
double FakeMarket::closeBefore(Date date, Date now) const {
    const auto next =
        std::lower_bound(m_sessions.begin(), m_sessions.end(), date,
                         [](const Session& session, Date wanted) { return session.date < wanted; });
    if (next == m_sessions.begin())
        return 0;
    return (next - 1)->prices[3] / splitFactorAfter({}, now);
}

double FakeMarket::dividendFactorAfter(Date date, Date now) const {
    double factor = 1;
    for (const FakeAction& action : m_actions) {
        if (action.kind == market::ActionKind::Split || action.exDate <= date ||
            action.exDate > now)
            continue;
        const double before = closeBefore(action.exDate, now);
        if (before > 0)
            factor *= 1 - action.amount / splitFactorAfter(action.exDate, now) / before;
    }
    return factor;
}

/// Generated prices move as if nothing had happened; a split divides all of them from its ex-date
/// on, which is what "adjusted history, restated" comes to.
void FakeMarket::restate(std::vector<Row>& rows, Timestamp now) const {
    const double factor = splitFactorAfter({}, today(now));
    for (Row& row : rows) {
        const Date date = m_zone.sessionDate({row.time});
        const auto edit = m_edits.find(date);
        const double vendor = edit == m_edits.end() ? 1 : edit->second;
        row.open = float32(row.open / factor);
        row.close = float32(row.close / factor * vendor);
        row.high = std::max(float32(row.high / factor), row.close);
        row.low = std::min(float32(row.low / factor), row.close);
        row.volume =
            static_cast<std::int64_t>(std::llround(static_cast<double>(row.volume) * factor));
        row.adjusted = float32(row.close * dividendFactorAfter(date, today(now)));
    }
}

void FakeMarket::applyQuirks(std::vector<Row>& rows) const {
    if (m_symbol.quirks.impossibleHigh && rows.size() > 1)
        rows.front().high = rows.front().close * 0.9;
    if (m_symbol.quirks.unsorted && rows.size() > 1) {
        std::swap(rows[rows.size() - 1], rows[rows.size() - 2]);
        rows.push_back(rows.front());
    }
}

} // namespace loom::tests
