// SPDX-License-Identifier: GPL-3.0-or-later
// The ridge model: its algebra, features, pooling and the choice of the penalty. (Equality with
// scikit-learn is in test_statsmodels.cpp.)
#include "baseline_run.h"
#include "support/sample_market.h"
#include "support/test_case.h"

#include "forecast/ridge_path.h"

#include <array>
#include <cmath>
#include <numeric>

using namespace loom;
using namespace loom::tests;

namespace {

/// Prices whose next return is 0.6 times the feature "signal"; "noise" tells nothing.
ForecastData driven(std::size_t assets) {
    auto data = rawMarket({.rows = 900, .assets = assets, .horizon = 3});
    Rng rng(11);
    data.featureNames = {"noise", "signal"};
    for (std::size_t a = 0; a < assets; ++a) {
        double log = std::log(20.0), signal = 0;
        for (std::size_t row = 0; row < data.rows(); ++row) {
            log += 0.6 * signal + 0.002 * rng.normal();
            data.closes[a * data.rows() + row] = std::exp(log);
            signal = 0.01 * rng.normal();
            data.features.push_back(rng.normal());
            data.features.push_back(signal);
        }
    }
    return data;
}

} // namespace

class RidgeTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// Errors from sums are those of the samples one by one; without a penalty they are orthogonal
    /// to the inputs.
    void sumsAreEnough() {
        Rng rng(1);
        constexpr std::size_t kSamples = 150;
        ProductSums sums(2, 2);
        std::vector<std::array<double, 4>> samples;
        for (std::size_t i = 0; i < kSamples; ++i) {
            const double a = rng.normal(), b = 3 + 2 * rng.normal();
            samples.push_back({a, b, 1 + a - b + rng.normal(), 5 * b + rng.normal()});
            sums.add(std::span(samples.back()).first(2), std::span(samples.back()).last(2));
        }
        sums.flush();
        QCOMPARE(sums.count(), double{kSamples});
        for (const double lambda : {0.0, 0.7}) {
            const auto model = RidgePath(sums).at(lambda);
            Eigen::Vector2d squares(0, 0);
            double byInput = 0, total = 0;
            for (const auto& s : samples)
                for (Eigen::Index k = 0; k < 2; ++k) {
                    const double e = s[2 + static_cast<std::size_t>(k)] - model.intercept[k] -
                                     model.coefficients(0, k) * s[0] -
                                     model.coefficients(1, k) * s[1];
                    squares[k] += e * e;
                    byInput += e * s[0];
                    total += e;
                }
            QVERIFY((squaredErrors(model, sums) - squares).norm() < 1e-8);
            QVERIFY(std::abs(total) < 1e-9);
            QCOMPARE(std::abs(byInput) < 1e-9, lambda == 0.0);
        }
        const auto flat = RidgePath(sums).at(std::numeric_limits<double>::infinity());
        QCOMPARE(flat.coefficients.norm(), 0.0);
    }

    void featuresAreUsed() {
        auto data = driven(1);
        VERIFY_OK(data.finish());
        const auto model = BaselineRun("ridge").fit(data, {.trainTo = 700}, {{"lags", 2}});
        VERIFY_OK(model);
        double errors = 0;
        std::vector<std::size_t> origins(150);
        std::iota(origins.begin(), origins.end(), std::size_t{720});
        const auto out = forecastsOf(model, data, origins);
        for (std::size_t i = 0; i < origins.size(); ++i) {
            const double outcome = data.outcome(0, origins[i], 1);
            errors += std::pow(outcome - out.point(i, 0)[0], 2);
        }
        // What no model can know has a variance of 4e-6; all outcomes one of 3e-5.
        const double unexplained = errors / static_cast<double>(origins.size());
        QVERIFY2(unexplained < 1.3 * 4e-6, std::to_string(1e6 * unexplained).c_str());
        const auto cut = forecastsOf(model, data.truncated(801), {800});
        QVERIFY(std::ranges::equal(cut.point(0, 0), out.point(80, 0)));
    }

    void aMissingFeatureLeavesItsOriginsOut() {
        auto data = driven(1);
        data.features[2 * 800] = kMissing;
        VERIFY_OK(data.finish());
        const auto model = BaselineRun("ridge").fit(data, {.trainTo = 700});
        const auto out = forecastsOf(model, data, {799, 800, 801});
        QVERIFY(std::isfinite(out.point(0, 0)[0]) && std::isfinite(out.point(2, 0)[0]));
        QVERIFY(std::isnan(out.point(1, 0)[0]));
    }

    void constantFeaturesAreRefusedByName() {
        auto data = driven(1);
        for (std::size_t row = 0; row < 700; ++row)
            data.features[2 * row] = 4;
        VERIFY_OK(data.finish());
        const auto model = BaselineRun("ridge").fit(data, {.trainTo = 700});
        QVERIFY(!model);
        QVERIFY(model.error().message.find("The feature noise of A0 is constant") !=
                std::string::npos);
    }

    void nothingToLookAtIsRefused() {
        const auto data = sampleMarket({.rows = 400});
        const auto model = BaselineRun("ridge").fit(data, {.trainTo = 300}, {{"lags", 0}});
        QVERIFY(!model);
        QVERIFY(model.error().message.find("at least one lag or one feature") != std::string::npos);
    }

    /// Three assets, the second twice as lively: pooled in units of each one's own size.
    void poolingLearnsFromAllAssets() {
        auto data = driven(3);
        for (std::size_t row = 0; row < data.rows(); ++row) {
            double& close = data.closes[data.rows() + row];
            close = close * close; // the same signal, twice the move
        }
        VERIFY_OK(data.finish());
        const BaselineRun ridge("ridge");
        const auto pooled = ridge.fit(data, {.trainTo = 700}, {{"pooling", "pooled"}, {"lags", 1}});
        VERIFY_OK(pooled);
        QCOMPARE((*pooled)->facts()[1].value, std::string("one model for all assets"));
        const auto each = ridge.fit(data, {.trainTo = 700}, {{"lags", 1}});
        VERIFY_OK(each);
        QCOMPARE((*each)->facts()[1].value, std::string("one model an asset"));
        const auto together = forecastsOf(pooled, data, {800});
        const auto apart = forecastsOf(each, data, {800});
        for (std::size_t a = 0; a < 3; ++a)
            QVERIFY(std::abs(together.point(0, a)[0] - apart.point(0, a)[0]) < 0.0015);
        const auto many = ridge.fit(sampleMarket({.rows = 300, .assets = 22}), {.trainTo = 250});
        VERIFY_OK(many);
        QCOMPARE((*many)->facts()[1].value, std::string("one model for all assets"));
    }

    /// Without anything to find the penalty is large and the forecast nearly the mean.
    void noiseIsShrunkAway() {
        const auto data = sampleMarket({.rows = 1500, .horizon = 2, .seed = 8});
        const BaselineRun ridge("ridge");
        const FitSpan span{.trainTo = 1400};
        std::vector<std::size_t> origins(60);
        std::iota(origins.begin(), origins.end(), std::size_t{1420});
        const auto spread = [&](const Json& params) {
            const auto out = forecastsOf(ridge.fit(data, span, params), data, origins);
            double least = 1, most = -1;
            for (std::size_t i = 0; i < origins.size(); ++i) {
                least = std::min(least, out.point(i, 0)[0]);
                most = std::max(most, out.point(i, 0)[0]);
            }
            return most - least;
        };
        QVERIFY(spread(Json::object()) < 0.25 * spread({{"lambda", 1e-4}}));
    }
};

LOOM_TEST(RidgeTest)
#include "test_ridge.moc"
