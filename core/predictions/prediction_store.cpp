// SPDX-License-Identifier: GPL-3.0-or-later
#include "predictions/prediction_store.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "predictions/realisation.h"
#include "store/workstation.h"

namespace loom::predictions {

namespace {

constexpr const char* kColumns =
    "symbol, made_at, model, version, step, created_at, trained_to, run, frequency, source, "
    "adjustment, target, value, quantiles, last_close, outcome, realised";

constexpr const char* kAsStored = "as_stored";
constexpr const char* kAdjusted = "split_and_dividend";

std::string quantilesText(const std::vector<Quantile>& quantiles) {
    Json out = Json::object();
    for (const auto& [level, price] : quantiles)
        if (std::isfinite(price))
            out[shortest(level)] = price;
    return out.dump();
}

std::vector<Quantile> readQuantiles(std::string_view text) {
    std::vector<Quantile> out;
    const auto json = parseJson(text);
    if (!json || !json->is_object())
        return out;
    for (const auto& [key, price] : json->items())
        if (const auto level = parseDouble(key); level && price.is_number())
            out.push_back({.level = *level, .price = price.get<double>()});
    std::ranges::sort(out, {}, &Quantile::level);
    return out;
}

Prediction readRow(const store::Statement& row) {
    Prediction out{.key = {.symbol = row.text(0),
                           .madeAt = row.integer(1),
                           .model = row.text(2),
                           .version = row.integer(3),
                           .step = row.integer(4)},
                   .createdAt = row.integer(5)};
    if (!row.isNull(6))
        out.trainedTo = row.integer(6);
    out.run = row.text(7);
    out.frequency = forecast::frequencyFromCode(row.text(8)).value_or(forecast::Frequency::Day1);
    out.source = row.text(9);
    out.adjustment = row.textView(10) == kAsStored ? market::Adjustment::AsStored
                                                   : market::Adjustment::SplitAndDividend;
    out.target = row.integer(11);
    out.value = row.real(12);
    out.quantiles = readQuantiles(row.textView(13));
    out.lastClose = row.real(14);
    out.outcome = static_cast<Outcome>(row.integer(15));
    if (out.outcome == Outcome::Realised)
        out.realised = row.real(16);
    return out;
}

Status checkPrediction(const Prediction& one) {
    for (const double price : {one.value, one.lastClose})
        if (!std::isfinite(price) || !(price > 0))
            return fail(ErrorCode::InvalidInput,
                        fmt::format("The forecast of {} for {} holds a price that is no positive "
                                    "number; it is not kept.",
                                    one.key.symbol, toIso(Timestamp{one.target})));
    return {};
}

/// Every row of a bound statement.
template <class Read>
Status eachRow(store::Statement& rows, Read read) {
    for (auto more = rows.step();; more = rows.step()) {
        if (!more)
            return std::move(more).error();
        if (!*more)
            return {};
        read(rows);
    }
}

/// The bars a prediction is made of and realised by.
market::Interval barsOf(forecast::Frequency frequency) {
    return frequency == forecast::Frequency::Week1
               ? market::Interval::Day1
               : *market::intervalFromCode(forecast::frequencyCode(frequency));
}

/// What the series know of a prediction, the one of its own source asked first.
Realisation realisationAmong(const std::vector<RealisedSeries>& candidates,
                             const Prediction& prediction, const market::Calendar& calendar) {
    Realisation found;
    for (const bool own : {true, false})
        for (const RealisedSeries& one : candidates) {
            const bool usable = one.series().interval == barsOf(prediction.frequency) &&
                                (one.series().source == prediction.source) == own;
            if (usable && found.outcome == Outcome::Waiting)
                found = one.of(prediction, calendar);
        }
    return found;
}

} // namespace

Result<PredictionStore> PredictionStore::open(const std::filesystem::path& file) {
    auto database = store::openWorkstation(file);
    if (!database)
        return std::move(database).error();
    return PredictionStore(std::move(*database));
}

Status PredictionStore::add(const Prediction& one, store::Statement& insert, RecordCounts& counts) {
    const auto& key = one.key;
    const auto before = m_database.totalChanges();
    insert.bindAll(key.symbol, key.madeAt, key.model, key.version, key.step, one.createdAt,
                   one.trainedTo, one.run, forecast::frequencyCode(one.frequency), one.source,
                   one.adjustment == market::Adjustment::AsStored ? kAsStored : kAdjusted,
                   one.target, one.value, quantilesText(one.quantiles), one.lastClose);
    if (auto done = insert.run(); !done)
        return done;
    if (m_database.totalChanges() > before) {
        ++counts.added;
        return {};
    }
    const auto value = m_database.queryReal(
        "SELECT value FROM predicted_prices WHERE symbol=? AND made_at=? AND model=? AND "
        "version=? AND step=?",
        key.symbol, key.madeAt, key.model, key.version, key.step);
    if (!value)
        return value.error();
    ++(*value == one.value ? counts.known : counts.different);
    return {};
}

Result<RecordCounts> PredictionStore::record(std::span<const Prediction> predictions) {
    for (const Prediction& one : predictions)
        if (auto fine = checkPrediction(one); !fine)
            return std::move(fine).error();
    auto transaction = store::Transaction::begin(m_database);
    if (!transaction)
        return std::move(transaction).error();
    auto insert = m_database.prepare(
        "INSERT INTO predicted_prices(symbol, made_at, model, version, step, created_at, "
        "trained_to, run, frequency, source, adjustment, target, value, quantiles, last_close) "
        "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING");
    if (!insert)
        return std::move(insert).error();
    RecordCounts counts;
    for (const Prediction& one : predictions)
        if (auto done = add(one, *insert, counts); !done)
            return std::move(done).error();
    if (auto done = transaction->commit(); !done)
        return std::move(done).error();
    return counts;
}

Result<std::vector<Prediction>> PredictionStore::list(const PredictionQuery& query) {
    auto rows = m_database.prepare(fmt::format(
        "SELECT {0} FROM (SELECT * FROM predicted_prices WHERE (?1 = '' OR symbol = ?1) AND "
        "(?2 = '' OR model = ?2) AND (?3 = 0 OR step = ?3) AND (?4 < 0 OR outcome = ?4) "
        "ORDER BY made_at DESC, symbol DESC, model DESC, version DESC, step DESC LIMIT ?5) "
        "ORDER BY symbol, model, version, made_at, step",
        kColumns));
    if (!rows)
        return std::move(rows).error();
    rows->bindAll(query.symbol, query.model, query.step,
                  query.outcome ? static_cast<int>(*query.outcome) : -1,
                  query.newest == 0 ? std::int64_t{-1} : static_cast<std::int64_t>(query.newest));
    std::vector<Prediction> out;
    if (auto done = eachRow(*rows, [&](const auto& row) { out.push_back(readRow(row)); }); !done)
        return std::move(done).error();
    return out;
}

Result<std::vector<PredictionGroup>> PredictionStore::groups() {
    // Beside max() the plain columns are those of its row (SQLite, "bare columns").
    auto rows = m_database.prepare("SELECT symbol, model, count(*), sum(outcome = 1), "
                                   "(SELECT max(step) FROM predicted_prices p WHERE p.symbol = "
                                   "g.symbol AND p.model = g.model), max(made_at), frequency, "
                                   "source FROM predicted_prices g GROUP BY symbol, model "
                                   "ORDER BY symbol, model");
    if (!rows)
        return std::move(rows).error();
    std::vector<PredictionGroup> out;
    const auto read = [&](const store::Statement& row) {
        const auto frequency = forecast::frequencyFromCode(row.text(6));
        out.push_back({.symbol = row.text(0),
                       .model = row.text(1),
                       .frequency = frequency.value_or(forecast::Frequency::Day1),
                       .predictions = row.integer(2),
                       .realised = row.integer(3),
                       .steps = row.integer(4),
                       .lastMadeAt = row.integer(5),
                       .source = row.text(7)});
    };
    if (auto done = eachRow(*rows, read); !done)
        return std::move(done).error();
    return out;
}

Result<std::vector<Wanted>> PredictionStore::wanted(Timestamp now) {
    auto rows = m_database.prepare(
        "SELECT symbol, frequency, source, min(made_at) FROM predicted_prices WHERE outcome = 0 "
        "AND target <= ? GROUP BY symbol, frequency, source ORDER BY symbol, frequency, source");
    if (!rows)
        return std::move(rows).error();
    rows->bindAll(now.seconds);
    std::vector<Wanted> out;
    const auto read = [&](const store::Statement& row) {
        const auto frequency = forecast::frequencyFromCode(row.text(1));
        out.push_back({.symbol = row.text(0),
                       .interval = barsOf(frequency.value_or(forecast::Frequency::Day1)),
                       .source = row.text(2),
                       .madeFrom = row.integer(3)});
    };
    if (auto done = eachRow(*rows, read); !done)
        return std::move(done).error();
    return out;
}

Result<std::vector<std::pair<std::int64_t, Prediction>>>
PredictionStore::waitingOf(const std::string& symbol, Timestamp now) {
    auto rows = m_database.prepare(
        fmt::format("SELECT {}, id FROM predicted_prices WHERE outcome = 0 AND symbol = ? AND "
                    "target <= ?",
                    kColumns));
    if (!rows)
        return std::move(rows).error();
    constexpr int kId = 17;
    rows->bindAll(symbol, now.seconds);
    std::vector<std::pair<std::int64_t, Prediction>> out;
    const auto read = [&](const auto& row) { out.emplace_back(row.integer(kId), readRow(row)); };
    if (auto done = eachRow(*rows, read); !done)
        return std::move(done).error();
    return out;
}

Result<FillCounts> PredictionStore::fill(std::span<const market::Series> series,
                                         const market::Calendar& calendar, Timestamp now) {
    std::map<std::string, std::vector<RealisedSeries>> bySymbol;
    for (const auto& one : series)
        bySymbol[one.instrument.symbol].emplace_back(one);
    auto transaction = store::Transaction::begin(m_database);
    if (!transaction)
        return std::move(transaction).error();
    FillCounts counts;
    for (const auto& [symbol, candidates] : bySymbol) {
        const auto waiting = waitingOf(symbol, now);
        if (!waiting)
            return waiting.error();
        for (const auto& [id, prediction] : *waiting) {
            const Realisation found = realisationAmong(candidates, prediction, calendar);
            counts.realised += found.outcome == Outcome::Realised ? 1 : 0;
            counts.noSession += found.outcome == Outcome::NoSession ? 1 : 0;
            counts.waiting += found.outcome == Outcome::Waiting ? 1 : 0;
            if (found.outcome == Outcome::Waiting)
                continue;
            const double price =
                found.outcome == Outcome::Realised ? found.price : std::nan(""); // NULL
            if (auto done = m_database.run("UPDATE predicted_prices SET outcome = ?, realised = ?, "
                                           "realised_at = ? WHERE id = ?",
                                           static_cast<int>(found.outcome), price, now.seconds, id);
                !done)
                return std::move(done).error();
        }
    }
    if (auto done = transaction->commit(); !done)
        return std::move(done).error();
    return counts;
}

} // namespace loom::predictions
