// SPDX-License-Identifier: GPL-3.0-or-later
// The updater over the real Yahoo source, against the fake server on the loopback interface.
#include <cmath>

#include "core/market/market_fixtures.h"
#include "market/sources/yahoo.h"
#include "market/updater.h"
#include "support/fake_yahoo.h"
#include "support/test_case.h"

using namespace loom;
using namespace loom::market;
using namespace loom::tests;

namespace {

class ServerClock final : public Clock {
  public:
    explicit ServerClock(const FakeYahoo& server) : m_server(server) {}
    Timestamp now() const override { return m_server.now(); }

  private:
    const FakeYahoo& m_server;
};

class TestUpdateYahoo : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aWeekInTheLifeOfASeries() {
        FakeYahoo server;
        FakeSymbol acme;
        acme.symbol = "ACME";
        acme.firstTrade = Date::fromYmd(2024, 1, 2);
        server.add(acme);
        server.setNow(utc(2026, 3, 14, 12)); // Saturday
        YahooSettings settings;
        settings.baseUrls = {server.url()};
        const auto clock = std::make_shared<ServerClock>(server);
        YahooSource source(settings, clock);
        const Calendar calendar = Calendar::xnys().value();
        QTemporaryDir folder;
        MarketCache cache =
            MarketCache::open(folder.filePath(QStringLiteral("m.db")).toStdString(), clock->now())
                .value();
        jobs::PlainJobContext context;
        const SeriesKey key{.symbol = "ACME", .interval = Interval::Day1, .source = "yahoo"};
        const std::vector<UpdateTarget> targets{{"ACME", Interval::Day1}};
        const auto update = [&] {
            return Updater(cache, source, calendar, *clock)
                .update(targets, {}, context)
                .value()
                .outcomes[0];
        };

        SymbolOutcome outcome = update();
        QVERIFY2(outcome.kind == UpdateKind::Loaded, outcome.words.c_str());
        const auto state = cache.state(key).value();
        QCOMPARE(state->lastFinal.value(), utc(2026, 3, 13).seconds);
        QCOMPARE(state->openGaps, 0);
        const Series before = cache.load({"ACME"}).value();

        server.setNow(utc(2026, 3, 15, 20));
        const int asked = server.chartRequests();
        QCOMPARE(update().kind, UpdateKind::UpToDate);
        QCOMPARE(server.chartRequests(), asked);

        server.publishSplit("ACME", Date::fromYmd(2026, 3, 17), 4, 1);
        server.setNow(utc(2026, 3, 18, 2));
        outcome = update();
        QVERIFY2(outcome.kind == UpdateKind::Reloaded, outcome.words.c_str());
        const Series after = cache.load({"ACME"}).value();
        QVERIFY(std::abs(after.bars[0].close * 4 / before.bars[0].close - 1) < 1e-6);

        server.publishDividend("ACME", Date::fromYmd(2026, 3, 18), 0.25);
        server.editClose("ACME", Date::fromYmd(2026, 3, 11), 1.01);
        server.setNow(utc(2026, 3, 19, 2));
        outcome = update();
        QVERIFY2(outcome.kind == UpdateKind::Updated, outcome.words.c_str());
        QCOMPARE(outcome.counts.inserted, 1);
        std::vector<RestatementKind> kinds;
        const auto log = cache.restatements(key).value();
        for (const Restatement& restatement : log)
            kinds.push_back(restatement.kind);
        QVERIFY((kinds == std::vector{RestatementKind::Split, RestatementKind::VendorEdit,
                                      RestatementKind::Dividend}));
        for (const std::string& note : outcome.notes)
            QVERIFY2(note.find("differ by") == std::string::npos, note.c_str());

        server.setNow(utc(2026, 3, 20, 2));
        server.answer(
            "ACME", 404,
            R"({"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}})");
        outcome = update();
        QCOMPARE(outcome.kind, UpdateKind::UnknownSymbol);
        QCOMPARE(cache.load({"ACME"}).value().bars.back().time, utc(2026, 3, 18).seconds);
    }
};

LOOM_TEST(TestUpdateYahoo)

} // namespace

#include "test_update_yahoo.moc"
