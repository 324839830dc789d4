// SPDX-License-Identifier: GPL-3.0-or-later
// The weights of fresh problems beside those of PyPortfolioOpt (or skfolio), to 5e-5, the digits of
// their interior-point solver. Needs a Python with one of them in QUANTLOOM_ORACLE_PYTHON (several
// separated by ':'); skipped without.
#include <algorithm>
#include <cmath>

#include <QProcess>

#include "base/random.h"
#include "portfolio/long_only.h"
#include "support/test_case.h"

using namespace loom;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr int kPatienceMs = 120'000; ///< importing cvxpy takes long on a cold disk

/// What the script prints, or nothing when no interpreter can run it.
QByteArray askOracle(const QByteArray& csv) {
    const auto pythons =
        qEnvironmentVariable("QUANTLOOM_ORACLE_PYTHON").split(QLatin1Char(':'), Qt::SkipEmptyParts);
    for (const auto& python : pythons) {
        QProcess process;
        process.start(python, {QStringLiteral(LOOM_SOURCE_DIR "/tests/core/portfolio/oracle.py")});
        process.write(csv);
        process.closeWriteChannel();
        if (process.waitForFinished(kPatienceMs) && process.exitCode() == 0)
            return process.readAllStandardOutput();
    }
    return {};
}

double worstDifference(const VectorXd& ours, const QByteArray& line) {
    const auto cells = line.split(',');
    if (cells.size() != ours.size())
        return 1;
    double worst = 0;
    for (Index a = 0; a < ours.size(); ++a)
        worst = std::max(worst, std::abs(ours(a) - cells[static_cast<int>(a)].toDouble()));
    return worst;
}

} // namespace

class PortfolioOracleTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void freshProblemsAgree() {
        Rng rng(99);
        MatrixXd returns(400, 25);
        QByteArray csv;
        for (Index t = 0; t < returns.rows(); ++t) {
            const double market = 0.01 * rng.normal();
            for (Index a = 0; a < returns.cols(); ++a) {
                returns(t, a) =
                    market * (0.5 + 0.05 * static_cast<double>(a)) + 0.012 * rng.normal() + 1e-3;
                csv += QByteArray::number(returns(t, a), 'g', 17) +
                       (a + 1 < returns.cols() ? "," : "\n");
            }
        }
        const auto lines = askOracle(csv).trimmed().split('\n');
        if (lines.size() != 2)
            QSKIP("No Python with PyPortfolioOpt or skfolio in QUANTLOOM_ORACLE_PYTHON");
        const VectorXd mean = returns.colwise().mean();
        const MatrixXd centred = returns.rowwise() - mean.transpose();
        const MatrixXd covariance = centred.transpose() * centred / 399.0;
        const auto calm = portfolio::minimumVariance(covariance);
        const auto best = portfolio::maximumSharpe(mean, covariance);
        VERIFY_OK(calm);
        VERIFY_OK(best);
        QVERIFY(worstDifference(calm->weights, lines[0]) < 5e-5);
        QVERIFY(worstDifference(best->weights, lines[1]) < 5e-5);
    }
};

LOOM_TEST(PortfolioOracleTest)
#include "test_oracle.moc"
