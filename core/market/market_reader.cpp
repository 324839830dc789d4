// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/market_reader.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/text.h"
#include "market/bar_table.h"
#include "market/cache_schema.h"
#include "market/time_zone.h"

namespace loom::market {

namespace {

constexpr const char* kStateColumns =
    "SELECT i.symbol, s.interval, i.source, i.name, i.exchange, i.type, i.currency, i.time_zone, "
    "s.adjustment, s.status, s.message, s.rows, s.first_time, s.last_time, s.last_final, "
    "s.last_ok, s.last_try, s.next_try, s.failures, "
    "(SELECT count(*) FROM gaps g WHERE g.series = s.id AND g.state = 0), "
    "(SELECT count(*) FROM restatements r WHERE r.series = s.id), s.id, s.scale, s.instrument "
    "FROM series s JOIN instruments i ON i.id = s.instrument ";

constexpr const char* kBestSourceFirst =
    " ORDER BY s.rows = 0, CASE i.source WHEN 'sample' THEN 2 WHEN 'import' THEN 1 ELSE 0 END, "
    "i.source";

std::optional<std::int64_t> optionalInteger(const store::Statement& row, int column) {
    if (row.isNull(column))
        return std::nullopt;
    return row.integer(column);
}

std::optional<Timestamp> optionalTime(const store::Statement& row, int column) {
    if (row.isNull(column))
        return std::nullopt;
    return Timestamp{row.integer(column)};
}

SeriesState readState(const store::Statement& row) {
    SeriesState state;
    state.key = {.symbol = row.text(0),
                 .interval = intervalFromCode(row.textView(1)).value_or(Interval::Day1),
                 .source = row.text(2)};
    state.instrument = {.symbol = row.text(0),
                        .name = row.text(3),
                        .exchange = row.text(4),
                        .type = row.text(5),
                        .currency = row.text(6),
                        .timeZone = row.text(7)};
    state.adjustment = static_cast<AdjustmentState>(row.integer(8));
    state.status = static_cast<SeriesStatus>(row.integer(9));
    state.message = row.text(10);
    state.rows = row.integer(11);
    state.first = optionalInteger(row, 12);
    state.last = optionalInteger(row, 13);
    state.lastFinal = optionalInteger(row, 14);
    state.lastOk = optionalTime(row, 15);
    state.lastTry = optionalTime(row, 16);
    state.nextTry = optionalTime(row, 17);
    state.failures = static_cast<int>(row.integer(18));
    state.openGaps = row.integer(19);
    state.restatements = row.integer(20);
    return state;
}

/// Reads every row through a function that makes one value of it.
template <class Read>
auto readAll(Result<store::Statement> statement, Read read)
    -> Result<std::vector<decltype(read(*statement))>> {
    if (!statement)
        return std::move(statement).error();
    std::vector<decltype(read(*statement))> out;
    while (true) {
        auto row = statement->step();
        if (!row)
            return std::move(row).error();
        if (!*row)
            return out;
        out.push_back(read(*statement));
    }
}

std::string intervalWords(Interval interval) {
    return interval == Interval::Day1 ? "daily" : std::string(intervalCode(interval));
}

/// UTC seconds of the first and last instant of the sessions asked for.
Result<std::pair<std::int64_t, std::int64_t>> timeRange(const SeriesQuery& query,
                                                        const std::string& zoneName) {
    std::int64_t from = std::numeric_limits<std::int64_t>::min();
    std::int64_t to = std::numeric_limits<std::int64_t>::max();
    if (query.from && query.to && *query.to < *query.from)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("The range ends ({}) before it begins ({}). Exchange the dates.",
                                toIso(*query.to), toIso(*query.from)));
    auto zone = TimeZone::find(
        isIntraday(query.interval) ? (zoneName.empty() ? "America/New_York" : zoneName) : "UTC");
    if (!zone)
        return std::move(zone).error();
    if (query.from)
        from = zone->toUtc(*query.from, 0).seconds;
    if (query.to)
        to = zone->toUtc(*query.to + 1, 0).seconds - 1;
    return std::pair{from, to};
}

Error nothingInRange(const SeriesState& state) {
    const std::string name = fmt::format("{} ({}, {})", state.key.symbol,
                                         intervalWords(state.key.interval), state.key.source);
    if (!state.first)
        return fail(ErrorCode::NoData,
                    fmt::format("No bars of {} are stored yet. Fetch or import it.", name));
    return fail(ErrorCode::NoData, fmt::format("{} has no bars in this range; stored are {} to {}.",
                                               name, toIso(Timestamp{*state.first}.utcDate()),
                                               toIso(Timestamp{*state.last}.utcDate())));
}

} // namespace

Result<MarketReader> MarketReader::open(const std::filesystem::path& file) {
    auto database = store::Database::open(file, {.access = store::Access::ReadOnly});
    if (!database) {
        if (database.error().code == ErrorCode::NotFound)
            return fail(ErrorCode::NotFound, "There is no price cache yet. Fetch or import a "
                                             "series first.");
        return std::move(database).error();
    }
    if (Status fine = database->migrate(cacheSchema()); !fine)
        return std::move(fine).error();
    return MarketReader(std::move(*database));
}

Result<std::vector<SeriesState>> MarketReader::list() {
    return readAll(
        m_database.prepare(std::string(kStateColumns) + "ORDER BY i.symbol, s.interval, i.source"),
        readState);
}

Result<std::optional<SeriesState>> MarketReader::state(const SeriesKey& key) {
    auto statement = m_database.prepare(std::string(kStateColumns) +
                                        "WHERE i.symbol = ? AND s.interval = ? AND i.source = ?");
    if (statement)
        statement->bindAll(key.symbol, intervalCode(key.interval), key.source);
    auto found = readAll(std::move(statement), readState);
    if (!found)
        return std::move(found).error();
    if (found->empty())
        return std::optional<SeriesState>{};
    return std::optional<SeriesState>{std::move(found->front())};
}

Result<std::vector<SeriesState>> MarketReader::search(std::string_view text, std::size_t limit) {
    auto all = list();
    if (!all)
        return all;
    const std::string wanted = toLower(trim(text));
    const auto rank = [&](const SeriesState& state) {
        const std::string symbol = toLower(state.key.symbol);
        const std::string name = toLower(state.instrument.name);
        if (symbol == wanted)
            return 0;
        if (symbol.starts_with(wanted))
            return 1;
        if (name.starts_with(wanted) || name.find(" " + wanted) != std::string::npos)
            return 2;
        return (symbol + " " + name).find(wanted) != std::string::npos ? 3 : 4;
    };
    std::erase_if(*all, [&](const SeriesState& state) { return rank(state) == 4; });
    std::ranges::stable_sort(*all, {}, rank);
    if (all->size() > limit)
        all->resize(limit);
    return all;
}

Result<std::optional<std::int64_t>> MarketReader::seriesId(const SeriesKey& key) {
    return m_database.queryInteger("SELECT s.id FROM series s JOIN instruments i ON i.id = "
                                   "s.instrument WHERE i.symbol = ? AND s.interval = ? AND "
                                   "i.source = ?",
                                   key.symbol, intervalCode(key.interval), key.source);
}

Error MarketReader::notStored(const SeriesQuery& query) {
    auto others = readAll(
        [&] {
            auto statement = m_database.prepare(std::string(kStateColumns) + "WHERE i.symbol = ?");
            if (statement)
                statement->bind(1, query.symbol);
            return statement;
        }(),
        readState);
    if (!others)
        return std::move(others).error();
    std::vector<std::string> stored;
    for (const SeriesState& other : *others)
        stored.push_back(
            fmt::format("{} ({})", intervalWords(other.key.interval), other.key.source));
    std::string message = fmt::format("No {} series of {}{} is stored. Fetch or import it first.",
                                      intervalWords(query.interval), query.symbol,
                                      query.source.empty() ? "" : " from " + query.source);
    if (!stored.empty())
        message += fmt::format(" Stored for {}: {}.", query.symbol, join(stored, ", "));
    return fail(ErrorCode::NotFound, std::move(message));
}

Result<Series> MarketReader::load(const SeriesQuery& query) {
    auto found = m_database.prepare(std::string(kStateColumns) +
                                    "WHERE i.symbol = ? AND s.interval = ? AND (?3 = '' OR "
                                    "i.source = ?3)" +
                                    kBestSourceFirst);
    if (!found)
        return std::move(found).error();
    found->bindAll(query.symbol, intervalCode(query.interval), query.source);
    auto row = found->step();
    if (!row)
        return std::move(row).error();
    if (!*row)
        return notStored(query);
    const SeriesState state = readState(*found);
    const BarTable table{
        .series = found->integer(21), .interval = query.interval, .scale = found->integer(22)};
    const std::int64_t instrument = found->integer(23);

    auto range = timeRange(query, state.instrument.timeZone);
    if (!range)
        return std::move(range).error();
    auto bars = readBars(m_database, table, range->first, range->second);
    if (!bars)
        return std::move(bars).error();
    if (bars->empty())
        return nothingInRange(state);
    for (auto bar = bars->rbegin(); bar != bars->rend(); ++bar) {
        if (state.lastFinal && bar->time <= *state.lastFinal)
            break;
        bar->final = false;
    }
    auto actions = loadActions(instrument);
    if (!actions)
        return std::move(actions).error();
    return Series{.instrument = state.instrument,
                  .interval = query.interval,
                  .source = state.key.source,
                  .state = state.adjustment,
                  .bars = std::move(*bars),
                  .actions = std::move(*actions)};
}

Result<std::vector<CorporateAction>> MarketReader::loadActions(std::int64_t instrument) {
    auto rows = m_database.prepare("SELECT ex_date, kind, amount, numerator, denominator FROM "
                                   "actions WHERE instrument = ? ORDER BY ex_date, kind");
    if (rows)
        rows->bind(1, instrument);
    return readAll(std::move(rows), [](const store::Statement& row) {
        return CorporateAction{.kind = static_cast<ActionKind>(row.integer(1)),
                               .exDate = Date{static_cast<std::int32_t>(row.integer(0))},
                               .amount = row.real(2),
                               .numerator = row.real(3),
                               .denominator = row.real(4)};
    });
}

Result<std::vector<Restatement>> MarketReader::restatements(const SeriesKey& key) {
    auto id = seriesId(key);
    if (!id)
        return std::move(id).error();
    auto rows = m_database.prepare("SELECT noticed, kind, bar_time, old_value, new_value, words "
                                   "FROM restatements WHERE series = ? ORDER BY id");
    if (rows)
        rows->bind(1, *id);
    return readAll(std::move(rows), [](const store::Statement& row) {
        return Restatement{.noticed = {row.integer(0)},
                           .kind = static_cast<RestatementKind>(row.integer(1)),
                           .barTime = row.integer(2),
                           .oldValue = row.real(3),
                           .newValue = row.real(4),
                           .words = row.text(5)};
    });
}

Result<int> MarketReader::daysUnknown(const SeriesKey& key, Timestamp today) {
    auto id = seriesId(key);
    if (!id)
        return std::move(id).error();
    auto days = m_database.queryInteger(
        "SELECT count(DISTINCT f.at / 86400) FROM fetches f JOIN series s ON s.id = f.series WHERE "
        "s.id = ?1 AND f.status = ?2 AND f.at > coalesce(s.last_ok, 0) AND f.at / 86400 < ?3",
        *id, static_cast<int>(SeriesStatus::UnknownSymbol), today.utcDate().days);
    if (!days)
        return std::move(days).error();
    return static_cast<int>(days->value_or(0)) + 1;
}

Result<std::vector<Gap>> MarketReader::gaps(const SeriesKey& key) {
    auto id = seriesId(key);
    if (!id)
        return std::move(id).error();
    auto rows = m_database.prepare("SELECT session, missing, state, noticed, tries, next_try, "
                                   "words FROM gaps WHERE series = ? ORDER BY session");
    if (rows)
        rows->bind(1, *id);
    return readAll(std::move(rows), [](const store::Statement& row) {
        return Gap{.session = Date{static_cast<std::int32_t>(row.integer(0))},
                   .missing = row.integer(1),
                   .state = static_cast<GapState>(row.integer(2)),
                   .noticed = {row.integer(3)},
                   .tries = static_cast<int>(row.integer(4)),
                   .nextTry = optionalTime(row, 5),
                   .words = row.text(6)};
    });
}

} // namespace loom::market
