// SPDX-License-Identifier: GPL-3.0-or-later
// `quantloom fetch` and `quantloom settings` against a fake price service on the loopback
// interface: refusals (HTTP 429) from the answer to the exit code and back, closures.
#include "support/test_case.h"

#include "base/json.h"
#include "market/calendar.h"
#include "support/fake_yahoo.h"

#include <QProcess>
#include <QTemporaryDir>

using namespace loom;
using namespace loom::tests;
using namespace Qt::Literals::StringLiterals;

namespace {

struct Outcome {
    int exitCode = -1;
    QByteArray said; ///< standard error and output
    Json json;
};

} // namespace

class FetchTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_yahoo = std::make_unique<FakeYahoo>();
        m_yahoo->knowEverySymbol();
        m_yahoo->followSystemClock();
    }

    void aServerThatAsksForAnHourIsTakenAtItsWord() {
        QCOMPARE(run({u"settings"_s, u"--in-flight"_s, u"1"_s}).exitCode, 0);
        m_yahoo->setRefusal({.served = 2, .refused = 1000, .retryAfter = "3600"});
        const auto refused = run({u"fetch"_s, u"AAPL"_s, u"KO"_s, u"MSFT"_s, u"--json"_s});
        QCOMPARE(refused.exitCode, 4);
        QVERIFY2(refused.said.contains("asks to wait 60 minutes"), refused.said);
        QVERIFY2(refused.said.contains("--resume"), refused.said);
        QCOMPARE(storedSymbols(), 2);
        m_yahoo->setRefusal({.served = 1'000'000});
        const int asked = m_yahoo->chartRequests();
        const auto resumed = run({u"fetch"_s, u"--resume"_s, u"--json"_s});
        QCOMPARE(resumed.exitCode, 0);
        QCOMPARE(m_yahoo->chartRequests(), asked + 1); // only the one that was refused
        QCOMPARE(storedSymbols(), 3);
        QCOMPARE(run({u"fetch"_s, u"--resume"_s}).exitCode, 0);
        QCOMPARE(m_yahoo->chartRequests(), asked + 1);
    }

    /// Without Retry-After the run pauses three times (shortened here) and then stops.
    void refusalsPauseThenStop() {
        m_yahoo->setRefusal({.served = 1, .refused = 1000});
        const auto refused = run({u"fetch"_s, u"AAPL"_s, u"KO"_s, u"--json"_s});
        QCOMPARE(refused.exitCode, 4);
        QVERIFY2(refused.said.contains("--resume"), refused.said);
        QVERIFY(m_yahoo->chartRequests() >= 5);
        QCOMPARE(storedSymbols(), 1);
    }

    void aShortRefusalIsWaitedOut() {
        m_yahoo->setRefusal({.served = 1, .refused = 1});
        QCOMPARE(run({u"fetch"_s, u"AAPL"_s, u"KO"_s, u"--json"_s}).exitCode, 0);
        QCOMPARE(storedSymbols(), 2);
    }

    void aClosureOfTheUserIsNoGap() {
        // A session of a little more than a week ago.
        const auto calendar = market::Calendar::xnys();
        QVERIFY(calendar.ok());
        const Date day = calendar->sessionsBack(m_yahoo->now().utcDate(), 6);
        FakeSymbol symbol{.symbol = "AAPL"};
        symbol.quirks.missingDays = {day};
        m_yahoo->add(symbol);
        const QString typed = QString::fromStdString(toIso(day));
        QCOMPARE(run({u"fetch"_s, u"AAPL"_s}).exitCode, 0);
        QCOMPARE(gaps(), 1);
        const auto wrong = run({u"settings"_s, u"--add-closure"_s, u"2027-13-01"_s});
        QCOMPARE(wrong.exitCode, 2);
        QVERIFY2(wrong.said.contains("not a date"), wrong.said);
        const auto set = run({u"settings"_s, u"--add-closure"_s, typed, u"--rate"_s, u"4"_s,
                              u"--in-flight"_s, u"3"_s, u"--json"_s});
        QCOMPARE(set.exitCode, 0);
        QCOMPARE(set.json.at("closures").dump(), "[\"" + typed.toStdString() + "\"]");
        QCOMPARE(set.json.at("requests_per_second").get<double>(), 4.0);
        QCOMPARE(gaps(), 0);
        QCOMPARE(run({u"fetch"_s, u"AAPL"_s, u"--reload"_s}).exitCode, 0);
        QCOMPARE(gaps(), 0);
        QCOMPARE(run({u"settings"_s, u"--remove-closure"_s, typed}).exitCode, 0);
        QCOMPARE(run({u"settings"_s, u"--remove-closure"_s, typed}).exitCode, 3);
        QCOMPARE(run({u"fetch"_s, u"AAPL"_s, u"--reload"_s}).exitCode, 0);
        QCOMPARE(gaps(), 1);
    }

  private:
    Outcome run(QStringList arguments) const {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"QUANTLOOM_YAHOO_URL"_s, QString::fromStdString(m_yahoo->url()));
        environment.insert(u"QUANTLOOM_YAHOO_PAUSES"_s, u"0.05"_s);
        process.setProcessEnvironment(environment);
        arguments << u"--data-dir"_s << m_folder->path();
        process.start(QStringLiteral(LOOM_PROGRAM), arguments);
        process.waitForFinished(120'000);
        const QByteArray out = process.readAllStandardOutput();
        Outcome outcome{process.exitCode(), process.readAllStandardError() + out, {}};
        if (const auto parsed = parseJson(out.toStdString()))
            outcome.json = *parsed;
        return outcome;
    }
    int count(const char* what) const {
        int total = 0;
        const auto list = run({u"series"_s, u"list"_s, u"--json"_s});
        for (const auto& series : list.json.at("series"))
            if (series.at("source") == "yahoo")
                total += *what != 0 ? series.at(what).get<int>() : 1;
        return total;
    }
    int storedSymbols() const { return count(""); }
    int gaps() const { return count("gaps"); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeYahoo> m_yahoo;
};

LOOM_TEST(FetchTest)
#include "test_fetch.moc"
