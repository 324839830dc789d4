// SPDX-License-Identifier: GPL-3.0-or-later
// The cache's books: how fetches ended, what is missing, what was restated, what is still to do.
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>

#include "market/cache.h"

namespace loom::market {

namespace {

constexpr int kFetchesKept = 50; ///< per series
constexpr std::int64_t kHour = 3600, kDay = 86400;
constexpr std::int64_t kPatience = 30 * kDay;
/// When a gap is asked for again, after it was noticed.
constexpr std::array<std::int64_t, 9> kRetries{kHour,     6 * kHour, kDay,      2 * kDay, 3 * kDay,
                                               10 * kDay, 17 * kDay, 24 * kDay, kPatience};

std::optional<std::int64_t> nextRetry(Timestamp noticed, Timestamp now) {
    for (const std::int64_t wait : kRetries)
        if (noticed.seconds + wait > now.seconds)
            return noticed.seconds + wait;
    return std::nullopt;
}

Gap noticedNow(const Gap& gap, Timestamp now) {
    Gap out = gap;
    out.noticed = now;
    out.tries = 1;
    const bool old = now.seconds - Timestamp::atMidnightUtc(gap.session).seconds > kPatience;
    out.state = old ? GapState::Permanent : GapState::Open;
    out.nextTry.reset();
    if (!old)
        out.nextTry = Timestamp{now.seconds + kRetries.front()};
    return out;
}

/// A gap that is still there after another look.
Gap askedAgain(const Gap& known, const Gap& gap, Timestamp now) {
    Gap out = known;
    out.missing = gap.missing;
    out.words = gap.words;
    if (known.state == GapState::Filled)
        return noticedNow(gap, now);
    if (known.state == GapState::Permanent) {
        out.words = known.words;
        return out;
    }
    if (known.nextTry && now < *known.nextTry)
        return out;
    ++out.tries;
    const auto next = nextRetry(known.noticed, now);
    out.nextTry.reset();
    if (next)
        out.nextTry = Timestamp{*next};
    else
        out.state = GapState::Permanent;
    return out;
}

} // namespace

Status MarketCache::noteFetch(const SeriesKey& key, const FetchNote& note) {
    return together([&]() -> Status {
        auto target = makeTargetId(key);
        if (!target)
            return std::move(target).error();
        const std::int64_t id = *target;
        const bool ok = note.status == SeriesStatus::Ok;
        std::optional<std::int64_t> next;
        if (note.nextTry)
            next = note.nextTry->seconds;
        if (Status done = m_database.run(
                "UPDATE series SET status = CASE WHEN ?2 = 0 AND rows = 0 THEN 1 ELSE ?2 END, "
                "message = ?3, last_try = ?4, next_try = ?5, "
                "failures = CASE WHEN ?6 THEN 0 ELSE failures + 1 END, "
                "last_ok = CASE WHEN ?6 THEN ?4 ELSE last_ok END WHERE id = ?1",
                id, static_cast<int>(note.status), note.message, note.at.seconds, next, ok);
            !done)
            return done;
        if (Status done = m_database.run(
                "INSERT INTO fetches(series, at, from_time, to_time, status, message) "
                "VALUES(?, ?, ?, ?, ?, ?)",
                id, note.at.seconds, note.from.seconds, note.to.seconds,
                static_cast<int>(note.status), note.message);
            !done)
            return done;
        return m_database.run("DELETE FROM fetches WHERE series = ?1 AND id NOT IN (SELECT id FROM "
                              "fetches WHERE series = ?1 ORDER BY id DESC LIMIT ?2)",
                              id, kFetchesKept);
    });
}

Status MarketCache::addRestatement(const SeriesKey& key, const Restatement& restatement) {
    return together([&]() -> Status {
        auto id = makeTargetId(key);
        if (!id)
            return std::move(id).error();
        return m_database.run("INSERT INTO restatements(series, noticed, kind, bar_time, "
                              "old_value, new_value, words) VALUES(?, ?, ?, ?, ?, ?, ?)",
                              *id, restatement.noticed.seconds, static_cast<int>(restatement.kind),
                              restatement.barTime, restatement.oldValue, restatement.newValue,
                              restatement.words);
    });
}

Status MarketCache::recordGaps(const SeriesKey& key, std::span<const Gap> missing, Timestamp now) {
    return together([&]() -> Status {
        auto id = makeTargetId(key);
        if (!id)
            return std::move(id).error();
        auto stored = gaps(key);
        if (!stored)
            return std::move(stored).error();
        std::map<Date, Gap> known;
        for (const Gap& gap : *stored)
            known.emplace(gap.session, gap);

        std::vector<Gap> result;
        for (const Gap& gap : missing) {
            const auto found = known.find(gap.session);
            result.push_back(found == known.end() ? noticedNow(gap, now)
                                                  : askedAgain(found->second, gap, now));
            if (found != known.end())
                known.erase(found);
        }
        for (auto& [session, gap] : known) {
            gap.state = GapState::Filled;
            gap.missing = 0;
            gap.nextTry.reset();
            result.push_back(gap);
        }
        for (const Gap& gap : result) {
            std::optional<std::int64_t> next;
            if (gap.nextTry)
                next = gap.nextTry->seconds;
            if (Status done = m_database.run(
                    "INSERT INTO gaps VALUES(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                    "missing = excluded.missing, state = excluded.state, noticed = "
                    "excluded.noticed, tries = excluded.tries, next_try = excluded.next_try, "
                    "words = excluded.words",
                    *id, gap.session.days, gap.missing, static_cast<int>(gap.state),
                    gap.noticed.seconds, gap.tries, next, gap.words);
                !done)
                return done;
        }
        return {};
    });
}

Status MarketCache::explainGaps(Date session, std::string_view words) {
    return m_database.run("UPDATE gaps SET state = ?, next_try = NULL, words = ? WHERE session = ? "
                          "AND state = ?",
                          static_cast<int>(GapState::Permanent), words, session.days,
                          static_cast<int>(GapState::Open));
}

Status MarketCache::forgetGaps(std::span<const Date> days) {
    return together([&]() -> Status {
        for (const Date day : days)
            if (Status done = m_database.run("DELETE FROM gaps WHERE session = ?", day.days); !done)
                return done;
        return {};
    });
}

Status MarketCache::enqueue(std::span<const SeriesKey> keys, Timestamp now) {
    return together([&]() -> Status {
        // What a former run finished makes room, so that positions follow the new order.
        if (Status done = m_database.run("DELETE FROM update_jobs WHERE state IN (?, ?)",
                                         static_cast<int>(UpdateJobState::Done),
                                         static_cast<int>(UpdateJobState::Failed));
            !done)
            return done;
        for (const SeriesKey& key : keys)
            if (Status done = m_database.run(
                    "INSERT INTO update_jobs(symbol, interval, source, state, queued, changed) "
                    "VALUES(?1, ?2, ?3, ?4, ?5, ?5) ON CONFLICT DO UPDATE SET state = "
                    "excluded.state, message = '', changed = excluded.changed",
                    key.symbol, intervalCode(key.interval), key.source,
                    static_cast<int>(UpdateJobState::Queued), now.seconds);
                !done)
                return done;
        return {};
    });
}

Status MarketCache::setJob(const SeriesKey& key, UpdateJobState state, std::string_view message,
                           Timestamp now) {
    return m_database.run("UPDATE update_jobs SET state = ?, message = ?, changed = ? WHERE "
                          "symbol = ? AND interval = ? AND source = ?",
                          static_cast<int>(state), message, now.seconds, key.symbol,
                          intervalCode(key.interval), key.source);
}

Result<std::vector<SeriesKey>> MarketCache::unfinishedJobs() {
    auto rows = m_database.prepare("SELECT symbol, interval, source FROM update_jobs WHERE state "
                                   "NOT IN (?, ?) ORDER BY position");
    if (!rows)
        return std::move(rows).error();
    rows->bindAll(static_cast<int>(UpdateJobState::Done), static_cast<int>(UpdateJobState::Failed));
    std::vector<SeriesKey> out;
    while (true) {
        auto row = rows->step();
        if (!row)
            return std::move(row).error();
        if (!*row)
            return out;
        out.push_back({.symbol = rows->text(0),
                       .interval = intervalFromCode(rows->textView(1)).value_or(Interval::Day1),
                       .source = rows->text(2)});
    }
}

} // namespace loom::market
