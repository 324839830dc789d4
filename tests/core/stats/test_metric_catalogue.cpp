// SPDX-License-Identifier: GPL-3.0-or-later
// Known answers on two series that NumPy computes alike (below): SciPy 1.17.1 (ks_2samp,
// energy_distance squared, the midrank statistic inside anderson_ksamp, jensenshannon, kurtosis),
// statsmodels 0.15.0 (het_arch), arch (VarianceRatio, debiased and overlapping), and NumPy 2.4.6
// where no package has the metric (Hellinger, MMD, probability-weighted moments, detrended
// fluctuation by polyfit, the correlations by corrcoef), each written from its formula there.
#include "support/test_case.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "base/random.h"
#include "stats/metric.h"
#include "stats/tails.h"
#include "stats/two_sample.h"

using namespace loom;
using namespace loom::stats;

namespace {

/// 600 values: 0.01 (1 + 0.8 sin(t / 40)) sin(1.7 t²), t from 1.
std::vector<double> first() {
    std::vector<double> out;
    for (int i = 1; i <= 600; ++i) {
        const double t = i;
        out.push_back(0.01 * (1 + 0.8 * std::sin(t / 40)) * std::sin(1.7 * t * t));
    }
    return out;
}

/// 400 values: 0.012 sin(2.3 t²) + 0.001.
std::vector<double> second() {
    std::vector<double> out;
    for (int i = 1; i <= 400; ++i) {
        const double t = i;
        out.push_back(0.012 * std::sin(2.3 * t * t) + 0.001);
    }
    return out;
}

std::vector<double> rounded(std::vector<double> values) {
    for (double& x : values)
        x = std::nearbyint(x * 1000) / 1000;
    return values;
}

std::vector<double> normal(std::size_t count, std::uint64_t seed, double scale = 0.01) {
    Rng rng(seed);
    std::vector<double> out(count);
    for (double& x : out)
        x = scale * rng.normal();
    return out;
}

void expectNear(double value, double expected, double tolerance = 1e-9) {
    QVERIFY2(
        std::abs(value - expected) <= tolerance * std::max(1.0, std::abs(expected)),
        qPrintable(
            QStringLiteral("%1 instead of %2").arg(value, 0, 'g', 15).arg(expected, 0, 'g', 15)));
}

} // namespace

class MetricCatalogueTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void laws() {
        const auto a = sortedPresent(first()), b = sortedPresent(second());
        expectNear(kolmogorovSmirnovSorted(a, b), 0.13666666666666666);
        expectNear(andersonDarlingSorted(a, b), 9.515239138953483);
        expectNear(energyDistanceSorted(a, b), 0.0003432812498504553);
        expectNear(hellingerSorted(a, b, 50), 0.4286098450285137);
        expectNear(jensenShannonSorted(a, b, 50), 0.4649853788377804);
        expectNear(maximumMeanDiscrepancySorted(a, b, 200), 0.00970284405756816);
        QVERIFY(kolmogorovSmirnovRejects(a, b)); // 0.137 > 1.3581 sqrt(1000 / 240000) = 0.0877
        QVERIFY(!kolmogorovSmirnovRejects(a, a));
    }

    void tiesCountByMidranks() {
        const auto a = sortedPresent(rounded(first())), b = sortedPresent(rounded(second()));
        expectNear(andersonDarlingSorted(a, b), 8.936978425395825);
    }

    void nothingAndConstantsHaveNoDistance() {
        const std::vector<double> none, constant(50, 0.01), some{0.01, 0.02};
        for (const double d :
             {kolmogorovSmirnovSorted(none, some), andersonDarlingSorted(some, none),
              energyDistanceSorted(none, some), hellingerSorted(constant, some, 50),
              jensenShannonSorted(none, some, 50),
              maximumMeanDiscrepancySorted(constant, some, 200)})
            QVERIFY(std::isnan(d));
        expectNear(andersonDarlingSorted(constant, constant), 0);
    }

    void equalLawsHaveAndersonDarlingOne() {
        double sum = 0;
        for (std::uint64_t seed = 0; seed < 200; ++seed)
            sum += andersonDarlingSorted(sortedPresent(normal(200, 2 * seed + 1)),
                                         sortedPresent(normal(300, 2 * seed + 2)));
        QVERIFY2(std::abs(sum / 200 - 1) < 0.2, std::to_string(sum / 200).c_str());
    }

    void tails() {
        const auto a = sortedPresent(first()), b = sortedPresent(second());
        expectNear(paretoShapeSorted(a, Tail::Right, 0.05), -0.5977223743225757);
        expectNear(paretoShapeSorted(a, Tail::Left, 0.05), -0.5801972263942998);
        expectNear(gainLossAsymmetrySorted(b), -0.085686503970005);
        // The quantiles of a generalised Pareto law of shape 0.2 at (i - 0.5) / 20000.
        std::vector<double> pareto;
        for (int i = 1; i <= 20000; ++i)
            pareto.push_back((std::pow(1 - (i - 0.5) / 20000, -0.2) - 1) / 0.2);
        expectNear(paretoShapeSorted(pareto, Tail::Right, 0.05), 0.19773808603725063);
        QVERIFY(std::isnan(paretoShapeSorted(std::span(a).first(100), Tail::Right, 0.05)));
    }

    void timeStatistics() {
        const auto p = pathStatistics(first());
        using I = PathStatistics::Index;
        expectNear(p.values[I::CoarseFine], -0.001992715576529647);
        expectNear(p.values[I::TimeReversal], -0.035836888454360186);
        expectNear(p.values[I::Hurst], 0.9539098485753627);
        expectNear(p.values[I::Dwell], 1.7647058823529411);
        expectNear(p.values[I::ArchRSquared], 0.3537175850679207);
        expectNear(p.values[I::VarianceRatio5], 0.9471359278042097);
        expectNear(p.values[I::VarianceRatio20], 0.8144124460211525);
        expectNear(p.values[I::Intermittency], 0.546676744812247);
        expectNear(p.conditionalKurtosis, -1.1424083277876758);
        expectNear(p.sumKurtosis[0], -0.6874519831716657);
        expectNear(p.sumKurtosis[1], 1.6156367724671092);
        expectNear(p.sumKurtosis[2], 1.3841394371584794);
        QCOMPARE(p.drawdowns.size(), std::size_t{17});
        expectNear(p.drawdowns.front(), 0.07973446868972267);
        expectNear(p.drawdowns.back(), 0.20186560414862242);
    }

    void signatures() {
        const Signature byHand = signatureOf(std::vector<double>{2, -1});
        const Signature expected{1, 0.25 * 2 - 0.75, 0.5 * 1 + 0.5 * 1.5, 0.5};
        for (std::size_t i = 0; i < byHand.size(); ++i)
            expectNear(byHand[i], expected[i]);
        expectNear(byHand[1] + byHand[2], byHand[0]); // integration by parts
        const auto p = pathStatistics(first());
        const Signature mean{0.0006284181486592321, -0.0041389102844661164, 0.0047673284331253485,
                             0.000534668681777004};
        const Signature deviation{0.033253609410280466, 0.022172236602256194, 0.020204967226877903,
                                  0.001011044473313706};
        for (std::size_t i = 0; i < mean.size(); ++i) {
            expectNear(p.signatureMean[i], mean[i]);
            expectNear(p.signatureDeviation[i], deviation[i]);
        }
    }

    void independentDaysHaveNoMemoryAndNoDirection() {
        const auto p = pathStatistics(normal(40'000, 5));
        using I = PathStatistics::Index;
        QVERIFY(std::abs(p.values[I::CoarseFine]) < 0.02);
        QVERIFY(std::abs(p.values[I::TimeReversal]) < 0.02);
        QVERIFY(std::abs(p.values[I::Hurst] - 0.5) < 0.06);
        QVERIFY(std::abs(p.values[I::Dwell] - 1.25) < 0.02);
        QVERIFY(p.values[I::ArchRSquared] < 0.002);
        QVERIFY(std::abs(p.values[I::VarianceRatio20] - 1) < 0.1);
        QVERIFY(std::abs(p.conditionalKurtosis) < 0.3);
    }

    void manyPathsPoolAndOnePathIsASeries() {
        const auto values = normal(2400, 9);
        std::vector<float> single(values.begin(), values.end());
        const auto paths = pathStatistics(PathView{.count = 1, .length = 2400, .values = single});
        const auto series = pathStatistics(widened(single));
        for (std::size_t i = 0; i < series.values.size(); ++i)
            QCOMPARE(paths.values[i], series.values[i]);
        QCOMPARE(paths.drawdowns, series.drawdowns);
        const auto four = pathStatistics(PathView{.count = 4, .length = 600, .values = single});
        expectNear(four.sumKurtosis[0], moments(widened(single)).excessKurtosis, 1e-6);
        QCOMPARE(four.drawdowns.size(), std::size_t{4 * 17});
    }

    void shortAndConstantSeriesHaveNone() {
        for (const auto& series : {std::vector<double>{}, std::vector<double>{0.01, -0.01},
                                   std::vector<double>(40, 0.0)}) {
            const auto p = pathStatistics(series);
            using I = PathStatistics::Index;
            for (const auto i : {I::CoarseFine, I::TimeReversal, I::Hurst, I::Dwell,
                                 I::ArchRSquared, I::Intermittency})
                QVERIFY2(std::isnan(p.values[i]), std::to_string(i).c_str());
            QVERIFY(std::isnan(p.conditionalKurtosis));
            QVERIFY(p.drawdowns.empty());
        }
    }

    void aMissingDayLeavesTheOrderUnknown() {
        auto returns = first();
        returns[300] = std::numeric_limits<double>::quiet_NaN();
        const auto p = pathStatistics(returns);
        using I = PathStatistics::Index;
        for (const auto i : {I::CoarseFine, I::TimeReversal, I::Hurst, I::Dwell, I::ArchRSquared,
                             I::VarianceRatio5, I::VarianceRatio20, I::Intermittency})
            QVERIFY2(std::isnan(p.values[i]), std::to_string(i).c_str());
    }

    /// Every metric says what it is; it is zero from a profile to itself and positive to another.
    void theCatalogueIsComplete() {
        const auto registry = makeMetricRegistry({.horizons = {1, 5, 20}, .maxLag = 50});
        const auto real = profileOf(first(), registry.options());
        const auto other = profileOf(second(), registry.options());
        std::set<std::string> ids;
        for (const auto& metric : registry.all()) {
            QVERIFY2(ids.insert(metric.id).second, metric.id.c_str());
            QVERIFY2(!metric.title.empty() && !metric.convention.empty() && !metric.source.empty(),
                     metric.id.c_str());
            QCOMPARE(metric.better == Better::Target, static_cast<bool>(metric.statistic));
            const double self = metric.distance(real, real);
            QVERIFY2(std::abs(self) < 1e-9, metric.id.c_str());
            const double away = metric.distance(real, other);
            QVERIFY2(std::isnan(away) || away >= 0, metric.id.c_str());
        }
        for (const char* id : {"ks",
                               "ks_rejected",
                               "ad",
                               "energy",
                               "hellinger",
                               "jensen_shannon",
                               "mmd",
                               "tail_quantiles",
                               "gpd_left",
                               "gpd_right",
                               "gain_loss",
                               "aggregation",
                               "conditional_kurtosis",
                               "coarse_fine",
                               "time_reversal",
                               "hurst_abs",
                               "dwell_time",
                               "arch_lm",
                               "variance_ratio_5",
                               "intermittency",
                               "signature",
                               "drawdown"})
            QVERIFY2(ids.contains(id), id);
        expectNear(registry.find("ks")->distance(real, other), 0.13666666666666666);
        expectNear(registry.find("energy")->distance(real, other),
                   0.0003432812498504553 / real.moments.stdev);
    }

    void rejectedPathsAreCounted() {
        const auto registry = makeMetricRegistry({.horizons = {1}, .maxLag = 20});
        const auto real = profileOf(normal(2000, 1), registry.options());
        std::vector<float> values;
        for (int path = 0; path < 20; ++path) // every fourth with three times the volatility
            for (const double r :
                 normal(500, 100 + static_cast<std::uint64_t>(path), path % 4 == 0 ? 0.03 : 0.01))
                values.push_back(static_cast<float>(r));
        const auto generated =
            profileOf(PathView{.count = 20, .length = 500, .values = values}, registry.options());
        const double share = registry.find("ks_rejected")->distance(real, generated);
        QVERIFY2(share >= 0.25 && share <= 0.4, std::to_string(share).c_str());
    }
};

LOOM_TEST(MetricCatalogueTest)
#include "test_metric_catalogue.moc"
