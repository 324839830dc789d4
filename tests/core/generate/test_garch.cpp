// SPDX-License-Identifier: GPL-3.0-or-later
// Known answers: PyPI arch 8.0.0 on 100 x the returns of the paper window,
//   arch_model(x, mean="Constant", vol=v, p=1, o=o, q=1, dist=d).fit(tol=1e-12,
//                                                                    options={"maxiter": 2000})
//   arch.bootstrap.optimal_block_length(r) and (r.abs()), pandas 2.3.3.
// The parameters agree to 1e-4, nu to 1e-2; the maxima of the likelihood to 1e-5.
#include "support/paper_window.h"
#include "support/test_case.h"

#include "generate/garch_fit.h"
#include "generate/garch_simulate.h"
#include "stats/block_length.h"
#include "stats/moments.h"

#include <algorithm>
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
    /// arch's std_err in the order of the parameters the shape has; its numerical derivatives are
    /// good for about 3 %. Those of the EGARCH-t come from arch's own log-likelihood by central
    /// differences with steps of 1e-4 of each parameter: std_err says 0.0039 for its mean where
    /// the EGARCH beside it have 0.014, having stepped over the kinks of |z|.
    std::vector<double> errors;
};

constexpr GarchShape kGjr{Volatility::Gjr, Innovation::Normal};

const Known kKnown[] = {
    {{Volatility::Garch, Innovation::Normal},
     {.mu = 0.07162394400361102,
      .omega = 0.03176510295907709,
      .alpha = 0.148519448195872,
      .beta = 0.8199429652700488,
      .volatility = Volatility::Garch},
     -2962.5676990847464,
     {0.0146861, 0.0084854, 0.02397, 0.0247643}},
    {{Volatility::Garch, Innovation::StudentT},
     {.mu = 0.08232767296339445,
      .omega = 0.01929545953938713,
      .alpha = 0.15491653768761773,
      .beta = 0.8414947885192673,
      .nu = 4.822312754950309,
      .volatility = Volatility::Garch},
     -2880.2413057524773,
     {0.0125451, 0.0062874, 0.0254977, 0.0239886, 0.4896764}},
    {{Volatility::Garch, Innovation::SkewedT},
     {.mu = 0.06379798064592432,
      .omega = 0.018638448699464693,
      .alpha = 0.15007084772550303,
      .beta = 0.8426926904440887,
      .nu = 5.215368428997153,
      .lambda = -0.09546451596401237,
      .volatility = Volatility::Garch},
     -2873.7632188045072,
     {0.0139119, 0.0059735, 0.0239412, 0.023434, 0.5734277, 0.0240882}},
    {{Volatility::Gjr, Innovation::Normal},
     {.mu = 0.03499484297863726,
      .omega = 0.032671841040980115,
      .alpha = 0.0,
      .gamma = 0.2536070558112268,
      .beta = 0.8356942382133349,
      .volatility = Volatility::Gjr},
     -2903.1151142892363,
     {0.0142825, 0.0064307, 0.0266512, 0.0426238, 0.0224727}},
    {{Volatility::Gjr, Innovation::StudentT},
     {.mu = 0.05641118613733735,
      .omega = 0.02765519743302835,
      .alpha = 0.0,
      .gamma = 0.30642872421207834,
      .beta = 0.8259567669931097,
      .nu = 5.266763109966623,
      .volatility = Volatility::Gjr},
     -2830.6276065207553,
     {0.0125176, 0.0061669, 0.0223924, 0.051101, 0.0222648, 0.5820489}},
    {{Volatility::Gjr, Innovation::SkewedT},
     {.mu = 0.030273141558560004,
      .omega = 0.02906744670063582,
      .alpha = 0.0,
      .gamma = 0.31709975204957536,
      .beta = 0.8243663276930524,
      .nu = 5.671115773762718,
      .lambda = -0.14152656207359107,
      .volatility = Volatility::Gjr},
     -2817.126195170473,
     {0.0138957, 0.0061926, 0.0218548, 0.0517898, 0.0217577, 0.6641148, 0.0264354}},
    {{Volatility::Egarch, Innovation::Normal},
     {.mu = 0.0285816550816637,
      .omega = -0.013971670928729935,
      .alpha = 0.17077333888951682,
      .gamma = -0.20601719401982962,
      .beta = 0.9481001497371259,
      .volatility = Volatility::Egarch},
     -2887.095231502097,
     {0.0139801, 0.0067923, 0.0217496, 0.0250593, 0.0094032}},
    {{Volatility::Egarch, Innovation::StudentT},
     {.mu = 0.050352027328863826,
      .omega = -0.013374037577420264,
      .alpha = 0.18260442970900245,
      .gamma = -0.22331356418646642,
      .beta = 0.9576756657213442,
      .nu = 5.43932094104702,
      .volatility = Volatility::Egarch},
     -2820.4830571798557,
     {0.01245178, 0.00720072, 0.02161915, 0.02692054, 0.00975559, 0.60401647}},
    {{Volatility::Egarch, Innovation::SkewedT},
     {.mu = 0.021761670703001976,
      .omega = -0.007203351393399476,
      .alpha = 0.18000548833525595,
      .gamma = -0.23106928646427294,
      .beta = 0.9529378297841797,
      .nu = 5.800282628801578,
      .lambda = -0.15159253972193615,
      .volatility = Volatility::Egarch},
     -2805.22958592891,
     {0.013857, 0.0074641, 0.0205349, 0.026398, 0.0098617, 0.6799294, 0.0268843}},
};

} // namespace

class GarchTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void windowIsThePapers() { QCOMPARE(tests::paperWindow().size(), std::size_t{2413}); }

    void likelihoodAgreesWithArchAtItsParameters() {
        const auto returns = percentWindow();
        for (const Known& known : kKnown) {
            GarchLikelihood likelihood(known.shape, returns);
            QVERIFY(std::abs(likelihood.value(known.params) - known.logLikelihood) < 1e-6);
        }
    }

    /// Away from the maximum, where no slope is 0.
    void slopesAreThoseOfTheLikelihood() {
        const auto returns = percentWindow();
        for (const Known& known : kKnown) {
            GarchVector at = toVector(known.params);
            for (double& value : at)
                value *= 1.05;
            const auto params = [&](const GarchVector& v) {
                return fromVector(v, known.shape.volatility);
            };
            GarchLikelihood likelihood(known.shape, returns);
            GarchVector slopes{};
            likelihood.valueAndGradient(params(at), slopes);
            GarchVector summed{};
            for (const auto& day : likelihood.scores(params(at)))
                for (std::size_t k = 0; k < day.size(); ++k)
                    summed[k] += day[k];
            for (const std::size_t k : parametersOf(known.shape)) {
                const double step = 1e-6 * std::max(0.1, std::abs(at[k]));
                GarchVector up = at;
                GarchVector down = at;
                up[k] += step;
                down[k] -= step;
                const double numeric =
                    (likelihood.value(params(up)) - likelihood.value(params(down))) / (2 * step);
                QVERIFY(std::abs(slopes[k] - numeric) < 1e-3 * std::max(1.0, std::abs(numeric)));
                QVERIFY(std::abs(summed[k] - slopes[k]) <
                        1e-5 * std::max(1.0, std::abs(slopes[k])));
            }
        }
    }

    void fitReachesArchsMaximum() {
        const auto returns = percentWindow();
        for (const Known& known : kKnown) {
            const auto fit = fitGarch(known.shape, returns, [] { return false; });
            QVERIFY(fit.has_value());
            QVERIFY(fit->converged);
            QVERIFY(fit->logLikelihood > known.logLikelihood - 1e-5);
            QVERIFY(fit->logLikelihood < known.logLikelihood + 1e-4);
            const GarchVector ours = toVector(fit->params);
            const GarchVector theirs = toVector(known.params);
            for (std::size_t k = 0; k < kGarchParameters; ++k)
                QVERIFY2(std::abs(ours[k] - theirs[k]) < (k == 5 ? 1e-2 : 2e-4),
                         kGarchNames[k].data());
        }
    }

    void standardErrorsAgreeWithArch() {
        const auto returns = percentWindow();
        for (const Known& known : kKnown) {
            const GarchVector ours = garchStandardErrors(known.shape, known.params, returns);
            const auto which = parametersOf(known.shape);
            for (std::size_t k = 0; k < which.size(); ++k) {
                QVERIFY2(std::abs(ours[which[k]] / known.errors[k] - 1) < 0.03,
                         qPrintable(QStringLiteral("%1: %2 against %3")
                                        .arg(QLatin1String(kGarchNames[which[k]].data()))
                                        .arg(ours[which[k]])
                                        .arg(known.errors[k])));
            }
            QVERIFY(std::isnan(ours[6]) == (known.shape.innovation != Innovation::SkewedT));
        }
    }

    void boundsAreNamed() {
        const auto fit = fitGarch(kGjr, percentWindow(), [] { return false; });
        QCOMPARE(fit->onBound, std::vector<std::string>{"alpha = 0"}); // arch: 1.4e-15
        QVERIFY(fitGarch({}, percentWindow(), [] { return false; })->onBound.empty());
    }

    /// Independent normal returns have no clusters: the fit must end, at a bound or not, and say
    /// so.
    void returnsWithoutClustersEndOnABound() {
        Rng rng(11);
        std::vector<double> returns(1000);
        for (double& r : returns)
            r = rng.normal();
        for (const auto volatility : {Volatility::Garch, Volatility::Gjr, Volatility::Egarch})
            for (const auto innovation :
                 {Innovation::Normal, Innovation::StudentT, Innovation::SkewedT}) {
                const auto fit = fitGarch({volatility, innovation}, returns, [] { return false; });
                QVERIFY(fit.has_value());
                QVERIFY(std::isfinite(fit->logLikelihood));
                QVERIFY(fit->converged || !fit->onBound.empty());
            }
    }

    void fittingStopsWhenAsked() {
        QVERIFY(!fitGarch(kGjr, percentWindow(), [] { return true; }).has_value());
    }

    /// The simulated law against theory: variance omega / (1 - persistence); kurtosis of a normal
    /// GARCH(1,1), 3 (1 - p^2) / (1 - p^2 - 2 alpha^2) (Bollerslev 1986, eq. 22). 4 standard errors
    /// of the seeded sample are about 2 % and 5 %.
    void simulationHasTheTheoreticalMoments() {
        const GarchParams p{.mu = 0.05, .omega = 0.1, .alpha = 0.1, .beta = 0.8};
        std::vector<float> path(2'000'000);
        Rng rng(3);
        GarchSimulator{p}(rng, path);
        const auto m = stats::moments(std::span<const float>(path));
        QVERIFY(std::abs(m.mean * 100 - 0.05) < 0.004);
        QVERIFY(std::abs(m.stdev * m.stdev * 1e4 / p.typicalVariance() - 1) < 0.02);
        QVERIFY(std::abs((m.excessKurtosis + 3) / (3 * (1 - 0.81) / (1 - 0.81 - 0.02)) - 1) < 0.05);
    }

    void studentInnovationsHaveUnitVariance() {
        const GarchParams p{.omega = 1, .nu = 6};
        std::vector<float> path(1'000'000);
        Rng rng(4);
        GarchSimulator{p}(rng, path);
        const auto m = stats::moments(std::span<const float>(path));
        QVERIFY(std::abs(m.stdev * 100 - 1) < 0.01);
        QVERIFY(std::abs(m.excessKurtosis - 3) < 0.6); // 6 / (nu - 4)
    }

    /// Hansen's (1994) density: mean 0, variance 1, and its draws have the law of the density.
    void skewedInnovationsAreStandardised() {
        const InnovationLaw law(Innovation::SkewedT, 6, -0.3);
        QVERIFY(std::abs(law.expectation([](double) { return 1.0; }) - 1) < 1e-8);
        QVERIFY(std::abs(law.expectation([](double z) { return z; })) < 1e-8);
        QVERIFY(std::abs(law.expectation([](double z) { return z * z; }) - 1) < 1e-7);
        Rng rng(5);
        const InnovationDraws draw(law);
        std::vector<double> draws(400'000);
        for (double& z : draws)
            z = draw(rng);
        const auto m = stats::moments(std::span<const double>(draws));
        QVERIFY(std::abs(m.mean) < 0.007);
        QVERIFY(std::abs(m.stdev - 1) < 0.01);
        for (const double edge : {-2.0, -0.5, 0.3, 1.5}) {
            const double share = law.expectation([&](double z) { return z < edge ? 1.0 : 0.0; });
            const auto below =
                std::count_if(draws.begin(), draws.end(), [&](double z) { return z < edge; });
            QVERIFY(std::abs(static_cast<double>(below) / 400'000.0 - share) < 0.004);
        }
    }

    /// The slope of the quantile function is one over the density there.
    void quantilesInvertTheDensity() {
        for (const auto& law :
             {InnovationLaw(Innovation::Normal), InnovationLaw(Innovation::StudentT, 4.5),
              InnovationLaw(Innovation::SkewedT, 5, 0.4)})
            for (const double below : {1e-6, 0.2, 0.31, 0.5, 0.9, 0.9999}) {
                const double z = law.quantile(below, 1 - below);
                const auto inside = [&](double x) { return x < z ? 1.0 : 0.0; };
                QVERIFY(std::abs(law.expectation(inside) - below) < 2e-3);
                const double step = 1e-5 * std::min(below, 1 - below);
                const double slope = (law.quantile(below + step, 1 - below - step) -
                                      law.quantile(below - step, 1 - below + step)) /
                                     (2 * step);
                QVERIFY(std::abs(slope * std::exp(law.logDensity(z)) - 1) < 1e-3);
            }
    }

    /// E ln h = (omega + alpha (E|z| - sqrt(2/pi))) / (1 - beta), and ln h is a linear process with
    /// variance (alpha^2 Var|z| + gamma^2) / (1 - beta^2) for normal shocks (Nelson 1991, eq. 2.1).
    void egarchPathsHaveTheTheoreticalVariance() {
        const GarchParams p{.omega = 0.01,
                            .alpha = 0.15,
                            .gamma = -0.1,
                            .beta = 0.9,
                            .volatility = Volatility::Egarch};
        GarchStep step(p);
        Rng rng(8);
        double state = step.stateOf(p.typicalVariance());
        std::vector<double> logs(400'000);
        for (double& g : logs) {
            step(state, rng.normal());
            g = state;
        }
        const auto m = stats::moments(std::span<const double>(logs));
        QVERIFY(std::abs(m.mean - 0.1) < 0.02);
        const double theory =
            (0.15 * 0.15 * (1 - kMeanAbsoluteNormal * kMeanAbsoluteNormal) + 0.01) / (1 - 0.81);
        QVERIFY(std::abs(m.stdev * m.stdev / theory - 1) < 0.03);
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
