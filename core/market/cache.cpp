// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/cache.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <map>

#include "market/bar_table.h"
#include "market/cache_schema.h"

namespace loom::market {

/// A stored series about to be written.
struct MarketCache::Target {
    std::int64_t instrument = 0;
    BarTable table;
    std::int64_t rows = 0;
};

namespace {

Status checkBars(const SeriesKey& key, std::span<const Bar> bars) {
    const auto refuse = [&](const Bar& bar, const char* why) {
        return fail(ErrorCode::InvalidInput, fmt::format("{}: the bar at {} {}.", key.symbol,
                                                         toIso(Timestamp{bar.time}), why));
    };
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const Bar& bar = bars[i];
        for (const double price : {bar.open, bar.high, bar.low, bar.close})
            if (!std::isfinite(price))
                return refuse(bar, "has a price that is no number");
        if (i > 0 && bar.time <= bars[i - 1].time)
            return refuse(bar, "does not come after the one before it");
        if (key.interval == Interval::Day1 && bar.time % 86400 != 0)
            return refuse(bar, "is daily but carries a time of day");
    }
    return {};
}

/// One action a kind and date: cash of the same day is added up.
std::vector<CorporateAction> oneADay(const std::vector<CorporateAction>& actions) {
    std::map<std::pair<std::int32_t, ActionKind>, CorporateAction> merged;
    for (const CorporateAction& action : actions) {
        const auto [at, added] = merged.try_emplace({action.exDate.days, action.kind}, action);
        if (!added && action.kind != ActionKind::Split)
            at->second.amount += action.amount;
    }
    std::vector<CorporateAction> out;
    for (const auto& [key, action] : merged)
        out.push_back(action);
    return out;
}

std::optional<std::int64_t> lastFinalTime(std::span<const Bar> bars) {
    for (auto bar = bars.rbegin(); bar != bars.rend(); ++bar)
        if (bar->final)
            return bar->time;
    return std::nullopt;
}

} // namespace

Result<MarketCache> MarketCache::open(const std::filesystem::path& file, Timestamp now) {
    auto opened = store::openOrStartFresh(file, cacheSchema(), now);
    if (!opened)
        return std::move(opened).error();
    return MarketCache(std::move(opened->database), std::move(opened->damagedFile));
}

Status MarketCache::together(const std::function<Status()>& work) {
    if (m_database.inTransaction())
        return work();
    auto transaction = store::Transaction::begin(m_database);
    if (!transaction)
        return std::move(transaction).error();
    if (Status done = work(); !done)
        return done;
    return transaction->commit();
}

Status MarketCache::finishBulk() {
    return m_database.checkpoint();
}

Result<MarketCache::Target> MarketCache::makeTarget(const SeriesKey& key) {
    if (Status done = m_database.run("INSERT INTO instruments(symbol, source) VALUES(?, ?) "
                                     "ON CONFLICT DO NOTHING",
                                     key.symbol, key.source);
        !done)
        return std::move(done).error();
    auto instrument = m_database.queryInteger(
        "SELECT id FROM instruments WHERE symbol = ? AND source = ?", key.symbol, key.source);
    if (!instrument)
        return std::move(instrument).error();
    if (Status done = m_database.run("INSERT INTO series(instrument, interval) VALUES(?, ?) "
                                     "ON CONFLICT DO NOTHING",
                                     *instrument, intervalCode(key.interval));
        !done)
        return std::move(done).error();
    auto row = m_database.prepare("SELECT id, scale, rows FROM series WHERE instrument = ? AND "
                                  "interval = ?");
    if (!row)
        return std::move(row).error();
    auto found = row->bindAll(*instrument, intervalCode(key.interval)).step();
    if (!found)
        return std::move(found).error();
    return Target{
        .instrument = instrument->value(),
        .table = {.series = row->integer(0), .interval = key.interval, .scale = row->integer(1)},
        .rows = row->integer(2)};
}

Result<std::int64_t> MarketCache::makeTargetId(const SeriesKey& key) {
    auto target = makeTarget(key);
    if (!target)
        return std::move(target).error();
    return target->table.series;
}

Result<MarketCache::Target> MarketCache::prepareTarget(const SeriesKey& key,
                                                       const Instrument& instrument,
                                                       AdjustmentState adjustment) {
    auto target = makeTarget(key);
    if (!target)
        return target;
    const auto stated = static_cast<int>(adjustment);
    if (target->rows > 0) {
        auto known = m_database.queryInteger("SELECT adjustment FROM series WHERE id = ?",
                                             target->table.series);
        if (!known)
            return std::move(known).error();
        if (*known != stated)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("{} is stored with prices adjusted otherwise. Remove the "
                                    "stored series first, or replace it.",
                                    key.symbol));
    }
    Status done = m_database.run(
        "UPDATE instruments SET name = coalesce(nullif(?2, ''), name), "
        "exchange = coalesce(nullif(?3, ''), exchange), type = coalesce(nullif(?4, ''), type), "
        "currency = coalesce(nullif(?5, ''), currency), "
        "time_zone = coalesce(nullif(?6, ''), time_zone) WHERE id = ?1",
        target->instrument, instrument.name, instrument.exchange, instrument.type,
        instrument.currency, instrument.timeZone);
    if (done)
        done = m_database.run("UPDATE series SET adjustment = ? WHERE id = ?", stated,
                              target->table.series);
    if (!done)
        return std::move(done).error();
    return target;
}

Result<MergeCounts> MarketCache::mergeBars(Target& target, std::span<const Bar> bars) {
    if (bars.empty())
        return MergeCounts{};
    const bool scaled = isIntraday(target.table.interval);
    if (scaled) {
        auto scale = priceScale(bars, target.table.scale);
        if (!scale)
            return std::move(scale).error();
        if (*scale != target.table.scale)
            if (Status done = widenScale(m_database, target.table, *scale); !done)
                return std::move(done).error();
        target.table.scale = *scale;
    }
    auto stored = readBars(m_database, target.table, bars.front().time, bars.back().time);
    if (!stored)
        return std::move(stored).error();
    const BarDifference found = difference(*stored, bars, scaled ? target.table.scale : 0);
    if (Status done = writeBars(m_database, target.table, found.toWrite); !done)
        return std::move(done).error();
    return MergeCounts{
        .inserted = found.inserted, .changed = found.changed, .unchanged = found.unchanged};
}

Status MarketCache::storeActions(const Target& target, const FetchedSeries& batch,
                                 bool replaceLater) {
    if (!batch.bars.empty() && (replaceLater || target.table.interval == Interval::Day1)) {
        const Date first = batch.bars.front().date();
        const Date last = replaceLater ? Date{std::numeric_limits<std::int32_t>::max()}
                                       : batch.bars.back().date();
        if (Status done = m_database.run("DELETE FROM actions WHERE instrument = ? AND ex_date > ? "
                                         "AND ex_date <= ?",
                                         target.instrument, first.days, last.days);
            !done)
            return done;
    }
    for (const CorporateAction& action : oneADay(batch.actions))
        if (Status done =
                m_database.run("REPLACE INTO actions VALUES(?, ?, ?, ?, ?, ?)", target.instrument,
                               action.exDate.days, static_cast<int>(action.kind), action.amount,
                               action.numerator, action.denominator);
            !done)
            return done;
    return {};
}

Status MarketCache::finishStore(const Target& target, const FetchedSeries& batch, bool replaced,
                                Timestamp now) {
    const std::string table = isIntraday(target.table.interval) ? "intraday" : "daily";
    // min() and max() each are one step down the tree; the row count is kept by the caller.
    const std::string ends =
        fmt::format("UPDATE series SET rows = ?2, "
                    "first_time = (SELECT min(time) FROM {0} WHERE series = ?1), "
                    "last_time = (SELECT max(time) FROM {0} WHERE series = ?1), "
                    "last_final = CASE WHEN ?3 THEN ?4 ELSE "
                    "coalesce(max(last_final, ?4), last_final, ?4) END, "
                    "status = 0, message = '', failures = 0, last_ok = ?5, last_try = ?5, "
                    "next_try = NULL WHERE id = ?1",
                    table);
    return m_database.run(ends, target.table.series, target.rows, replaced,
                          lastFinalTime(batch.bars), now.seconds);
}

Result<MergeCounts> MarketCache::merge(const SeriesKey& key, const FetchedSeries& batch,
                                       AdjustmentState adjustment, Timestamp now) {
    if (Status fine = checkBars(key, batch.bars); !fine)
        return std::move(fine).error();
    MergeCounts counts;
    Status done = together([&]() -> Status {
        auto target = prepareTarget(key, batch.instrument, adjustment);
        if (!target)
            return std::move(target).error();
        auto merged = mergeBars(*target, batch.bars);
        if (!merged)
            return std::move(merged).error();
        counts = *merged;
        target->rows += counts.inserted;
        if (Status stored = storeActions(*target, batch, false); !stored)
            return stored;
        return finishStore(*target, batch, false, now);
    });
    if (!done)
        return std::move(done.error()).during("store " + key.symbol);
    return counts;
}

Result<MergeCounts> MarketCache::replace(const SeriesKey& key, const FetchedSeries& batch,
                                         AdjustmentState adjustment, Timestamp now) {
    if (Status fine = checkBars(key, batch.bars); !fine)
        return std::move(fine).error();
    MergeCounts counts;
    Status done = together([&]() -> Status {
        auto target = makeTarget(key);
        if (!target)
            return std::move(target).error();
        auto stored = readBars(m_database, target->table);
        if (!stored)
            return std::move(stored).error();
        const bool scaled = isIntraday(key.interval);
        const auto found = difference(*stored, batch.bars, scaled ? target->table.scale : 0);
        const auto kept = found.changed + found.unchanged;
        const bool sameTimes = kept == static_cast<std::int64_t>(stored->size());
        if (!sameTimes || found.changed > 0) {
            if (Status emptied = deleteBars(m_database, target->table); !emptied)
                return emptied;
        }
        counts = {
            .inserted = found.inserted, .changed = found.changed, .unchanged = found.unchanged};
        if (Status emptied =
                m_database.run("UPDATE series SET rows = 0 WHERE id = ?", target->table.series);
            !emptied)
            return emptied;
        target = prepareTarget(key, batch.instrument, adjustment);
        if (!target)
            return std::move(target).error();
        if (auto written = mergeBars(*target, batch.bars); !written)
            return std::move(written).error();
        target->rows = static_cast<std::int64_t>(batch.bars.size());
        if (Status actions = storeActions(*target, batch, true); !actions)
            return actions;
        return finishStore(*target, batch, true, now);
    });
    if (!done)
        return std::move(done.error()).during("store " + key.symbol);
    return counts;
}

Result<MergeCounts> MarketCache::importSeries(std::span<const Series> series, Timestamp now) {
    MergeCounts total;
    Status done = together([&]() -> Status {
        for (const Series& one : series) {
            FetchedSeries batch;
            batch.instrument = one.instrument;
            batch.bars = one.bars;
            batch.actions = one.actions;
            auto counts = replace(
                {.symbol = one.instrument.symbol, .interval = one.interval, .source = one.source},
                batch, one.state, now);
            if (!counts)
                return std::move(counts).error();
            total.inserted += counts->inserted;
            total.changed += counts->changed;
            total.unchanged += counts->unchanged;
        }
        return {};
    });
    if (!done)
        return std::move(done).error();
    return total;
}

Status MarketCache::remove(const SeriesKey& key) {
    return together([&]() -> Status {
        auto id = seriesId(key);
        if (!id)
            return std::move(id).error();
        if (!*id)
            return fail(ErrorCode::NotFound,
                        fmt::format("No {} series of {} from {} is stored.",
                                    intervalCode(key.interval), key.symbol, key.source));
        const BarTable table{.series = **id, .interval = key.interval};
        if (Status done = deleteBars(m_database, table); !done)
            return done;
        if (Status done = m_database.run("DELETE FROM series WHERE id = ?", **id); !done)
            return done;
        if (Status done =
                m_database.run("DELETE FROM update_jobs WHERE symbol = ? AND interval = ? "
                               "AND source = ?",
                               key.symbol, intervalCode(key.interval), key.source);
            !done)
            return done;
        return m_database.run("DELETE FROM instruments WHERE NOT EXISTS "
                              "(SELECT 1 FROM series s WHERE s.instrument = instruments.id)");
    });
}

} // namespace loom::market
