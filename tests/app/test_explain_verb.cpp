// SPDX-License-Identifier: GPL-3.0-or-later
// The verb explain as a shell sees it, on small models of the bundled sample.
#include "support/program.h"
#include "support/test_case.h"

#include "base/json.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <cmath>

using namespace loom;
using namespace loom::tests;

namespace {

constexpr const char* kLstm = "forecast ^GSPC --source sample --from 2016-01-01 --to 2019-12-31 "
                              "--horizon 3 --feature return --feature rsi:14 --model lstm --param "
                              "steps=60 --param window=5 --param hidden=4";
constexpr const char* kHybrid = "forecast AAPL,MSFT,XOM --source sample --from 2016-01-01 --to "
                                "2019-12-31 --horizon 2 --feature return --model lstm_transformer "
                                "--param steps=30 --param window=4 --param hidden=4 --param "
                                "heads=2 --param feed_forward=4";

} // namespace

class ExplainVerbTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    Json m_lstm, m_other, m_hybrid; ///< what the trainings said

    Outcome run(QStringList arguments, bool json = true) const {
        arguments << QStringLiteral("--data-dir") << m_folder.filePath(QStringLiteral("data"));
        if (json)
            arguments << QStringLiteral("--json");
        return runProgram(arguments);
    }

    QString runId(const Json& training) const {
        return QString::fromStdString(training.at("run").get<std::string>());
    }

    Outcome explain(const Json& model, const char* options, bool json = true) const {
        return run(QStringList{QStringLiteral("explain"), runId(model)} + words(options), json);
    }

    void refuses(const QStringList& arguments, const char* sentence, int code = 2) const {
        const auto outcome = run(arguments, false);
        QCOMPARE(outcome.exitCode, code);
        QVERIFY2(outcome.err.find(sentence) != std::string::npos, outcome.err.c_str());
        QVERIFY2(outcome.out.empty(), outcome.out.c_str());
    }

  private Q_SLOTS:
    void initTestCase() {
        const auto train = [&](const QStringList& arguments, Json& into) {
            const auto outcome = run(arguments);
            QVERIFY2(outcome.exitCode == 0, outcome.err.c_str());
            into = outcome.json;
        };
        train(words(kLstm), m_lstm);
        train(words(kLstm) + words("--seed 2"), m_other);
        train(words(kHybrid), m_hybrid);
    }

    /// The default is the last step of the newest forecast: the very one that forecast printed.
    void explainsTheForecastThatWasPrinted() {
        const QString folder = m_folder.filePath(QStringLiteral("why"));
        const auto outcome =
            run(words("explain") + QStringList{runId(m_lstm), QStringLiteral("--out"), folder});
        QVERIFY2(outcome.exitCode == 0, outcome.err.c_str());
        const Json& why = outcome.json.at("explanation");
        const Json& printed = m_lstm.at("forecast").at("paths").at(0);
        QCOMPARE(why.at("made_at"), printed.at("made_at"));
        QCOMPARE(why.at("step").get<int>(), 3);
        const double forecast = why.at("forecast").get<double>();
        QVERIFY(std::abs(forecast - printed.at("steps").at(2).at("log_return").get<double>()) <
                1e-9);
        QVERIFY(std::abs(why.at("gap").get<double>()) <
                0.01 * std::abs(forecast - why.at("base").get<double>()));
        QCOMPARE(why.at("features").size(), std::size_t{2});
        QCOMPARE(why.at("lags").size(), std::size_t{5});
        QCOMPARE(why.at("inputs").size(), std::size_t{10});
        QFile csv(folder + QStringLiteral("/explanation.csv"));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QCOMPARE(csv.readAll().trimmed().split('\n').size(), 1 + 2 + 5 + 10);
        QFile json(folder + QStringLiteral("/explanation.json"));
        QVERIFY(json.open(QIODevice::ReadOnly));
        const auto stored = parseJson(json.readAll().toStdString());
        VERIFY_OK(stored);
        QCOMPARE(stored->at("explanation"), why);
    }

    void explainsThePast() {
        const auto monday =
            explain(m_lstm, "--origin 2018-12-24 --step 1 --method shapley --players lags");
        const auto sunday =
            explain(m_lstm, "--origin 2018-12-25 --step 1 --method shapley --players lags");
        QVERIFY2(monday.exitCode == 0, monday.err.c_str());
        const Json& why = monday.json.at("explanation");
        QCOMPARE(why.at("made_at").get<std::string>(), std::string("2018-12-24"));
        QVERIFY(why.at("exact").get<bool>());
        QVERIFY(std::abs(why.at("gap").get<double>()) < 1e-12);
        QCOMPARE(why.at("lags").size(), std::size_t{5});
        QVERIFY(monday.json.at("explanation") == sunday.json.at("explanation")); // a holiday
    }

    void checksWhetherItCanBeBelieved() {
        const auto outcome =
            run(words("explain") + QStringList{runId(m_lstm), QStringLiteral("--check"),
                                               QStringLiteral("--compare"), runId(m_other)});
        QVERIFY2(outcome.exitCode == 0, outcome.err.c_str());
        const Json& fresh = outcome.json.at("fresh_weights");
        QCOMPARE(fresh.at("draws").get<int>(), 5);
        QCOMPARE(fresh.at("origins").get<int>(), 5);
        QVERIFY(std::abs(fresh.at("signed").at("inputs").get<double>()) <= 1);
        QCOMPARE(outcome.json.at("stability").at("models").get<int>(), 2);
    }

    void attentionOfTheHybrid() {
        const auto outcome = explain(m_hybrid, "--symbol MSFT --method attention");
        QVERIFY2(outcome.exitCode == 0, outcome.err.c_str());
        const auto read = outcome.json.at("attention").at("read").get<std::vector<double>>();
        QCOMPARE(read.size(), std::size_t{4});
        double sum = 0;
        for (const double weight : read)
            sum += weight;
        QVERIFY(std::abs(sum - 1) < 1e-12);
        const auto shares = explain(m_hybrid, "--symbol MSFT --baseline last");
        QVERIFY2(shares.exitCode == 0, shares.err.c_str());
        QCOMPARE(shares.json.at("explanation").at("features").size(), std::size_t{3});
    }

    void peopleGetBars() {
        const auto outcome = explain(m_lstm, "--method shapley --check", false);
        QCOMPARE(outcome.exitCode, 0);
        for (const char* part : {"made at the close of 2019-12-31", "rsi", "█", "With fresh"})
            QVERIFY2(outcome.out.find(part) != std::string::npos, outcome.out.c_str());
    }

    void saysWhatIsWrong() {
        const QStringList lstm{QStringLiteral("explain"), runId(m_lstm)};
        const QStringList hybrid{QStringLiteral("explain"), runId(m_hybrid)};
        refuses(words("explain nosuch"), "There is no registered forecaster \"nosuch\"", 3);
        refuses(hybrid, "choose one: AAPL, MSFT and XOM");
        refuses(hybrid + words("--symbol SPY"), "does not forecast SPY");
        refuses(lstm + words("--step 4"), "choose 1 to 3");
        refuses(lstm + words("--origin 2001-01-01"), "The data begin after 2001-01-01");
        refuses(lstm + words("--origin yesterday"), "yesterday");
        refuses(lstm + words("--origin 2016-01-08"), "5 bars before this origin");
        refuses(lstm + words("--method attention"), "attention", 3);
    }
};

LOOM_TEST(ExplainVerbTest)
#include "test_explain_verb.moc"
