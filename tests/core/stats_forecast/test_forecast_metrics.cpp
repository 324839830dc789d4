// SPDX-License-Identifier: GPL-3.0-or-later
// Forecast metrics on inputs small enough to score by hand (the answers are worked out beside
// them), on missing values and on views that do not fit together. Long inputs:
// test_known_answers.cpp.
#include "support/test_case.h"

#include <cmath>
#include <limits>
#include <set>

#include "stats/forecast_metric.h"

using namespace loom;
using namespace loom::stats;

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

ForecastScore scored(const char* id, const ForecastView& view) {
    const auto registry = makeForecastMetricRegistry();
    const auto* metric = registry.find(id);
    return metric ? metric->score(view) : ForecastScore{.value = -1e9};
}

bool near(double a, double b) {
    return std::abs(a - b) < 1e-12;
}

} // namespace

class ForecastMetricsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void pointMetricsByHand() {
        const std::vector<double> y{10, 20, 40}, f{12, 20, 30}, last{9, 21, 35};
        const std::vector<double> scale{2, 1, 5};
        const ForecastView view{.target = ForecastTarget::Prices,
                                .actual = y,
                                .point = f,
                                .last = last,
                                .absoluteScale = scale,
                                .squaredScale = scale};
        QVERIFY(near(scored("mae", view).value, 4));                       // (2 + 0 + 10) / 3
        QVERIFY(near(scored("rmse", view).value, std::sqrt(104.0 / 3)));   // 4 + 0 + 100
        QVERIFY(near(scored("mape", view).value, 100 * (0.2 + 0.25) / 3)); // 2/10, 0, 10/40
        QVERIFY(near(scored("smape", view).value, 200 * (2.0 / 22 + 10.0 / 70) / 3));
        QVERIFY(near(scored("mase", view).value, 1));                    // (1 + 0 + 2) / 3
        QVERIFY(near(scored("rmsse", view).value, std::sqrt(22.0 / 3))); // 4/2 + 0 + 100/5
        QVERIFY(near(scored("r2_naive", view).value, 1 - 104.0 / 27));   // 1 + 1 + 25
        QVERIFY(near(scored("bias", view).value, -8.0 / 3));             // 2 + 0 - 10
        QVERIFY(near(scored("direction", view).value, 200.0 / 3)); // up/up, down/down, up/down
    }

    void theLastValueHasNoDirectionAndNoSkill() {
        const std::vector<double> y{0.01, -0.02, 0.03}, zero{0, 0, 0};
        const ForecastView view{.actual = y, .point = zero};
        QCOMPARE(scored("r2_naive", view).value, 0.0);
        const auto direction = scored("direction", view);
        QVERIFY(std::isnan(direction.value));
        QCOMPARE(direction.leftOut, std::size_t{3});
    }

    void quantileMetricsByHand() {
        const std::vector<double> y{1, 5}, f{2, 2}, levels{0.1, 0.5, 0.9};
        const std::vector<double> q{0, 2, 3, 0, 2, 3};
        const ForecastView view{.actual = y, .point = f, .levels = levels, .quantiles = q};
        // Row 1: .1*1, .5*1, .1*2 = .8; row 2: .1*5, .5*3, .9*2 = 3.8.
        QVERIFY(near(scored("pinball", view).value, (0.8 + 3.8) / 6));
        // Cells .3, .4, .3: row 1 .1*.3 + .5*.4 + .2*.3 = .29; row 2 .15 + .6 + .54 = 1.29.
        QVERIFY(near(scored("crps_quantiles", view).value, 2 * (0.29 + 1.29) / 2));
        QVERIFY(near(scored("coverage_80", view).value, 50));
        QVERIFY(near(scored("width_80", view).value, 3));
        QVERIFY(near(scored("winkler_80", view).value, 3 + 10 * 2 / 2.0)); // 2 above, 2 / 0.2
        QVERIFY(std::isnan(scored("coverage_95", view).value));            // levels are not there
        QCOMPARE(scored("coverage_95", view).leftOut, std::size_t{2});
    }

    void samplesByHand() {
        const std::vector<double> y{1}, f{1}, draws{0, 2}, weights{1, 3};
        ForecastView view{.actual = y, .point = f, .samples = draws, .samplesPerRow = 2};
        QVERIFY(near(scored("crps_samples", view).value, 1 - 0.5)); // E|X-y| = 1, E|X-X'| = 1
        view.weights = weights;                                     // E|X-X'| = 2 * 2 * 3/16
        QVERIFY(near(scored("crps_samples", view).value, 1 - 0.375));
        const std::vector<double> none{0, 0};
        view.weights = none;
        QVERIFY(std::isnan(scored("crps_samples", view).value));
    }

    /// One draw: the CRPS is the absolute error.
    void oneDrawScoresTheAbsoluteError() {
        const std::vector<double> y{3, -1}, f{1, 1};
        const ForecastView view{.actual = y, .point = f, .samples = f, .samplesPerRow = 1};
        QVERIFY(near(scored("crps_samples", view).value, scored("mae", view).value));
    }

    void missingRowsAreLeftOutAndCounted() {
        const std::vector<double> y{1, kMissing, 3, 0}, f{2, 2, kMissing, 1};
        const std::vector<double> levels{0.1, 0.9};
        const std::vector<double> q{0, 3, 0, 3, kMissing, 3, 0, 3};
        const std::vector<double> scale{1, 1, 1, 0};
        const ForecastView view{.target = ForecastTarget::Prices,
                                .actual = y,
                                .point = f,
                                .absoluteScale = scale,
                                .squaredScale = scale,
                                .levels = levels,
                                .quantiles = q,
                                .samples = q,
                                .samplesPerRow = 2};
        const auto registry = makeForecastMetricRegistry({.intervals = {0.8}});
        for (const auto& metric : registry.all()) {
            const auto score = metric.score(view);
            QVERIFY2(std::isfinite(score.value), metric.id.c_str());
            QCOMPARE(score.rows + score.leftOut, view.rows());
            QVERIFY2(score.leftOut >= 2, metric.id.c_str());
        }
        QCOMPARE(scored("mae", view).leftOut, std::size_t{2});
        QCOMPARE(scored("mape", view).leftOut, std::size_t{3}); // y = 0
        QCOMPARE(scored("mase", view).leftOut, std::size_t{3}); // scale 0
        QCOMPARE(scored("winkler_80", view).leftOut, std::size_t{2});
    }

    void everyMetricExplainsItself() {
        const auto registry = makeForecastMetricRegistry();
        std::set<std::string> ids;
        for (const auto& metric : registry.all()) {
            QVERIFY2(ids.insert(metric.id).second, metric.id.c_str());
            QVERIFY2(!metric.title.empty() && !metric.formula.empty() && !metric.source.empty() &&
                         metric.score && (metric.onPrices || metric.onReturns),
                     metric.id.c_str());
        }
        for (const char* id : {"mae", "rmse", "mape", "smape", "mase", "rmsse", "r2_naive",
                               "pinball", "crps_quantiles", "crps_samples", "coverage_80",
                               "width_95", "winkler_95", "direction", "bias"})
            QVERIFY2(ids.contains(id), id);
    }

    void nothingToScoreIsNotANumber() {
        const ForecastView empty;
        const auto registry = makeForecastMetricRegistry();
        for (const auto& metric : registry.all()) {
            const auto score = metric.score(empty);
            QVERIFY2(std::isnan(score.value) && score.rows == 0, metric.id.c_str());
        }
    }

    void metricsApplyWhereTheySaySomething() {
        const auto registry = makeForecastMetricRegistry();
        const std::vector<double> y{0.1}, f{0.2}, levels{0.5};
        ForecastView view{.actual = y, .point = f};
        QVERIFY(applies(*registry.find("mae"), view));
        QVERIFY(!applies(*registry.find("mape"), view)); // on returns
        QVERIFY(!applies(*registry.find("pinball"), view));
        QVERIFY(!applies(*registry.find("mase"), view));
        view.target = ForecastTarget::Prices;
        view.levels = levels;
        view.quantiles = f;
        QVERIFY(applies(*registry.find("mape"), view) && applies(*registry.find("pinball"), view));
    }

    void viewsThatDoNotFitAreRefused() {
        const std::vector<double> two{1, 2}, three{1, 2, 3}, falling{0.9, 0.1}, one{1.0};
        QVERIFY(checkView({.actual = two, .point = two}).ok());
        QVERIFY(!checkView({.actual = two, .point = three}).ok());
        QVERIFY(!checkView({.actual = two, .point = two, .last = three}).ok());
        QVERIFY(!checkView({.actual = two, .point = two, .levels = falling}).ok());
        QVERIFY(!checkView({.actual = two, .point = two, .levels = one, .quantiles = two}).ok());
        const std::vector<double> half{0.5};
        QVERIFY(checkView({.actual = two, .point = two, .levels = half, .quantiles = two}).ok());
        QVERIFY(!checkView({.actual = two, .point = two, .levels = half, .quantiles = three}).ok());
        QVERIFY(!checkView({.actual = two, .point = two, .samples = two, .samplesPerRow = 2}).ok());
    }

    void skillAgainstAnyBenchmark() {
        const std::vector<double> y{1, 2, kMissing}, f{1, 1, 1}, mean{0, 0, 0};
        const auto score = skill(y, f, mean);
        QVERIFY(near(score.value, 1 - 1.0 / 5));
        QCOMPARE(score.leftOut, std::size_t{1});
        QVERIFY(std::isnan(skill(y, f, y).value));
    }
};

LOOM_TEST(ForecastMetricsTest)
#include "test_forecast_metrics.moc"
