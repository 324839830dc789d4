// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>

#include "base/files.h"
#include "market/calendar.h"
#include "market/market_settings.h"
#include "market/sources/sources.h"
#include "support/fake_yahoo.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::market;
using namespace loom::tests;

namespace {

class SilentContext final : public jobs::JobContext {
  public:
    jobs::StopRequest stopRequest() const override { return jobs::StopRequest::None; }
    void progress(double, std::string_view) override {}
    void metric(std::string_view, std::int64_t, double) override {}
    void log(jobs::LogLevel, std::string_view) override {}
};

} // namespace

class TestMarketSettings : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void closuresAreReadAsTyped() {
        const auto days = parseClosures(" 2027-02-03; 2027-01-29,2027-02-03\n");
        VERIFY_OK(days);
        QCOMPARE(closuresText(*days), std::string("2027-01-29, 2027-02-03"));
        QVERIFY(parseClosures("")->empty());
        const auto calendar = Calendar::xnys(*days);
        VERIFY_OK(calendar);
        QVERIFY(!calendar->isSession(Date::fromYmd(2027, 1, 29)));
        QVERIFY(calendar->isSession(Date::fromYmd(2027, 1, 28)));
    }

    void whatIsNoClosureIsSaid_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("word");
        QTest::newRow("no date") << QByteArray("soon") << QByteArray("\"soon\" is not a date");
        QTest::newRow("no such day") << QByteArray("2027-02-30") << QByteArray("not a date");
        QTest::newRow("weekend") << QByteArray("2027-01-30") << QByteArray("(Saturday)");
        QTest::newRow("holiday") << QByteArray("2027-11-25") << QByteArray("(Thanksgiving)");
    }

    void whatIsNoClosureIsSaid() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, word);
        const auto days = parseClosures(text.toStdString());
        QVERIFY(!days);
        QVERIFY2(days.error().message.find(word.toStdString()) != std::string::npos,
                 days.error().message.c_str());
    }

    void theFileComesBackAsItWas() {
        const QTemporaryDir folder;
        const auto file = std::filesystem::path(folder.path().toStdString()) / "settings.json";
        QCOMPARE(loadMarketSettings(file).value(), MarketSettings{});
        const MarketSettings settings{
            .requestsPerSecond = 2.5, .maxInFlight = 3, .closures = {Date::fromYmd(2027, 1, 29)}};
        VERIFY_OK(saveMarketSettings(file, settings));
        QCOMPARE(loadMarketSettings(file).value(), settings);
        for (const char* text : {"[]", "{", "{\"speed\": 8}", "{\"requests_per_second\": 80}",
                                 "{\"requests_per_second\": \"8\"}", "{\"max_in_flight\": 0}",
                                 "{\"max_in_flight\": -1}", "{\"closures\": [20270129]}",
                                 "{\"closures\": \"2027-01-29\"}"}) {
            VERIFY_OK(writeFileAtomic(file, text));
            const auto read = loadMarketSettings(file);
            QVERIFY2(!read, text);
            QCOMPARE(read.error().code, ErrorCode::InvalidInput);
        }
    }

    void theSourceObeysThem() {
        FakeYahoo yahoo;
        yahoo.knowEverySymbol();
        yahoo.setLatencyMilliseconds(20);
        qputenv("QUANTLOOM_YAHOO_URL", QByteArray::fromStdString(yahoo.url()));
        const auto sources = onlineSources({.requestsPerSecond = 8, .maxInFlight = 2});
        qunsetenv("QUANTLOOM_YAHOO_URL");
        std::vector<FetchRequest> requests;
        for (int i = 0; i < 14; ++i)
            requests.push_back({.symbol = "S" + std::to_string(i),
                                .interval = Interval::Day1,
                                .from = yahoo.now() - std::chrono::hours(24 * 20),
                                .to = yahoo.now()});
        SilentContext context;
        int answered = 0;
        VERIFY_OK(sources.front()->fetch(
            requests, [&](const FetchRequest&, FetchOutcome outcome) { answered += outcome.ok(); },
            context));
        QCOMPARE(answered, 14);
        QCOMPARE(yahoo.maxInFlight(), 2);
        const auto log = yahoo.log();
        // Ten at once, then eight a second: the last of 14 comes half a second after the first.
        QVERIFY(log.back().arrived - log.front().arrived > 0.4);
    }
};

LOOM_TEST(TestMarketSettings)
#include "test_market_settings.moc"
