// SPDX-License-Identifier: GPL-3.0-or-later
// The verb diagnose as a shell sees it. The figures of the bundled S&P 500 are those of statsmodels
// 0.15.0 on its closes and log returns (adfuller, kpss, acorr_ljungbox, het_arch, jarque_bera with
// their defaults; 10 lags).
#include "support/program.h"
#include "support/test_case.h"

#include "base/json.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

using namespace loom;
using namespace loom::tests;

namespace {

const QString kSample =
    QStringLiteral(LOOM_SOURCE_DIR "/resources/sample/gspc_ohlcv_2000_2020.csv.gz");

bool near(const Json& value, double expected) {
    const double difference = std::abs(value.get<double>() - expected);
    return difference < 1e-8 * std::max(1.0, std::abs(expected));
}

/// A walk that any reader can repeat: steps of sin(1.3 t²).
QByteArray walkCsv(int rows, const char* bad = nullptr) {
    QByteArray csv = "day,price,flat,note\n";
    double price = 100;
    for (int t = 1; t <= rows; ++t) {
        price += std::sin(1.3 * t * t);
        csv += QByteArray::number(t) + ',' +
               (t == 7 && bad ? QByteArray(bad) : QByteArray::number(price, 'g', 17)) +
               ",5,words\n";
    }
    return csv;
}

} // namespace

class DiagnoseVerbTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    Outcome run(const QStringList& options, bool json = true) const {
        QStringList arguments{QStringLiteral("diagnose")};
        arguments << options << QStringLiteral("--data-dir")
                  << m_folder.filePath(QStringLiteral("data"));
        if (json)
            arguments << QStringLiteral("--json");
        return runProgram(arguments);
    }

    QString write(const char* name, const QByteArray& content) const {
        const QString path = m_folder.filePath(QString::fromLatin1(name));
        QFile file(path);
        if (file.open(QIODevice::WriteOnly))
            file.write(content);
        return path;
    }

    void refuses(const QStringList& options, const char* words, int code = 2) const {
        const auto outcome = run(options, false);
        QCOMPARE(outcome.exitCode, code);
        QVERIFY2(outcome.err.find(words) != std::string::npos, outcome.err.c_str());
        QVERIFY2(outcome.out.empty(), outcome.out.c_str());
    }

    static QStringList words(const QString& file, const char* options = "") {
        return QStringList{file} +
               QString::fromLatin1(options).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    }

  private Q_SLOTS:
    void theIndexHasAUnitRootAndItsReturnsHaveNone() {
        const QString csv = m_folder.filePath(QStringLiteral("tests.csv"));
        const auto outcome = run({kSample, QStringLiteral("--column"), QStringLiteral("close"),
                                  QStringLiteral("--csv"), csv});
        QVERIFY2(outcome.exitCode == 0, outcome.err.c_str());
        const auto& d = outcome.json.at("diagnosis");
        QCOMPARE(d.at("values").get<int>(), 5105);
        QCOMPARE(d.at("first").get<std::string>(), std::string("2000-01-03"));
        const auto& levels = d.at("levels");
        QCOMPARE(levels.at("verdict").get<std::string>(), std::string("unit_root"));
        QVERIFY(levels.at("difference").get<bool>());
        QVERIFY(near(levels.at("adf").at("statistic"), 0.20499463135754312));
        QVERIFY(near(levels.at("adf").at("p_value"), 0.9725403403663367));
        QCOMPARE(levels.at("kpss").at("p_text").get<std::string>(), std::string("<= 0.01"));
        const auto& r = d.at("returns");
        QCOMPARE(r.at("stationarity").at("verdict").get<std::string>(), std::string("stationary"));
        QVERIFY(near(r.at("stationarity").at("kpss").at("statistic"), 0.25003407856168514));
        QVERIFY(near(r.at("ljung_box").at("statistic"), 95.87436216984882));
        QVERIFY(near(r.at("ljung_box_squares").at("statistic"), 5219.746650239818));
        QVERIFY(near(r.at("arch_lm").at("statistic"), 1531.0695739270311));
        QVERIFY(near(r.at("arch_f").at("statistic"), 218.4276905134188));
        QVERIFY(near(r.at("jarque_bera").at("statistic"), 26966.328427100874));
        QCOMPARE(r.at("findings").size(), std::size_t{3});
        QVERIFY(d.at("advice").get<std::string>().starts_with("Model the log returns"));
        QFile written(csv);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const auto lines = written.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), 10); // header, two tests of the closes, seven of the returns
        QVERIFY(lines.at(1).startsWith("close,adf,"));
    }

    void peopleGetATableAndSentences() {
        const auto outcome = run({kSample}, false);
        QCOMPARE(outcome.exitCode, 0);
        for (const char* part : {"Unit root", "Stationary", "Volatility clusters", "<= 0.01",
                                 "one difference is enough"})
            QVERIFY2(outcome.out.find(part) != std::string::npos, part);
        const auto help = run({QStringLiteral("--help")}, false);
        QCOMPARE(help.exitCode, 0);
        QVERIFY(help.out.find("Example:") != std::string::npos);
    }

    void aSymbolOfTheCacheIsExaminedToo() {
        const auto file = run({kSample});
        const auto cached = run({QStringLiteral("--symbol"), QStringLiteral("^GSPC")});
        QVERIFY2(cached.exitCode == 0, cached.err.c_str());
        QCOMPARE(cached.json.at("diagnosis").at("returns"),
                 file.json.at("diagnosis").at("returns"));
        refuses({QStringLiteral("--symbol"), QStringLiteral("NOSUCH")}, "NOSUCH", 3);
    }

    void returnsAreTakenAsTheyAre() {
        QByteArray csv = "r\n";
        for (int t = 1; t <= 300; ++t)
            csv += QByteArray::number(0.01 * std::sin(1.7 * t * t), 'g', 17) + '\n';
        const auto outcome = run(words(write("r.csv", csv), "--returns --lags 5 --trend n"));
        QVERIFY2(outcome.exitCode == 0, outcome.err.c_str());
        const auto& d = outcome.json.at("diagnosis");
        QVERIFY(!d.contains("levels") && d.at("returns").at("given").get<bool>());
        QCOMPARE(d.at("returns").at("ljung_box").at("lags").get<int>(), 5);
        QVERIFY(d.at("advice").get<std::string>().find("need not") != std::string::npos);
        refuses(words(write("r.csv", csv)), "add --returns");
    }

    void oneSymbolOfManyIsChosen() {
        QByteArray csv = "symbol,date,close\n";
        for (const char* symbol : {"AAA", "BBB"})
            for (int t = 1; t <= 40; ++t)
                csv += QByteArray(symbol) + ",2020-" + (t <= 20 ? "01-" : "02-") +
                       QByteArray::number((t - 1) % 20 + 1).rightJustified(2, '0') + ',' +
                       QByteArray::number(10 + std::sin(1.1 * t * t) + (symbol[0] == 'B')) + '\n';
        const QString file = write("long.csv", csv);
        refuses(words(file), "AAA, BBB");
        refuses(words(file, "--symbol CCC"), "AAA, BBB", 3);
        const auto outcome = run(words(file, "--symbol bbb"));
        QVERIFY2(outcome.exitCode == 0, outcome.err.c_str());
        QCOMPARE(outcome.json.at("diagnosis").at("values").get<int>(), 40);
        refuses(words(write("walk.csv", walkCsv(50)), "--column price --symbol AAA"),
                "no column \"symbol\"");
    }

    void badInputIsAnsweredInPlainWords() {
        const QString walk = write("walk.csv", walkCsv(50));
        refuses(words(walk, "--column prcie"), "Did you mean \"price\"? The file has: day, price");
        refuses(words(walk), "Say which column");
        refuses(words(walk, "--column flat"), "constant");
        refuses(words(walk, "--column note"), "Line 2: note is \"words\"");
        refuses(words(write("bad.csv", walkCsv(50, "n/a")), "--column price"),
                "Line 8: price is \"n/a\"");
        refuses(words(write("neg.csv", walkCsv(50, "-3")), "--column price"),
                "Line 8: price is -3");
        refuses(words(write("inf.csv", walkCsv(50, "inf")), "--column price"), "infinite");
        refuses(words(write("few.csv", walkCsv(8)), "--column price"), "too short", 3);
        refuses(words(walk, "--column price --lags 49"), "lags do not fit");
        refuses(words(walk, "--column price --lags 0"), "--lags");
        refuses(words(walk, "--column price --trend x"), "--trend");
        refuses(words(write("empty.csv", "")), "empty", 3);
        refuses(words(write("head.csv", "date,close\n")), "no rows", 3);
        refuses(words(write("numbers.csv", "1,2\n3,4\n")), "names of the columns");
        refuses(words(write("ragged.csv", "a,b\n1,2\n3\n")), "Line 3: 1 columns");
        refuses(words(write("binary.csv", QByteArray("a,b\0c", 5))), "binary");
        refuses(words(write("falls.csv", "date,close\n2020-01-03,1\n2020-01-02,2\n")),
                "Line 3: 2020-01-02 does not come after");
        refuses({}, "Give a CSV file");
        refuses(words(m_folder.filePath(QStringLiteral("none.csv"))), "does not exist", 3);
    }

    void emptyCellsAreLeftOutAndCounted() {
        const auto outcome = run(words(write("holes.csv", walkCsv(60, "")), "--column price"));
        QVERIFY2(outcome.exitCode == 0, outcome.err.c_str());
        QCOMPARE(outcome.json.at("diagnosis").at("missing").get<int>(), 1);
        QCOMPARE(outcome.json.at("diagnosis").at("values").get<int>(), 59);
    }
};

LOOM_TEST(DiagnoseVerbTest)
#include "test_diagnose_verb.moc"
