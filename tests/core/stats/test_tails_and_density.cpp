// SPDX-License-Identifier: GPL-3.0-or-later
// Known answers: SciPy 1.17.1 (gaussian_kde with the bandwidth below), NumPy 2.4.6 (quantile,
// histogram, accumulate) and pandas 2.3.3 (rolling.std) on the twelve returns, printed with repr();
// the Hill estimate by hand from the ordered losses 0.035, 0.021, 0.013, 0.009.
#include "support/test_case.h"

#include "base/random.h"
#include "stats/density.h"
#include "stats/metric.h"
#include "stats/moments.h"
#include "stats/sorting.h"
#include "stats/tails.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

using namespace loom;
using namespace loom::stats;

namespace {

const std::vector<double> kReturns{0.012, -0.021, 0.004, 0.017,  -0.035, 0.008,
                                   0.001, -0.009, 0.026, -0.013, 0.006,  0.003};
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool near(double a, double b, double tolerance = 1e-12) {
    return std::abs(a - b) <= tolerance;
}

} // namespace

class TailsAndDensityTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void tailsAgreeWithNumpy() {
        const auto sorted = sortedPresent(kReturns);
        QVERIFY(near(valueAtRiskSorted(sorted, 0.25), 0.01));
        QVERIFY(near(expectedShortfallSorted(sorted, 0.25), 0.023));
        QVERIFY(near(hillSorted(sorted, Tail::Left, 0.25), 0.8577153748885719));
        QVERIFY(std::isnan(hillSorted(sorted, Tail::Left, 0.05))); // less than two values
        QVERIFY(std::isnan(expectedShortfallSorted({}, 0.05)));
    }

    /// Pareto tails with alpha = 3: the estimate of 1/3 has standard error (1/3) / sqrt(k) = 0.005.
    void hillFindsAParetoTail() {
        Rng rng(11);
        std::vector<double> values(100'000);
        for (double& v : values)
            v = std::pow(1 - rng.uniform(), -1.0 / 3) * (rng.uniform() < 0.5 ? -1 : 1);
        const auto sorted = sortedPresent(values);
        QVERIFY(near(hillSorted(sorted, Tail::Left, 0.05), 1.0 / 3, 0.02));
        QVERIFY(near(hillSorted(sorted, Tail::Right, 0.05), 1.0 / 3, 0.02));
    }

    void drawdownAgreesWithNumpy() {
        const auto worst = maximumDrawdown(kReturns);
        QVERIFY(near(worst.depth, 0.03439458374243354));
        QCOMPARE(worst.peak, std::size_t{1});
        QCOMPARE(worst.trough, std::size_t{5});
        QCOMPARE(maximumDrawdown(std::vector<double>{0.1, kNaN, 0.1}).depth, 0.0);
    }

    void rollingVolatilityAgreesWithPandas() {
        const auto rolling = rollingVolatility(kReturns, 5);
        QVERIFY(std::isnan(rolling[3]));
        QVERIFY(near(rolling[4], 0.355780269267423));
        QVERIFY(near(rolling[11], 0.24298888863485096));
        auto holed = kReturns;
        holed[6] = kNaN;
        QVERIFY(std::isnan(rollingVolatility(holed, 5)[10]));
        QVERIFY(near(rollingVolatility(holed, 5)[11], 0.24298888863485096));
    }

    void densityAgreesWithScipy() {
        const auto sorted = sortedPresent(kReturns);
        const double bandwidth = silvermanBandwidth(sorted);
        QVERIFY(near(bandwidth, 0.0077634554077416545));
        const auto density = kernelDensity(sorted, std::vector<double>{-0.02, 0, 0.01}, bandwidth);
        // Values are moved by at most a fortieth of the bandwidth.
        QVERIFY(near(density[0], 9.553061120930733, 0.25));
        QVERIFY(near(density[1], 22.719266491476404, 0.25));
        QVERIFY(near(density[2], 23.88349338861521, 0.25));
        const auto bars = histogram(kReturns, 4, -0.04, 0.04);
        QVERIFY(near(bars.density[2], 29.16666666666667, 1e-9));
        QVERIFY(near(bars.density[3], 4.166666666666666, 1e-9));
    }

    void quantileBandCoversTheSample() {
        Rng rng(5);
        std::vector<double> values(500);
        for (double& v : values)
            v = rng.normal();
        const auto band = quantileBand(values, 9, 200, 0.95, 3);
        QCOMPARE(band.quantiles.size(), std::size_t{9});
        QVERIFY(near(band.quantiles[4], median(values)));
        for (std::size_t i = 0; i < 9; ++i)
            QVERIFY(band.low[i] < band.quantiles[i] && band.quantiles[i] < band.high[i]);
        // Standard error of the median of n normal values: 1.2533 / sqrt(n) = 0.056.
        QVERIFY(near(band.high[4] - band.low[4], 2 * 1.96 * 0.056, 0.09));
    }

    void radixSortEqualsStdSort() {
        Rng rng(9);
        std::vector<double> values(50'000);
        for (double& v : values)
            v = rng.normal() * std::pow(10, 20 * rng.uniform() - 10);
        values[3] = 0.0;
        values[4] = -0.0;
        values[5] = std::numeric_limits<double>::infinity();
        values[6] = -std::numeric_limits<double>::infinity();
        auto expected = values;
        std::sort(expected.begin(), expected.end());
        sortAscending(values);
        QVERIFY(values == expected);
        std::vector<double> equal(30'000, -1.5);
        sortAscending(equal);
        QCOMPARE(equal.front(), -1.5);
    }

    void metricsAreNamedDescribedAndZeroAgainstThemselves() {
        const auto registry = makeMetricRegistry();
        Rng rng(2);
        std::vector<double> returns(2000);
        for (double& r : returns)
            r = 0.01 * rng.normal();
        const auto profile = profileOf(returns, registry.options());
        std::set<std::string> ids;
        for (const MetricInfo& metric : registry.all()) {
            QVERIFY2(ids.insert(metric.id).second, metric.id.c_str());
            QVERIFY(!metric.title.empty() && !metric.convention.empty() && !metric.source.empty());
            QVERIFY2(metric.distance(profile, profile) == 0, metric.id.c_str());
            QCOMPARE(metric.better == Better::Target, static_cast<bool>(metric.statistic));
            QVERIFY(metric.group == MetricGroup::Dynamics || !metric.noDynamics);
        }
        for (const auto id : {"emd_1", "emd_100", "dy_20", "acf_id", "acf_abs", "acf_sq",
                              "leverage", "volatility", "var_1", "es_5"})
            QVERIFY(registry.find(id) != nullptr);
    }

    void profilesOfOnePathAndOfItsSeriesAgree() {
        Rng rng(8);
        std::vector<float> path(900);
        for (float& r : path)
            r = static_cast<float>(0.01 * rng.normal());
        const auto one = profileOf(PathView{1, 900, path}, {});
        const auto series = profileOf(widened(path), {});
        QVERIFY(one.sorted == series.sorted);
        QCOMPARE(one.moments.stdev, series.moments.stdev);
        QCOMPARE(one.curves.leverage[10], series.curves.leverage[10]);
    }
};

LOOM_TEST(TailsAndDensityTest)
#include "test_tails_and_density.moc"
