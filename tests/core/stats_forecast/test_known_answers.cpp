// SPDX-License-Identifier: GPL-3.0-or-later
// Our tests and metrics beside those of statsmodels 0.15.0, arch 8.0.0, SciPy 1.17.1 and
// scikit-learn 1.9.1, recorded in known_answers.json (which also says what made them), and made
// anew where a Python with these packages is found: in QUANTLOOM_ORACLE_PYTHON (several separated
// by ':') or below build/oracle. Tolerance 1e-9, relative where the value is above 1 (1e-7 for ADF
// with a quadratic trend). Cases on the market data beside the checkout run when it is there; those
// on the bundled S&P 500 always.
#include "support/test_case.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <QDir>
#include <QFileInfo>
#include <QProcess>

#include "base/files.h"
#include "core/stats_forecast/answer_book.h"

using namespace loom;
using namespace loom::tests;

namespace {

constexpr double kTolerance = 1e-9;
/// statsmodels and arch leave the powers of time unscaled and lose digits to them on long series;
/// see aQuadraticTrendKeepsItsDigits().
constexpr double kQuadraticTolerance = 1e-7;
constexpr int kPatienceMs = 240'000; ///< importing the packages takes seconds on a cold disk
const std::string kBook = LOOM_SOURCE_DIR "/tests/core/stats_forecast/known_answers.json";

QString interpreterWithPackages() {
    QStringList found =
        qEnvironmentVariable("QUANTLOOM_ORACLE_PYTHON").split(QLatin1Char(':'), Qt::SkipEmptyParts);
    const QString folder = QStringLiteral(LOOM_SOURCE_DIR "/build/oracle");
    for (const auto& name : QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
        found << folder + QLatin1Char('/') + name + QStringLiteral("/bin/python");
    for (const QString& python : found) {
        if (!QFileInfo(python).isExecutable())
            continue;
        QProcess process;
        process.start(python,
                      {QStringLiteral("-c"), QStringLiteral("import arch, sklearn, "
                                                            "statsmodels.tsa.stattools as t; "
                                                            "t.diebold_mariano_test")});
        if (process.waitForFinished(kPatienceMs) && process.exitCode() == 0)
            return python;
    }
    return {};
}

/// The largest difference of each test over its cases.
void compare(const Json& book) {
    const auto series = loadSeries(book.at("series"));
    std::map<std::string, double> worst;
    std::map<std::string, int> count;
    for (const Json& known : book.at("cases")) {
        if (!hasSeries(book.at("series"), series, known.at("args")))
            continue;
        const auto test = known.at("test").get<std::string>();
        const Json ours = ourAnswer(test, known.at("args"), series);
        const double difference = largestDifference(ours, known.at("answer"));
        const bool quadratic = known.at("args").value("trend", "") == "ctt";
        const std::string group = quadratic ? test + " with ctt" : test;
        worst[group] = std::max(worst[group], difference);
        ++count[group];
        QVERIFY2(difference <= (quadratic ? kQuadraticTolerance : kTolerance),
                 (test + " " + known.at("args").dump() + ": " + ours.dump() + " instead of " +
                  known.at("answer").dump())
                     .c_str());
    }
    for (const auto& [test, difference] : worst)
        qInfo("%s: %d cases, largest difference %.1e", test.c_str(), count[test], difference);
}

} // namespace

class KnownAnswersTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void recorded() {
        const auto text = readFile(kBook);
        VERIFY_OK(text);
        const auto book = parseJson(*text);
        VERIFY_OK(book);
        QVERIFY(book->at("cases").size() > 40);
        compare(*book);
    }

    void madeAnew() {
        const QString python = interpreterWithPackages();
        if (python.isEmpty())
            QSKIP("No Python with arch, statsmodels 0.15 and scikit-learn: run ./packaging/test "
                  "--oracles");
        QProcess process;
        // Small problems on many threads take several times as long.
        auto environment = QProcessEnvironment::systemEnvironment();
        for (const char* name : {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"})
            environment.insert(QString::fromLatin1(name), QStringLiteral("1"));
        process.setProcessEnvironment(environment);
        process.start(python, {QStringLiteral(LOOM_SOURCE_DIR
                                              "/tests/core/stats_forecast/packages_answer.py"),
                               QString::fromStdString(kBook), QStringLiteral(LOOM_SOURCE_DIR),
                               QStringLiteral(LOOM_TEST_DATA)});
        QVERIFY2(process.waitForFinished(kPatienceMs) && process.exitCode() == 0,
                 process.readAllStandardError().constData());
        const auto book = parseJson(process.readAllStandardOutput().toStdString());
        VERIFY_OK(book);
        compare(*book);
    }

    /// The case on which the packages are furthest off, solved with 40 digits (mpmath 1.3.0, normal
    /// equations): returns of the bundled S&P 500, 33 lags, quadratic trend. They say -13.3567232.
    void aQuadraticTrendKeepsItsDigits() {
        const auto text = readFile(kBook);
        VERIFY_OK(text);
        const auto book = parseJson(*text);
        VERIFY_OK(book);
        const Json answer = ourAnswer(
            "adf",
            {{"x", "sample_return"}, {"trend", "ctt"}, {"select", "t-stat"}, {"max_lag", nullptr}},
            loadSeries({{"sample_return", book->at("series").at("sample_return")}}));
        QCOMPARE(answer.at("lags").get<int>(), 33);
        QVERIFY(std::abs(answer.at("statistic").get<double>() + 13.35672356975067) < 1e-11);
    }

    void aWrongAnswerIsSeen() {
        const Json right{{"statistic", 1.5}, {"critical", {-3.0, -2.0}}};
        Json wrong = right;
        QCOMPARE(largestDifference(right, right), 0.0);
        wrong["critical"][1] = -2.001;
        QVERIFY(largestDifference(wrong, right) > 1e-4);
        wrong.erase("critical");
        QVERIFY(std::isinf(largestDifference(wrong, right)));
        QVERIFY(std::isinf(largestDifference("refused", right)));
    }
};

LOOM_TEST(KnownAnswersTest)
#include "test_known_answers.moc"
