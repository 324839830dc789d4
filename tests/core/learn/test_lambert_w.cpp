// SPDX-License-Identifier: GPL-3.0-or-later
// Known answers: scipy.special.lambertw, scipy.stats.kurtosis with scipy.optimize.brentq (IGMM) and
// scipy.optimize.minimize (likelihood) on x_k = 0.1 + tan(0.96 pi ((k + 1/2)/400 - 1/2)), k < 400.
#include "learn/adam.h"
#include "learn/lambert_w.h"
#include "stats/moments.h"
#include "support/test_case.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace loom::learn {

namespace {

std::vector<double> heavySeries() {
    std::vector<double> x(400);
    for (std::size_t k = 0; k < x.size(); ++k)
        x[k] =
            0.1 + std::tan(0.96 * std::numbers::pi * ((static_cast<double>(k) + 0.5) / 400 - 0.5));
    return x;
}

bool near(double a, double b, double tolerance) {
    return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b));
}

} // namespace

class TestLambertW : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void equalsScipy() {
        const std::pair<double, double> known[] = {
            {1e-6, 9.999990000015e-07}, {0.1, 0.09127652716086226}, {1, 0.5671432904097838},
            {3, 1.04990889496404},      {50, 2.8608901779822107},   {1e6, 11.383358086140053}};
        for (const auto& [x, w] : known)
            QVERIFY(std::abs(lambertW(x) - w) <= 4e-15 * std::max(1.0, w));
        QCOMPARE(lambertW(0), 0.0);
    }
    void roundTrips() {
        for (const double delta : {0.0, 1e-12, 1e-4, 0.2, 0.6})
            for (const double z : {-40.0, -1.0, -1e-7, 0.0, 0.3, 5.0, 300.0})
                QVERIFY(near(addTails(removeTails(z, delta), delta), z, 1e-12));
        QCOMPARE(removeTails(1.7, 0), 1.7);
    }
    void fitsAsScipyDoes() {
        const auto x = heavySeries();
        const TailFit igmm = fitTails(x, TailMethod::Igmm);
        QVERIFY(near(igmm.location, 0.09999999999999992, 1e-6));
        QVERIFY(near(igmm.scale, 1.420421066378216, 1e-6));
        QVERIFY(near(igmm.delta, 0.41236806972575096, 1e-6));
        const TailFit likely = fitTails(x, TailMethod::Likelihood);
        QVERIFY(near(likely.location, 0.1000000014040599, 1e-3));
        QVERIFY(near(likely.scale, 1.2690374278281806, 1e-3));
        QVERIFY(near(likely.delta, 0.5121441281768189, 1e-3));
        QVERIFY(near(tailLogLikelihood(x, likely), -901.0503175570968, 1e-6));
    }
    void lightTailsNeedNoDelta() {
        std::vector<double> x(100);
        for (std::size_t k = 0; k < x.size(); ++k)
            x[k] = static_cast<double>(k % 10);
        QCOMPARE(fitTails(x, TailMethod::Igmm).delta, 0.0);
    }
    void warnsWhereMomentsDoNotExist() {
        QVERIFY(tailWarning(0.2).empty());
        QVERIFY(tailWarning(0.25).find("fourth moment") != std::string::npos);
        QVERIFY(tailWarning(0.5).find("variance") != std::string::npos);
    }
    void scalerStandardisesAndBounds() {
        const auto x = heavySeries();
        const ReturnScaler scaler = ReturnScaler::fitted(x, TailMethod::Igmm, 1.0);
        const auto y = scaler.toNetwork(x);
        const stats::Moments m = stats::moments(y);
        QVERIFY(near(m.mean, 0, 1e-12) && near(m.stdev, 1, 1e-12) &&
                near(m.excessKurtosis, 0, 1e-6));
        for (std::size_t k = 0; k < x.size(); ++k) {
            QVERIFY(near(scaler.toReturn(y[k]), x[k], 1e-10));
            QVERIFY(!scaler.touches(y[k]));
        }
        QVERIFY(scaler.touches(scaler.state().bound + 1e-9));
        QCOMPARE(scaler.toReturn(1e9), scaler.toReturn(scaler.state().bound));
        QVERIFY(ReturnScaler::fitted(x, TailMethod::Igmm, 1.5).toReturn(1e9) >
                scaler.toReturn(1e9));
    }
    void adamEqualsTorch() {
        // torch.optim.Adam([1, -2], lr 0.1, betas (0, 0.9)), gradients (0.5, -1), (0.25, 3).
        std::vector<float> x = {1, -2};
        Adam adam(2, {.rate = 0.1, .beta1 = 0, .beta2 = 0.9});
        adam.step(x, std::vector<float>{0.5F, -1});
        adam.step(x, std::vector<float>{0.25F, 3});
        QVERIFY(near(x[0], 0.8357315, 1e-6) && near(x[1], -2.0314257, 1e-6));
    }
    void clippingKeepsTheDirection() {
        std::vector<float> g = {3, 4};
        QCOMPARE(clipNorm(g, 1), 5.0);
        QVERIFY(near(g[0], 0.6, 1e-6) && near(g[1], 0.8, 1e-6));
        QCOMPARE(clipNorm(g, 0), clipNorm(g, 10));
    }
};

} // namespace loom::learn

using loom::learn::TestLambertW;
LOOM_TEST(TestLambertW)
#include "test_lambert_w.moc"
