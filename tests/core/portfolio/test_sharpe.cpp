// SPDX-License-Identifier: GPL-3.0-or-later
// Known answers: the formulas of Ledoit & Wolf (2008) written once more in NumPy on the simple
// returns of the bundled factor funds MTUM and USMV 2014 to 2022, the bootstrap with NumPy's
// generator, 20,000 resamples in blocks of 10. The long-run covariance of PyPI arch 8.0.0
// (arch.covariance.kernel.Parzen at the same bandwidth) agrees to 3e-4: it leaves out the last,
// fractional lag.
#include "support/sample_panel.h"
#include "support/test_case.h"

#include "base/random.h"
#include "portfolio/sharpe.h"

using namespace loom;
using namespace loom::portfolio;

namespace {

bool near(double value, double known, double tolerance) {
    return std::abs(value - known) < tolerance;
}

/// AR(1) with GARCH-like volatility: what daily returns look like.
std::vector<double> series(Rng& rng, std::size_t count, double mean, double rho) {
    std::vector<double> out;
    double x = 0, variance = 1e-4;
    for (std::size_t t = 0; t < count; ++t) {
        const double shock = std::sqrt(variance) * rng.normal();
        variance = 5e-6 + 0.1 * shock * shock + 0.85 * variance;
        x = rho * x + shock;
        out.push_back(mean + x);
    }
    return out;
}

} // namespace

class SharpeTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void agreesWithTheOracle() {
        const auto panel = tests::samplePanel(tests::kFactorEtfs, "2014-01-02", "2022-12-31");
        QCOMPARE(panel.days(), std::size_t{2263});
        const auto first = panel.simpleOf("MTUM"), second = panel.simpleOf("USMV");
        const auto a = sharpeRatio(first, 252), b = sharpeRatio(second, 252);
        VERIFY_OK(a);
        VERIFY_OK(b);
        QVERIFY(near(a->value, 0.6546640573480405, 1e-9));
        QVERIFY(near(a->standardError, 0.3202701486681336, 1e-9));
        QVERIFY(near(b->value, 0.7299736600479754, 1e-9));
        QVERIFY(near(b->standardError, 0.33116878160206276, 1e-9));
        const auto difference = compareSharpe(first, second, {.resamples = 4999, .block = 10});
        VERIFY_OK(difference);
        QVERIFY(near(difference->value, -0.07530960269993492, 1e-9));
        QVERIFY(near(difference->standardError, 0.18370446768654713, 1e-9));
        QVERIFY(near(difference->pValue, 0.6914, 0.025)); // Monte Carlo: 3 standard errors
        QVERIFY(near(0.5 * (difference->high - difference->low), 0.3683, 0.015));
    }

    /// Lo (2002), eq. 9 at SR = 1 a year and 252 x 10 normal days: about 1 / sqrt(10 years).
    void independentErrorIsLos() {
        Rng rng(1);
        std::vector<double> r;
        for (int t = 0; t < 2520; ++t)
            r.push_back(0.01 * rng.normal());
        const auto sr = sharpeRatio(r, 252);
        VERIFY_OK(sr);
        const double perDay = sr->value / std::sqrt(252.0);
        QVERIFY(
            near(sr->standardErrorIid, std::sqrt(252 * (1 + perDay * perDay / 2) / 2520), 1e-12));
        QVERIFY(near(sr->standardError / sr->standardErrorIid, 1, 0.1));
    }

    /// The test rejects a true null about as often as it says: 5 % of 200 with a standard error of
    /// 1.5 %, under fat tails, volatility clusters and correlated pairs.
    void rejectsATrueNullRarely() {
        Rng rng(2024);
        int rejected = 0;
        constexpr int kRounds = 200;
        for (int round = 0; round < kRounds; ++round) {
            const auto common = series(rng, 300, 5e-4, 0.1);
            auto a = series(rng, 300, 0, 0.1), b = series(rng, 300, 0, 0.1);
            for (std::size_t t = 0; t < common.size(); ++t) {
                a[t] += common[t];
                b[t] += common[t];
            }
            const auto difference =
                compareSharpe(a, b, {.resamples = 199, .seed = static_cast<std::uint64_t>(round)});
            VERIFY_OK(difference);
            rejected += difference->pValue <= 0.05;
        }
        QVERIFY2(rejected <= 22, qPrintable(QString::number(rejected))); // 11 %
        QVERIFY(rejected >= 1);
    }

    void findsARealDifference() {
        Rng rng(9);
        auto a = series(rng, 2000, 0, 0);
        const auto noise = series(rng, 2000, 0, 0);
        auto b = a;
        for (std::size_t t = 0; t < a.size(); ++t) {
            a[t] += 1.5e-3;
            b[t] += 0.1 * noise[t];
        }
        const auto difference = compareSharpe(a, b, {.resamples = 499});
        VERIFY_OK(difference);
        QVERIFY(difference->value > 1);
        QVERIFY(difference->low > 0);
        QVERIFY(difference->pValue < 0.01);
        const auto turned = compareSharpe(b, a, {.resamples = 499});
        VERIFY_OK(turned);
        QVERIFY(near(turned->value, -difference->value, 1e-12));
        QCOMPARE(turned->pValue, difference->pValue);
    }

    void equalSeriesDoNotDiffer() {
        Rng rng(4);
        const auto a = series(rng, 200, 1e-4, 0);
        const auto none = compareSharpe(a, a, {});
        VERIFY_OK(none);
        QCOMPARE(none->value, 0.0);
        QCOMPARE(none->pValue, 1.0);
    }

    void aPositiveScaleLeavesItUnchanged() {
        Rng rng(4);
        const auto a = series(rng, 400, 3e-4, 0.2);
        auto twice = a;
        for (double& x : twice)
            x *= 2;
        const auto one = sharpeRatio(a, 252), two = sharpeRatio(twice, 252);
        VERIFY_OK(one);
        VERIFY_OK(two);
        QVERIFY(near(one->value, two->value, 1e-12));
    }

    void badInputIsRefusedInWords() {
        const auto says = [](const auto& result, const char* part) {
            return !result.ok() && result.error().message.find(part) != std::string::npos;
        };
        std::vector<double> r(40, 0.01);
        QVERIFY(says(sharpeRatio(r, 252), "All returns are equal"));
        r[3] = std::nan("");
        QVERIFY(says(sharpeRatio(r, 252), "Return 4 is not a finite number"));
        QVERIFY(says(sharpeRatio(std::span(r).first(3), 252), "at least 30"));
        Rng rng(1);
        const auto a = series(rng, 60, 0, 0);
        QVERIFY(says(compareSharpe(a, std::span(a).first(50), {}), "60 returns and the other 50"));
    }
};

LOOM_TEST(SharpeTest)
#include "test_sharpe.moc"
