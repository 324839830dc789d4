// SPDX-License-Identifier: GPL-3.0-or-later
// Known answers: SciPy 1.17.1, statsmodels 0.15.0 (acf(adjusted=False), missing="conservative") and
// NumPy 2.4.6 (corrcoef, quantile) on the twelve returns below, printed with repr().
#include "support/test_case.h"

#include "base/random.h"
#include "stats/dependence.h"
#include "stats/distance.h"
#include "stats/moments.h"
#include "stats/two_sample.h"

#include <cmath>
#include <limits>

using namespace loom;
using namespace loom::stats;

namespace {

const std::vector<double> kReturns{0.012, -0.021, 0.004, 0.017,  -0.035, 0.008,
                                   0.001, -0.009, 0.026, -0.013, 0.006,  0.003};
const std::vector<double> kOther{0.01, -0.02, 0.015, 0.0, 0.03, -0.045, 0.002};
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool near(double a, double b, double tolerance = 1e-12) {
    return std::abs(a - b) <= tolerance;
}

bool near(const std::vector<double>& a, const std::vector<double>& b, double tolerance = 1e-12) {
    if (a.size() != b.size())
        return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!near(a[i], b[i], tolerance))
            return false;
    return true;
}

std::vector<double> noisyReturns(std::size_t n) {
    Rng rng(7);
    std::vector<double> out(n);
    double volatility = 0.01;
    for (double& r : out) {
        r = volatility * rng.normal();
        volatility =
            std::sqrt(2e-6 + 0.9 * volatility * volatility + (r < 0 ? 0.14 : 0.02) * r * r);
    }
    return out;
}

} // namespace

class DependenceTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void momentsAgreeWithScipy() {
        const Moments m = moments(kReturns);
        QVERIFY(near(m.mean, -8.333333333333363e-05));
        QVERIFY(near(m.stdev, 0.016924744302262585));
        QVERIFY(near(m.skewness, -0.5726272015972784));
        QVERIFY(near(m.excessKurtosis, -0.23539435036499645));
        QVERIFY(near(quantile(kReturns, 0.05), -0.0273));
        QVERIFY(near(quantile(kReturns, 0.33), -0.0026999999999999962));
        QVERIFY(near(median(kReturns), 0.0035));
    }

    void missingValuesAreSkippedAndConstantsHaveNoShape() {
        auto holes = kReturns;
        holes.insert(holes.begin() + 3, kNaN);
        QCOMPARE(moments(holes).count, kReturns.size());
        QCOMPARE(moments(holes).stdev, moments(kReturns).stdev);
        QVERIFY(std::isnan(moments(std::vector<double>(5, 0.1)).skewness));
        QVERIFY(std::isnan(moments(std::vector<double>{}).mean));
        QVERIFY(std::isnan(acf(std::vector<double>(50, 0.1), 3)[0]));
        QVERIFY(std::isnan(wasserstein1(kReturns, {})));
    }

    void autocorrelationAgreesWithStatsmodels() {
        QVERIFY(near(acf(kReturns, 4), {-0.5640708612132271, -0.050809729091181595,
                                        0.48323900452249335, -0.5633105004716441}));
        auto missing = kReturns;
        missing[4] = kNaN;
        QVERIFY(near(acf(missing, 4), {-0.495116416284664, -0.05672854354831395,
                                       0.11431035265283897, -0.2044660282303818}));
        QVERIFY(near(
            acf(kReturns, 4, CorrelationEstimator::Pearson),
            {-0.5809522883110463, -0.0539954370997298, 0.5559520695337781, -0.8160406596649136}));
        QVERIFY(near(leverage(kReturns, 4), {0.35178458698573495, 0.04916602308164034,
                                             -0.31947848596296446, -0.02042558738985798}));
        QVERIFY(std::isnan(acf(kReturns, 12)[11]));
    }

    void fourierAndDirectCurvesAreEqual() {
        for (const std::size_t n : {300U, 1001U, 2415U}) {
            const auto returns = noisyReturns(n);
            const auto curves = dependenceCurves(returns, 250);
            std::vector<double> absolute(n);
            std::vector<double> squared(n);
            for (std::size_t t = 0; t < n; ++t) {
                absolute[t] = std::abs(returns[t]);
                squared[t] = returns[t] * returns[t];
            }
            QVERIFY(near(curves.returns, acf(returns, 250), 1e-10));
            QVERIFY(near(curves.absolute, acf(absolute, 250), 1e-10));
            QVERIFY(near(curves.squared, acf(squared, 250), 1e-10));
            QVERIFY(near(curves.leverage, leverage(returns, 250), 1e-8));
        }
    }

    void pathCurvesAreTheMeanOverPaths() {
        const auto series = noisyReturns(40 * 500);
        const std::vector<float> values(series.begin(), series.end());
        const PathView view{.count = 40, .length = 500, .values = values};
        const auto mean = meanDependenceCurves(view, 20);
        double expected = 0;
        for (std::size_t i = 0; i < 40; ++i)
            expected += leverage(widened(view.path(i)), 20)[4] / 40;
        QVERIFY(near(mean.leverage[4], expected, 1e-10));
        QVERIFY(expected < 0);
    }

    void scoresUseThePaperNorms() {
        const auto real = dependenceCurves(noisyReturns(2000), 250);
        const auto none = noDynamicsScores(real);
        double sum = 0;
        for (const double rho : real.absolute)
            sum += rho * rho;
        QVERIFY(near(none.acfAbsolute, std::sqrt(sum / 250)));
        sum = 0;
        for (const double l : real.leverage)
            sum += l * l;
        QVERIFY(near(none.leverage, std::sqrt(sum)));
        QCOMPARE(structuralFloor(real, 251).acfAbsolute, 0.0);
        QVERIFY(structuralFloor(real, 127).acfAbsolute < none.acfAbsolute);
        QCOMPARE(dependenceScores(real, real).leverage, 0.0);
    }

    void distancesAgreeWithScipy() {
        QVERIFY(near(wasserstein1(kReturns, kOther), 0.006178571428571427));
        QVERIFY(near(kolmogorovSmirnovSorted(sortedPresent(kReturns), sortedPresent(kOther)),
                     0.17857142857142858));
        // NumPy: sum |log c_h - log c_g| over four quantile bins, searchsorted(side="left").
        QVERIFY(near(dragulescuYakovenko(kReturns, kOther, 4), 1.3656750739171548));
        QCOMPARE(dragulescuYakovenko(kReturns, kReturns, 4), 0.0);
    }

    void aggregationSumsWindowsAndKeepsMissing() {
        QVERIFY(near(aggregated(std::vector<double>{1, 2, 3, 4}, 3), {6, 9}));
        QVERIFY(near(aggregatedDisjoint(std::vector<double>{1, 2, 3, 4, 5}, 2), {3, 7}));
        QVERIFY(aggregated(std::vector<double>{1, 2}, 3).empty());
        const auto holes = aggregated(std::vector<double>{1, kNaN, 3, 4, 5}, 2);
        QVERIFY(std::isnan(holes[0]) && std::isnan(holes[1]));
        QVERIFY(near(holes[2], 7) && near(holes[3], 9));
        const auto returns = noisyReturns(3000);
        double last = 0;
        for (std::size_t t = 2900; t < 3000; ++t)
            last += returns[t];
        QVERIFY(near(aggregated(returns, 100).back(), last, 1e-14));
    }
};

LOOM_TEST(DependenceTest)
#include "test_dependence.moc"
