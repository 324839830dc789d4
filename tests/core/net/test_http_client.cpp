// SPDX-License-Identifier: GPL-3.0-or-later
// The client against the fake server: outcomes, retries, pauses in virtual time, limits, stopping.
#include "support/test_case.h"

#include <atomic>
#include <cmath>
#include <thread>

#include "net/http_client.h"
#include "support/fake_yahoo.h"
#include "support/virtual_waiter.h"

using namespace loom;
using namespace loom::net;
using loom::tests::FakeFault;
using loom::tests::FakeYahoo;
using loom::tests::VirtualWaiter;

namespace {

/// The server, a client on virtual time, and what came back.
struct Bench {
    FakeYahoo yahoo;
    std::shared_ptr<VirtualWaiter> waiter = std::make_shared<VirtualWaiter>();
    HttpSettings settings;
    std::vector<std::optional<Result<HttpResponse>>> answers;
    std::vector<std::string> notes;
    std::vector<RequestTrace> trace;
    std::function<bool()> shouldStop = [] { return false; };

    Bench() { yahoo.knowEverySymbol(); }

    HttpRequest request(const std::string& symbol) const {
        const std::string path = "/v8/finance/chart/" + symbol + "?interval=1d&range=5d";
        return {{yahoo.url() + path, yahoo.url() + path + "&host=2"}};
    }

    Status fetch(const std::vector<HttpRequest>& requests) {
        answers.clear();
        answers.resize(requests.size());
        HttpClient client(settings, waiter);
        HttpClient::Hooks hooks;
        hooks.onAnswer = [this](std::size_t i, Result<HttpResponse> answer) {
            QVERIFY2(!answers[i], "a request was answered twice");
            answers[i] = std::move(answer);
        };
        hooks.shouldStop = shouldStop;
        hooks.onNote = [this](const std::string& note) { notes.push_back(note); };
        Status ended = client.fetch(requests, hooks);
        trace = client.trace();
        return ended;
    }

    std::vector<HttpRequest> requests(int count) const {
        std::vector<HttpRequest> all;
        for (int i = 0; i < count; ++i)
            all.push_back(request("S" + std::to_string(i)));
        return all;
    }

    std::size_t answered() const {
        return static_cast<std::size_t>(std::count_if(answers.begin(), answers.end(),
                                                      [](const auto& a) { return a && a->ok(); }));
    }
};

} // namespace

class HttpClientTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void headersAndGzip() {
        Bench bench;
        bench.yahoo.setGzip(true);
        VERIFY_OK(bench.fetch({bench.request("AAPL")}));
        QCOMPARE((*bench.answers[0])->status, 200);
        QVERIFY((*bench.answers[0])->body.starts_with("{\"chart\""));
        QCOMPARE((*bench.answers[0])->headers.at("content-encoding"), std::string("gzip"));
        const auto log = bench.yahoo.log();
        QCOMPARE(log.size(), std::size_t{1});
        QVERIFY(log[0].acceptsGzip);
        QVERIFY(log[0].userAgent.find("Chrome/") != std::string::npos);
    }

    void withoutUserAgentTheServerRefuses() {
        Bench bench;
        bench.settings.userAgent.clear();
        bench.settings.refusal.maxPauses = 0;
        const Status ended = bench.fetch({bench.request("AAPL")});
        QCOMPARE(ended.error().code, ErrorCode::Refused);
    }

    void theRateHoldsInVirtualTime() {
        Bench bench;
        VERIFY_OK(bench.fetch(bench.requests(100)));
        QCOMPARE(bench.answered(), std::size_t{100});
        QCOMPARE(bench.trace.size(), std::size_t{100});
        const double first = bench.trace.front().started.count();
        for (std::size_t i = 0; i < bench.trace.size(); ++i) {
            const double passed = bench.trace[i].started.count() - first;
            QVERIFY(static_cast<double>(i + 1) <= 10 + 8 * passed + 1 + 1e-6);
        }
        // 10 at once, then 90 at 8 a second
        QVERIFY(std::abs(bench.trace.back().started.count() - first - 90.0 / 8) < 0.5);
    }

    void neverMoreInFlightThanAllowed() {
        Bench bench;
        bench.settings.perSecond = 1e6;
        bench.settings.burst = 1000;
        bench.settings.maxInFlight = 7;
        bench.yahoo.setLatencyMilliseconds(3);
        VERIFY_OK(bench.fetch(bench.requests(120)));
        QCOMPARE(bench.answered(), std::size_t{120});
        QVERIFY(bench.yahoo.maxInFlight() <= 7);
        QVERIFY2(bench.yahoo.maxInFlight() > 1, "requests never overlapped");
    }

    void aBadMinuteIsRetriedOnTheOtherHost() {
        Bench bench;
        bench.yahoo.setFault(FakeFault::ServerError, 2);
        VERIFY_OK(bench.fetch({bench.request("AAPL")}));
        QCOMPARE((*bench.answers[0])->status, 200);
        const auto log = bench.yahoo.log();
        QCOMPARE(log.size(), std::size_t{3});
        QVERIFY(!log[0].query.contains("host"));
        QVERIFY(log[1].query.contains("host"));
        QVERIFY(!log[2].query.contains("host"));
        QVERIFY(bench.trace[1].started - bench.trace[0].started >= Seconds{0.5});
        QVERIFY(bench.trace[2].started - bench.trace[1].started >= Seconds{1});
    }

    void brokenConnectionsEndAsUnreachable_data() {
        QTest::addColumn<int>("fault");
        QTest::newRow("truncated") << int(FakeFault::TruncatedBody);
        QTest::newRow("dropped") << int(FakeFault::Drop);
    }
    void brokenConnectionsEndAsUnreachable() {
        QFETCH(int, fault);
        Bench bench;
        bench.yahoo.setFault(FakeFault(fault), 99);
        VERIFY_OK(bench.fetch({bench.request("AAPL")}));
        QCOMPARE(bench.answers[0]->error().code, ErrorCode::Unreachable);
        QVERIFY2(bench.answers[0]->error().message.find("ended the connection") !=
                     std::string::npos,
                 bench.answers[0]->error().message.c_str());
        QCOMPARE(bench.yahoo.log().size(), std::size_t{4}); // one try and three more
    }

    void aSlowDripTimesOut() {
        Bench bench;
        bench.settings.totalTimeout = Seconds{0.2};
        bench.settings.retry.waits.clear();
        bench.yahoo.setFault(FakeFault::SlowDrip, 99);
        VERIFY_OK(bench.fetch({bench.request("AAPL")}));
        QCOMPARE(bench.answers[0]->error().code, ErrorCode::Unreachable);
        QVERIFY(bench.answers[0]->error().message.find("too slow") != std::string::npos);
        bench.yahoo.releaseHeld();
    }

    void nobodyThere() {
        Bench bench;
        std::string gone;
        {
            FakeYahoo closed;
            gone = closed.url();
        }
        VERIFY_OK(bench.fetch({{{gone + "/"}}}));
        QCOMPARE(bench.answers[0]->error().code, ErrorCode::Unreachable);
        // With many requests the rest is not tried when nothing answers.
        const Status ended = bench.fetch(std::vector<HttpRequest>(50, {{gone + "/"}}));
        QCOMPARE(ended.error().code, ErrorCode::Unreachable);
        const auto asked = std::count_if(bench.answers.begin(), bench.answers.end(),
                                         [](const auto& answer) { return answer.has_value(); });
        QVERIFY(asked >= 3 && asked < 10);
    }

    void wrongAddressesAreSaid() {
        Bench bench;
        VERIFY_OK(bench.fetch({{{"gopher://example.invalid/"}}}));
        QVERIFY(bench.answers[0]->error().message.find("not a web address") != std::string::npos);
        QCOMPARE(bench.fetch({HttpRequest{}}).error().code, ErrorCode::InvalidInput);
    }

    void redirectsInACircleEnd() {
        Bench bench;
        bench.yahoo.setFault(FakeFault::RepeatedRedirect, 99);
        VERIFY_OK(bench.fetch({bench.request("AAPL")}));
        QVERIFY(bench.answers[0]->error().message.find("circle") != std::string::npos);
    }

    void anAnswerTooLargeIsCutOff() {
        Bench bench;
        bench.settings.maxBodyBytes = 500;
        VERIFY_OK(bench.fetch({bench.request("AAPL")}));
        QVERIFY(bench.answers[0]->error().message.find("larger") != std::string::npos);
    }

    void aRefusalPausesEverythingAndHalvesTheRate() {
        Bench bench;
        bench.yahoo.setRefusal({.served = 20, .refused = 1, .once = true});
        VERIFY_OK(bench.fetch(bench.requests(60)));
        QCOMPARE(bench.answered(), std::size_t{60});
        QCOMPARE(bench.notes.size(), std::size_t{1});
        const auto refused = std::find_if(bench.trace.begin(), bench.trace.end(),
                                          [](const RequestTrace& t) { return t.status == 429; });
        QVERIFY(refused != bench.trace.end());
        double resumed = 1e18;
        for (const RequestTrace& entry : bench.trace)
            if (entry.started > refused->started)
                resumed = std::min(resumed, entry.started.count());
        QVERIFY(resumed - refused->started.count() >= 30);
        QVERIFY(resumed - refused->started.count() < 31);
        // about 40 left at 4 a second
        QVERIFY(std::abs(bench.trace.back().started.count() - resumed - 10) < 1);
    }

    void retryAfterIsWaitedFor_data() {
        QTest::addColumn<QString>("header");
        QTest::newRow("seconds") << "77";
        QTest::newRow("past date is no wait") << "Wed, 21 Oct 2015 07:28:00 GMT";
    }
    void retryAfterIsWaitedFor() {
        QFETCH(QString, header);
        Bench bench;
        bench.yahoo.setRefusal(
            {.served = 0, .refused = 1, .once = true, .retryAfter = header.toStdString()});
        VERIFY_OK(bench.fetch({bench.request("AAPL")}));
        QCOMPARE(bench.answered(), std::size_t{1});
        const double waited = (bench.trace[1].started - bench.trace[0].started).count();
        const double expected = header == QStringLiteral("77") ? 77 : 30;
        QVERIFY(waited >= expected && waited < expected + 1);
    }

    void threePausesThenStopAndKeep() {
        Bench bench;
        bench.yahoo.setRefusal({.served = 5, .refused = 1'000'000, .once = false});
        const Status ended = bench.fetch(bench.requests(30));
        QCOMPARE(ended.error().code, ErrorCode::Refused);
        QCOMPARE(bench.answered(), std::size_t{5});
        QCOMPARE(bench.notes.size(), std::size_t{3});
        const double spent = (bench.trace.back().started - bench.trace.front().started).count();
        QVERIFY(spent >= 30 + 0.8 * 180 && spent <= 30 + 1.2 * 180 + 2);
    }

    void aStopIsNoticedDuringAPause() {
        Bench bench;
        bench.yahoo.setRefusal({.served = 0, .refused = 99, .once = false});
        double stopAt = 0;
        bench.waiter->onWait = [&](Seconds now) {
            stopAt = stopAt == 0 ? now.count() + 5 : stopAt;
        };
        bench.shouldStop = [&] { return stopAt > 0 && bench.waiter->now().count() >= stopAt; };
        const Status ended = bench.fetch({bench.request("AAPL")});
        QCOMPARE(ended.error().code, ErrorCode::Cancelled);
        QVERIFY(bench.waiter->now().count() - stopAt < 0.5); // virtual seconds
    }

    void aStopDoesNotWaitForTheServer() {
        // The server answers nothing until it is released, which happens after fetch() has
        // returned: had the stop waited for the transfer, this would hang until the timeout.
        Bench bench;
        bench.yahoo.setFault(FakeFault::Hold, 99);
        std::atomic<bool> stop{false};
        bench.shouldStop = [&] { return stop.load(); };
        std::thread user([&] {
            while (bench.yahoo.log().empty())
                std::this_thread::yield();
            stop = true;
        });
        const Status ended = bench.fetch(bench.requests(5));
        user.join();
        QCOMPARE(ended.error().code, ErrorCode::Cancelled);
        for (const auto& entry : bench.yahoo.log())
            QCOMPARE(entry.answered, 0.0);
        bench.yahoo.releaseHeld();
    }

    void theTraceKeeps250() {
        Bench bench;
        bench.settings.perSecond = 1e6;
        bench.settings.burst = 1000;
        VERIFY_OK(bench.fetch(bench.requests(260)));
        QCOMPARE(bench.trace.size(), std::size_t{250});
        QCOMPARE(bench.trace.back().status, 200);
        QVERIFY(bench.trace.back().bytes > 0);
        QCOMPARE(bench.trace.back().outcome, std::string("answered"));
    }
};

LOOM_TEST(HttpClientTest)
#include "test_http_client.moc"
