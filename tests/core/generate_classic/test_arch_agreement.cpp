// SPDX-License-Identifier: GPL-3.0-or-later
// Our fits beside those of PyPI arch, made anew on the bundled S&P 500 of 2000 to 2020. The
// interpreter is looked for in QUANTLOOM_ORACLE_PYTHON (several separated by ':') and below
// build/oracle; recorded answers that need none are in test_garch.cpp.
#include "support/test_case.h"

#include "base/csv.h"
#include "base/gzip.h"
#include "base/json.h"
#include "base/text.h"
#include "generate/garch_fit.h"
#include "stats/block_length.h"

#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

using namespace loom;
using namespace loom::generate;

namespace {

constexpr int kPatienceMs = 120'000; ///< importing arch takes seconds on a cold disk

QString interpreterWithArch() {
    QStringList found =
        qEnvironmentVariable("QUANTLOOM_ORACLE_PYTHON").split(QLatin1Char(':'), Qt::SkipEmptyParts);
    for (const QString& folder : {QStringLiteral(LOOM_SOURCE_DIR "/build/oracle")})
        for (const auto& name :
             QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
            found << folder + QLatin1Char('/') + name + QStringLiteral("/bin/python");
    for (const QString& python : found) {
        if (!QFileInfo(python).isExecutable())
            continue;
        QProcess process;
        process.start(python, {QStringLiteral("-c"), QStringLiteral("import arch")});
        if (process.waitForFinished(kPatienceMs) && process.exitCode() == 0)
            return python;
    }
    return {};
}

std::vector<double> percentReturns() {
    const auto text = readMaybeGzip(std::string(LOOM_SOURCE_DIR) +
                                    "/resources/sample/gspc_ohlcv_2000_2020.csv.gz");
    std::vector<double> returns;
    if (!text)
        return returns;
    CsvReader reader(*text);
    std::vector<std::string> row;
    double previous = 0;
    while (reader.next(row)) {
        const auto close = row.size() > 4 ? parseDouble(row[4]) : std::nullopt;
        if (close && previous > 0)
            returns.push_back(100 * std::log(*close / previous));
        previous = close.value_or(0);
    }
    return returns;
}

QByteArray said(const char* what, double ours, double theirs) {
    return QStringLiteral("%1: %2, arch %3")
        .arg(QLatin1String(what))
        .arg(ours, 0, 'g', 12)
        .arg(theirs, 0, 'g', 12)
        .toUtf8();
}

} // namespace

class ArchAgreementTest : public QObject {
    Q_OBJECT

    /// Log-likelihood at arch's own parameters within 1e-5; our maximum no lower than arch's by
    /// more than 1e-4; where the two maxima are within 1e-3, parameters within a fiftieth of a
    /// standard error and standard errors within 5 % (arch's derivatives are numerical; for the
    /// kinks of EGARCH's |z| and at bounds they are only compared in size, a factor of 4).
    void compareFit(const Json& known, const std::vector<double>& returns) {
        const GarchShape shape{
            .volatility = static_cast<Volatility>(known.at("volatility").get<int>()),
            .innovation = static_cast<Innovation>(known.at("innovation").get<int>())};
        const auto theirs = known.at("parameters").get<std::vector<double>>();
        const auto theirErrors = known.at("errors").get<std::vector<double>>();
        const double theirValue = known.at("log_likelihood").get<double>();
        const auto which = parametersOf(shape);
        QCOMPARE(theirs.size(), which.size());
        GarchVector at{};
        for (std::size_t k = 0; k < which.size(); ++k)
            at[which[k]] = theirs[k];
        GarchLikelihood likelihood(shape, returns);
        const double there = likelihood.value(fromVector(at, shape.volatility));
        QVERIFY2(std::abs(there - theirValue) < 1e-5, said("likelihood", there, theirValue));

        const auto fit = fitGarch(shape, returns, [] { return false; });
        QVERIFY(fit && fit->converged);
        QVERIFY2(fit->logLikelihood > theirValue - 1e-4,
                 said("maximum", fit->logLikelihood, theirValue));
        if (fit->logLikelihood > theirValue + 1e-3)
            return; // arch stopped early
        const GarchVector ours = toVector(fit->params);
        const bool rough = shape.volatility == Volatility::Egarch || !fit->onBound.empty();
        for (std::size_t k = 0; k < which.size(); ++k) {
            const char* name = kGarchNames[which[k]].data();
            const double error = fit->standardErrors[which[k]];
            QVERIFY2(std::abs(ours[which[k]] - theirs[k]) < 0.02 * error,
                     said(name, ours[which[k]], theirs[k]));
            const double ratio = error / theirErrors[k];
            QVERIFY2(rough ? ratio > 0.25 && ratio < 4 : std::abs(ratio - 1) < 0.05,
                     said(name, error, theirErrors[k]));
        }
    }

  private Q_SLOTS:
    void fitsAndBlockLengthsAgreeWithArch() {
        const QString python = interpreterWithArch();
        if (python.isEmpty())
            QSKIP("No Python with arch: run ./packaging/test --oracles");
        auto returns = percentReturns();
        QCOMPARE(returns.size(), std::size_t{5104});
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("percent.txt")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (const double r : returns)
            file.write(QByteArray::number(r, 'g', 17) + '\n');
        file.close();
        QProcess process;
        process.start(python,
                      {QStringLiteral(LOOM_SOURCE_DIR "/tests/core/generate_classic/arch_check.py"),
                       file.fileName()});
        QVERIFY2(process.waitForFinished(kPatienceMs) && process.exitCode() == 0,
                 process.readAllStandardError().constData());
        const auto answer = parseJson(process.readAllStandardOutput().toStdString());
        VERIFY_OK(answer);
        QCOMPARE(answer->at("fits").size(), std::size_t{9});
        for (const Json& known : answer->at("fits"))
            compareFit(known, returns);
        for (const Json& known : answer->at("blocks")) {
            const auto ours = stats::optimalBlockLength(returns);
            QVERIFY(std::abs(ours.stationary - known.at(0).get<double>()) < 1e-6);
            QVERIFY(std::abs(ours.circular - known.at(1).get<double>()) < 1e-6);
            for (double& r : returns)
                r = std::abs(r);
        }
    }
};

LOOM_TEST(ArchAgreementTest)
#include "test_arch_agreement.moc"
