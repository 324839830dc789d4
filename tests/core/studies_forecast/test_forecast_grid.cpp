// SPDX-License-Identifier: GPL-3.0-or-later
// Rows, weeks and missing bars; expected values follow from the rules and the calendar by hand.
#include "support/test_case.h"

#include <algorithm>

#include "core/studies_forecast/samples.h"

using namespace loom;
using namespace loom::studies;
using namespace loom::tests;
using forecast::Frequency;

namespace {

const Date kStart = Date::fromYmd(2024, 1, 2); // a Tuesday, the first session of 2024

Result<ForecastDataset> made(std::vector<market::Series> series, ForecastSelection selection) {
    return makeForecastDataset(inputsOf(std::move(series)), std::move(selection));
}

/// The notes as one text.
std::string notesOf(const ForecastDataset& set) {
    std::string out;
    for (const auto& note : set.notes())
        out += note + "\n";
    return out;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

class ForecastGridTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void rowsAreTheUnionAndGapsStayMissing() {
        auto a = daily("A", kStart, 60), b = daily("B", kStart, 60, 2);
        b.bars.erase(b.bars.begin(), b.bars.begin() + 20); // lists mid-sample
        b.bars.erase(b.bars.begin() + 5);                  // halted on row 25
        const auto set = made({a, b}, {.horizon = 2});
        VERIFY_OK(set);
        QCOMPARE(set->data->rows(), std::size_t{60});
        QVERIFY(std::isnan(set->data->close(1, 0)) && std::isnan(set->data->close(1, 19)));
        QCOMPARE(set->data->close(1, 20), b.bars[0].close);
        QVERIFY(std::isnan(set->data->close(1, 25)));
        QVERIFY(std::isnan(set->data->feature(1, 26)[0])); // its return has no close before it
        QCOMPARE(set->histories[1].missingBefore, std::size_t{20});
        QCOMPARE(set->histories[1].missingInside, std::size_t{1});
        const auto notes = notesOf(*set);
        QVERIFY2(has(notes, "Begin within the period, rows before missing: B 20."), notes.c_str());
        QVERIFY2(has(notes, "B 1; the longest gap is 1 row of B from " +
                                toIso(Date{set->data->sessions[25]})),
                 notes.c_str());
    }

    void aSessionThatAllLackIsARow() {
        auto a = daily("A", kStart, 40);
        const Date lost = a.bars[10].date();
        dropDay(a, lost);
        const auto set = made({a}, {.horizon = 2});
        VERIFY_OK(set);
        QCOMPARE(set->data->rows(), std::size_t{40});
        QVERIFY(std::isnan(set->data->close(0, 10)));
        QCOMPARE(set->emptyRows, std::size_t{1});
        QCOMPARE(set->firstEmpty, lost);
    }

    void aHaltCarriesTheCloseAtMostSoFar() {
        auto a = daily("A", kStart, 40), b = daily("B", kStart, 40, 2);
        b.bars.erase(b.bars.begin() + 10, b.bars.begin() + 13); // rows 10, 11, 12
        const auto set = made({a, b}, {.horizon = 2, .features = {"ohlc"}, .carry = 2});
        VERIFY_OK(set);
        QCOMPARE(set->data->close(1, 10), set->data->close(1, 9));
        QCOMPARE(set->data->close(1, 11), set->data->close(1, 9));
        QVERIFY(std::isnan(set->data->close(1, 12)));
        QCOMPARE(set->data->feature(1, 10)[3], 0.0); // no return on a carried row
        QCOMPARE(set->histories[1].carried, std::size_t{2});
        QVERIFY(has(notesOf(*set), "at most 2 in a row: B 2"));
        QCOMPARE(leak(*set, 12), std::string());
    }

    void innerKeepsRowsOfAllAssets() {
        auto a = daily("A", kStart, 60), b = daily("B", kStart, 60, 2);
        b.bars.erase(b.bars.begin(), b.bars.begin() + 5);
        b.bars.erase(b.bars.begin() + 10); // row 15
        b.bars.resize(b.bars.size() - 3);
        const auto set = made({a, b}, {.horizon = 2, .alignment = Alignment::Inner});
        VERIFY_OK(set);
        QCOMPARE(set->data->rows(), std::size_t{51});
        QCOMPARE(set->dropped.before, std::size_t{5});
        QCOMPARE(set->dropped.inside, std::size_t{1});
        QCOMPARE(set->dropped.after, std::size_t{3});
        // Row 10 is session 16, and its return spans the one that was left out.
        QCOMPARE(set->data->feature(0, 10)[0], std::log(a.bars[16].close / a.bars[14].close));
        QVERIFY(set->data->complete(1, 0, 51));
        QCOMPARE(leak(*set, 30), std::string());
    }

    void barsThatMayChangeAndClosedDaysAreLeftOut() {
        auto a = daily("A", kStart, 40);
        a.bars.back().final = false;
        market::Bar holiday = a.bars[9];
        holiday.time = Timestamp::atMidnightUtc(Date::fromYmd(2024, 1, 15)).seconds; // M. L. King
        a.bars.insert(a.bars.begin() + 9, holiday);
        const auto set = made({a}, {.horizon = 2});
        VERIFY_OK(set);
        QCOMPARE(set->data->rows(), std::size_t{39});
        QCOMPARE(set->histories[0].provisional, std::size_t{1});
        QCOMPARE(set->histories[0].outside, std::size_t{1});
        QVERIFY(has(notesOf(*set), "outside the exchange's sessions were left out: A 1"));
    }

    void weeksEndWithTheirLastTradingDay() {
        // 2024-03-29 is Good Friday; the data end on Wednesday, 2024-06-05.
        const auto a = daily("A", Date::fromYmd(2024, 3, 4), 66);
        QCOMPARE(a.bars.back().date(), Date::fromYmd(2024, 6, 5));
        const auto set =
            made({a}, {.frequency = Frequency::Week1, .horizon = 1, .features = {"ohlc"}});
        VERIFY_OK(set);
        QCOMPARE(set->data->rows(), std::size_t{13});                       // 8 March to 31 May
        QCOMPARE(Date{set->data->sessions[3]}, Date::fromYmd(2024, 3, 28)); // Thursday
        QCOMPARE(*set->unfinished, Date::fromYmd(2024, 6, 3));
        QVERIFY(has(notesOf(*set), "The week of 2024-06-03 is not over"));
        // Week 3 is bars 15 to 18.
        QCOMPARE(set->data->close(0, 3), a.bars[18].close);
        QCOMPARE(set->data->opens[3], a.bars[15].open);
        double high = 0, low = 1e9;
        for (int i = 15; i <= 18; ++i) {
            high = std::max(high, a.bars[i].high);
            low = std::min(low, a.bars[i].low);
        }
        const auto ohlc = set->data->feature(0, 3);
        QCOMPARE(ohlc[1], std::log(high / a.bars[14].close));
        QCOMPARE(ohlc[2], std::log(low / a.bars[14].close));
        for (const std::size_t rows : {3, 7, 13})
            QCOMPARE(leak(*set, rows), std::string());
    }

    void aWeekWithoutItsLastDayIsMissing() {
        auto a = daily("A", Date::fromYmd(2024, 3, 4), 70),
             b = daily("B", Date::fromYmd(2024, 3, 4), 70, 2);
        dropDay(b, Date::fromYmd(2024, 3, 15));
        const auto set = made({a, b}, {.frequency = Frequency::Week1, .horizon = 1});
        VERIFY_OK(set);
        QVERIFY(std::isnan(set->data->close(1, 1)));
        QVERIFY(!std::isnan(set->data->close(0, 1)));
        QCOMPARE(set->histories[1].cutWeeks, std::size_t{1});
        QVERIFY(has(notesOf(*set), "last trading day are missing: B 1"));
    }

    void totalReturnsCarryTheDividend() {
        auto a = daily("A", kStart, 40);
        const Date ex = a.bars[20].date();
        a.actions = {{.kind = market::ActionKind::Dividend, .exDate = ex, .amount = 2}};
        const auto set = made({a}, {.horizon = 2});
        VERIFY_OK(set);
        // The factor of the reference: 1 - D / close before the ex-date.
        const double factor = 1 - 2 / a.bars[19].close;
        const double expected = std::log(a.bars[20].close / (a.bars[19].close * factor));
        QVERIFY(std::abs(set->data->feature(0, 20)[0] - expected) < 1e-14);
        QCOMPARE(set->data->close(0, 39), a.bars[39].close); // on the scale of the last bar
        QVERIFY(std::abs(set->data->close(0, 0) - a.bars[0].close * factor) < 1e-12);
        QVERIFY(std::abs(set->data->opens[0] - a.bars[0].open * factor) < 1e-12);
        QCOMPARE(leak(*set, 20), std::string());
        const auto stored = made({a}, {.adjustment = market::Adjustment::AsStored, .horizon = 2});
        VERIFY_OK(stored);
        QCOMPARE(stored->data->close(0, 0), a.bars[0].close);
    }

    void aSplitInsideTheWindowIsNoReturn() {
        for (const auto interval : {market::Interval::Day1, market::Interval::Minute5}) {
            const bool isDaily = interval == market::Interval::Day1;
            auto a = isDaily ? daily("A", kStart, 40) : intraday("A", kStart, kStart + 3, interval);
            const Date ex = isDaily ? a.bars[20].date() : kStart + 1;
            const std::int64_t from = Timestamp::atMidnightUtc(ex).seconds;
            const auto clean = a;
            a.state = market::AdjustmentState::Raw;
            a.actions = {{.kind = market::ActionKind::Split, .exDate = ex, .numerator = 4}};
            for (auto& bar : a.bars)
                if (bar.time < from) {
                    for (double* price : {&bar.open, &bar.high, &bar.low, &bar.close})
                        *price *= 4;
                }
            ForecastSelection selection{.frequency = isDaily ? Frequency::Day1 : Frequency::Minute5,
                                        .horizon = 2,
                                        .features = {"ohlc", "sma:5"}};
            const auto set = made({a}, selection);
            const auto expected = made({clean}, selection);
            VERIFY_OK(set);
            VERIFY_OK(expected);
            for (std::size_t i = 0; i < set->data->features.size(); ++i) {
                const double x = set->data->features[i], y = expected->data->features[i];
                QVERIFY((std::isnan(x) && std::isnan(y)) || std::abs(x - y) < 1e-12);
            }
            QVERIFY(has(notesOf(*set), "Splits inside the period: A 4:1 on " + toIso(ex)));
            QCOMPARE(leak(*set, 30), std::string());
        }
    }

    void halfDaysHaveTheirOwnSlots() {
        // 2025-07-03 closes at 13:00 New York time: 42 bars instead of 78. The calendar says so.
        auto a = intraday("A", Date::fromYmd(2025, 7, 2), Date::fromYmd(2025, 7, 7),
                          market::Interval::Minute5);
        QCOMPARE(a.bars.size(), std::size_t{78 + 42 + 78});
        market::Bar stray = a.bars[78 + 41];
        for (int i = 0; i < 2; ++i) { // 13:00 and 13:05, after the close
            stray.time += 300;
            a.bars.insert(a.bars.begin() + 78 + 42 + i, stray);
        }
        const auto set = made({a}, {.frequency = Frequency::Minute5,
                                    .horizon = 12,
                                    .features = {"return", "time_of_day"}});
        VERIFY_OK(set);
        const auto& data = *set->data;
        QCOMPARE(data.rows(), std::size_t{198});
        QCOMPARE(data.slots[77], 77);
        QCOMPARE(data.slots[78], 0);
        QCOMPARE(data.slots[78 + 41], 41);
        QCOMPARE(data.slots[78 + 42], 0);
        QCOMPARE(Date{data.sessions[78]}, Date::fromYmd(2025, 7, 3));
        QCOMPARE(Date{data.sessions[120]}, Date::fromYmd(2025, 7, 7));
        QCOMPARE(set->histories[0].outside, std::size_t{2});
        QCOMPARE(set->timeText(119), std::string("2025-07-03 12:55"));
        // The first bar ends at 9:35: 575 of 1440 minutes.
        const double angle = 2 * M_PI * 575 / 1440;
        QVERIFY(std::abs(data.feature(0, 78)[1] - std::sin(angle)) < 1e-15);
        QVERIFY(std::abs(data.feature(0, 78)[2] - std::cos(angle)) < 1e-15);
        for (const std::size_t rows : {40, 120, 121, 198})
            QCOMPARE(leak(*set, rows), std::string());
    }

    void offTheCalendarRowsAreTheBars() {
        // A currency trades on every weekday but not on Christmas of its own making.
        market::Series pair = daily("EURUSD=X", kStart, 40);
        pair.instrument = {.symbol = "EURUSD=X",
                           .name = {},
                           .exchange = "CCY",
                           .type = "CURRENCY",
                           .currency = "USD",
                           .timeZone = "Europe/London"};
        for (int i = 0; i < 40; ++i)
            pair.bars[i].time = Timestamp::atMidnightUtc(kStart + i).seconds;
        const auto set = made({pair}, {.horizon = 2});
        VERIFY_OK(set);
        QCOMPARE(set->data->rows(), std::size_t{40});
        QVERIFY(!set->onCalendar);
        QVERIFY(has(notesOf(*set), "do not follow the calendar"));
        QCOMPARE(leak(*set, 20), std::string());
    }
};

LOOM_TEST(ForecastGridTest)
#include "test_forecast_grid.moc"
