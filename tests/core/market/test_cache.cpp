// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <csignal>
#include <fstream>
#include <limits>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "core/market/cache_bench.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::market;
using namespace loom::tests;

namespace {

class TestCache : public QObject, CacheBench {
    Q_OBJECT

  private Q_SLOTS:
    void whatIsStoredComesBack() {
        MarketCache cache = newCache();
        FetchedSeries sent = daily();
        sent.actions = {
            {.kind = ActionKind::Dividend, .exDate = Date::fromYmd(2020, 5, 8), .amount = 0.5},
            {.kind = ActionKind::Split, .exDate = Date::fromYmd(2020, 8, 31), .numerator = 4}};
        const auto counts = cache.merge(key(), sent, AdjustmentState::Split, kNow);
        VERIFY_OK(counts);
        QCOMPARE(counts->inserted, static_cast<std::int64_t>(sent.bars.size()));
        const auto series = cache.load({.symbol = "ACME"});
        VERIFY_OK(series);
        QVERIFY(series->bars == sent.bars);
        QVERIFY(series->actions == sent.actions);
        QCOMPARE(series->instrument.exchange, std::string("NYQ"));
        QCOMPARE(series->source, std::string("yahoo"));
    }

    void storingAgainChangesNothing() {
        MarketCache cache = newCache();
        for (const Interval interval : {Interval::Day1, Interval::Minute5}) {
            const auto sent = interval == Interval::Day1 ? daily() : fiveMinutes();
            VERIFY_OK(cache.merge(key(interval), sent, AdjustmentState::Split, kNow));
            const auto again = cache.merge(key(interval), sent, AdjustmentState::Split, kNow);
            VERIFY_OK(again);
            QCOMPARE(again->inserted, 0);
            QCOMPARE(again->changed, 0);
            QCOMPARE(again->unchanged, static_cast<std::int64_t>(sent.bars.size()));
            QCOMPARE(cache.state(key(interval)).value()->rows, again->unchanged);
        }
    }

    void countsInsertedChangedAndUnchanged() {
        MarketCache cache = newCache();
        FetchedSeries sent = fiveMinutes();
        FetchedSeries part = sent;
        part.bars.resize(500);
        part.bars[7].close += 0.01;
        part.bars[9].volume += 1;
        const auto intraday = key(Interval::Minute5);
        VERIFY_OK(cache.merge(intraday, part, AdjustmentState::Split, kNow));
        const auto counts = cache.merge(intraday, sent, AdjustmentState::Split, kNow);
        QCOMPARE(counts->inserted, static_cast<std::int64_t>(sent.bars.size()) - 500);
        QCOMPARE(counts->changed, 2);
        QCOMPARE(counts->unchanged, 498);
    }

    void float32NoiseIsSnappedWithinOneSpacing() {
        MarketCache cache = newCache();
        FetchedSeries sent = fiveMinutes();
        sent.bars[3].close = asSent(0.00012345678); // widens the scale of what is stored already
        const auto intraday = key(Interval::Minute5);
        VERIFY_OK(cache.merge(intraday, fiveMinutes(), AdjustmentState::Split, kNow));
        VERIFY_OK(cache.merge(intraday, sent, AdjustmentState::Split, kNow));
        const auto series = cache.load({.symbol = "ACME", .interval = Interval::Minute5});
        VERIFY_OK(series);
        for (std::size_t i = 0; i < sent.bars.size(); ++i) {
            const float price = static_cast<float>(sent.bars[i].close);
            const double spacing =
                static_cast<double>(std::nextafterf(price, 1e9F)) - static_cast<double>(price);
            QVERIFY(std::abs(series->bars[i].close - sent.bars[i].close) <= spacing);
        }
        // 100.37 was sent as 100.37000274658203 and is 100.37 again.
        const auto text = QByteArray::number(series->bars[5].close, 'g', 17);
        QVERIFY2(series->bars[5].close == std::round(series->bars[5].close * 100) / 100, text);
    }

    void unusableBarsAreRefusedWhole() {
        MarketCache cache = newCache();
        FetchedSeries nan = daily(), unsorted = daily(), stamped = daily();
        nan.bars[5].low = std::numeric_limits<double>::quiet_NaN();
        std::swap(unsorted.bars[2], unsorted.bars[3]);
        stamped.bars[1].time += 3600;
        for (const FetchedSeries* bad : {&nan, &unsorted, &stamped})
            QCOMPARE(cache.merge(key(), *bad, AdjustmentState::Split, kNow).error().code,
                     ErrorCode::InvalidInput);
        QVERIFY(cache.list().value().empty());
        VERIFY_OK(cache.merge(key(), daily(), AdjustmentState::Split, kNow));
        QCOMPARE(cache.merge(key(), daily(), AdjustmentState::Raw, kNow).error().code,
                 ErrorCode::InvalidInput);
    }

    void provisionalBarsDoNotMoveTheWatermark() {
        MarketCache cache = newCache();
        FetchedSeries sent = daily();
        sent.bars.back().final = false;
        VERIFY_OK(cache.merge(key(), sent, AdjustmentState::Split, kNow));
        const auto state = cache.state(key()).value();
        QCOMPARE(state->lastFinal.value(), sent.bars[sent.bars.size() - 2].time);
        QCOMPARE(state->last.value(), sent.bars.back().time);
        auto series = cache.load({.symbol = "ACME"}).value();
        QVERIFY(!series.bars.back().final);
        QVERIFY(series.bars[series.bars.size() - 2].final);
        sent.bars.back().final = true;
        sent.bars.back().close += 0.5;
        const auto counts = cache.merge(key(), sent, AdjustmentState::Split, kNow);
        QCOMPARE(counts->changed, 1);
        QVERIFY(cache.load({.symbol = "ACME"}).value().bars.back().final);
    }

    void rangesAreSessionsOfTheExchange() {
        MarketCache cache = newCache();
        VERIFY_OK(cache.merge(key(Interval::Minute5), fiveMinutes(), AdjustmentState::Split, kNow));
        VERIFY_OK(cache.merge(key(), daily(), AdjustmentState::Split, kNow));
        const Date day = Date::fromYmd(2025, 6, 3);
        QCOMPARE(cache
                     .load({.symbol = "ACME",
                            .interval = Interval::Minute5,
                            .source = "",
                            .from = day,
                            .to = day})
                     .value()
                     .bars.size(),
                 std::size_t{78});
        const SeriesQuery one{.symbol = "ACME", .source = "", .from = day, .to = day};
        QCOMPARE(cache.load(one).value().bars.front().date(), day);
        SeriesQuery reversed = one;
        reversed.to = day - 1;
        QCOMPARE(cache.load(reversed).error().code, ErrorCode::InvalidInput);
        SeriesQuery future = one;
        future.from = future.to = Date::fromYmd(2031, 1, 1);
        const Error nothing = cache.load(future).error();
        QCOMPARE(nothing.code, ErrorCode::NoData);
        QVERIFY(nothing.message.find("2000-01-03 to 2025-06-13") != std::string::npos);
    }

    void missingSeriesNameWhatThereIs() {
        MarketCache cache = newCache();
        VERIFY_OK(cache.merge(key(Interval::Minute5), fiveMinutes(), AdjustmentState::Split, kNow));
        const Error error = cache.load({.symbol = "ACME"}).error();
        QCOMPARE(error.code, ErrorCode::NotFound);
        QVERIFY(error.message.find("5m (yahoo)") != std::string::npos);
    }

    void importsAreAllOrNothingAndRankBehindFetchedSeries() {
        MarketCache cache = newCache();
        Series good, bad;
        good.instrument = bad.instrument = stock("ACME");
        good.source = bad.source = "import";
        good.bars = bad.bars = daily().bars;
        bad.instrument.symbol = "BAD";
        bad.bars[4].open = std::numeric_limits<double>::infinity();
        QVERIFY(!cache.importSeries(std::vector{good, bad}, kNow).ok());
        QVERIFY(cache.list().value().empty());
        VERIFY_OK(cache.importSeries(std::vector{good}, kNow));
        QCOMPARE(cache.load({.symbol = "ACME"}).value().source, std::string("import"));
        VERIFY_OK(cache.noteFetch(
            key(), {.at = kNow, .status = SeriesStatus::UnknownSymbol, .message = "?"}));
        QCOMPARE(cache.load({.symbol = "ACME"}).value().source, std::string("import"));
        VERIFY_OK(cache.merge(key(), daily(), AdjustmentState::Split, kNow));
        QCOMPARE(cache.load({.symbol = "ACME"}).value().source, std::string("yahoo"));
        QCOMPARE(cache.load({.symbol = "ACME", .source = "import"}).value().source,
                 std::string("import"));
        good.bars.resize(10);
        VERIFY_OK(cache.importSeries(std::vector{good}, kNow));
        QCOMPARE(cache.state(key(Interval::Day1, "import")).value()->rows, 10);
    }

    void removingLeavesNothing() {
        MarketCache cache = newCache();
        VERIFY_OK(cache.merge(key(), daily(), AdjustmentState::Split, kNow));
        VERIFY_OK(cache.addRestatement(key(), {.noticed = kNow, .words = "x"}));
        VERIFY_OK(cache.remove(key()));
        QVERIFY(cache.list().value().empty());
        QCOMPARE(cache.load({.symbol = "ACME"}).error().code, ErrorCode::NotFound);
        QCOMPARE(cache.remove(key()).error().code, ErrorCode::NotFound);
    }

    void searchRanksSymbolsBeforeNames() {
        MarketCache cache = newCache();
        for (const char* symbol : {"AB", "A", "ZA", "Q"}) {
            FetchedSeries sent = daily();
            sent.bars.resize(3);
            sent.instrument = stock(symbol);
            if (std::string_view(symbol) == "Q")
                sent.instrument.name = "Great A Company";
            VERIFY_OK(
                cache.merge({symbol, Interval::Day1, "yahoo"}, sent, AdjustmentState::Split, kNow));
        }
        std::string order;
        const auto all = cache.search(" a").value();
        for (const SeriesState& found : all)
            order += found.key.symbol + " ";
        QCOMPARE(order, std::string("A AB Q ZA "));
    }

    void gapsFollowTheirSchedule() {
        MarketCache cache = newCache();
        const Date recent = Date::fromYmd(2025, 6, 13), old = Date::fromYmd(2001, 2, 1);
        const std::vector<Gap> missing{{.session = old, .missing = 1, .words = "no bar"},
                                       {.session = recent, .missing = 1, .words = "no bar"}};
        VERIFY_OK(cache.recordGaps(key(), missing, kNow));
        auto gaps = cache.gaps(key()).value();
        QCOMPARE(gaps.size(), std::size_t{2});
        QCOMPARE(gaps[0].state, GapState::Permanent);
        QCOMPARE(gaps[1].state, GapState::Open);
        QCOMPARE(gaps[1].nextTry->seconds, kNow.seconds + 3600);
        VERIFY_OK(cache.recordGaps(key(), missing, kNow + std::chrono::minutes(59)));
        QCOMPARE(cache.gaps(key()).value()[1].tries, 1);
        VERIFY_OK(cache.recordGaps(key(), missing, kNow + std::chrono::hours(1)));
        QCOMPARE(cache.gaps(key()).value()[1].nextTry->seconds, kNow.seconds + 6 * 3600);
        VERIFY_OK(cache.recordGaps(key(), missing, kNow + std::chrono::hours(24 * 30)));
        QCOMPARE(cache.gaps(key()).value()[1].state, GapState::Permanent);
        VERIFY_OK(cache.recordGaps(key(), {}, kNow + std::chrono::hours(24 * 31)));
        QCOMPARE(cache.gaps(key()).value()[1].state, GapState::Filled);
        QCOMPARE(cache.state(key()).value()->openGaps, 0);
    }

    void theQueueSurvives() {
        const auto file = newFile();
        const std::vector<SeriesKey> keys{{"B", Interval::Day1, "yahoo"},
                                          {"A", Interval::Day1, "yahoo"},
                                          {"C", Interval::Day1, "yahoo"}};
        {
            MarketCache cache = MarketCache::open(file, kNow).value();
            VERIFY_OK(cache.enqueue(keys, kNow));
            VERIFY_OK(cache.setJob(keys[0], UpdateJobState::Done, "", kNow));
            VERIFY_OK(cache.setJob(keys[2], UpdateJobState::Running, "", kNow));
        }
        MarketCache cache = MarketCache::open(file, kNow).value();
        const auto left = cache.unfinishedJobs().value();
        QCOMPARE(left.size(), std::size_t{2});
        QVERIFY(left[0] == keys[1] && left[1] == keys[2]);
    }
};

LOOM_TEST(TestCache)

} // namespace

#include "test_cache.moc"
