// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <map>
#include <span>

#include "base/files.h"
#include "base/json.h"
#include "market/series.h"
#include "market/time_zone.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::market;

namespace {

Bar day(int n, double close) {
    return {.time = Timestamp::atMidnightUtc(Date{n}).seconds,
            .open = close,
            .high = close + 1,
            .low = close - 1,
            .close = close,
            .volume = 100};
}

class TestSeries : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void intervalsHaveCodes() {
        for (const char* code : {"1m", "5m", "15m", "1h", "1d"})
            QCOMPARE(intervalCode(intervalFromCode(code).value()), std::string_view(code));
        QVERIFY(!intervalFromCode("60m"));
        QCOMPARE(intervalSeconds(Interval::Minute15), 900);
    }

    void aDividendScalesTheBarsBeforeItsExDate() {
        Series series;
        series.bars = {day(1, 100), day(2, 50), day(3, 49), day(4, 60)};
        series.actions = {{.kind = ActionKind::Dividend, .exDate = Date{3}, .amount = 1}};
        const Series out = adjusted(series, Adjustment::SplitAndDividend);
        QCOMPARE(out.bars[0].close, 100 * (1 - 1.0 / 50));
        QCOMPARE(out.bars[1].open, 50 * (1 - 1.0 / 50));
        QCOMPARE(out.bars[1].high, 51 * (1 - 1.0 / 50));
        QCOMPARE(out.bars[2].close, 49.0);
        QCOMPARE(out.bars[0].volume, 100);
        QCOMPARE(out.state, AdjustmentState::SplitAndDividend);
        QCOMPARE(adjusted(series, Adjustment::AsStored).bars, series.bars);
        QCOMPARE(adjusted(out, Adjustment::SplitAndDividend).bars, out.bars); // never twice
    }

    void theExDateMayFallBetweenBars() {
        Series series;
        series.bars = {day(1, 100), day(5, 99)};
        series.actions = {{.kind = ActionKind::Dividend, .exDate = Date{3}, .amount = 10},
                          {.kind = ActionKind::Dividend, .exDate = Date{1}, .amount = 10},
                          {.kind = ActionKind::Dividend, .exDate = Date{9}, .amount = 9.9}};
        std::ranges::sort(series.actions, {}, &CorporateAction::exDate);
        const Series out = adjusted(series, Adjustment::SplitAndDividend);
        QCOMPARE(out.bars[1].close, 99 * (1 - 9.9 / 99));
        QCOMPARE(out.bars[0].close, 100 * (1 - 9.9 / 99) * (1 - 10.0 / 100));
    }

    void tradedPricesAreAlsoAdjustedForSplits() {
        Series series;
        series.state = AdjustmentState::Raw;
        series.bars = {day(1, 400), day(2, 400), day(3, 100), day(4, 99)};
        series.actions = {{.kind = ActionKind::Split, .exDate = Date{3}, .numerator = 4},
                          {.kind = ActionKind::Dividend, .exDate = Date{4}, .amount = 1}};
        const Series out = adjusted(series, Adjustment::SplitAndDividend);
        QCOMPARE(out.bars[1].close, 400 * (1 - 1.0 / 100) / 4);
        QCOMPARE(out.bars[1].volume, 400);
        QCOMPARE(out.bars[2].volume, 100);
        series.state = AdjustmentState::Split; // as Yahoo sends it: nothing to do for the split
        QCOMPARE(adjusted(series, Adjustment::SplitAndDividend).bars[1].close,
                 400 * (1 - 1.0 / 100));
    }

    void forwardFactorsAgreeUpToAConstant() {
        Series series;
        series.state = AdjustmentState::Raw;
        series.bars = {day(1, 400), day(2, 400), day(3, 100), day(4, 99), day(7, 98)};
        series.actions = {{.kind = ActionKind::Dividend, .exDate = Date{1}, .amount = 5},
                          {.kind = ActionKind::Split, .exDate = Date{3}, .numerator = 4},
                          {.kind = ActionKind::Dividend, .exDate = Date{5}, .amount = 1},
                          {.kind = ActionKind::Dividend, .exDate = Date{9}, .amount = 1}};
        const auto all = forwardFactors(series, Adjustment::SplitAndDividend);
        QCOMPARE(all.price[0], 1.0);
        QCOMPARE(all.price[2], 4.0);
        QCOMPARE(all.volume[2], 0.25);
        QCOMPARE(all.price[4], 4 / (1 - 1.0 / 99));
        const Series out = adjusted(series, Adjustment::SplitAndDividend);
        const double constant = out.bars[0].close / 400;
        for (std::size_t i = 0; i < 5; ++i)
            QVERIFY(std::abs(series.bars[i].close * all.price[i] * constant / out.bars[i].close -
                             1) < 1e-15);
        series.bars.resize(3); // what is cut away changes nothing before it
        series.actions.resize(2);
        const auto cut = forwardFactors(series, Adjustment::SplitAndDividend);
        QVERIFY(std::ranges::equal(cut.price, std::span(all.price).first(3)));
        QCOMPARE(forwardFactors(series, Adjustment::AsStored).price,
                 (std::vector<double>{1, 1, 1}));
    }

    // Yahoo's own adjclose of a year with four dividends; the ratio to ours is one constant,
    // because adjclose includes the dividends paid after the window.
    void agreesWithARecordedYearOfDividends() {
        const std::string file = LOOM_TEST_DATA "/yahoo_json/yf2/historical-via-chart-MSFT-"
                                                "dividends-2021-02-01-to-2022-01-31.csv.json";
        if (!std::filesystem::exists(file))
            QSKIP("the recorded answers are not beside the checkout");
        const auto answer = nlohmann::json::parse(
            readFile(file).value())["response"]["bodyJson"]["chart"]["result"][0];
        const auto zone = TimeZone::find("America/New_York").value();
        const auto& quote = answer["indicators"]["quote"][0];
        const auto& theirs = answer["indicators"]["adjclose"][0]["adjclose"];
        Series series;
        for (std::size_t i = 0; i < answer["timestamp"].size(); ++i) {
            const Date date = zone.sessionDate({answer["timestamp"][i].get<std::int64_t>()});
            series.bars.push_back(day(date.days, quote["close"][i].get<double>()));
        }
        for (const auto& [key, dividend] : answer["events"]["dividends"].items())
            series.actions.push_back(
                {.kind = ActionKind::Dividend,
                 .exDate = zone.sessionDate({dividend["date"].get<std::int64_t>()}),
                 .amount = dividend["amount"].get<double>()});
        std::ranges::sort(series.actions, {}, &CorporateAction::exDate);
        QCOMPARE(series.actions.size(), std::size_t{4});
        const Series out = adjusted(series, Adjustment::SplitAndDividend);
        const double constant = theirs[0].get<double>() / out.bars[0].close;
        QVERIFY(constant < 1);
        for (std::size_t i = 0; i < out.bars.size(); ++i)
            QVERIFY(std::abs(theirs[i].get<double>() / out.bars[i].close / constant - 1) < 2e-6);
        // The control: without the dividends the ratio is no constant.
        QVERIFY(std::abs(theirs[251].get<double>() / series.bars[251].close /
                             (theirs[0].get<double>() / series.bars[0].close) -
                         1) > 5e-3);
    }
};

LOOM_TEST(TestSeries)

} // namespace

#include "test_series.moc"
