// SPDX-License-Identifier: GPL-3.0-or-later
// Windows, outcomes and manners of the Yahoo source against the fake server.
#include "support/test_case.h"

#include <atomic>
#include <cstdlib>
#include <set>
#include <thread>

#include "core/market_sources/source_bench.h"

using namespace loom;
using namespace loom::market;
using namespace loom::tests;

namespace {

std::vector<FetchRequest> dailyRequests(int count) {
    std::vector<FetchRequest> requests;
    for (int i = 0; i < count; ++i)
        requests.push_back({.symbol = "S" + std::to_string(i),
                            .interval = Interval::Day1,
                            .from = Timestamp::atMidnightUtc(day(2026, 3, 2)),
                            .to = Timestamp::atMidnightUtc(day(2026, 3, 14))});
    return requests;
}

std::size_t arrived(const SourceBench::Answers& answers) {
    return static_cast<std::size_t>(std::count_if(
        answers.begin(), answers.end(), [](const auto& answer) { return answer && answer->ok(); }));
}

} // namespace

class YahooFetchTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void theRequestIsWrittenAsYahooWantsIt() {
        SourceBench bench;
        FakeSymbol index{.symbol = "^GSPC", .type = "INDEX"};
        bench.yahoo.add(index);
        VERIFY_OK(bench.one(" ^GSPC ", Interval::Hour1, day(2026, 3, 2), day(2026, 3, 14)));
        const auto log = bench.yahoo.log();
        QCOMPARE(log.size(), std::size_t{1});
        QCOMPARE(log[0].path, std::string("/v8/finance/chart/^GSPC"));
        QVERIFY(log[0].rawTarget.starts_with("/v8/finance/chart/%5EGSPC?"));
        QCOMPARE(log[0].query.at("interval"), std::string("1h"));
        QCOMPARE(log[0].query.at("period1"), std::string("1772409600"));
        QCOMPARE(log[0].query.at("period2"), std::string("1773446400"));
        QCOMPARE(log[0].query.at("events"), std::string("div,splits,capitalGains"));
        QCOMPARE(log[0].query.at("includePrePost"), std::string("false"));
    }

    void theInstrumentIsFilledIn() {
        SourceBench bench;
        FakeSymbol pence{.symbol = "VOD.L",
                         .name = "Vodafone Group",
                         .exchange = "LSE",
                         .currency = "GBp",
                         .timeZone = "Europe/London",
                         .openMinute = 480,
                         .closeMinute = 990};
        bench.yahoo.add(pence);
        const auto series = bench.one("VOD.L", Interval::Day1, day(2026, 3, 9), day(2026, 3, 14));
        VERIFY_OK(series);
        QCOMPARE(series->instrument.symbol, std::string("VOD.L"));
        QCOMPARE(series->instrument.name, std::string("Vodafone Group"));
        QCOMPARE(series->instrument.currency, std::string("GBp"));
        QCOMPARE(series->instrument.timeZone, std::string("Europe/London"));
        QCOMPARE(toIso(*series->firstTradeDate), std::string("2000-01-03"));
    }

    void fourOutcomesStayApart() {
        SourceBench bench;
        bench.yahoo.setFault(FakeFault::Unauthorized, 1, "REFUSED");
        bench.yahoo.setFault(FakeFault::ServerError, 9, "DOWN");
        auto requests = dailyRequests(4);
        requests[0].symbol = "UNKNOWN1";
        requests[1].symbol = "REFUSED";
        requests[2].symbol = "DOWN";
        requests[3].to = Timestamp::atMidnightUtc(day(1999, 1, 1)); // before its listing
        requests[3].from = Timestamp::atMidnightUtc(day(1998, 1, 1));
        const auto answers = bench.fetch(requests);
        VERIFY_OK(bench.ended);
        QCOMPARE(answers[0]->error().code, ErrorCode::UnknownSymbol);
        QCOMPARE(answers[1]->error().code, ErrorCode::Refused);
        QCOMPARE(answers[2]->error().code, ErrorCode::Unreachable);
        QCOMPARE(answers[3]->error().code, ErrorCode::NoData);
        QVERIFY(answers[0]->error().text().find("fetching UNKNOWN1") != std::string::npos);
        QVERIFY(answers[3]->error().message.find("Data doesn't exist") != std::string::npos);
    }

    void uselessAnswersAreUnreachable_data() {
        QTest::addColumn<int>("fault");
        QTest::addColumn<QString>("words");
        QTest::newRow("truncated") << int(FakeFault::TruncatedBody) << "ended the connection";
        QTest::newRow("bad JSON") << int(FakeFault::BadJson) << "incomplete";
        QTest::newRow("HTML") << int(FakeFault::Html) << "web page";
        QTest::newRow("HTML 502") << int(FakeFault::HtmlError) << "HTTP 502";
        QTest::newRow("503") << int(FakeFault::ServerError) << "HTTP 503";
        QTest::newRow("dropped") << int(FakeFault::Drop) << "ended the connection";
        QTest::newRow("circle") << int(FakeFault::RepeatedRedirect) << "circle";
    }
    void uselessAnswersAreUnreachable() {
        QFETCH(int, fault);
        QFETCH(QString, words);
        SourceBench bench;
        bench.yahoo.setFault(FakeFault(fault), 99);
        const auto outcome = bench.one("AAPL", Interval::Day1, day(2026, 3, 2), day(2026, 3, 14));
        QCOMPARE(outcome.error().code, ErrorCode::Unreachable);
        QVERIFY2(QString::fromStdString(outcome.error().message).contains(words),
                 outcome.error().message.c_str());
    }

    void aFaultThatPassesIsNotSeen() {
        for (const FakeFault fault : {FakeFault::TruncatedBody, FakeFault::BadJson, FakeFault::Html,
                                      FakeFault::ServerError, FakeFault::Drop}) {
            SourceBench bench;
            bench.yahoo.setFault(fault, 3);
            VERIFY_OK(bench.one("AAPL", Interval::Day1, day(2026, 3, 2), day(2026, 3, 14)));
        }
    }

    void consentPagesStopTheRunAsRefused() {
        SourceBench bench;
        bench.yahoo.setFault(FakeFault::Consent, 9999);
        const auto answers = bench.fetch(dailyRequests(40));
        QCOMPARE(bench.ended.error().code, ErrorCode::Refused);
        const auto answered = std::find_if(answers.begin(), answers.end(),
                                           [](const auto& answer) { return answer.has_value(); });
        QVERIFY(answered != answers.end());
        QCOMPARE((*answered)->error().code, ErrorCode::Refused);
        QVERIFY((*answered)->error().message.find("consent") != std::string::npos);
        QVERIFY(bench.yahoo.chartRequests() < 20); // 40 symbols are not all tried
    }

    void windowsThatCannotBeAskedAreAnsweredAtOnce() {
        SourceBench bench;
        auto requests = dailyRequests(4);
        requests[0].symbol = "  ";
        std::swap(requests[1].from, requests[1].to);
        requests[2].from = Timestamp::atMidnightUtc(day(2027, 1, 1));
        requests[2].to = Timestamp::atMidnightUtc(day(2028, 1, 1));
        requests[3].interval = Interval::Minute5;
        requests[3].from = Timestamp::atMidnightUtc(day(2020, 1, 1));
        requests[3].to = Timestamp::atMidnightUtc(day(2020, 2, 1));
        const auto answers = bench.fetch(requests);
        VERIFY_OK(bench.ended);
        QCOMPARE(answers[0]->error().code, ErrorCode::InvalidInput);
        QCOMPARE(answers[1]->error().code, ErrorCode::InvalidInput);
        QCOMPARE(answers[2]->error().code, ErrorCode::NoData);
        QCOMPARE(answers[3]->error().code, ErrorCode::NoData);
        QVERIFY(answers[3]->error().message.find("59 days") != std::string::npos);
        QCOMPARE(bench.yahoo.chartRequests(), 0);
    }

    void depthWallsAreNeverHit_data() {
        QTest::addColumn<int>("interval");
        QTest::addColumn<int>("days");
        QTest::newRow("1m") << int(Interval::Minute1) << 29;
        QTest::newRow("5m") << int(Interval::Minute5) << 59;
        QTest::newRow("15m") << int(Interval::Minute15) << 59;
        QTest::newRow("1h") << int(Interval::Hour1) << 729;
    }
    void depthWallsAreNeverHit() {
        QFETCH(int, interval);
        QFETCH(int, days);
        SourceBench bench;
        const auto series =
            bench.one("AAPL", Interval(interval), day(2010, 1, 1), day(2026, 3, 14));
        VERIFY_OK(series);
        QCOMPARE(series->historyStart->seconds, bench.yahoo.now().seconds - days * 86400);
        QVERIFY(series->bars.front().time - series->historyStart->seconds < 4 * 86400);
        QVERIFY(series->bars.front().time >= series->historyStart->seconds);
        for (const auto& entry : bench.yahoo.log())
            QCOMPARE(entry.status, 200);
    }

    void longMinuteWindowsAreSplit() {
        SourceBench bench;
        const auto series =
            bench.one("AAPL", Interval::Minute1, day(2026, 2, 14), day(2026, 3, 14));
        VERIFY_OK(series);
        QCOMPARE(bench.yahoo.chartRequests(), 4); // 28 days in pieces of 8
        for (std::size_t i = 1; i < series->bars.size(); ++i)
            QVERIFY(series->bars[i].time > series->bars[i - 1].time);
        QCOMPARE(series->bars.size(), std::size_t{19 * 390}); // Washington's Birthday on 16 Feb
        bench.yahoo.setFault(FakeFault::Unauthorized, 1);     // one piece refused: no half answer
        QCOMPARE(
            bench.one("AAPL", Interval::Minute1, day(2026, 2, 14), day(2026, 3, 14)).error().code,
            ErrorCode::Refused);
    }

    void aWeekendHasNoData() {
        SourceBench bench;
        QCOMPARE(
            bench.one("AAPL", Interval::Minute5, day(2026, 3, 7), day(2026, 3, 9)).error().code,
            ErrorCode::NoData);
        QCOMPARE(bench.one("AAPL", Interval::Day1, day(2026, 3, 7), day(2026, 3, 9)).error().code,
                 ErrorCode::NoData);
    }

    void historyReachesBackToTheFirstTrade() {
        SourceBench bench;
        FakeSymbol old{.symbol = "OLD", .firstTrade = day(1928, 1, 3)};
        old.timeZone = "Europe/London"; // a plain weekday calendar
        bench.yahoo.add(old);
        const auto series = bench.one("OLD", Interval::Day1, day(1900, 1, 1), day(2026, 3, 14));
        VERIFY_OK(series);
        QCOMPARE(toIso(series->bars.front().date()), std::string("1928-01-03"));
        QCOMPARE(toIso(series->bars.back().date()), std::string("2026-03-13"));
        QVERIFY(!series->historyStart);
    }

    void fiveHundredSymbolsKeepTheRate() {
        SourceBench bench;
        std::vector<double> progress;
        bench.context.onProgress = [&](double fraction, std::string_view) {
            progress.push_back(fraction);
        };
        std::vector<double> starts;
        const auto answers = bench.fetch(dailyRequests(500));
        VERIFY_OK(bench.ended);
        QCOMPARE(arrived(answers), std::size_t{500});
        QVERIFY(bench.yahoo.maxInFlight() <= 10);
        QCOMPARE(bench.yahoo.chartRequests(), 500);
        // 10 at once and 490 at 8 a second, by the virtual clock; the trace keeps the last 250.
        QVERIFY(std::abs(bench.waiter->now().count() - 1000 - 490.0 / 8) < 1);
        QCOMPARE(bench.trace.size(), std::size_t{250});
        for (std::size_t i = 16; i < bench.trace.size(); ++i)
            QVERIFY((bench.trace[i].started - bench.trace[i - 16].started).count() > 2 - 0.3);
        QCOMPARE(progress.back(), 1.0);
        QVERIFY(std::is_sorted(progress.begin(), progress.end()));
    }

    void fiveHundredSymbolsAtFullSpeedStayWithinTen() {
        SourceBench bench;
        bench.settings.http.perSecond = 1e6;
        bench.settings.http.burst = 1e6;
        bench.settings.http.maxInFlight = 10;
        bench.yahoo.setLatencyMilliseconds(1);
        QCOMPARE(arrived(bench.fetch(dailyRequests(500))), std::size_t{500});
        QVERIFY(bench.yahoo.maxInFlight() <= 10);
        QVERIFY(bench.yahoo.maxInFlight() > 1);
    }

    void refusalsPauseThenResume() {
        SourceBench bench;
        std::vector<std::string> lines;
        bench.context.onLog = [&](jobs::LogLevel, std::string_view line) {
            lines.emplace_back(line);
        };
        bench.yahoo.setRefusal({.served = 30, .refused = 3, .once = true});
        QCOMPARE(arrived(bench.fetch(dailyRequests(60))), std::size_t{60});
        VERIFY_OK(bench.ended);
        QVERIFY(!lines.empty());
        QVERIFY(lines[0].find("waiting 30 s") != std::string::npos);
    }

    void aStoppedRunCanBeAskedAgain() {
        SourceBench bench;
        bench.yahoo.setRefusal({.served = 12, .refused = 1'000'000, .once = false});
        auto requests = dailyRequests(40);
        auto answers = bench.fetch(requests);
        QCOMPARE(bench.ended.error().code, ErrorCode::Refused);
        QCOMPARE(arrived(answers), std::size_t{12});
        std::vector<FetchRequest> rest;
        for (std::size_t i = 0; i < requests.size(); ++i)
            if (!answers[i])
                rest.push_back(requests[i]);
        QCOMPARE(rest.size(), std::size_t{28});
        bench.yahoo.setRefusal({.served = 1'000'000});
        QCOMPARE(arrived(bench.fetch(rest)), std::size_t{28});
        VERIFY_OK(bench.ended);
    }

    void stoppingDoesNotWait() {
        // The held answers are released only after fetch() has returned.
        SourceBench bench;
        bench.yahoo.setFault(FakeFault::Hold, 999);
        std::thread user([&] {
            while (bench.yahoo.log().empty())
                std::this_thread::yield();
            bench.context.stop(jobs::StopRequest::Discard);
        });
        const auto answers = bench.fetch(dailyRequests(20));
        user.join();
        QCOMPARE(bench.ended.error().code, ErrorCode::Cancelled);
        QCOMPARE(arrived(answers), std::size_t{0});
        bench.yahoo.releaseHeld();
    }

    void repeatedSymbolsAreEachAnswered() {
        SourceBench bench;
        auto requests = dailyRequests(3);
        requests[1] = requests[0];
        QCOMPARE(arrived(bench.fetch(requests)), std::size_t{3});
    }

    void searchFindsSymbols() {
        SourceBench bench;
        FakeSymbol apple{.symbol = "AAPL", .name = "Apple Inc.", .exchange = "NMS"};
        bench.yahoo.knowEverySymbol(false);
        bench.yahoo.add(apple);
        YahooSource source(bench.settings, std::make_shared<FakeClock>(bench.yahoo), bench.waiter);
        const auto byName = source.search("apple", bench.context);
        VERIFY_OK(byName);
        QCOMPARE(byName->size(), std::size_t{1});
        QCOMPARE(byName->front().symbol, std::string("AAPL"));
        QCOMPARE(byName->front().name, std::string("Apple Inc."));
        const auto nothing = source.search("zzz & co", bench.context);
        VERIFY_OK(nothing);
        QVERIFY(nothing->empty());
        QVERIFY(source.search("  ", bench.context)->empty());
    }

    void theAddressComesFromTheEnvironment() {
        qputenv("QUANTLOOM_YAHOO_URL", " http://a:1/ , http://b:2");
        QCOMPARE(YahooSettings::fromEnvironment().baseUrls,
                 (std::vector<std::string>{"http://a:1", "http://b:2"}));
        qunsetenv("QUANTLOOM_YAHOO_URL");
        QCOMPARE(YahooSettings::fromEnvironment().baseUrls.size(), std::size_t{2});
        QVERIFY(YahooSettings::fromEnvironment().baseUrls[0].find("yahoo.com") !=
                std::string::npos);
    }
};

LOOM_TEST(YahooFetchTest)
#include "test_yahoo_fetch.moc"
