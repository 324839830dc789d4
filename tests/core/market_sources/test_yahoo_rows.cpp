// SPDX-License-Identifier: GPL-3.0-or-later
// Repairs of market_data 1.6 through the whole source, on what the fake server sends: live rows,
// null rows, clock changes, half days, lunch breaks, splits and dividends with restated history.
#include "support/test_case.h"

#include <cmath>

#include "core/market_sources/source_bench.h"

using namespace loom;
using namespace loom::market;
using namespace loom::tests;

namespace {

FakeSymbol symbolWith(FakeQuirks quirks) {
    FakeSymbol symbol;
    symbol.symbol = "TEST";
    symbol.quirks = std::move(quirks);
    return symbol;
}

} // namespace

class YahooRowsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void sessionsAcrossBothClockChanges() {
        SourceBench bench;
        const auto spring = bench.one("AAPL", Interval::Day1, day(2025, 3, 6), day(2025, 3, 13));
        VERIFY_OK(spring);
        QCOMPARE(datesOf(*spring),
                 std::string("2025-03-06 2025-03-07 2025-03-10 2025-03-11 2025-03-12"));
        const auto autumn = bench.one("AAPL", Interval::Day1, day(2025, 10, 30), day(2025, 11, 5));
        VERIFY_OK(autumn);
        QCOMPARE(datesOf(*autumn), std::string("2025-10-30 2025-10-31 2025-11-03 2025-11-04"));
        const auto hours = bench.one("AAPL", Interval::Hour1, day(2025, 10, 31), day(2025, 11, 4));
        VERIFY_OK(hours);
        QCOMPARE(toIso(Timestamp{hours->bars.front().time}), std::string("2025-10-31T13:30:00Z"));
        QCOMPARE(toIso(Timestamp{hours->bars[7].time}), std::string("2025-11-03T14:30:00Z"));
    }

    void exchangesEastOfGreenwichKeepTheirDates() {
        SourceBench bench;
        FakeSymbol tokyo{.symbol = "7203.T", .timeZone = "Asia/Tokyo", .openMinute = 540};
        FakeSymbol wellington{
            .symbol = "AIR.NZ", .timeZone = "Pacific/Auckland", .openMinute = 600};
        bench.yahoo.add(tokyo);
        bench.yahoo.add(wellington);
        for (const char* symbol : {"7203.T", "AIR.NZ"}) {
            const auto series =
                bench.one(symbol, Interval::Day1, day(2025, 9, 24), day(2025, 10, 1));
            VERIFY_OK(series);
            QCOMPARE(datesOf(*series),
                     std::string("2025-09-24 2025-09-25 2025-09-26 2025-09-29 2025-09-30"));
        }
    }

    void aLabelThatSlippedBelongsToTheNextDate() {
        SourceBench bench;
        bench.yahoo.add(symbolWith({.dstLabelDays = {day(2025, 11, 4)}}));
        const auto series = bench.one("TEST", Interval::Day1, day(2025, 11, 3), day(2025, 11, 6));
        VERIFY_OK(series);
        QCOMPARE(datesOf(*series), std::string("2025-11-03 2025-11-04 2025-11-05"));
    }

    void aRunningDayIsOneProvisionalBar() {
        for (const bool duplicate : {false, true}) {
            SourceBench bench;
            bench.yahoo.add(symbolWith({.duplicateDailyRow = duplicate}));
            bench.yahoo.setNow(Timestamp::atMidnightUtc(day(2026, 3, 13)) + std::chrono::hours(17));
            const auto series =
                bench.one("TEST", Interval::Day1, day(2026, 3, 11), day(2026, 3, 14));
            VERIFY_OK(series);
            QCOMPARE(datesOf(*series), std::string("2026-03-11 2026-03-12 2026-03-13"));
            QVERIFY(series->bars[1].final);
            QVERIFY(!series->bars[2].final);
            QCOMPARE(says(*series, "two rows"), duplicate);
            // The later row's volume counts: five sixths of the session have passed at most.
            bench.yahoo.setNow(Timestamp::atMidnightUtc(day(2026, 3, 16)));
            const auto complete =
                bench.one("TEST", Interval::Day1, day(2026, 3, 11), day(2026, 3, 14));
            QVERIFY(complete->bars[2].final);
            QVERIFY(complete->bars[2].volume > series->bars[2].volume);
            QVERIFY(complete->bars[1] == series->bars[1]);
        }
    }

    void theDayStaysProvisionalForSomeHoursAfterTheClose() {
        SourceBench bench;
        const Timestamp close = Timestamp::atMidnightUtc(day(2026, 3, 13)) + std::chrono::hours(20);
        bench.yahoo.setNow(close + std::chrono::hours(3));
        QVERIFY(
            !bench.one("A", Interval::Day1, day(2026, 3, 12), day(2026, 3, 14))->bars.back().final);
        bench.yahoo.setNow(close + std::chrono::hours(4));
        QVERIFY(
            bench.one("A", Interval::Day1, day(2026, 3, 12), day(2026, 3, 14))->bars.back().final);
    }

    void theLiveQuoteBetweenIntradayBarsIsNoBar() {
        SourceBench bench;
        bench.yahoo.setNow(Timestamp::atMidnightUtc(day(2026, 3, 13)) + std::chrono::minutes(1007));
        const auto series =
            bench.one("AAPL", Interval::Minute5, day(2026, 3, 13), day(2026, 3, 14));
        VERIFY_OK(series);
        QVERIFY(says(*series, "live quote"));
        for (const Bar& bar : series->bars)
            QCOMPARE(bar.time % 300, std::int64_t{0});
        QCOMPARE(toIso(Timestamp{series->bars.back().time}), std::string("2026-03-13T16:45:00Z"));
        QVERIFY(!series->bars.back().final);
        QVERIFY(series->bars[series->bars.size() - 2].final);
    }

    void aFullDayHasSeventyEightBars() {
        SourceBench bench;
        const auto series =
            bench.one("AAPL", Interval::Minute5, day(2026, 3, 13), day(2026, 3, 14));
        VERIFY_OK(series);
        QCOMPARE(series->bars.size(), std::size_t{78}); // the row at 16:00 is gone
        QVERIFY(says(*series, "outside regular trading hours"));
    }

    void halfDaysEndAtOne() { // 2025-11-28 and 2025-12-24: early closes of the NYSE
        SourceBench bench;
        bench.yahoo.setNow(Timestamp::atMidnightUtc(day(2025, 12, 27)));
        const auto fine =
            bench.one("AAPL", Interval::Minute5, day(2025, 11, 28), day(2025, 11, 29));
        VERIFY_OK(fine);
        QCOMPARE(fine->bars.size(), std::size_t{42});
        QCOMPARE(toIso(Timestamp{fine->bars.back().time}), std::string("2025-11-28T17:55:00Z"));
        const auto hours = bench.one("AAPL", Interval::Hour1, day(2025, 12, 24), day(2025, 12, 25));
        VERIFY_OK(hours);
        QCOMPARE(hours->bars.size(), std::size_t{3}); // 12:30 to 13:00 is never published at 1h
        QVERIFY(says(*hours, "without prices"));
        QVERIFY(says(*hours, "2 rows outside regular trading hours"));
    }

    void lunchBreaksAreNoBars() {
        SourceBench bench;
        FakeSymbol tokyo{.symbol = "7203.T",
                         .timeZone = "Asia/Tokyo",
                         .openMinute = 540,
                         .closeMinute = 930,
                         .lunchStart = 690,
                         .lunchEnd = 750};
        bench.yahoo.add(tokyo);
        const auto series =
            bench.one("7203.T", Interval::Minute5, day(2026, 3, 12), day(2026, 3, 13));
        VERIFY_OK(series);
        QCOMPARE(series->bars.size(), std::size_t{78 - 12});
        QVERIFY(says(*series, "12 rows without prices"));
    }

    void missingAndNullDaysLeaveAGap() {
        SourceBench bench;
        bench.yahoo.add(symbolWith({.missingDays = {day(2026, 3, 4)},
                                    .nullDays = {day(2026, 3, 5)},
                                    .nullCloseDays = {day(2026, 3, 6)}}));
        const auto series = bench.one("TEST", Interval::Day1, day(2026, 3, 3), day(2026, 3, 10));
        VERIFY_OK(series);
        QCOMPARE(datesOf(*series), std::string("2026-03-03 2026-03-09"));
        QVERIFY(says(*series, "1 row without prices"));
        QVERIFY(says(*series, "1 incomplete row"));
    }

    void unsortedAndRepeatedRowsAreSorted() {
        SourceBench bench;
        bench.yahoo.add(symbolWith({.unsorted = true}));
        const auto series = bench.one("TEST", Interval::Day1, day(2026, 3, 3), day(2026, 3, 7));
        VERIFY_OK(series);
        QCOMPARE(datesOf(*series), std::string("2026-03-03 2026-03-04 2026-03-05 2026-03-06"));
        QVERIFY(says(*series, "out of order"));
        QVERIFY(says(*series, "1 repeated row"));
    }

    void answersThatCannotBeTrustedAreRejectedAndKept_data() {
        QTest::addColumn<int>("which");
        QTest::addColumn<QString>("words");
        QTest::newRow("granularity") << 0 << "1d bars where 5m bars were asked for";
        QTest::newRow("lengths") << 1 << "values of close";
        QTest::newRow("high") << 2 << "does not enclose";
    }
    void answersThatCannotBeTrustedAreRejectedAndKept() {
        QFETCH(int, which);
        QFETCH(QString, words);
        SourceBench bench;
        bench.yahoo.add(symbolWith({.wrongGranularity = which == 0,
                                    .shortArrays = which == 1,
                                    .impossibleHigh = which == 2}));
        const auto outcome =
            bench.one("TEST", Interval::Minute5, day(2026, 3, 10), day(2026, 3, 13));
        QCOMPARE(outcome.error().code, ErrorCode::Unreachable);
        QVERIFY2(QString::fromStdString(outcome.error().message).contains(words),
                 outcome.error().message.c_str());
        QCOMPARE(bench.rejected.size(), std::size_t{1});
        QCOMPARE(bench.rejected[0].symbol, std::string("TEST"));
        QVERIFY(bench.rejected[0].body.starts_with("{\"chart\""));
    }

    void bareMetaIsEnough() {
        SourceBench bench;
        bench.yahoo.add(symbolWith({.bareMeta = true}));
        const auto series = bench.one("TEST", Interval::Day1, day(2026, 3, 3), day(2026, 3, 7));
        VERIFY_OK(series);
        QCOMPARE(series->bars.size(), std::size_t{4});
        QVERIFY(!series->firstTradeDate);
        QVERIFY(series->instrument.currency.empty());
    }

    void aSplitRestatesHistoryFromItsDay() {
        SourceBench bench;
        bench.yahoo.add(symbolWith({.stringNumerator = true}));
        bench.yahoo.publishSplit("TEST", day(2026, 3, 11), 4, 1);
        bench.yahoo.setNow(Timestamp::atMidnightUtc(day(2026, 3, 10)) + std::chrono::hours(22));
        const auto before = bench.one("TEST", Interval::Day1, day(2026, 3, 2), day(2026, 3, 11));
        VERIFY_OK(before);
        QVERIFY(before->actions.empty());
        bench.yahoo.setNow(Timestamp::atMidnightUtc(day(2026, 3, 12)));
        const auto after = bench.one("TEST", Interval::Day1, day(2026, 3, 2), day(2026, 3, 12));
        VERIFY_OK(after);
        QCOMPARE(after->actions.size(), std::size_t{1});
        QCOMPARE(after->actions[0].numerator, 4.0);
        QCOMPARE(after->actions[0].denominator, 1.0);
        QCOMPARE(toIso(after->actions[0].exDate), std::string("2026-03-11"));
        for (std::size_t i = 0; i + 1 < before->bars.size(); ++i) {
            QVERIFY(std::abs(before->bars[i].close / after->bars[i].close / 4 - 1) < 3e-7);
            QCOMPARE(after->bars[i].volume, before->bars[i].volume * 4);
        }
    }

    void aDividendMovesOnlyTheAdjustedCloses() {
        SourceBench bench;
        bench.yahoo.publishDividend("AAPL", day(2026, 3, 11), 1.25);
        const auto series = bench.one("AAPL", Interval::Day1, day(2026, 3, 2), day(2026, 3, 14));
        VERIFY_OK(series);
        QCOMPARE(series->actions.size(), std::size_t{1});
        QCOMPARE(series->actions[0].amount, 1.25);
        const double factor = 1 - 1.25 / series->bars[6].close; // 2026-03-10 is bar 6
        QCOMPARE(toIso(series->bars[6].date()), std::string("2026-03-10"));
        for (std::size_t i = 0; i < series->bars.size(); ++i) {
            const double expected = i <= 6 ? factor : 1;
            QVERIFY(std::abs(*series->adjustedClose[i] / series->bars[i].close / expected - 1) <
                    3e-7);
        }
    }

    void fundsHaveCapitalGains() {
        SourceBench bench;
        FakeSymbol fund{.symbol = "FUND", .type = "MUTUALFUND"};
        bench.yahoo.add(fund);
        bench.yahoo.publishCapitalGain("FUND", day(2026, 3, 11), 0.75);
        const auto series = bench.one("FUND", Interval::Day1, day(2026, 3, 2), day(2026, 3, 14));
        VERIFY_OK(series);
        QCOMPARE(series->actions.size(), std::size_t{1});
        QCOMPARE(int(series->actions[0].kind), int(ActionKind::CapitalGain));
    }

    void theSameWindowTwiceGivesTheSameBars() {
        SourceBench bench;
        for (const Interval interval : {Interval::Minute1, Interval::Minute5, Interval::Minute15,
                                        Interval::Hour1, Interval::Day1}) {
            const auto first = bench.one("MSFT", interval, day(2026, 3, 2), day(2026, 3, 13));
            const auto second = bench.one("MSFT", interval, day(2026, 3, 2), day(2026, 3, 13));
            VERIFY_OK(first);
            VERIFY_OK(second);
            QVERIFY(first->bars == second->bars);
            const std::size_t perDay =
                interval == Interval::Day1
                    ? 1
                    : static_cast<std::size_t>((390 * 60 + intervalSeconds(interval) - 1) /
                                               intervalSeconds(interval));
            QCOMPARE(first->bars.size(), 9 * perDay);
        }
    }
};

LOOM_TEST(YahooRowsTest)
#include "test_yahoo_rows.moc"
