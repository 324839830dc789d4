// SPDX-License-Identifier: GPL-3.0-or-later
// Known answers from numpy 2 and scipy 1 (corrcoef, cov, eigvalsh, spearmanr, rankdata) for the
// panel below; the rest are properties.
#include "support/test_case.h"

#include "base/random.h"
#include "stats/cross_section.h"
#include "stats/panel_metric.h"

#include <algorithm>
#include <cmath>

using namespace loom;
using namespace loom::stats;

namespace {

struct Table {
    std::size_t days = 0, assets = 0;
    std::vector<double> values = {};
    PanelView view() const { return {.days = days, .assets = assets, .values = values}; }
};

Table waves() {
    Table out{.days = 40, .assets = 4};
    for (int t = 1; t <= 40; ++t)
        for (int a = 1; a <= 4; ++a)
            out.values.push_back(std::sin(1.3 * t * a) + 0.5 * std::sin(0.7 * t));
    return out;
}

/// One factor with the given share of variance, normal.
Table factorPanel(std::size_t days, std::size_t assets, double share, std::uint64_t seed) {
    Table out{.days = days, .assets = assets};
    Rng rng(seed);
    for (std::size_t t = 0; t < days; ++t) {
        const double factor = rng.normal();
        for (std::size_t a = 0; a < assets; ++a)
            out.values.push_back(0.01 *
                                 (std::sqrt(share) * factor + std::sqrt(1 - share) * rng.normal()));
    }
    return out;
}

void near(double value, double expected, double tolerance = 1e-12) {
    QVERIFY2(std::abs(value - expected) <= tolerance,
             qPrintable(QStringLiteral("%1 is not %2").arg(value, 0, 'g', 17).arg(expected)));
}

} // namespace

class CrossSectionTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void matricesEqualNumpy() {
        const Table table = waves();
        const auto correlation = correlationMatrix(table.view());
        near(correlation(0, 1), 0.19224922675479986);
        near(correlation(3, 2), 0.1975325167220282);
        near(correlation(1, 1), 1);
        const auto covariance = covarianceMatrix(table.view());
        near(covariance(1, 0), 0.12395595327425035);
        near(covariance(3, 3), 0.642751140994073);
        const auto eigenvalues = eigenvaluesDescending(correlation);
        near(eigenvalues[0], 1.5319450045875311);
        near(eigenvalues[3], 0.760650406786454);
    }

    void missingDaysLeaveOutTheirPairsOnly() {
        Table table = waves();
        table.values[5 * 4 + 1] = std::nan("");
        table.values[17 * 4 + 0] = std::nan("");
        const auto correlation = correlationMatrix(table.view());
        near(correlation(0, 1), 0.2185138870798499);
        near(correlation(3, 2), 0.1975325167220282);
    }

    void ranksEqualScipy() {
        const Table table = waves();
        const auto ranks = pseudoObservations(table.view());
        const PanelView pseudo{.days = 40, .assets = 4, .values = ranks};
        const auto spearman = correlationMatrix(pseudo);
        near(spearman(0, 1), 0.18649155722326455);
        near(spearman(1, 3), 0.2076923076923077);
        const auto tail = tailDependence(pseudo, 0.2);
        near(tail.lower(0, 1), 0.375);
        near(tail.lower(1, 2), 0.375);
        near(tail.upper(1, 3), 0.375);
        const std::vector<double> expected{0.125, 0.15, 0.2, 0.15, 0.275, 0.375, 0.25, 0.4, 0.625};
        const auto grid = copulaGrid(pseudo, 0, 1, 3);
        for (std::size_t i = 0; i < expected.size(); ++i)
            near(grid[i], expected[i]);
    }

    void tiesShareTheirMeanRank() {
        Table table{.days = 4, .assets = 1, .values = {3, 1, 3, 2}};
        const auto ranks = pseudoObservations(table.view());
        near(ranks[0], 3.5 / 5);
        near(ranks[2], 3.5 / 5);
        near(ranks[1], 1.0 / 5);
    }

    void badDaysAreTheWorstMeans() {
        const Table table = factorPanel(200, 3, 0.5, 1);
        const auto days = stressDays(table.view(), 0.1);
        QCOMPARE(days.stress.size(), std::size_t{20});
        QCOMPARE(days.calm.size(), std::size_t{180});
        const auto sum = [&](std::size_t t) {
            const auto row = table.view().row(t);
            return row[0] + row[1] + row[2];
        };
        double worst = -1e9;
        for (const std::size_t t : days.stress)
            worst = std::max(worst, sum(t));
        for (const std::size_t t : days.calm)
            QVERIFY(sum(t) >= worst);
    }

    void pairsAreAllOrASeededChoice() {
        QCOMPARE(choosePairs(10, 300, 1).size(), std::size_t{45});
        const auto some = choosePairs(50, 300, 1);
        QCOMPARE(some.size(), std::size_t{300});
        QVERIFY(some == choosePairs(50, 300, 1));
        QVERIFY(some != choosePairs(50, 300, 2));
        for (const auto& [a, b] : some)
            QVERIFY(a < b && b < 50);
    }

    void metricsAreZeroOnEqualPanelsAndGrowWithTheFault() {
        const Table real = factorPanel(1500, 5, 0.6, 1);
        const Table alike = factorPanel(1500, 5, 0.6, 2);
        const Table weaker = factorPanel(1500, 5, 0.1, 3);
        const auto registry = makePanelMetricRegistry();
        const auto a = profileOf(real.view(), registry.options());
        const auto b = profileOf(alike.view(), registry.options());
        const auto c = profileOf(weaker.view(), registry.options());
        for (const auto& metric : registry.all()) {
            near(metric.distance(a, a), 0);
            if (metric.group == MetricGroup::CrossSection && metric.id != "tail_asymmetry" &&
                metric.id != "correlation_dispersion" && metric.id != "stress_correlation")
                QVERIFY2(metric.distance(a, c) > 2 * metric.distance(a, b), metric.id.c_str());
            QVERIFY(!metric.convention.empty() && !metric.source.empty());
        }
    }
};

LOOM_TEST(CrossSectionTest)
#include "test_cross_section.moc"
