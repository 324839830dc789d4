// SPDX-License-Identifier: GPL-3.0-or-later
// What carries a panel from returns to the networks and back: whitening of outputs, score tables,
// loadings. Known answers follow from the definitions (covariance one, normal quantiles) or from
// central differences in double.
#include "generate/quantgan/output_scale.h"
#include "generate/quantgan/return_map.h"
#include "stats/cross_section.h"
#include "stats/panel_profile.h"
#include "stats/two_sample.h"
#include "support/sample_panel.h"
#include "support/test_case.h"

#include <QString>

#include <algorithm>
#include <cmath>

namespace loom::generate {

namespace {

/// Correlated, skewed values with different scales, day by day.
std::vector<float> mixed(std::size_t days, std::size_t channels, std::uint64_t seed) {
    Rng rng(seed);
    std::vector<float> out;
    for (std::size_t t = 0; t < days; ++t) {
        const double common = rng.normal();
        for (std::size_t k = 0; k < channels; ++k) {
            const double own = rng.normal();
            const auto place = static_cast<double>(k);
            out.push_back(static_cast<float>(0.3 * place + common +
                                             (0.2 + 0.1 * place) * (own + 0.3 * own * own)));
        }
    }
    return out;
}

Eigen::MatrixXd covarianceOf(std::span<const float> values, std::size_t channels) {
    const auto n = static_cast<Eigen::Index>(channels);
    Eigen::MatrixXd x = Eigen::Map<const Eigen::MatrixXf>(
                            values.data(), n, static_cast<Eigen::Index>(values.size()) / n)
                            .cast<double>();
    x.colwise() -= x.rowwise().mean().eval();
    return x * x.transpose() / static_cast<double>(x.cols());
}

TrainingData dataOf(const std::string& file, const char* from, const char* to) {
    const auto panel = tests::samplePanel(file, from, to);
    TrainingData data{.returns = panel.logReturns, .dates = panel.dates, .assets = panel.assets};
    data.trainEnd = data.validationEnd = panel.days();
    data.wholeWindow = true;
    return data;
}

/// What a network may put out: uncorrelated channels of variance one whose volatility is shared, so
/// that they are far from normal.
std::vector<float> heavyFactors(std::size_t days, std::size_t channels) {
    Rng rng(8);
    std::vector<float> out;
    double level = 0;
    for (std::size_t t = 0; t < days; ++t) {
        level = 0.95 * level + 0.2 * rng.normal();
        for (std::size_t k = 0; k < channels; ++k)
            out.push_back(static_cast<float>(std::exp(level) * rng.normal()));
    }
    OutputScale::measured(out, channels).apply(out);
    return out;
}

stats::PanelProfile profileOf(const std::vector<double>& values) {
    return stats::profileOf({.days = values.size() / 5, .assets = 5, .values = values}, {});
}

} // namespace

class TestPanelParts : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void whitenedOutputsHaveCovarianceOne_data() {
        QTest::addColumn<int>("channels");
        for (const int channels : {1, 2, 5, 20})
            QTest::newRow(std::to_string(channels).c_str()) << channels;
    }
    void whitenedOutputsHaveCovarianceOne() {
        QFETCH(int, channels);
        const auto n = static_cast<std::size_t>(channels);
        auto x = mixed(5000, n, 1);
        const auto scale = OutputScale::measured(x, n);
        QVERIFY(scale.isFinite() && scale.smallest() > 0);
        scale.apply(x);
        const Eigen::MatrixXd error =
            covarianceOf(x, n) - Eigen::MatrixXd::Identity(channels, channels);
        QVERIFY2(error.cwiseAbs().maxCoeff() < 1e-3,
                 std::to_string(error.cwiseAbs().maxCoeff()).c_str());
    }

    /// sum_i c_i x_i by central differences of the raw values.
    void gradientOfWhiteningEqualsDifferences() {
        constexpr std::size_t kDays = 40, kChannels = 4;
        const auto y = mixed(kDays, kChannels, 2);
        std::vector<float> gradient;
        for (std::size_t i = 0; i < y.size(); ++i)
            gradient.push_back(std::sin(static_cast<float>(i)));
        const auto loss = [&](std::size_t moved, double by) {
            auto z = y;
            z[moved] += static_cast<float>(by);
            OutputScale::measured(z, kChannels).apply(z);
            double sum = 0;
            for (std::size_t i = 0; i < z.size(); ++i)
                sum += static_cast<double>(std::sin(static_cast<float>(i))) * z[i];
            return sum;
        };
        const auto scale = OutputScale::measured(y, kChannels);
        auto x = y;
        scale.apply(x);
        backThroughStandardise(x, scale, gradient);
        for (std::size_t i = 0; i < y.size(); i += 7) {
            const double step = 0.01;
            const double expected = (loss(i, step) - loss(i, -step)) / (2 * step);
            QVERIFY2(std::abs(gradient[i] - expected) < 0.01 * (1 + std::abs(expected)),
                     qPrintable(QStringLiteral("%1: %2 %3").arg(i).arg(gradient[i]).arg(expected)));
        }
    }

    /// exp of a normal number has the score log x.
    void tablesMakeNormal() {
        Rng rng(5);
        std::vector<double> values(200'000);
        for (double& value : values)
            value = std::exp(rng.normal());
        const auto table = ScoreTable::measured(values);
        for (const double score : {-3.0, -1.0, 0.0, 0.5, 2.0, 3.0})
            QVERIFY2(std::abs(table(std::exp(score)) - score) < 0.05,
                     std::to_string(table(std::exp(score))).c_str());
        double before = -INFINITY;
        for (double value = -5; value < 200; value += 0.01) {
            QVERIFY(table(value) > before);
            before = table(value);
        }
        const auto again = ScoreTable::fromJson(Json(table.quantiles()));
        QCOMPARE(again(0.7), table(0.7));
        QVERIFY_THROWS_EXCEPTION(Json::exception, ScoreTable::fromJson(Json{1, 2, 3}));
    }

    void tiesStayMonotone() {
        std::vector<double> values(5000, 0.0);
        values.back() = 1;
        const auto table = ScoreTable::measured(values);
        QVERIFY(std::isfinite(table(0.0)) && std::isfinite(table(2.0)) && std::isfinite(table(-2)));
        QVERIFY(table(2.0) >= table(0.0) && table(0.0) >= table(-2.0));
    }

    void panelsBecomeUncorrelatedFactorsAndComeBack() {
        const auto data = dataOf(tests::kStocks, "2000-01-01", "2012-12-31");
        QCOMPARE(data.assetCount(), std::size_t{20});
        const auto map = ReturnMap::fitted(data, {.assets = 20});
        const auto factors = map.toNetwork(data.training());
        const Eigen::MatrixXd error = covarianceOf(factors, 20) - Eigen::MatrixXd::Identity(20, 20);
        QVERIFY(error.cwiseAbs().maxCoeff() < 1e-3);
        const auto shares = map.factorShares();
        QVERIFY(std::is_sorted(shares.rbegin(), shares.rend()));
        QVERIFY(shares.front() > 0.3); // the market
        // Standardised returns come back as they were; ranks do so but for their smoothed tails.
        const auto exact =
            ReturnMap::fitted(data, {.assets = 20, .marginals = Marginals::Standard});
        auto back = exact.toNetwork(data.training());
        exact.toReturns(back);
        for (std::size_t i = 0; i < back.size(); ++i)
            QVERIFY(std::abs(back[i] - data.returns[i]) < 1e-6);
    }

    /// Whatever the network puts out, marginals and rank correlations are those of the panel.
    void calibrationKeepsMarginalsAndCorrelations() {
        const auto data = dataOf(tests::kFactorEtfs, "2014-01-01", "2022-12-31");
        QCOMPARE(data.assetCount(), std::size_t{5});
        const auto plain = ReturnMap::fitted(data, {.assets = 5});
        auto drawn = heavyFactors(100'000, 5);
        const auto map = plain.calibrated(drawn);
        auto uncalibrated = drawn;
        map.toReturns(drawn);
        plain.toReturns(uncalibrated);
        const std::vector<double> values(drawn.begin(), drawn.end());
        const std::vector<double> raw(uncalibrated.begin(), uncalibrated.end());
        const auto real = profileOf(data.returns), ours = profileOf(values), other = profileOf(raw);
        const auto difference = stats::meanOffDiagonalDifference(real.spearman, ours.spearman);
        QVERIFY2(difference < 0.02, std::to_string(difference).c_str());
        for (std::size_t a = 0; a < 5; ++a) {
            const double matched = stats::kolmogorovSmirnovSorted(real.sorted[a], ours.sorted[a]);
            QVERIFY2(matched < 0.01, std::to_string(matched).c_str());
            QVERIFY(stats::kolmogorovSmirnovSorted(real.sorted[a], other.sorted[a]) > 2 * matched);
        }
        const auto loaded = ReturnMap::fromJson(map.toJson());
        auto again = heavyFactors(50, 5), once = again;
        map.toReturns(once);
        loaded.toReturns(again);
        QVERIFY(once == again);
    }

    void damagedMapsAreRefused() {
        const auto data = dataOf(tests::kFactorEtfs, "2018-01-01", "2019-12-31");
        const auto map = ReturnMap::fitted(data, {.assets = 5}).calibrated(heavyFactors(5000, 5));
        for (const char* key : {"colour", "loadings", "tables", "marginals"}) {
            Json json = map.toJson();
            json.erase(key);
            QVERIFY_THROWS_EXCEPTION(Json::exception, ReturnMap::fromJson(json));
            if (json = map.toJson(); json[key].is_array()) {
                json[key].erase(0);
                QVERIFY_THROWS_EXCEPTION(Json::exception, ReturnMap::fromJson(json));
            }
        }
        QVERIFY_THROWS_EXCEPTION(Json::exception, ReturnMap::fromJson(Json{1, 2, 3}));
    }
};

} // namespace loom::generate

using loom::generate::TestPanelParts;
LOOM_TEST(TestPanelParts)
#include "test_panel_parts.moc"
