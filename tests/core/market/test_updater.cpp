// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include "core/market/fake_source.h"
#include "market/updater.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::market;
using namespace loom::tests;

namespace {

const Date kFirst = Date::fromYmd(2024, 1, 2);
const Timestamp kSaturday = utc(2025, 6, 14, 12); // after the session of Friday, 13 June 2025

/// A cache, a source and a clock that belong together.
struct Desk {
    explicit Desk(const std::filesystem::path& file)
        : path(file), cache(MarketCache::open(file, kSaturday).value()) {}

    FetchedSeries& add(const std::string& symbol, Interval interval = Interval::Day1,
                       Date first = kFirst) {
        FetchedSeries& out = source.history[{symbol, interval}];
        out.instrument = stock(symbol);
        out.bars = barsOf(calendar, first, Date::fromYmd(2025, 9, 30), interval);
        return out;
    }
    UpdateReport update(const std::vector<UpdateTarget>& targets, UpdateOptions options = {}) {
        source.asked.clear();
        return Updater(cache, source, calendar, clock).update(targets, options, context).value();
    }
    UpdateReport update(const std::string& symbol, Interval interval = Interval::Day1) {
        return update(std::vector<UpdateTarget>{{symbol, interval}});
    }
    UpdateReport resume() {
        source.asked.clear();
        return Updater(cache, source, calendar, clock).resume(context).value();
    }
    SeriesKey key(const std::string& symbol, Interval interval = Interval::Day1) const {
        return {symbol, interval, "fake"};
    }
    std::vector<Bar> bars(const std::string& symbol, Interval interval = Interval::Day1) {
        SeriesQuery query;
        query.symbol = symbol;
        query.interval = interval;
        auto series = cache.load(query);
        return series ? series->bars : std::vector<Bar>{};
    }

    std::filesystem::path path;
    Calendar calendar = Calendar::xnys().value();
    MovableClock clock{kSaturday};
    FakeSource source{calendar, clock};
    jobs::PlainJobContext context;
    MarketCache cache;
};

class TestUpdater : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_files = 0;
    Desk newDesk() {
        return Desk(m_folder.filePath(QStringLiteral("%1.db").arg(++m_files)).toStdString());
    }

  private Q_SLOTS:
    void loadsThenAsksNothingOnAWeekendThenOnlyTheOverlap() {
        Desk desk = newDesk();
        desk.add("ACME");
        auto report = desk.update("ACME");
        QCOMPARE(report.outcomes[0].kind, UpdateKind::Loaded);
        QCOMPARE(report.requests, std::size_t{1});
        const auto friday = utc(2025, 6, 13).seconds;
        QCOMPARE(desk.bars("ACME").back().time, friday);
        QVERIFY(desk.bars("ACME").back().final);

        desk.clock.time = utc(2025, 6, 15, 20);
        report = desk.update("ACME");
        QCOMPARE(report.outcomes[0].kind, UpdateKind::UpToDate);
        QCOMPARE(report.requests, std::size_t{0});
        QVERIFY(desk.source.asked.empty());

        desk.clock.time = utc(2025, 6, 17, 2); // Monday evening, after close + 4 h
        report = desk.update("ACME");
        QCOMPARE(report.outcomes[0].kind, UpdateKind::Updated);
        QCOMPARE(report.outcomes[0].counts.inserted, 1);
        QCOMPARE(report.outcomes[0].counts.changed, 0);
        QCOMPARE(report.outcomes[0].counts.unchanged, 11); // ten sessions before the watermark's
        QCOMPARE(desk.source.asked[0].from, utc(2025, 5, 30));
        QCOMPARE(report.summary, std::string("1 of 1 series are up to date."));
    }

    void theRunningSessionIsProvisional() {
        Desk desk = newDesk();
        desk.add("ACME");
        desk.clock.time = utc(2025, 6, 13, 20, 5); // five minutes after the close
        desk.update("ACME");
        QVERIFY(!desk.bars("ACME").back().final);
        auto& bars = desk.source.history[{"ACME", Interval::Day1}].bars;
        std::ranges::find(bars, utc(2025, 6, 13).seconds, &Bar::time)->close += 0.5;
        desk.clock.time = kSaturday;
        const auto report = desk.update("ACME");
        QCOMPARE(report.outcomes[0].counts.changed, 1);
        QVERIFY(desk.bars("ACME").back().final);
        QVERIFY(desk.cache.restatements(desk.key("ACME")).value().empty());
    }

    void aSplitReloadsTheHistory() {
        Desk desk = newDesk();
        FetchedSeries& source = desk.add("ACME");
        desk.update("ACME");
        for (Bar& bar : source.bars) {
            for (double* price : {&bar.open, &bar.high, &bar.low, &bar.close})
                *price = asSent(*price / 10);
            bar.volume *= 10;
        }
        source.actions = {
            {.kind = ActionKind::Split, .exDate = Date::fromYmd(2025, 6, 17), .numerator = 10}};
        desk.clock.time = utc(2025, 6, 18, 2);
        const auto report = desk.update("ACME");
        QCOMPARE(report.outcomes[0].kind, UpdateKind::Reloaded);
        QCOMPARE(report.requests, std::size_t{2});
        QCOMPARE(report.summary,
                 std::string("1 of 1 series are up to date. Restated by the source: ACME (1)."));
        const auto bars = desk.bars("ACME");
        for (std::size_t i = 0; i < bars.size(); ++i)
            QCOMPARE(bars[i].close, source.bars[i].close);
        const auto log = desk.cache.restatements(desk.key("ACME")).value();
        QCOMPARE(log.size(), std::size_t{1});
        QCOMPARE(log[0].kind, RestatementKind::Split);
        QVERIFY(log[0].words.find("a 10:1 split") != std::string::npos);
        QVERIFY(std::abs(log[0].newValue - 0.1) < 1e-6);
        desk.clock.time = utc(2025, 6, 19, 2); // the split is known now: no second reload
        QCOMPARE(desk.update("ACME").outcomes[0].kind, UpdateKind::Updated);
    }

    void aConstantRatioWithoutAnEventReloadsToo() {
        Desk desk = newDesk();
        FetchedSeries& source = desk.add("ACME");
        desk.update("ACME");
        for (Bar& bar : source.bars)
            for (double* price : {&bar.open, &bar.high, &bar.low, &bar.close})
                *price = asSent(*price * 1.5);
        desk.clock.time = utc(2025, 6, 17, 2);
        QCOMPARE(desk.update("ACME").outcomes[0].kind, UpdateKind::Reloaded);
        QCOMPARE(desk.bars("ACME").front().close, source.bars.front().close);
    }

    void intradayBarsBeyondTheWallAreRescaled() {
        Desk desk = newDesk();
        FetchedSeries& source = desk.add("ACME", Interval::Minute5, Date::fromYmd(2025, 5, 1));
        desk.update("ACME", Interval::Minute5);
        const auto before = desk.bars("ACME", Interval::Minute5);
        for (Bar& bar : source.bars)
            for (double* price : {&bar.open, &bar.high, &bar.low, &bar.close})
                *price = asSent(*price / 4);
        // 59 days later nothing before 3 June can be asked for; a bridge of updates keeps overlap.
        desk.clock.time = utc(2025, 6, 30, 12);
        const auto wall = desk.clock.time.seconds - 59 * 86400;
        std::erase_if(source.bars, [&](const Bar& bar) { return bar.time < wall; });
        const auto report = desk.update("ACME", Interval::Minute5);
        QCOMPARE(report.outcomes[0].kind, UpdateKind::Reloaded);
        const auto after = desk.bars("ACME", Interval::Minute5);
        QCOMPARE(after.front().time, before.front().time);
        QVERIFY(after.front().time < wall);
        QVERIFY(std::abs(after.front().close / before.front().close - 0.25) < 1e-6);
        QCOMPARE(after.front().volume, before.front().volume * 4);
        for (std::size_t i = 1; i < after.size(); ++i)
            QVERIFY(after[i].close < 40);
    }

    void aDividendIsLoggedAndKept() {
        Desk desk = newDesk();
        FetchedSeries& source = desk.add("ACME");
        desk.update("ACME");
        source.actions = {
            {.kind = ActionKind::Dividend, .exDate = Date::fromYmd(2025, 6, 16), .amount = 0.5}};
        desk.clock.time = utc(2025, 6, 17, 2);
        const auto report = desk.update("ACME");
        QCOMPARE(report.outcomes[0].kind, UpdateKind::Updated);
        QCOMPARE(report.requests, std::size_t{1});
        const auto log = desk.cache.restatements(desk.key("ACME")).value();
        QCOMPARE(log.size(), std::size_t{1});
        QCOMPARE(log[0].kind, RestatementKind::Dividend);
        QVERIFY(log[0].words.starts_with("Dividend of 0.5 on 2025-06-16"));
        QCOMPARE(desk.cache.load({"ACME"}).value().actions.size(), std::size_t{1});
        desk.clock.time = utc(2025, 6, 18, 2);
        desk.update("ACME");
        QCOMPARE(desk.cache.restatements(desk.key("ACME")).value().size(), std::size_t{1});
    }

    void aCorrectedCloseIsLoggedWithItsOldValueAndVolumeIsNot() {
        Desk desk = newDesk();
        FetchedSeries& source = desk.add("ACME");
        desk.update("ACME");
        const double before = source.bars[360].close;
        source.bars[360].close = before + 0.5;
        source.bars[359].volume += 7;
        desk.clock.time = utc(2025, 6, 17, 2);
        const auto report = desk.update("ACME");
        QCOMPARE(report.outcomes[0].counts.changed, 2);
        const auto log = desk.cache.restatements(desk.key("ACME")).value();
        QCOMPARE(log.size(), std::size_t{1});
        QCOMPARE(log[0].kind, RestatementKind::VendorEdit);
        QCOMPARE(log[0].oldValue, before);
        QCOMPARE(log[0].newValue, before + 0.5);
    }

    void aReusedSymbolIsLeftAloneUntilReloaded() {
        Desk desk = newDesk();
        FetchedSeries& source = desk.add("FB");
        desk.update("FB");
        const auto before = desk.bars("FB");
        source.instrument.type = "ETF";
        source.bars.erase(source.bars.begin(), source.bars.begin() + 200);
        desk.clock.time = utc(2025, 6, 17, 2);
        QCOMPARE(desk.update("FB").outcomes[0].kind, UpdateKind::Reused);
        QVERIFY(desk.bars("FB") == before);
        QCOMPARE(desk.update("FB").requests, std::size_t{0});
        const auto report = desk.update({{"FB", Interval::Day1}}, {.reload = true});
        QCOMPARE(report.outcomes[0].kind, UpdateKind::Reloaded);
        QCOMPARE(desk.bars("FB").front().time, source.bars.front().time);
    }

    void aMoveToAnotherExchangeIsNoReuse() {
        Desk desk = newDesk();
        FetchedSeries& source = desk.add("ACME");
        desk.update("ACME");
        source.instrument.exchange = "NMS";
        desk.clock.time = utc(2025, 6, 17, 2);
        QCOMPARE(desk.update("ACME").outcomes[0].kind, UpdateKind::Updated);
        QCOMPARE(desk.cache.state(desk.key("ACME")).value()->instrument.exchange,
                 std::string("NMS"));
    }

    void oneUnknownAnswerProvesNothing() {
        Desk desk = newDesk();
        desk.add("ACME");
        desk.update("ACME");
        desk.source.failures["ACME"] = fail(ErrorCode::UnknownSymbol, "No data found.");
        std::string words;
        for (int day = 17; day <= 19; ++day) {
            desk.clock.time = utc(2025, 6, static_cast<unsigned>(day), 2);
            const auto report = desk.update("ACME");
            QCOMPARE(report.outcomes[0].kind, UpdateKind::UnknownSymbol);
            QCOMPARE(desk.update("ACME").outcomes[0].kind, UpdateKind::Deferred); // not at once
            words = report.outcomes[0].words;
            QCOMPARE(words.find("delisted") != std::string::npos, day == 19);
        }
        QVERIFY(!desk.bars("ACME").empty());
        // A symbol that never had data leaves no series behind.
        desk.update("TYPO");
        QVERIFY(!desk.cache.state(desk.key("TYPO")).value());
    }

    void aRefusedRunKeepsWhatCameAndResumes() {
        Desk desk = newDesk();
        std::vector<UpdateTarget> targets;
        for (const char* symbol : {"A", "B", "C", "D"}) {
            desk.add(symbol);
            targets.push_back({symbol, Interval::Day1});
        }
        desk.source.refuseAfter = 2;
        double share = 0;
        std::string last;
        desk.context.onProgress = [&](double fraction, std::string_view text) {
            share = fraction;
            last = text;
        };
        auto report = desk.update(targets);
        QCOMPARE(report.stopped->code, ErrorCode::Refused);
        QCOMPARE(share, 0.5); // what is said last: how far it came
        QCOMPARE(last, report.summary);
        QCOMPARE(report.outcomes[1].kind, UpdateKind::Loaded);
        QCOMPARE(report.outcomes[2].kind, UpdateKind::Deferred);
        QVERIFY(report.outcomes[2].words.find("refuses") != std::string::npos);
        QCOMPARE(report.summary, std::string("2 of 4 series are up to date, 2 waiting."));
        desk.source.refuseAfter.reset();
        report = desk.resume();
        QCOMPARE(report.outcomes.size(), std::size_t{2});
        QCOMPARE(desk.source.asked[0].symbol, std::string("C"));
        QVERIFY(desk.cache.unfinishedJobs().value().empty());
    }

    void aKilledRunResumesWithTheRest() {
        Desk desk = newDesk();
        std::vector<UpdateTarget> targets;
        for (const char* symbol : {"A", "B", "C", "D"}) {
            desk.add(symbol);
            targets.push_back({symbol, Interval::Day1});
        }
        const pid_t child = fork();
        if (child == 0) {
            // Its own connection: SQLite's may not be carried across fork.
            auto cache = MarketCache::open(desk.path, kSaturday);
            desk.source.beforeAnswer = [](std::size_t n) {
                if (n == 3)
                    (void)kill(getpid(), SIGKILL);
            };
            (void)Updater(*cache, desk.source, desk.calendar, desk.clock)
                .update(targets, {}, desk.context);
            _exit(1);
        }
        int how = 0;
        QCOMPARE(waitpid(child, &how, 0), child);
        QVERIFY(WIFSIGNALED(how));
        QCOMPARE(desk.cache.list().value().size(), std::size_t{3});
        const auto report = desk.resume();
        QCOMPARE(report.outcomes.size(), std::size_t{1});
        QCOMPARE(report.outcomes[0].target.symbol, std::string("D"));
        QCOMPARE(report.outcomes[0].kind, UpdateKind::Loaded);
    }

    void aStopKeepsFinishedSymbols() {
        Desk desk = newDesk();
        desk.add("A");
        desk.add("B");
        desk.source.beforeAnswer = [&](std::size_t) {
            desk.context.stop(jobs::StopRequest::KeepBest);
        };
        const auto report = desk.update({{"A", Interval::Day1}, {"B", Interval::Day1}});
        QCOMPARE(report.stopped->code, ErrorCode::Cancelled);
        QCOMPARE(report.outcomes[0].kind, UpdateKind::Loaded);
        QCOMPARE(report.outcomes[1].kind, UpdateKind::Deferred);
    }

    void aMissingDayIsAskedAgainAndFilled() {
        Desk desk = newDesk();
        FetchedSeries& source = desk.add("ACME");
        const FetchedSeries whole = source;
        const auto thursday = utc(2025, 6, 12).seconds;
        std::erase_if(source.bars, [&](const Bar& bar) { return bar.time == thursday; });
        QCOMPARE(desk.update("ACME").summary,
                 std::string("1 of 1 series are up to date. Sessions missing: ACME (1)."));
        auto gaps = desk.cache.gaps(desk.key("ACME")).value();
        QCOMPARE(gaps.size(), std::size_t{1});
        QCOMPARE(gaps[0].session, Date::fromYmd(2025, 6, 12));
        QCOMPARE(gaps[0].state, GapState::Open);
        QVERIFY(gaps[0].words.find("2025-06-12") != std::string::npos);
        const auto waiting = desk.update("ACME");
        QCOMPARE(waiting.requests, std::size_t{0});
        QVERIFY(waiting.outcomes[0].words.ends_with("1 missing session is asked for again after " +
                                                    toIso(*gaps[0].nextTry) + "."));
        source = whole;
        desk.clock.time = kSaturday + std::chrono::hours(2);
        const auto report = desk.update("ACME");
        QCOMPARE(report.requests, std::size_t{1});
        QCOMPARE(report.outcomes[0].counts.inserted, 1);
        QCOMPARE(desk.cache.gaps(desk.key("ACME")).value()[0].state, GapState::Filled);
        QCOMPARE(desk.cache.state(desk.key("ACME")).value()->openGaps, 0);
    }

    void aDayThatNobodyHasIsAClosure() {
        Desk desk = newDesk();
        std::vector<UpdateTarget> targets;
        const auto thursday = utc(2025, 6, 12).seconds;
        for (const char* symbol : {"A", "B", "C", "D", "E"}) {
            std::erase_if(desk.add(symbol).bars,
                          [&](const Bar& bar) { return bar.time == thursday; });
            targets.push_back({symbol, Interval::Day1});
        }
        const auto report = desk.update(targets);
        QVERIFY(report.summary.find("2025-06-12: the exchange was probably closed") !=
                std::string::npos);
        QCOMPARE(desk.cache.state(desk.key("C")).value()->openGaps, 0);
    }

    void intradayAsksOnlyAfterTradingMinutes() {
        Desk desk = newDesk();
        desk.add("ACME", Interval::Minute5, Date::fromYmd(2025, 5, 1));
        desk.update("ACME", Interval::Minute5);
        desk.clock.time = utc(2025, 6, 16, 13, 25); // before the open on Monday
        QCOMPARE(desk.update("ACME", Interval::Minute5).requests, std::size_t{0});
        desk.clock.time = utc(2025, 6, 16, 14, 2);
        const auto report = desk.update("ACME", Interval::Minute5);
        QCOMPARE(report.outcomes[0].counts.inserted, 7);
        const auto bars = desk.bars("ACME", Interval::Minute5);
        QVERIFY(!bars.back().final); // 10:00, two minutes old
        QCOMPARE(desk.cache.state(desk.key("ACME", Interval::Minute5)).value()->lastFinal.value(),
                 utc(2025, 6, 16, 13, 35).seconds);
        QCOMPARE(desk.update({{"ACME", Interval::Hour1}}).outcomes[0].kind, UpdateKind::Failed);
    }
};

LOOM_TEST(TestUpdater)

} // namespace

#include "test_updater.moc"
