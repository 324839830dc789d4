// SPDX-License-Identifier: GPL-3.0-or-later
// What came of a forecast, with answers worked out by hand: splits, distributions, holidays, half
// days, weeks, bars that may still change, another instrument of the same name.
#include "predictions/realisation.h"

#include "core/predictions/made_up.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::predictions;
using namespace loom::tests;
using market::AdjustmentState;

namespace {

Realisation realised(const Prediction& one, const market::Series& series,
                     const market::Calendar& calendar = newYork()) {
    return RealisedSeries(series).of(one, calendar);
}

bool close(double a, double b) {
    return std::abs(a - b) < 1e-9 * std::abs(b);
}

} // namespace

class RealisationTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void thePriceOfTheDayThatWasForecast() {
        const auto series =
            dailySeries({{"2024-06-05", 100}, {"2024-06-06", 102}, {"2024-06-07", 99}});
        const auto one = realised(prediction("2024-06-05", "2024-06-06", 1, 100, 101), series);
        QVERIFY(one.outcome == Outcome::Realised);
        QVERIFY(close(one.price, 102));
        const auto two = realised(prediction("2024-06-05", "2024-06-07", 2, 100, 101), series);
        QVERIFY(close(two.price, 99));
    }

    /// Made at 1,200 before the ten-for-one split of 2024-06-10; the holder's 1,200 became 10 x
    /// 121.
    void aSplitInBetweenChangesNothing_data() {
        QTest::addColumn<bool>("asTraded");
        QTest::addColumn<bool>("totalReturn");
        for (const bool asTraded : {false, true})
            for (const bool totalReturn : {false, true})
                QTest::addRow("%s, %s", asTraded ? "raw" : "restated",
                              totalReturn ? "total return" : "price return")
                    << asTraded << totalReturn;
    }
    void aSplitInBetweenChangesNothing() {
        QFETCH(bool, asTraded);
        QFETCH(bool, totalReturn);
        // A vendor that adjusts for splits divides all earlier prices by ten once it has happened.
        auto series = dailySeries(
            {{"2024-06-07", asTraded ? 1200.0 : 120.0}, {"2024-06-10", 121}, {"2024-06-11", 120.5}},
            asTraded ? AdjustmentState::Raw : AdjustmentState::Split);
        series.actions = {split("2024-06-10", 10)};
        auto one = prediction("2024-06-07", "2024-06-10", 1, 1200, 1195);
        one.adjustment =
            totalReturn ? market::Adjustment::SplitAndDividend : market::Adjustment::AsStored;
        const auto found = realised(one, series);
        QVERIFY(found.outcome == Outcome::Realised);
        QVERIFY2(close(found.price, 1210), qPrintable(QString::number(found.price)));
    }

    /// A distribution of 2 at 100: total return 98 * 100/98, price return 98.
    void distributionsCountAsInTheForecast() {
        auto series = dailySeries({{"2024-06-06", 100}, {"2024-06-07", 98}});
        series.actions = {dividend("2024-06-07", 2)};
        auto one = prediction("2024-06-06", "2024-06-07", 1, 100, 100);
        QVERIFY(close(realised(one, series).price, 100));
        one.adjustment = market::Adjustment::AsStored;
        QVERIFY(close(realised(one, series).price, 98));
        // A later one than the day that was forecast plays no part.
        series.bars.push_back(dailySeries({{"2024-06-10", 90}}).bars.front());
        series.actions.push_back(dividend("2024-06-10", 8));
        QVERIFY(close(realised(one, series).price, 98));
        series.state = AdjustmentState::SplitAndDividend; // contains them already
        one.adjustment = market::Adjustment::SplitAndDividend;
        QVERIFY(close(realised(one, series).price, 98));
    }

    /// 2025-01-09 was a day of mourning announced eleven days before: forecasts made earlier name
    /// it. Such a step never trades; the steps after it keep their own days.
    void aClosureAnnouncedLater() {
        const auto series =
            dailySeries({{"2025-01-07", 100}, {"2025-01-08", 101}, {"2025-01-10", 104}});
        const auto closed = prediction("2025-01-07", "2025-01-09", 2, 100, 100);
        const auto calendar = newYork({parseIsoDate("2025-01-09").value()});
        QVERIFY(!calendar.isSession(parseIsoDate("2025-01-09").value()));
        QVERIFY(realised(closed, series, calendar).outcome == Outcome::NoSession);
        QVERIFY(close(
            realised(prediction("2025-01-07", "2025-01-10", 3, 100, 100), series, calendar).price,
            104));
        // Before anything after it is known it only waits.
        auto shorter = series;
        shorter.bars.pop_back();
        QVERIFY(realised(closed, shorter, calendar).outcome == Outcome::Waiting);
        // A bar that is merely missing is waited for.
        const auto missing = prediction("2025-01-07", "2025-01-13", 4, 100, 100);
        auto gap = series;
        gap.bars.push_back(dailySeries({{"2025-01-14", 105}}).bars.front());
        QVERIFY(realised(missing, gap, calendar).outcome == Outcome::Waiting);
    }

    /// 2024-07-03 closed at 13:00: its day counts as any other, a five-minute bar of 14:00 (18:00
    /// UTC) that somebody forecast never came, the last one of 12:55 did.
    void halfDays() {
        const auto days = dailySeries({{"2024-07-02", 100}, {"2024-07-03", 101}});
        QVERIFY(
            close(realised(prediction("2024-07-02", "2024-07-03", 1, 100, 100), days).price, 101));
        auto bars = days;
        bars.interval = market::Interval::Minute5;
        constexpr std::int64_t kHour = 3600;
        const std::int64_t day = midnight("2024-07-03");
        const std::int64_t before = day + 16 * kHour + 50 * 60, last = before + 300;
        bars.bars[0].time = before;
        bars.bars[1].time = last;
        bars.bars.push_back(bars.bars[1]);
        bars.bars[2].time = midnight("2024-07-05") + 13 * kHour + 1800;
        auto one = prediction("2024-07-02", "2024-07-03", 1, 100, 100);
        one.frequency = forecast::Frequency::Minute5;
        one.key.madeAt = before;
        one.target = last;
        QVERIFY(close(realised(one, bars).price, 101));
        one.target = day + 18 * kHour;
        QVERIFY(realised(one, bars).outcome == Outcome::NoSession);
    }

    /// The week of Good Friday 2024-03-29 ends on Thursday, and so it does when the closure of the
    /// Friday became known only after the forecast.
    void weeksEndWithTheirLastSession() {
        const auto series = dailySeries(
            {{"2024-03-22", 100}, {"2024-03-27", 102}, {"2024-03-28", 103}, {"2024-04-01", 99}});
        auto one = prediction("2024-03-22", "2024-03-28", 1, 100, 100);
        one.frequency = forecast::Frequency::Week1;
        QVERIFY(close(realised(one, series).price, 103));
        one.target = midnight("2024-03-29");
        QVERIFY(close(realised(one, series).price, 103));
    }

    void barsThatMayStillChangeAreWaitedFor() {
        auto series = dailySeries({{"2024-06-05", 100}, {"2024-06-06", 102}});
        series.bars.back().final = false;
        const auto one = prediction("2024-06-05", "2024-06-06", 1, 100, 101);
        QVERIFY(realised(one, series).outcome == Outcome::Waiting);
        QVERIFY(realised(one, dailySeries({})).outcome == Outcome::Waiting);
        QVERIFY(realised(one, dailySeries({{"2024-06-06", 102}})).outcome == Outcome::Waiting);
    }

    /// Bars of another source must agree at the close the forecast was made at.
    void anotherInstrumentOfTheSameName() {
        const auto one = prediction("2024-06-05", "2024-06-06", 1, 100, 101);
        const auto same = dailySeries({{"2024-06-05", 100.4}, {"2024-06-06", 102}},
                                      AdjustmentState::Split, "import");
        QVERIFY(close(realised(one, same).price, 100 * 102 / 100.4));
        const auto other =
            dailySeries({{"2024-06-05", 40}, {"2024-06-06", 41}}, AdjustmentState::Split, "import");
        QVERIFY(realised(one, other).outcome == Outcome::Waiting);
        auto splitLater =
            dailySeries({{"2024-06-05", 25}, {"2024-06-06", 25.5}, {"2024-06-07", 26}},
                        AdjustmentState::Split, "import");
        splitLater.actions = {split("2024-06-07", 4)};
        QVERIFY(close(realised(one, splitLater).price, 102));
    }

    /// A row that repeats the close before it may be the last one known.
    void madeAtARowWithoutABar() {
        const auto series =
            dailySeries({{"2024-06-04", 100}, {"2024-06-06", 102}, {"2024-06-07", 103}});
        const auto one = prediction("2024-06-05", "2024-06-06", 1, 100, 101);
        QVERIFY(close(realised(one, series).price, 102));
        auto wrong = one;
        wrong.lastClose = 90;
        QVERIFY(realised(wrong, series).outcome == Outcome::Waiting);
    }
};

LOOM_TEST(RealisationTest)
#include "test_realisation.moc"
