// SPDX-License-Identifier: GPL-3.0-or-later
// Known answers: PyPI arch 8.0.0 on 100 x the returns of the paper window,
//   arch_model(x, mean="Constant", p=1, o=o, q=1, dist=d).fit(tol=1e-12, options={"maxiter": 2000})
//   arch.bootstrap.optimal_block_length(r) and (r.abs()), pandas 2.3.3.
// The parameters agree to 1e-4, nu to 1e-2; the maxima of the likelihood to 1e-5.
#include "support/paper_window.h"
#include "support/test_case.h"

#include "generate/garch_model.h"
#include "stats/block_length.h"
#include "stats/moments.h"

#include <cmath>

using namespace loom;
using namespace loom::generate;

namespace {

std::vector<double> percentWindow() {
    auto returns = tests::paperWindow();
    for (double& r : returns)
        r *= 100;
    return returns;
}

struct Known {
    GarchShape shape;
    GarchParams params;
    double logLikelihood;
};

const Known kKnown[] = {
    {{false, false},
     {.mu = 0.07162394400361102,
      .omega = 0.03176510295907709,
      .alpha = 0.148519448195872,
      .beta = 0.8199429652700488},
     -2962.5676990847464},
    {{true, false},
     {.mu = 0.03499484297863726,
      .omega = 0.032671841040980115,
      .alpha = 0.0,
      .gamma = 0.2536070558112268,
      .beta = 0.8356942382133349},
     -2903.1151142892363},
    {{true, true},
     {.mu = 0.05641118613733735,
      .omega = 0.02765519743302835,
      .alpha = 0.0,
      .gamma = 0.30642872421207834,
      .beta = 0.8259567669931097,
      .nu = 5.266763109966623},
     -2830.6276065207553},
    {{false, true},
     {.mu = 0.08232767296339445,
      .omega = 0.01929545953938713,
      .alpha = 0.15491653768761773,
      .beta = 0.8414947885192673,
      .nu = 4.822312754950309},
     -2880.2413057524773},
};

} // namespace

class GarchTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void windowIsThePapers() { QCOMPARE(tests::paperWindow().size(), std::size_t{2413}); }

    void likelihoodAgreesWithArchAtItsParameters() {
        const auto returns = percentWindow();
        for (const Known& known : kKnown)
            QVERIFY(std::abs(garchLogLikelihood(known.params, returns) - known.logLikelihood) <
                    1e-6);
    }

    void fitReachesArchsMaximum() {
        const auto returns = percentWindow();
        for (const Known& known : kKnown) {
            const auto fit = fitGarch(known.shape, returns, [] { return false; });
            QVERIFY(fit.has_value());
            const GarchParams& p = fit->params;
            QVERIFY(fit->logLikelihood > known.logLikelihood - 1e-5);
            QVERIFY(fit->logLikelihood < known.logLikelihood + 1e-4);
            QVERIFY(std::abs(p.mu - known.params.mu) < 1e-4);
            QVERIFY(std::abs(p.omega - known.params.omega) < 1e-4);
            QVERIFY(std::abs(p.alpha - known.params.alpha) < 1e-4);
            QVERIFY(std::abs(p.gamma - known.params.gamma) < 1e-4);
            QVERIFY(std::abs(p.beta - known.params.beta) < 1e-4);
            QVERIFY(std::abs(p.nu - known.params.nu) < 1e-2);
        }
    }

    void fittingStopsWhenAsked() {
        QVERIFY(!fitGarch({true, true}, percentWindow(), [] { return true; }).has_value());
    }

    /// The simulated law against theory: variance omega / (1 - persistence); kurtosis of a normal
    /// GARCH(1,1), 3 (1 - p^2) / (1 - p^2 - 2 alpha^2) (Bollerslev 1986, eq. 22). 4 standard errors
    /// of the seeded sample are about 2 % and 5 %.
    void simulationHasTheTheoreticalMoments() {
        const GarchParams p{.mu = 0.05, .omega = 0.1, .alpha = 0.1, .beta = 0.8};
        std::vector<float> path(2'000'000);
        Rng rng(3);
        simulateGarch(p, rng, path);
        const auto m = stats::moments(std::span<const float>(path));
        QVERIFY(std::abs(m.mean * 100 - 0.05) < 0.004);
        QVERIFY(std::abs(m.stdev * m.stdev * 1e4 / p.unconditionalVariance() - 1) < 0.02);
        QVERIFY(std::abs((m.excessKurtosis + 3) / (3 * (1 - 0.81) / (1 - 0.81 - 0.02)) - 1) < 0.05);
    }

    void studentInnovationsHaveUnitVariance() {
        const GarchParams p{.omega = 1, .nu = 6};
        std::vector<float> path(1'000'000);
        Rng rng(4);
        simulateGarch(p, rng, path);
        const auto m = stats::moments(std::span<const float>(path));
        QVERIFY(std::abs(m.stdev * 100 - 1) < 0.01);
        QVERIFY(std::abs(m.excessKurtosis - 3) < 0.6); // 6 / (nu - 4)
    }

    void blockLengthsAgreeWithArch() {
        auto returns = tests::paperWindow();
        const auto onReturns = stats::optimalBlockLength(returns);
        QVERIFY(std::abs(onReturns.stationary - 2.681083607684162) < 1e-6);
        QVERIFY(std::abs(onReturns.circular - 3.06907459119233) < 1e-6);
        for (double& r : returns)
            r = std::abs(r);
        const auto onAbsolute = stats::optimalBlockLength(returns);
        QVERIFY(std::abs(onAbsolute.stationary - 85.91805387977202) < 1e-6);
        QVERIFY(std::abs(onAbsolute.circular - 98.3516199686396) < 1e-6);
        QCOMPARE(stats::optimalBlockLength(std::vector<double>(100, 1.0)).stationary, 1.0);
    }
};

LOOM_TEST(GarchTest)
#include "test_garch.moc"
