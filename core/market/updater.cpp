// SPDX-License-Identifier: GPL-3.0-or-later
#include "market/updater.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fmt/format.h>
#include <map>
#include <set>
#include <utility>

#include "market/update_merge.h"
#include "market/update_plan.h"
#include "market/update_report.h"

namespace loom::market {

namespace {

constexpr double kRateAfter = 1;        ///< seconds until a rate means something
constexpr std::size_t kWholeMarket = 5; ///< so many series without a session: probably closed

/// What the source sees: stop also when the cache failed; progress is counted by symbols here.
class RunContext final : public jobs::JobContext {
  public:
    explicit RunContext(jobs::JobContext& outer) : m_outer(outer) {}
    void giveUp() { m_gaveUp = true; }

    jobs::StopRequest stopRequest() const override {
        return m_gaveUp ? jobs::StopRequest::KeepBest : m_outer.stopRequest();
    }
    /// One more symbol of so many is done.
    void answered(std::size_t of, const std::string& words) {
        ++m_answered;
        m_share = static_cast<double>(m_answered) / static_cast<double>(of);
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - m_begin;
        const double seconds = passed.count();
        const auto rate =
            seconds < kRateAfter
                ? std::string()
                : fmt::format(", {:.1f}/s", static_cast<double>(m_answered) / seconds);
        m_outer.progress(m_share, fmt::format("{} of {}{}: {}", m_answered, of, rate, words));
    }
    void progress(double, std::string_view) override {}
    void metric(std::string_view name, std::int64_t step, double value) override {
        m_outer.metric(name, step, value);
    }
    /// Warnings of the source, a pause after a refusal for example, are what goes on just now.
    void log(jobs::LogLevel level, std::string_view text) override {
        m_outer.log(level, text);
        if (level != jobs::LogLevel::Info)
            m_outer.progress(m_share, text);
    }

  private:
    jobs::JobContext& m_outer;
    const std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
    std::size_t m_answered = 0;
    double m_share = 0;
    std::atomic<bool> m_gaveUp = false;
};

/// One call of update().
class UpdateRun {
  public:
    UpdateRun(MarketCache& cache, Source& source, const Calendar& calendar, const Clock& clock,
              UpdateOptions options, jobs::JobContext& context)
        : m_cache(cache), m_source(source), m_calendar(calendar), m_clock(clock),
          m_options(options), m_context(context), m_inner(context) {}

    Result<UpdateReport> run(std::span<const UpdateTarget> targets) {
        if (Status planned = plan(targets); !planned)
            return std::move(planned).error();
        while (!m_requests.empty() && !m_report.stopped && !m_failure)
            fetchRound();
        if (m_failure)
            return *std::move(m_failure);
        if (Status closed = finishJobs(); !closed)
            return std::move(closed).error();
        if (Status explained = explainClosedDays(); !explained)
            return std::move(explained).error();
        m_report.summary = summaryOf(m_report.outcomes, m_closedDays);
        const bool one = m_report.outcomes.size() == 1;
        m_context.progress(fineShare(m_report.outcomes),
                           one ? m_report.outcomes.front().target.symbol + ": " +
                                     m_report.outcomes.front().words
                               : m_report.summary);
        return std::move(m_report);
    }

  private:
    using Place = std::pair<std::string, Interval>;

    SeriesKey keyOf(const UpdateTarget& target) const {
        return {.symbol = target.symbol, .interval = target.interval, .source = m_source.id()};
    }

    Status plan(std::span<const UpdateTarget> targets) {
        std::vector<SeriesKey> queued;
        const Timestamp now = m_clock.now();
        for (const UpdateTarget& target : targets) {
            if (!m_places.try_emplace({target.symbol, target.interval}, m_places.size()).second)
                continue; // named twice
            m_report.outcomes.push_back({.target = target,
                                         .kind = UpdateKind::Deferred,
                                         .counts = {},
                                         .words = {},
                                         .notes = {},
                                         .restatements = 0,
                                         .missing = 0});
            auto request = planOne(m_report.outcomes.back(), now);
            if (!request)
                return std::move(request).error();
            if (*request) {
                m_requests.push_back(**request);
                queued.push_back(keyOf(target));
            }
        }
        return m_cache.enqueue(queued, now);
    }

    Result<std::optional<FetchRequest>> planOne(SymbolOutcome& outcome, Timestamp now) {
        const UpdateTarget& target = outcome.target;
        const auto depths = m_source.depths();
        const auto depth = std::ranges::find(depths, target.interval, &Depth::interval);
        if (depth == depths.end()) {
            outcome.kind = UpdateKind::Failed;
            outcome.words = fmt::format("{} offers no {} bars.", m_source.title(),
                                        intervalCode(target.interval));
            return std::optional<FetchRequest>{};
        }
        auto state = m_cache.state(keyOf(target));
        if (!state)
            return std::move(state).error();
        auto gaps = m_cache.gaps(keyOf(target));
        if (!gaps)
            return std::move(gaps).error();
        if (*state && (*state)->status == SeriesStatus::Reused && !m_options.reload) {
            outcome.kind = UpdateKind::Reused;
            outcome.words = (*state)->message;
            return std::optional<FetchRequest>{};
        }
        const PlanInput input{.symbol = target.symbol,
                              .interval = target.interval,
                              .state = *state,
                              .gaps = std::move(*gaps),
                              .depthDays = depth->days,
                              .evenIfCurrent = m_options.evenIfCurrent,
                              .reload = m_options.reload};
        const UpdatePlan plan = planUpdate(input, m_calendar, now);
        if (plan.kind == PlanKind::Nothing) {
            outcome.kind = UpdateKind::UpToDate;
            outcome.words = upToDateWords(input.gaps);
        } else if (plan.kind == PlanKind::Wait) {
            outcome.kind = UpdateKind::Deferred;
            outcome.words = fmt::format("{} It is asked again after {}.", (*state)->message,
                                        toIso(*(*state)->nextTry));
        } else {
            if (plan.kind == PlanKind::FirstLoad)
                m_full.insert({target.symbol, target.interval});
            return std::optional{plan.request};
        }
        return std::optional<FetchRequest>{};
    }

    void fetchRound() {
        const auto requests = std::exchange(m_requests, {});
        m_report.requests += requests.size();
        m_planned += requests.size();
        if (Status started = markRunning(requests); !started)
            return failRun(std::move(started).error());
        Status ended = m_source.fetch(
            requests,
            [this](const FetchRequest& request, FetchOutcome outcome) {
                if (!m_failure)
                    take(request, std::move(outcome));
            },
            m_inner);
        if (!ended && !m_failure)
            m_report.stopped = std::move(ended).error();
    }

    Status markRunning(const std::vector<FetchRequest>& requests) {
        return m_cache.together([&]() -> Status {
            for (const FetchRequest& request : requests)
                if (Status done = m_cache.setJob(keyOf({request.symbol, request.interval}),
                                                 UpdateJobState::Running, "", m_clock.now());
                    !done)
                    return done;
            return {};
        });
    }

    void failRun(Error error) {
        m_failure = std::move(error);
        m_inner.giveUp();
    }

    void take(const FetchRequest& request, FetchOutcome outcome) {
        const auto place = m_places.find({request.symbol, request.interval});
        if (place == m_places.end())
            return;
        SymbolOutcome& entry = m_report.outcomes[place->second];
        Status done = outcome ? takeBars(request, *outcome, entry)
                              : takeFailure(request, outcome.error(), entry);
        if (!done)
            return failRun(std::move(done.error()).during("update " + request.symbol));
        m_inner.answered(m_planned, request.symbol + ": " + entry.words);
    }

    Status takeBars(const FetchRequest& request, const FetchedSeries& batch, SymbolOutcome& entry) {
        const Place place{request.symbol, request.interval};
        const AnsweredRequest answered{.key = keyOf(entry.target),
                                       .request = request,
                                       .full = m_full.contains(place),
                                       .acceptReuse = m_options.reload,
                                       .now = m_clock.now()};
        auto stored = storeAnswer(m_cache, m_calendar, answered, batch);
        if (!stored) {
            // Bars that cannot be stored concern one symbol; anything else concerns the file.
            if (stored.error().code != ErrorCode::InvalidInput)
                return std::move(stored).error();
            return takeFailure(request, stored.error(), entry);
        }
        if (stored->reload) {
            m_full.insert(place);
            m_requests.push_back(fullHistory(request.symbol, request.interval,
                                             depthDays(request.interval), m_clock.now()));
            entry.words = "The source restated its history; all of it is fetched again.";
            return {};
        }
        entry.kind = stored->kind;
        entry.counts = stored->counts;
        entry.words = countWords(*stored);
        entry.notes = std::move(stored->notes);
        entry.restatements = stored->restatements;
        entry.missing = stored->missingDays.size();
        if (!isIntraday(request.interval) && m_calendar.covers(batch.instrument)) {
            ++m_coveredDaily;
            for (const Date day : stored->missingDays)
                ++m_missingOn[day];
        }
        return {};
    }

    std::optional<int> depthDays(Interval interval) const {
        const auto depths = m_source.depths();
        return std::ranges::find(depths, interval, &Depth::interval)->days;
    }

    Status takeFailure(const FetchRequest& request, const Error& error, SymbolOutcome& entry) {
        const FailureFacts facts = factsOf(error.code);
        const SeriesKey key = keyOf(entry.target);
        const Timestamp now = m_clock.now();
        entry.kind = facts.kind;
        entry.words = error.message;
        auto state = m_cache.state(key);
        if (!state)
            return std::move(state).error();
        if (error.code == ErrorCode::UnknownSymbol && *state && (*state)->rows > 0) {
            auto words = unknownWords(key, now);
            if (!words)
                return std::move(words).error();
            entry.words = *words;
        }
        m_context.log(jobs::LogLevel::Warning, fmt::format("{}: {}", request.symbol, entry.words));
        FetchNote note{.at = now,
                       .from = request.from,
                       .to = request.to,
                       .status = facts.status,
                       .message = entry.words};
        if (facts.wait > 0)
            note.nextTry = Timestamp{now.seconds + facts.wait};
        return m_cache.together([&]() -> Status {
            // A symbol that never had data leaves no trace: it may be a slip of the keyboard.
            if (*state && facts.kind != UpdateKind::Deferred)
                if (Status noted = m_cache.noteFetch(key, note); !noted)
                    return noted;
            return m_cache.setJob(key, facts.job, entry.words, now);
        });
    }

    /// One "unknown" proves nothing; only repeats on different days suggest a delisting.
    Result<std::string> unknownWords(const SeriesKey& key, Timestamp now) {
        auto days = m_cache.daysUnknown(key, now);
        if (!days)
            return std::move(days).error();
        return unknownWordsFor(m_source.title(), key.symbol, *days);
    }

    /// What was sent for but not answered waits for resume().
    Status finishJobs() {
        const Timestamp now = m_clock.now();
        const std::string why = m_report.stopped ? m_report.stopped->message : "";
        return m_cache.together([&]() -> Status {
            for (SymbolOutcome& outcome : m_report.outcomes) {
                const bool waiting = outcome.kind == UpdateKind::Deferred;
                if (waiting && outcome.words.empty())
                    outcome.words = "Not reached. " + why;
                const UpdateJobState job =
                    waiting ? UpdateJobState::Deferred : UpdateJobState::Done;
                if (waiting || outcome.kind == UpdateKind::UpToDate)
                    if (Status done =
                            m_cache.setJob(keyOf(outcome.target), job, outcome.words, now);
                        !done)
                        return done;
            }
            return {};
        });
    }

    /// A session that no series of several has is a closure nobody announced, not many gaps.
    Status explainClosedDays() {
        for (const auto& [day, series] : m_missingOn) {
            if (m_coveredDaily < kWholeMarket || series < m_coveredDaily)
                continue;
            const std::string words =
                fmt::format("No series has a bar for {}: the exchange was probably closed. Add the "
                            "day to the closures.",
                            toIso(day));
            if (Status done = m_cache.explainGaps(day, words); !done)
                return done;
            m_closedDays.push_back(words);
        }
        return {};
    }

    MarketCache& m_cache;
    Source& m_source;
    const Calendar& m_calendar;
    const Clock& m_clock;
    const UpdateOptions m_options;
    jobs::JobContext& m_context;
    RunContext m_inner;

    UpdateReport m_report;
    std::map<Place, std::size_t> m_places;
    std::set<Place> m_full; ///< series whose whole history was asked
    std::vector<FetchRequest> m_requests;
    std::size_t m_planned = 0;
    std::size_t m_coveredDaily = 0;
    std::map<Date, std::size_t> m_missingOn;
    std::vector<std::string> m_closedDays;
    std::optional<Error> m_failure;
};

} // namespace

Result<UpdateReport> Updater::update(std::span<const UpdateTarget> targets, UpdateOptions options,
                                     jobs::JobContext& context) {
    return UpdateRun(m_cache, m_source, m_calendar, m_clock, options, context).run(targets);
}

Result<UpdateReport> Updater::resume(jobs::JobContext& context) {
    auto jobs = m_cache.unfinishedJobs();
    if (!jobs)
        return std::move(jobs).error();
    std::vector<UpdateTarget> targets;
    for (const SeriesKey& key : *jobs)
        if (key.source == m_source.id())
            targets.push_back({.symbol = key.symbol, .interval = key.interval});
    return update(targets, {}, context);
}

} // namespace loom::market
