// SPDX-License-Identifier: GPL-3.0-or-later
// Recorded answers read as they should. Expected values were read off the recorded JSON by hand;
// dates of ex-dividends and splits also agree with the companies' announcements.
#include "support/test_case.h"

#include <cmath>

#include "core/market_sources/recorded.h"
#include "market/sources/yahoo.h"

using namespace loom;
using namespace loom::market;
using namespace loom::tests;

namespace {

Result<FetchedSeries> repairedFile(const std::string& file, const YahooWindow& window) {
    auto chart = readYahooAnswer(recorded(file));
    if (!chart.ok())
        return std::move(chart).error();
    return repairedYahoo(*std::move(chart), window);
}

bool says(const FetchedSeries& series, std::string_view words) {
    return std::any_of(
        series.repairs.begin(), series.repairs.end(),
        [&](const std::string& repair) { return repair.find(words) != std::string::npos; });
}

} // namespace

class RecordedTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() { SKIP_WITHOUT_RECORDED(); }

    void everyChartIsClassifiedAndNoneCrashes() {
        std::map<std::string, std::string> unusual;
        for (const std::string& file : recordedCharts()) {
            const auto chart = readYahooAnswer(recorded(file));
            if (!chart.ok())
                unusual[file] = chart.error().message;
            else if (chart->rows.empty())
                unusual[file] = "empty";
        }
        const std::map<std::string, std::string> expected{
            {"yf2/chart-AAPL-2025-02-01-to-2025-02-02-includePrePost-false-interval-1m.json",
             "empty"},
            {"yf2/chart-TSLA-2025-01-01-to-2025-01-02-interval-1h.fake.json", "empty"},
            {"yf2/chart-notimestamp-quotes-length.fake.json",
             "Yahoo's answer cannot be used: 0 times but 1 values of open."},
            {"yf2/chart-notimestamp-weird-quote.fake.json",
             "Yahoo's answer cannot be used: 0 times but 1 values of open."},
        };
        for (const auto& [file, what] : unusual)
            QVERIFY2(expected.contains(file) && expected.at(file) == what,
                     (file + ": " + what).c_str());
        QCOMPARE(unusual.size(), expected.size());
    }

    void appleDay() {
        const auto series =
            repairedFile("yf2/chart-AAPL-2020-01-01-to-2020-01-03.json", anyTime(Interval::Day1));
        VERIFY_OK(series);
        QCOMPARE(series->bars.size(), std::size_t{1});
        const Bar expected{.time = Timestamp::atMidnightUtc(Date::fromYmd(2020, 1, 2)).seconds,
                           .open = 74.06,
                           .high = 75.15,
                           .low = 73.7975,
                           .close = 75.0875,
                           .volume = 135480400,
                           .final = true};
        QVERIFY(series->bars[0] == expected);
        QCOMPARE(series->adjustedClose[0].value(), 72.71607);
        QCOMPARE(series->instrument.name, std::string("Apple Inc."));
        QCOMPARE(series->instrument.exchange, std::string("NMS"));
        QCOMPARE(series->instrument.timeZone, std::string("America/New_York"));
        QCOMPARE(toIso(*series->firstTradeDate), std::string("1980-12-12"));
        QVERIFY(series->repairs.empty());
    }

    void appleSplitAndDividendAcrossTheClockChange() {
        // 2020-08-31 4:1 split; 2020-11-06 dividend 0.205; clocks went back on 2020-11-01.
        const auto series =
            repairedFile("yf2/chart-AAPL-2020-08-31-to-2020-11-07.json", anyTime(Interval::Day1));
        VERIFY_OK(series);
        QCOMPARE(series->bars.size(), std::size_t{49});
        QCOMPARE(toIso(series->bars.front().date()), std::string("2020-08-31"));
        QCOMPARE(toIso(series->bars.back().date()), std::string("2020-11-06"));
        QCOMPARE(toIso(series->bars[44].date()), std::string("2020-11-02"));
        const std::vector<CorporateAction> expected{
            {.kind = ActionKind::Split,
             .exDate = Date::fromYmd(2020, 8, 31),
             .amount = 0,
             .numerator = 4,
             .denominator = 1},
            {.kind = ActionKind::Dividend, .exDate = Date::fromYmd(2020, 11, 6), .amount = 0.205}};
        QVERIFY(series->actions == expected);
    }

    void adjustedCloseFollowsTheDividendsOfAYear() {
        // market_data 1.7: (adj/close before) / (adj/close at ex) = 1 - D / close before.
        const auto series = repairedFile(
            "yf2/historical-via-chart-MSFT-dividends-2021-02-01-to-2022-01-31.csv.json",
            anyTime(Interval::Day1));
        VERIFY_OK(series);
        QCOMPARE(series->bars.size(), std::size_t{252});
        QCOMPARE(series->actions.size(), std::size_t{4});
        for (const CorporateAction& action : series->actions) {
            const auto at =
                std::find_if(series->bars.begin(), series->bars.end(),
                             [&](const Bar& bar) { return bar.date() == action.exDate; }) -
                series->bars.begin();
            const auto ratio = [&](std::ptrdiff_t i) {
                return *series->adjustedClose[static_cast<std::size_t>(i)] /
                       series->bars[static_cast<std::size_t>(i)].close;
            };
            const double expected =
                1 - action.amount / series->bars[static_cast<std::size_t>(at - 1)].close;
            QVERIFY(std::abs(ratio(at - 1) / ratio(at) / expected - 1) < 1e-6);
        }
    }

    void aSplitYearIsOneScale() {
        const auto series =
            repairedFile("yf2/historical-via-chart-NVDA-split-2021-02-01-to-2022-01-31.csv.json",
                         anyTime(Interval::Day1));
        VERIFY_OK(series);
        QCOMPARE(series->actions.size(), std::size_t{1});
        QCOMPARE(toIso(series->actions[0].exDate), std::string("2021-07-20"));
        for (std::size_t i = 1; i < series->bars.size(); ++i)
            QVERIFY(std::abs(series->bars[i].close / series->bars[i - 1].close - 1) < 0.2);
    }

    void largeVolumesAndOtherZones() {
        const auto coin = repairedFile("yf2/chart-BTC-USD-2020-01-01-to-2020-01-03.json",
                                       anyTime(Interval::Day1));
        VERIFY_OK(coin);
        QCOMPARE(coin->bars[2].volume, std::int64_t{28111481032});
        QCOMPARE(toIso(coin->bars[0].date()), std::string("2020-01-01"));
        const auto pence =
            repairedFile("yf2/chart-OCDO.L-2020-01-01-to-2020-01-03.json", anyTime(Interval::Day1));
        VERIFY_OK(pence);
        QCOMPARE(pence->instrument.currency, std::string("GBp")); // the quote unit is kept
        QCOMPARE(pence->bars[0].close, 1259.5);
        const auto future =
            repairedFile("yf2/chart-GC=F-2020-01-01-to-2020-01-03.json", anyTime(Interval::Day1));
        VERIFY_OK(future);
        QCOMPARE(toIso(future->bars[0].date()), std::string("2020-01-02"));
        const auto jakarta = repairedFile("yf2/chart-WSKT.JK-2020-01-01-to-2020-01-03.json",
                                          anyTime(Interval::Day1));
        VERIFY_OK(jakarta);
        QCOMPARE(toIso(jakarta->bars[0].date()), std::string("2020-01-02"));
    }

    void aWeekendHasNoData() {
        const auto series = repairedFile(
            "yf2/chart-AAPL-2025-02-01-to-2025-02-02-includePrePost-false-interval-1m.json",
            anyTime(Interval::Minute1));
        QCOMPARE(series.error().code, ErrorCode::NoData);
    }

    void theLiveDailyRowIsProvisional() {
        YahooWindow window = anyTime(Interval::Day1);
        window.now = {1761770000}; // half an hour after the close of 2025-10-29
        const auto series = repairedFile("yfrs/history_chart_AAPL.json", window);
        VERIFY_OK(series);
        QCOMPARE(series->bars.size(), std::size_t{127});
        QCOMPARE(toIso(series->bars.back().date()), std::string("2025-10-29"));
        QVERIFY(!series->bars.back().final);
        QVERIFY(series->bars[125].final);
        window.now = {1761768000 + 5 * 3600};
        QVERIFY(repairedFile("yfrs/history_chart_AAPL.json", window)->bars.back().final);
    }

    void incompleteAndEmptyRowsAreNotStored() {
        const auto series =
            repairedFile("embedded/chart_1d_MOWI_null_close_2026-10.json", anyTime(Interval::Day1));
        VERIFY_OK(series);
        QCOMPARE(series->bars.size(), std::size_t{2});
        QCOMPARE(toIso(series->bars.back().date()), std::string("2026-09-30"));
        QVERIFY(says(*series, "1 row without prices"));
        QVERIFY(says(*series, "1 incomplete row"));
        QCOMPARE(series->actions.size(), std::size_t{1});
        QCOMPARE(series->actions[0].amount, 2.3);
    }

    void theRowAtTheCloseIsNoBar() {
        const auto series =
            repairedFile("embedded/chart_1h_NVDA_1d_closed_2024-05.json", anyTime(Interval::Hour1));
        VERIFY_OK(series);
        QCOMPARE(series->bars.size(), std::size_t{7});
        QCOMPARE(toIso(Timestamp{series->bars.back().time}), std::string("2024-05-03T19:30:00Z"));
        QCOMPARE(series->bars.back().close, 887.87);
        QVERIFY(says(*series, "outside regular trading hours"));
    }

    void theLiveQuoteMidSessionIsNoBar() {
        YahooWindow window = anyTime(Interval::Minute5);
        window.now = {1791208708};
        const auto series = repairedFile("embedded/chart_5m_AAPL_midsession_2026-10.json", window);
        VERIFY_OK(series);
        QCOMPARE(series->bars.size(), std::size_t{6});
        QCOMPARE(toIso(Timestamp{series->bars.back().time}), std::string("2026-10-05T13:55:00Z"));
        QVERIFY(!series->bars.back().final); // 13:58:27 is before its end
        QVERIFY(series->bars[4].final);
        QVERIFY(says(*series, "1 live quote"));
    }

    void lunchBreaksLeaveNoRows() {
        const auto series = repairedFile("embedded/chart_5m_7203T_lunch_nulls_2026-10.json",
                                         anyTime(Interval::Minute5));
        VERIFY_OK(series);
        QCOMPARE(series->bars.size(), std::size_t{5});
        QCOMPARE(toIso(Timestamp{series->bars.back().time}), std::string("2026-10-05T06:20:00Z"));
        QVERIFY(says(*series, "4 rows without prices"));
    }

    void hourlyBarsOverAWeek() {
        const auto series = repairedFile("embedded/chart_1h_AAPL_5d_tradingPeriods_2026-10.json",
                                         anyTime(Interval::Hour1));
        VERIFY_OK(series);
        QCOMPARE(series->bars.size(), std::size_t{7});
        QVERIFY(says(*series, "1 live quote"));
    }

    void anotherIntervalIsRefused() {
        const auto series = repairedFile("yfrs/history_chart_VFINX.json", anyTime(Interval::Day1));
        QCOMPARE(series.error().code, ErrorCode::Unreachable);
        QVERIFY(series.error().message.find("3mo") != std::string::npos);
        QCOMPARE(repairedFile("embedded/chart_5m_AAPL_midsession_2026-10.json",
                              anyTime(Interval::Minute1))
                     .error()
                     .code,
                 ErrorCode::Unreachable);
    }

    void eventDatesAreTheInnerOnes() { // on 3mo bars the key is the bar's time
        const auto chart = readYahooAnswer(recorded("yfrs/history_chart_VFINX.json"));
        VERIFY_OK(chart);
        const Json json = Json::parse(recorded("yfrs/history_chart_VFINX.json").body);
        const Json& dividends = json["chart"]["result"][0]["events"]["dividends"];
        std::size_t different = 0;
        for (const auto& [key, value] : dividends.items())
            different += std::stoll(key) != value["date"].get<std::int64_t>() ? 1 : 0;
        QVERIFY(different > 0);
        for (const YahooEvent& event : chart->events)
            QVERIFY(
                std::any_of(dividends.begin(), dividends.end(),
                            [&](const Json& dividend) { return dividend["date"] == event.time; }) ||
                event.kind != ActionKind::Dividend);
    }

    void searchAnswers() {
        const auto apple = parseYahooSearch(recorded("yfrs/search_v1_apple.json"));
        VERIFY_OK(apple);
        QCOMPARE(apple->front().symbol, std::string("AAPL"));
        QCOMPARE(apple->front().name, std::string("Apple Inc."));
        QCOMPARE(apple->front().exchange, std::string("NASDAQ"));
        const auto none = parseYahooSearch(recorded("yf2/search-NO0010123060.json"));
        VERIFY_OK(none);
        QVERIFY(none->empty());
        VERIFY_OK(parseYahooSearch(recorded("yf2/search-BTC-USD.json")));
        QVERIFY(!parseYahooSearch(recorded("yfrs/quote_v7_GS2C.json")));
    }

    void consentPagesAreRefusals() {
        for (const char* file : {"yf2/getCrumb-quote-AAPL-collectConsent.html.json"}) {
            const auto failure = yahooFailure(recorded(file));
            QVERIFY(failure);
            QCOMPARE(failure->code, ErrorCode::Refused);
            QVERIFY(failure->message.find("consent") != std::string::npos);
        }
    }

    void theErrorsOfTheReferenceAreClassified() {
        const auto text = readFile(recordedFolder() / "embedded/errors.json");
        VERIFY_OK(text);
        const std::map<int, ErrorCode> expected{
            {404, ErrorCode::UnknownSymbol}, {400, ErrorCode::NoData},
            {422, ErrorCode::NoData},        {401, ErrorCode::Refused},
            {429, ErrorCode::Refused},       {200, ErrorCode::Unreachable}};
        std::size_t cases = 0;
        for (const Json& entry : Json::parse(*text)) {
            net::HttpResponse response;
            response.status = entry["status"];
            response.body =
                entry.contains("body") ? entry["body"].dump() : entry["text"].get<std::string>();
            const auto chart = readYahooAnswer(response);
            QVERIFY(!chart);
            QVERIFY2(chart.error().code == expected.at(response.status),
                     entry["case"].get<std::string>().c_str());
            ++cases;
            if (!entry.contains("body") || response.status == 401)
                continue;
            const std::string said = entry["body"]["chart"]["error"]["description"];
            QVERIFY2(chart.error().message.find(said) != std::string::npos,
                     chart.error().message.c_str()); // the reason is not lost
        }
        QCOMPARE(cases, std::size_t{12});
    }

    void pricesAreFloat32AndSnapToShortDecimals() {
        QCOMPARE(snappedToFloat32(75.0875015258789), 75.0875);
        QCOMPARE(snappedToFloat32(1259.5), 1259.5);
        QCOMPARE(snappedToFloat32(7200.17431640625), 7200.1743);
        QCOMPARE(snappedToFloat32(333.791), 333.791); // no float32: left alone
        std::size_t prices = 0;
        for (const char* file :
             {"yf2/historical-via-chart-MSFT-dividends-2021-02-01-to-2022-01-31.csv.json",
              "yfrs/history_chart_AAPL.json"}) {
            const auto chart = readYahooAnswer(recorded(file));
            VERIFY_OK(chart);
            for (const YahooRow& row : chart->rows)
                for (const auto& price :
                     {row.open, row.high, row.low, row.close, row.adjustedClose}) {
                    const double snapped = snappedToFloat32(*price);
                    QCOMPARE(static_cast<float>(snapped), static_cast<float>(*price));
                    QVERIFY(std::abs(snapped / *price - 1) < 1.2e-7);
                    ++prices;
                }
        }
        QVERIFY(prices > 1500);
    }
};

LOOM_TEST(RecordedTest)
#include "test_recorded.moc"
