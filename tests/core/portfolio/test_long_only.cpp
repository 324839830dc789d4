// SPDX-License-Identifier: GPL-3.0-or-later
// Known answers: PyPI PyPortfolioOpt 1.6.0 with Clarabel 0.11.1 at tolerances of 1e-14 on the
// bundled closes, p = pd.read_csv(file, index_col=0); r = p.pct_change().dropna().loc[from:to];
//   ef = EfficientFrontier(252 * r.mean(), 252 * r.cov(), solver="CLARABEL", solver_options=...)
//   ef.min_volatility(); ef.max_sharpe(risk_free_rate=0)
// skfolio 1.12.2 (MeanRisk, variance) gives the same weights to its tolerance, 2e-5.
#include "support/sample_panel.h"
#include "support/test_case.h"

#include <algorithm>
#include <map>

#include "base/random.h"
#include "portfolio/long_only.h"

using namespace loom;
using namespace loom::portfolio;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

struct Problem {
    VectorXd mean;
    MatrixXd covariance;
};

/// Sample moments of simple returns.
Problem problemOf(const MatrixXd& returns) {
    const VectorXd mean = returns.colwise().mean();
    const MatrixXd centred = returns.rowwise() - mean.transpose();
    return {mean, centred.transpose() * centred / static_cast<double>(returns.rows() - 1)};
}

/// Days of `factors` common factors plus own noise; drift differs by asset.
Problem randomProblem(Rng& rng, Index assets, Index days, Index factors) {
    MatrixXd loadings(factors, assets), returns(days, assets);
    for (double& x : loadings.reshaped())
        x = 0.5 + 0.5 * rng.normal();
    for (Index t = 0; t < days; ++t) {
        VectorXd f(factors);
        for (double& x : f)
            x = 0.01 * rng.normal();
        for (Index a = 0; a < assets; ++a)
            returns(t, a) = f.dot(loadings.col(a)) + 0.01 * rng.normal() +
                            2e-3 * (static_cast<double>(a % 5) - 1.5);
    }
    return problemOf(returns);
}

Problem sampleProblem(const std::string& file, const std::string& from, const std::string& to,
                      std::vector<std::string>* assets) {
    const auto panel = tests::samplePanel(file, from, to);
    *assets = panel.assets;
    MatrixXd returns(static_cast<Index>(panel.days()), static_cast<Index>(panel.assets.size()));
    for (Index t = 0; t < returns.rows(); ++t)
        for (Index a = 0; a < returns.cols(); ++a)
            returns(t, a) = panel.simple(static_cast<std::size_t>(t), static_cast<std::size_t>(a));
    return problemOf(returns);
}

double worstDifference(const VectorXd& weights, const std::vector<std::string>& assets,
                       const std::map<std::string, double>& known) {
    double worst = 0;
    for (Index a = 0; a < weights.size(); ++a) {
        const auto at = known.find(assets[static_cast<std::size_t>(a)]);
        worst = std::max(worst, std::abs(weights(a) - (at == known.end() ? 0 : at->second)));
    }
    return worst;
}

double sharpe(const Problem& p, const VectorXd& w) {
    return p.mean.dot(w) / std::sqrt(w.dot(p.covariance * w));
}

} // namespace

class LongOnlyTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void agreesWithPyPortfolioOptOnFiveFunds() {
        std::vector<std::string> assets;
        const auto p = sampleProblem(tests::kFactorEtfs, "2014-01-02", "2022-12-31", &assets);
        const auto calm = minimumVariance(p.covariance);
        VERIFY_OK(calm);
        QVERIFY(worstDifference(calm->weights, assets, {{"USMV", 1.0}}) < 1e-9);
        const auto best = maximumSharpe(p.mean, p.covariance);
        VERIFY_OK(best);
        QVERIFY(worstDifference(best->weights, assets, {{"MTUM", .1157249}, {"USMV", .8842751}}) <
                1e-6);
    }

    void agreesWithPyPortfolioOptOnTwentyStocks() {
        std::vector<std::string> assets;
        // One close more than the oracle's .loc after pct_change
        const auto p = sampleProblem(tests::kStocks, "2014-12-31", "2019-12-31", &assets);
        const auto calm = minimumVariance(p.covariance);
        VERIFY_OK(calm);
        const std::map<std::string, double> calmKnown{
            {"AAPL", .0068304}, {"BAC", .0007754}, {"BBY", .0219140}, {"GE", .0231176},
            {"HD", .0369951},   {"JNJ", .1194684}, {"KO", .2728772},  {"LLY", .0230278},
            {"PEP", .0952144},  {"PFE", .0749712}, {"PG", .1153868},  {"RRC", .0028091},
            {"UNH", .0448344},  {"WMT", .0877728}, {"XOM", .0740053}};
        QVERIFY(worstDifference(calm->weights, assets, calmKnown) < 5e-7);
        const auto best = maximumSharpe(p.mean, p.covariance);
        VERIFY_OK(best);
        const std::map<std::string, double> bestKnown{
            {"AMD", .1325999}, {"BBY", .0694108},  {"HD", .0046444},  {"JPM", .0366794},
            {"LLY", .0889927}, {"MSFT", .2605869}, {"PEP", .1411310}, {"UNH", .2659550}};
        QVERIFY(worstDifference(best->weights, assets, bestKnown) < 5e-7);
    }

    void randomProblemsMeetTheKktConditions() {
        Rng rng(7);
        for (int round = 0; round < 60; ++round) {
            const auto assets = static_cast<Index>(2 + rng.below(60));
            const auto p = randomProblem(rng, assets, 3 * assets + 40, 1 + round % 4);
            const auto calm = minimumVariance(p.covariance);
            const auto best = maximumSharpe(p.mean.cwiseAbs(), p.covariance);
            VERIFY_OK(calm);
            VERIFY_OK(best);
            for (const auto* solved : {&*calm, &*best}) {
                QVERIFY(solved->weights.minCoeff() >= 0);
                QVERIFY(std::abs(solved->weights.sum() - 1) < 1e-12);
                QVERIFY2(solved->kktResidual < 1e-10,
                         qPrintable(QString::number(solved->kktResidual)));
                QCOMPARE(solved->ridge, 0.0);
            }
            // Written out without the solver's own residual: the marginal variance of every asset
            // is at least the portfolio's own, with equality for the held ones.
            const VectorXd marginal = p.covariance * calm->weights;
            const double variance = calm->weights.dot(marginal);
            for (Index a = 0; a < assets; ++a) {
                QVERIFY(marginal(a) > variance * (1 - 1e-9));
                if (calm->weights(a) > 0)
                    QVERIFY(std::abs(marginal(a) / variance - 1) < 1e-9);
            }
        }
    }

    void noOtherPortfolioIsBetter() {
        Rng rng(11);
        const auto p = randomProblem(rng, 12, 300, 2);
        const auto calm = minimumVariance(p.covariance);
        const auto best = maximumSharpe(p.mean, p.covariance);
        VERIFY_OK(calm);
        VERIFY_OK(best);
        for (int i = 0; i < 3000; ++i) {
            VectorXd w(12);
            for (double& x : w)
                x = -std::log(rng.uniform() + 1e-300);
            if (i % 2 == 1) // near the optimum too, where it matters
                w = 0.02 * w / w.sum() + best->weights;
            w /= w.sum();
            QVERIFY(w.dot(p.covariance * w) >=
                    calm->weights.dot(p.covariance * calm->weights) * (1 - 1e-12));
            QVERIFY(sharpe(p, w) <= sharpe(p, best->weights) * (1 + 1e-12));
        }
    }

    void scaleAndOrderDoNotMatter() {
        Rng rng(3);
        const auto p = randomProblem(rng, 15, 200, 2);
        const auto best = maximumSharpe(p.mean, p.covariance);
        const auto scaled = maximumSharpe(252.0 * p.mean, 1e6 * p.covariance);
        VERIFY_OK(best);
        VERIFY_OK(scaled);
        QVERIFY((best->weights - scaled->weights).cwiseAbs().maxCoeff() < 1e-10);
        const auto reversed = maximumSharpe(p.mean.reverse(), p.covariance.reverse());
        VERIFY_OK(reversed);
        QVERIFY((best->weights - reversed->weights.reverse()).cwiseAbs().maxCoeff() < 1e-10);
    }

    void singularMatricesGetTheStatedRidge() {
        Rng rng(5);
        const auto p = randomProblem(rng, 40, 15, 1); // more assets than days
        const auto calm = minimumVariance(p.covariance);
        VERIFY_OK(calm);
        QVERIFY(std::abs(calm->ridge / (kRidgeShare * p.covariance.diagonal().mean()) - 1) < 1e-9);
        QVERIFY(calm->kktResidual < 1e-8);
        QVERIFY(std::abs(calm->weights.sum() - 1) < 1e-12);
        MatrixXd twins =
            MatrixXd::Identity(3, 3); // two assets that are one: half of its share each
        twins(0, 1) = twins(1, 0) = 1;
        const auto halves = minimumVariance(twins);
        VERIFY_OK(halves);
        QVERIFY((halves->weights - Eigen::Vector3d(.25, .25, .5)).cwiseAbs().maxCoeff() < 1e-5);
    }

    void oneAssetIsAllThereIs() {
        const auto only = minimumVariance(MatrixXd::Constant(1, 1, 0.04));
        VERIFY_OK(only);
        QCOMPARE(only->weights(0), 1.0);
    }

    void badInputIsRefusedInWords() {
        const MatrixXd good = MatrixXd::Identity(3, 3);
        const auto says = [](const auto& result, const char* part) {
            return !result.ok() && result.error().message.find(part) != std::string::npos;
        };
        QVERIFY(says(minimumVariance(MatrixXd(0, 0)), "as many rows as columns"));
        QVERIFY(says(minimumVariance(MatrixXd::Ones(2, 3)), "as many rows as columns"));
        MatrixXd bad = good;
        bad(1, 1) = 0;
        QVERIFY(says(minimumVariance(bad), "asset 2 is 0: it never moves"));
        bad(1, 1) = std::nan("");
        QVERIFY(says(minimumVariance(bad), "not a number"));
        bad = good;
        bad(0, 1) = 0.5;
        QVERIFY(says(minimumVariance(bad), "not symmetric"));
        bad(1, 0) = bad(0, 1) = 1.5;
        QVERIFY(says(minimumVariance(bad), "negative eigenvalue"));
        QVERIFY(
            says(maximumSharpe(VectorXd::Ones(2), good), "2 means for a covariance matrix of 3"));
        const auto hopeless = maximumSharpe(-VectorXd::Ones(3), good);
        QVERIFY(says(hopeless, "No asset has a mean return above"));
        QCOMPARE(hopeless.error().code, ErrorCode::NoData);
    }
};

LOOM_TEST(LongOnlyTest)
#include "test_long_only.moc"
