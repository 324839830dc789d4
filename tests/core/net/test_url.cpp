// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/test_case.h"

#include "net/http_client.h"

using namespace loom::net;

class UrlTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void symbolsAreEncoded() { // RFC 3986, 2.3
        QCOMPARE(percentEncoded("BRK-B"), std::string("BRK-B"));
        QCOMPARE(percentEncoded("^GSPC"), std::string("%5EGSPC"));
        QCOMPARE(percentEncoded("EURUSD=X"), std::string("EURUSD%3DX"));
        QCOMPARE(percentEncoded("M&M.NS"), std::string("M%26M.NS"));
        QCOMPARE(percentEncoded("../x y?#/"), std::string("..%2Fx%20y%3F%23%2F"));
        QCOMPARE(percentEncoded("é"), std::string("%C3%A9"));
    }

    void secretsAreMasked() {
        QCOMPARE(withoutSecrets("https://me:pass@a.b/c?crumb=Ab/1&symbols=AAPL&APIKEY=x"),
                 std::string("https://a.b/c?crumb=***&symbols=AAPL&APIKEY=***"));
        QCOMPARE(withoutSecrets("https://a.b/c"), std::string("https://a.b/c"));
        QCOMPARE(withoutSecrets("not a url"), std::string("not a url"));
    }

    void hostsAreFound() {
        QCOMPARE(hostOf("https://Query2.Finance.Yahoo.com/v8"),
                 std::string("query2.finance.yahoo.com"));
        QCOMPARE(hostOf("http://u:p@127.0.0.1:80?x"), std::string("127.0.0.1"));
        QCOMPARE(hostOf("http://[::1]:80/"), std::string("[::1]"));
        QCOMPARE(hostOf("nothing"), std::string());
    }

    void verdictsFollowTheStatus() {
        const auto verdict = [](int status) {
            return judgeByStatus({.status = status, .headers = {}, .body = {}, .finalUrl = {}});
        };
        QCOMPARE(verdict(200), Verdict::Deliver);
        QCOMPARE(verdict(404), Verdict::Deliver);
        QCOMPARE(verdict(401), Verdict::Deliver);
        QCOMPARE(verdict(408), Verdict::Retry);
        QCOMPARE(verdict(429), Verdict::Pause);
        QCOMPARE(verdict(503), Verdict::Retry);
        QCOMPARE(verdict(999), Verdict::Pause);
    }
};

LOOM_TEST(UrlTest)
#include "test_url.moc"
