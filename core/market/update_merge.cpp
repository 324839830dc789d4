// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/update_merge.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "base/text.h"
#include "market/overlap.h"
#include "market/update_plan.h"

namespace loom::market {

namespace {

constexpr std::size_t kEditsLogged = 20;
constexpr double kDividendTolerance = 2e-6; ///< float32 noise of an adjusted close

std::string dayOf(std::int64_t barTime, Interval interval) {
    const std::string text = toIso(Timestamp{barTime});
    return isIntraday(interval) ? text : text.substr(0, 10);
}

/// "10:1 split" for a price ratio of 0.1; empty when it is no ratio of small numbers.
std::string splitWords(double priceRatio) {
    for (int old = 1; old <= 20; ++old)
        for (int fresh = 1; fresh <= 100; ++fresh)
            if (std::abs(priceRatio * fresh / old - 1) < 1e-4)
                return fmt::format("a {}:{} split", fresh, old);
    return "no split that would explain it";
}

class AnswerStore {
  public:
    AnswerStore(MarketCache& cache, const Calendar& calendar, const AnsweredRequest& answered,
                const FetchedSeries& batch)
        : m_cache(cache), m_calendar(calendar), m_answered(answered), m_batch(batch) {}

    Result<StoredAnswer> store() {
        Status done = m_cache.together([&] { return storeAll(); });
        if (!done)
            return std::move(done).error();
        return std::move(m_out);
    }

  private:
    Status storeAll() {
        auto state = m_cache.state(key());
        if (!state)
            return std::move(state).error();
        m_state = std::move(*state);
        if (Status loaded = loadStored(); !loaded)
            return loaded;
        m_reused = namesAnotherInstrument();
        if (m_reused && !m_answered.acceptReuse)
            return noteReuse();
        m_added = newActions(m_stored.actions, m_batch.actions);
        if (!m_answered.full && mustReload()) {
            m_out.reload = true;
            return {};
        }
        if (Status logged = logRestatements(); !logged)
            return logged;
        if (Status written = write(); !written)
            return written;
        if (Status recorded = recordGaps(); !recorded)
            return recorded;
        return finish();
    }

    const SeriesKey& key() const { return m_answered.key; }
    bool hasStored() const { return m_state && m_state->rows > 0; }

    /// What is stored for the time of the batch, or everything when all history was asked.
    Status loadStored() {
        if (!hasStored() || m_batch.bars.empty())
            return {};
        SeriesQuery query{
            .symbol = key().symbol, .interval = key().interval, .source = key().source};
        if (!m_answered.full)
            query.from = m_batch.bars.front().date() - 1;
        auto stored = m_cache.load(query);
        if (stored) {
            m_stored = std::move(*stored);
            m_overlap = compareOverlap(m_stored.bars, m_batch.bars);
        } else if (stored.error().code != ErrorCode::NoData) {
            return std::move(stored).error();
        }
        return {};
    }

    /// Does the symbol name another instrument than before? A changed kind says so; a changed
    /// exchange only when the prices do not continue either (companies move, tiers change).
    bool namesAnotherInstrument() const {
        if (!hasStored())
            return false;
        const auto changed = [](const std::string& before, const std::string& now) {
            return !before.empty() && !now.empty() && before != now;
        };
        if (changed(m_state->instrument.type, m_batch.instrument.type))
            return true;
        const bool moved = changed(m_state->instrument.exchange, m_batch.instrument.exchange);
        const bool listedLater =
            m_batch.firstTradeDate && m_state->first &&
            *m_batch.firstTradeDate > Timestamp{*m_state->first}.utcDate() + 30;
        const bool continues = m_overlap.common > 0 && m_overlap.kind != OverlapKind::Rewritten;
        return (moved || listedLater) && !continues;
    }

    Status noteReuse() {
        const Instrument &before = m_state->instrument, &now = m_batch.instrument;
        const std::string words = fmt::format(
            "{} now names another instrument: {} ({}, {}) instead of {} ({}, {}). The stored "
            "prices were kept and not updated. Remove the series, then fetch it anew.",
            key().symbol, now.name, now.type, now.exchange, before.name, before.type,
            before.exchange);
        m_out.kind = UpdateKind::Reused;
        m_out.notes.push_back(words);
        return book(SeriesStatus::Reused, words);
    }

    bool mustReload() const {
        if (!hasStored())
            return false;
        const bool split = std::ranges::any_of(m_added, [&](const CorporateAction& action) {
            return action.kind == ActionKind::Split && action.exDate <= m_answered.now.utcDate();
        });
        return split || m_overlap.kind == OverlapKind::Scaled ||
               m_overlap.kind == OverlapKind::Rewritten;
    }

    Status restated(RestatementKind kind, std::int64_t barTime, double before, double after,
                    std::string words) {
        m_out.notes.push_back(words);
        ++m_out.restatements;
        return m_cache.addRestatement(key(), {.noticed = m_answered.now,
                                              .kind = kind,
                                              .barTime = barTime,
                                              .oldValue = before,
                                              .newValue = after,
                                              .words = std::move(words)});
    }

    Status logRestatements() {
        if (!hasStored() || m_reused)
            return {};
        if (Status done = logScaleOrRewrite(); !done)
            return done;
        if (Status done = logEdits(); !done)
            return done;
        return isIntraday(key().interval) ? Status{} : logDividends();
    }

    Status logScaleOrRewrite() {
        const std::int64_t first = m_batch.bars.empty() ? 0 : m_batch.bars.front().time;
        if (m_overlap.kind == OverlapKind::Scaled)
            return restated(RestatementKind::Split, first, 1, m_overlap.ratio,
                            fmt::format("The source multiplied all earlier prices by {} ({}). "
                                        "The whole history was fetched again.",
                                        shortest(std::round(m_overlap.ratio * 1e8) / 1e8),
                                        splitWords(m_overlap.ratio)));
        if (m_overlap.kind == OverlapKind::Rewritten)
            return restated(RestatementKind::VendorEdit, first, 0, 0,
                            fmt::format("The source changed {} of {} earlier closes. The whole "
                                        "history was fetched again.",
                                        m_overlap.edits.size(), m_overlap.common));
        return {};
    }

    Status logEdits() {
        if (m_overlap.kind != OverlapKind::Edited)
            return {};
        for (std::size_t i = 0; i < std::min(kEditsLogged, m_overlap.edits.size()); ++i) {
            const CloseEdit& edit = m_overlap.edits[i];
            if (Status done =
                    restated(RestatementKind::VendorEdit, edit.time, edit.oldClose, edit.newClose,
                             fmt::format("The source corrected the close of {} from {} to {}.",
                                         dayOf(edit.time, key().interval), shortest(edit.oldClose),
                                         shortest(edit.newClose)));
                !done)
                return done;
        }
        if (m_overlap.edits.size() > kEditsLogged)
            m_out.notes.push_back(fmt::format("{} more closes were corrected.",
                                              m_overlap.edits.size() - kEditsLogged));
        return {};
    }

    /// New dividends change no stored price, but every adjusted close before them.
    Status logDividends() {
        for (const CorporateAction& action : m_added) {
            const bool cash = action.kind != ActionKind::Split;
            const std::int64_t exTime = Timestamp::atMidnightUtc(action.exDate).seconds;
            const auto on = std::ranges::lower_bound(m_batch.bars, exTime, {}, &Bar::time);
            if (!cash || on == m_batch.bars.begin() || exTime < *m_state->first)
                continue;
            const double factor = 1 - action.amount / std::prev(on)->close;
            if (Status done = restated(
                    RestatementKind::Dividend, exTime, 1, factor,
                    fmt::format("Dividend of {} on {}: adjusted closes before it are {:.3f} % "
                                "lower than shown until now.",
                                shortest(action.amount), toIso(action.exDate), 100 * (1 - factor)));
                !done)
                return done;
        }
        const double mismatch = m_answered.full ? 0 : dividendMismatch(m_batch);
        if (mismatch > kDividendTolerance)
            m_out.notes.push_back(
                fmt::format("The source's adjusted closes differ by {:.2g} from those its listed "
                            "dividends give; the listed dividends are used.",
                            mismatch));
        return {};
    }

    Status write() {
        const bool fresh = !hasStored();
        m_out.kind = fresh             ? UpdateKind::Loaded
                     : m_answered.full ? UpdateKind::Reloaded
                                       : UpdateKind::Updated;
        auto counts =
            m_answered.full && !fresh
                ? m_cache.replace(key(), withOlderBars(), AdjustmentState::Split, m_answered.now)
                : m_cache.merge(key(), m_batch, AdjustmentState::Split, m_answered.now);
        if (!counts)
            return std::move(counts).error();
        m_out.counts = *counts;
        m_out.notes.insert(m_out.notes.end(), m_batch.repairs.begin(), m_batch.repairs.end());
        return {};
    }

    /// Stored bars from before the source's reach stay, on the scale of the new ones.
    FetchedSeries withOlderBars() {
        FetchedSeries all = m_batch;
        if (m_reused || m_batch.bars.empty())
            return all;
        const std::int64_t first = m_batch.bars.front().time;
        std::vector<Bar> bars;
        for (Bar bar : m_stored.bars) {
            if (bar.time >= first)
                break;
            for (double* price : {&bar.open, &bar.high, &bar.low, &bar.close})
                *price *= m_overlap.ratio;
            bar.volume = std::llround(static_cast<double>(bar.volume) / m_overlap.ratio);
            bars.push_back(bar);
        }
        if (bars.empty())
            return all;
        m_out.notes.push_back(fmt::format(
            "{} bars from before {} are no longer offered and were kept{}.", bars.size(),
            dayOf(first, key().interval),
            m_overlap.kind == OverlapKind::Scaled ? ", multiplied by the same factor" : ""));
        bars.insert(bars.end(), all.bars.begin(), all.bars.end());
        all.bars = std::move(bars);
        for (const CorporateAction& action : m_stored.actions)
            if (Timestamp::atMidnightUtc(action.exDate).seconds < first)
                all.actions.push_back(action);
        return all;
    }

    Status recordGaps() {
        const Instrument& instrument = m_batch.instrument;
        if (!m_calendar.covers(instrument) || m_batch.bars.empty())
            return {};
        const Date from = m_answered.full ? Date{std::numeric_limits<std::int32_t>::min()}
                                          : m_answered.request.from.utcDate() + 1;
        SeriesQuery query{
            .symbol = key().symbol, .interval = key().interval, .source = key().source};
        auto known = m_cache.gaps(key());
        if (!known)
            return std::move(known).error();
        if (!m_answered.full)
            query.from = from - 2;
        auto series = m_cache.load(query);
        if (!series)
            return std::move(series).error();
        auto missing = findGaps(series->bars, key().interval, m_calendar, from, m_answered.now);
        for (const Gap& gap : missing)
            if (!isIntraday(key().interval))
                m_out.missingDays.push_back(gap.session);
        for (const Gap& gap : *known) // outside the window nothing new was learnt
            if (gap.session < from && gap.state != GapState::Filled)
                missing.push_back(gap);
        return m_cache.recordGaps(key(), missing, m_answered.now);
    }

    Status finish() { return book(SeriesStatus::Ok, ""); }

    Status book(SeriesStatus status, std::string message) {
        if (Status done = m_cache.noteFetch(key(), {.at = m_answered.now,
                                                    .from = m_answered.request.from,
                                                    .to = m_answered.request.to,
                                                    .status = status,
                                                    .message = std::move(message)});
            !done)
            return done;
        return m_cache.setJob(key(), UpdateJobState::Done, "", m_answered.now);
    }

    MarketCache& m_cache;
    const Calendar& m_calendar;
    const AnsweredRequest& m_answered;
    const FetchedSeries& m_batch;

    std::optional<SeriesState> m_state;
    Series m_stored;
    Overlap m_overlap;
    std::vector<CorporateAction> m_added;
    bool m_reused = false;
    StoredAnswer m_out;
};

} // namespace

Result<StoredAnswer> storeAnswer(MarketCache& cache, const Calendar& calendar,
                                 const AnsweredRequest& answered, const FetchedSeries& batch) {
    return AnswerStore(cache, calendar, answered, batch).store();
}

} // namespace loom::market
