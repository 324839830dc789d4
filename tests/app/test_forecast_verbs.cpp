// SPDX-License-Identifier: GPL-3.0-or-later
// The verbs forecast and evaluate as a shell sees them: output, JSON, files and exit codes.
#include "support/program.h"
#include "support/test_case.h"

#include "base/json.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>

using namespace loom;
using namespace loom::tests;

class ForecastVerbsTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    Outcome run(QStringList arguments) const {
        arguments << QStringLiteral("--json") << QStringLiteral("--data-dir")
                  << m_folder.filePath(QStringLiteral("data"));
        return runProgram(arguments);
    }

  private Q_SLOTS:
    void forecastTrainsAndPredicts() {
        const auto folder = m_folder.filePath(QStringLiteral("next"));
        const auto arguments =
            words("forecast ^GSPC --from 2012-01-03 --model lstm --param steps=20 --param hidden=8 "
                  "--horizon 5 --out") +
            QStringList{folder};
        const auto outcome = run(arguments);
        QCOMPARE(outcome.exitCode, 0);
        const auto& path = outcome.json.at("forecast").at("paths").at(0);
        QCOMPARE(path.at("symbol").get<std::string>(), std::string("^GSPC"));
        QCOMPARE(path.at("steps").size(), std::size_t{5});
        QVERIFY(!outcome.json.at("model").at("reused").get<bool>());
        QFile csv(folder + QStringLiteral("/next.csv"));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QCOMPARE(csv.readAll().count('\n'), 6);
        const auto again = run(words("forecast --registered latest"));
        QCOMPARE(again.exitCode, 0);
        QVERIFY(again.json.at("model").at("reused").get<bool>());
        QVERIFY(again.json.at("forecast") == outcome.json.at("forecast"));
    }

    void evaluatePrintsTheBoard() {
        const auto outcome = run(
            words("evaluate ^GSPC --from 2015-01-02 --horizon 5 --folds 2 --model nbeats --param "
                  "steps=30 --param stacks=2 --param width=16 --seeds 1"));
        QCOMPARE(outcome.exitCode, 0);
        const auto& report = outcome.json.at("report");
        QVERIFY(report.at("models").size() >= 10);
        QVERIFY(report.at("verdict").get<std::string>().find("last value") != std::string::npos);
        QVERIFY(std::ranges::all_of(report.at("leak_test"), [](const Json& leak) {
            return leak.at("passed").get<bool>();
        }));
        QCOMPARE(outcome.json.at("test_looks").get<int>(), 0);
    }

    void studiesRunFromFiles() {
        const Json study{{"kind", "evaluate"},
                         {"data", {{"symbols", {"^GSPC"}}, {"from", "2015-01-02"}, {"horizon", 3}}},
                         {"plan", {{"folds", 2}}}};
        const auto file = m_folder.filePath(QStringLiteral("study.json"));
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(QByteArray::fromStdString(study.dump()));
        out.close();
        const auto outcome = run({QStringLiteral("run"), file});
        QCOMPARE(outcome.exitCode, 0);
        QCOMPARE(outcome.json.at("report").at("horizon").get<int>(), 3);
    }

    void badInputIsToldInWords_data() {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("part");
        QTest::newRow("nothing") << QStringLiteral("forecast")
                                 << QStringLiteral("Say what to forecast");
        QTest::newRow("model") << QStringLiteral("forecast ^GSPC --model lst")
                               << QStringLiteral("did you mean lstm?");
        QTest::newRow("preset") << QStringLiteral("forecast ^GSPC --model lstm:huge")
                                << QStringLiteral("has no preset");
        QTest::newRow("parameter") << QStringLiteral("forecast ^GSPC --model lstm --param depth=3")
                                   << QStringLiteral("knows: window");
        QTest::newRow("symbol") << QStringLiteral("forecast NOSUCH") << QStringLiteral("NOSUCH");
        QTest::newRow("feature") << QStringLiteral("forecast ^GSPC --feature rsy:14")
                                 << QStringLiteral("rsi");
        QTest::newRow("dates") << QStringLiteral("evaluate ^GSPC --from 2015-01-02 --to 2014-01-02")
                               << QStringLiteral("before");
        QTest::newRow("registered") << QStringLiteral("forecast --registered nobody")
                                    << QStringLiteral("no registered forecaster");
    }
    void badInputIsToldInWords() {
        QFETCH(QString, arguments);
        QFETCH(QString, part);
        const auto outcome = run(arguments.split(QLatin1Char(' ')));
        QVERIFY(outcome.exitCode != 0);
        const auto text = QString::fromStdString(outcome.err + outcome.out);
        QVERIFY2(text.contains(part), qPrintable(text));
    }
};

LOOM_TEST(ForecastVerbsTest)
#include "test_forecast_verbs.moc"
