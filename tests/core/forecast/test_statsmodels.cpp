// SPDX-License-Identifier: GPL-3.0-or-later
// ETS, Theta, AR and EWMA beside statsmodels, ridge beside scikit-learn: recorded answers
// (statsmodels.json, made by statsmodels_check.py with statsmodels 0.15.0, scikit-learn 1.9.1:
// 1,500 closes of the bundled S&P 500 fitted on the first 1,000 and forecast from rows 999 and
// 1499; 300 and 400 simulated ones likewise), and the same made anew when an interpreter is in
// QUANTLOOM_ORACLE_PYTHON (several separated by ':') or below build/oracle.
#include "baseline_run.h"
#include "support/test_case.h"

#include "base/json.h"
#include "forecast/smoothing.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>

#include <cmath>

using namespace loom;
using namespace loom::tests;

namespace {

constexpr int kPatienceMs = 120'000;
constexpr const char* kFolder = LOOM_SOURCE_DIR "/tests/core/forecast/";

QString interpreter() {
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
                      {QStringLiteral("-c"), QStringLiteral("import sklearn, statsmodels as s; "
                                                            "assert s.__version__ >= '0.15'")});
        if (process.waitForFinished(kPatienceMs) && process.exitCode() == 0)
            return python;
    }
    return {};
}

QByteArray said(const std::string& what, double ours, double theirs) {
    return QStringLiteral("%1: %2, statsmodels %3")
        .arg(QString::fromStdString(what))
        .arg(ours, 0, 'g', 12)
        .arg(theirs, 0, 'g', 12)
        .toUtf8();
}

} // namespace

class StatsmodelsTest : public QObject {
    Q_OBJECT

    Json m_case;
    ForecastData m_data;
    std::size_t m_train = 0;

    /// Largest difference from statsmodels' forecasts at both origins.
    double distance(const Result<std::unique_ptr<Forecaster>>& model, const Json& theirs) const {
        const auto out =
            forecastsOf(model, m_data, m_case.at("origins").get<std::vector<std::size_t>>());
        const auto known = theirs.get<std::vector<std::vector<double>>>();
        if (out.origins.size() != known.size())
            return kMissing;
        double worst = 0;
        for (std::size_t i = 0; i < known.size(); ++i)
            for (std::size_t k = 0; k < known[i].size(); ++k)
                worst = std::max(worst, std::abs(out.point(i, 0)[k] - known[i][k]));
        return worst;
    }

    static std::vector<double> numbersOf(int form, const Json& known) {
        return {static_cast<double>(form),
                known.at("alpha").get<double>(),
                known.at("beta").get<double>(),
                known.at("phi").get<double>(),
                known.at("level").get<double>(),
                known.at("slope").get<double>(),
                0.0};
    }

    /// With statsmodels' own constants the forecasts are equal; our search finds a likelihood no
    /// lower than statsmodels' by more than 1e-6, and AICc counts the same parameters.
    void smoothing() {
        const BaselineRun ets("ets");
        const auto logs = m_data.logs(0).first(m_train);
        const SmoothingSample sample{.values = {logs.begin(), logs.end()}};
        double best = std::numeric_limits<double>::infinity();
        std::string bestForm;
        for (const int form : {0, 1, 2}) {
            const auto which = static_cast<SmoothingForm>(form);
            const std::string name(smoothingFormName(which));
            const Json& known = m_case.at("smoothing").at(name);
            QVERIFY2(distance(ets.with(m_data, numbersOf(form, known)), known.at("forecasts")) <
                         1e-10,
                     name.c_str());
            const auto ours = fitSmoothing(which, sample);
            const double theirs = known.at("log_likelihood").get<double>();
            QVERIFY2(ours.logLikelihood() > theirs - 1e-6,
                     said(name, ours.logLikelihood(), theirs));
            const double sameAicc =
                known.at("aicc").get<double>() - 2 * (ours.logLikelihood() - theirs);
            QVERIFY2(std::abs(ours.aicc() - sameAicc) < 1e-6, said(name, ours.aicc(), sameAicc));
            if (ours.aicc() < best) {
                best = ours.aicc();
                bestForm = name;
            }
            if (ours.logLikelihood() < theirs + 1e-4) { // statsmodels is at the maximum too
                const auto model = ets.fit(m_data, {.trainTo = m_train}, {{"form", name}});
                const double far = distance(model, known.at("forecasts"));
                QVERIFY2(far < 2e-4, said(name + " forecasts", far, 0));
            }
        }
        const auto chosen = ets.fit(m_data, {.trainTo = m_train});
        VERIFY_OK(chosen);
        QCOMPARE((*chosen)->facts().front().value, bestForm);
    }

    void theta() {
        const BaselineRun theta("theta");
        const Json& known = m_case.at("theta");
        QVERIFY(distance(theta.with(m_data, {known.at("alpha").get<double>()}),
                         known.at("forecasts")) < 1e-10);
        QVERIFY(distance(theta.fit(m_data, {.trainTo = m_train}), known.at("forecasts")) < 1e-6);
    }

    void autoregression() {
        const BaselineRun ar("ar");
        const Json& known = m_case.at("ar");
        const auto model = ar.fit(m_data, {.trainTo = m_train});
        VERIFY_OK(model);
        QCOMPARE((*model)->facts().front().value, std::to_string(known.at("order").get<int>()));
        QVERIFY(distance(model, known.at("forecasts")) < 1e-10);
    }

    void weightedMean() {
        const BaselineRun ewma("ewma");
        const Json& known = m_case.at("ewma");
        QVERIFY(distance(ewma.with(m_data, {known.at("alpha").get<double>(),
                                            known.at("mean").get<double>()}),
                         known.at("forecasts")) < 1e-10);
        QVERIFY(distance(ewma.fit(m_data, {.trainTo = m_train}), known.at("forecasts")) < 2e-5);
    }

    void ridge() {
        const BaselineRun model("ridge");
        const Json& known = m_case.at("ridge");
        const auto fitted = model.fit(m_data, {.trainTo = m_train},
                                      {{"lags", known.at("lags")}, {"lambda", known.at("lambda")}});
        VERIFY_OK(fitted);
        QVERIFY(distance(fitted, known.at("forecasts")) < 1e-10);
    }

    void compare(const std::string& text) {
        const auto answers = parseJson(text);
        VERIFY_OK(answers);
        QCOMPARE(answers->at("cases").size(), std::size_t{3});
        for (const Json& one : answers->at("cases")) {
            m_case = one;
            m_train = one.at("train").get<std::size_t>();
            m_data = dailySeries(one.at("closes").get<std::vector<double>>(), 10);
            VERIFY_OK(m_data.finish());
            smoothing();
            theta();
            autoregression();
            weightedMean();
            ridge();
        }
    }

  private Q_SLOTS:
    void recordedAnswersAreMet() {
        QFile file(QString::fromLatin1(kFolder) + QStringLiteral("statsmodels.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        compare(file.readAll().toStdString());
    }

    void answersMadeAnewAreMet() {
        const QString python = interpreter();
        if (python.isEmpty())
            QSKIP("No Python with statsmodels 0.15: run ./packaging/test --oracles");
        QProcess process;
        process.start(
            python,
            {QString::fromLatin1(kFolder) + QStringLiteral("statsmodels_check.py"),
             QStringLiteral(LOOM_SOURCE_DIR "/resources/sample/gspc_ohlcv_2000_2020.csv.gz")});
        QVERIFY2(process.waitForFinished(kPatienceMs) && process.exitCode() == 0,
                 process.readAllStandardError().constData());
        compare(process.readAllStandardOutput().toStdString());
    }
};

LOOM_TEST(StatsmodelsTest)
#include "test_statsmodels.moc"
