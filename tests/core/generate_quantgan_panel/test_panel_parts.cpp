// SPDX-License-Identifier: GPL-3.0-or-later
// What carries a panel from returns to the networks and back: whitening of outputs, score tables,
// loadings, the size of what the leading factors leave. Known answers follow from the definitions
// (covariance one, normal quantiles) or from central differences in double.
#include "generate/quantgan/factor_spread.h"
#include "generate/quantgan/output_scale.h"
#include "generate/quantgan/return_map.h"
#include "stats/cross_section.h"
#include "stats/dependence.h"
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

stats::PanelProfile profileOf(const std::vector<double>& values, std::size_t assets) {
    return stats::profileOf({.days = values.size() / assets, .assets = assets, .values = values},
                            {});
}

/// In place, from `channels` numbers a day to `assets` returns.
std::vector<double> returnsOf(const ReturnMap& map, const std::vector<float>& outputs) {
    const std::size_t days = outputs.size() / map.channels();
    std::vector<float> values(days * map.assets());
    for (std::size_t t = 0; t < days; ++t)
        std::copy_n(outputs.begin() + static_cast<std::ptrdiff_t>(t * map.channels()),
                    map.channels(), values.begin() + static_cast<std::ptrdiff_t>(t * map.assets()));
    Rng rng(4);
    map.toReturns(values, rng);
    return {values.begin(), values.end()};
}

/// Six uncorrelated factors of variance one, of which the last four have a size of their own that
/// follows an autoregression of order one and falls when the first factor rises.
std::vector<double> sixFactors(std::size_t days) {
    Rng rng(6);
    std::vector<double> out;
    double level = 0;
    for (std::size_t t = 0; t < days; ++t) {
        const double first = rng.normal();
        level = 0.95 * level + 0.1 * rng.normal();
        out.push_back(first);
        out.push_back(rng.normal());
        for (int k = 0; k < 4; ++k)
            out.push_back(std::exp(level - 0.1 * first - 0.1) * rng.normal());
    }
    return out;
}

double meanOf(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values)
        sum += value;
    return sum / static_cast<double>(values.size());
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
        for (const double value : {0.05, 0.5, 1.0, 3.0, 20.0})
            QVERIFY(std::abs(table.valueAt(table(value)) - value) < 1e-9 * (1 + value));
        const auto again = ScoreTable::fromJson(Json(table.quantiles()));
        QCOMPARE(again(0.7), table(0.7));
        QVERIFY_THROWS_EXCEPTION(Json::exception, ScoreTable::fromJson(Json{1, 2, 3}));
    }

    /// P(|X| > x) = x^-3, so that the score of every value is known.
    void extremesOfHeavyTailsKeepTheirScores() {
        Rng rng(7);
        std::vector<double> values(50'000);
        for (double& value : values) {
            const double sign = rng.uniform() < 0.5 ? -1 : 1;
            value = sign * std::pow(1 - rng.uniform(), -1.0 / 3);
        }
        const auto table = ScoreTable::measured(values);
        for (const double score : {3.0, 3.7, 4.2, 4.7}) {
            const double share = 0.5 * std::erfc(score / std::sqrt(2.0));
            const double value = std::pow(2 * share, -1.0 / 3);
            for (const double sign : {-1.0, 1.0}) {
                const double said = sign * table(sign * value);
                QVERIFY2(std::abs(said - score) < 0.6, std::to_string(said).c_str());
            }
        }
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
        Rng unused(1);
        exact.toReturns(back, unused);
        for (std::size_t i = 0; i < back.size(); ++i)
            QVERIFY(std::abs(back[i] - data.returns[i]) < 1e-6);
        auto ranked = map.toNetwork(data.training());
        map.toReturns(ranked, unused);
        for (std::size_t i = 0; i < ranked.size(); ++i)
            if (std::abs(data.returns[i]) < 0.01) // within the ranks of every stock
                QVERIFY(std::abs(ranked[i] - data.returns[i]) < 1e-4);
    }

    /// Whatever the network puts out, marginals and rank correlations are those of the panel.
    void calibrationKeepsMarginalsAndCorrelations() {
        const auto data = dataOf(tests::kFactorEtfs, "2014-01-01", "2022-12-31");
        QCOMPARE(data.assetCount(), std::size_t{5});
        const auto plain = ReturnMap::fitted(data, {.assets = 5});
        auto drawn = heavyFactors(100'000, 5);
        const auto map = plain.calibrated(drawn, Rng(1));
        const auto real = profileOf(data.returns, 5), ours = profileOf(returnsOf(map, drawn), 5),
                   other = profileOf(returnsOf(plain, drawn), 5);
        const auto difference = stats::meanOffDiagonalDifference(real.spearman, ours.spearman);
        QVERIFY2(difference < 0.02, std::to_string(difference).c_str());
        for (std::size_t a = 0; a < 5; ++a) {
            const double matched = stats::kolmogorovSmirnovSorted(real.sorted[a], ours.sorted[a]);
            QVERIFY2(matched < 0.01, std::to_string(matched).c_str());
            QVERIFY(stats::kolmogorovSmirnovSorted(real.sorted[a], other.sorted[a]) > 2 * matched);
        }
        const auto loaded = ReturnMap::fromJson(map.toJson());
        const auto few = heavyFactors(50, 5);
        QVERIFY(returnsOf(map, few) == returnsOf(loaded, few));
    }

    /// The same where the networks see five factors and the size of the rest.
    void whatIsLeftOfManyAssetsIsDrawn() {
        const auto data = dataOf(tests::kStocks, "1990-01-01", "2009-10-31");
        const auto plain = ReturnMap::fitted(data, {.assets = 20, .factors = 5});
        QCOMPARE(plain.channels(), std::size_t{6});
        const auto seen = plain.toNetwork(data.training());
        QCOMPARE(seen.size(), data.days() * 6);
        const Eigen::MatrixXd error = covarianceOf(seen, 6) - Eigen::MatrixXd::Identity(6, 6);
        QVERIFY2(error.cwiseAbs().maxCoeff() < 0.01,
                 std::to_string(error.cwiseAbs().maxCoeff()).c_str());

        const auto drawn = heavyFactors(50'000, 6);
        const auto map = plain.calibrated(drawn, Rng(1));
        const auto real = profileOf(data.returns, 20), ours = profileOf(returnsOf(map, drawn), 20);
        const auto difference = stats::meanOffDiagonalDifference(real.spearman, ours.spearman);
        QVERIFY2(difference < 0.03, std::to_string(difference).c_str());
        for (std::size_t a = 0; a < 20; ++a)
            QVERIFY(stats::kolmogorovSmirnovSorted(real.sorted[a], ours.sorted[a]) < 0.015);
        const auto loaded = ReturnMap::fromJson(map.toJson());
        const auto few = heavyFactors(50, 6);
        QVERIFY(returnsOf(map, few) == returnsOf(loaded, few));
    }

    /// A network that knew the training days would give single stocks their memory: what is drawn
    /// beside it keeps it. The same days in another order have none.
    void memoryReachesTheAssets() {
        const auto data = dataOf(tests::kStocks, "1990-01-01", "2009-10-31");
        const auto plain = ReturnMap::fitted(data, {.assets = 20, .factors = 5});
        const auto seen = plain.toNetwork(data.training());
        const auto map = plain.calibrated(seen, Rng(1));
        const auto real = profileOf(data.returns, 20), ours = profileOf(returnsOf(map, seen), 20);
        double missed = 0, none = 0;
        for (std::size_t a = 0; a < 20; ++a) {
            const std::vector<double> zero(real.acfAbsolute[a].size(), 0.0);
            missed += stats::rootMeanSquareDifference(real.acfAbsolute[a], ours.acfAbsolute[a]);
            none += stats::rootMeanSquareDifference(real.acfAbsolute[a], zero);
        }
        QVERIFY2(missed < 0.4 * none, std::to_string(missed / none).c_str());
    }

    void sizesAreDrawnAsTheyWere() {
        const auto factors = sixFactors(20'000);
        const auto spread = FactorSpread::fitted(factors, 6, 2);
        QCOMPARE(spread.leading(), std::size_t{2});
        std::vector<float> seen;
        std::vector<double> channel, sizes, drawn;
        double withFirst = 0;
        for (std::size_t at = 0; at < factors.size(); at += 6) {
            const double value = spread.toNetwork(std::span(factors).subspan(at, 6));
            withFirst += value * factors[at] / 20'000;
            channel.push_back(value);
            seen.push_back(static_cast<float>(factors[at]));
            seen.push_back(static_cast<float>(factors[at + 1]));
            seen.push_back(static_cast<float>(value));
        }
        QVERIFY(std::abs(meanOf(channel)) < 0.02 && std::abs(withFirst) < 0.02);
        const double variance = covarianceOf({seen.data(), seen.size()}, 3)(2, 2);
        QVERIFY2(std::abs(variance - 1) < 0.02, std::to_string(variance).c_str());

        const auto calibrated = spread.calibrated(seen);
        Rng rng(9);
        std::vector<double> day(6);
        std::vector<float> directions;
        for (std::size_t t = 0; t < 20'000; ++t) {
            std::copy_n(factors.begin() + static_cast<std::ptrdiff_t>(6 * t), 2, day.begin());
            calibrated.draw(channel[t], rng, day);
            double real = 0, ours = 0;
            for (std::size_t k = 2; k < 6; ++k) {
                real += factors[6 * t + k] * factors[6 * t + k];
                ours += day[k] * day[k];
                directions.push_back(static_cast<float>(day[k]));
            }
            sizes.push_back(std::sqrt(real));
            drawn.push_back(std::sqrt(ours));
        }
        for (std::size_t t = 0; t < 20'000;
             t += 97) // the same day by day, but for the table's steps
            QVERIFY(std::abs(drawn[t] - sizes[t]) < 0.02 * (1 + sizes[t]));
        const Eigen::MatrixXd spreadOut = covarianceOf(directions, 4);
        QVERIFY((spreadOut - spreadOut.trace() / 4 * Eigen::MatrixXd::Identity(4, 4))
                    .cwiseAbs()
                    .maxCoeff() < 0.05 * spreadOut.trace() / 4);
        const auto loaded = FactorSpread::fromJson(calibrated.toJson());
        Rng one(2), two(2);
        auto other = day;
        calibrated.draw(0.3, one, day);
        loaded.draw(0.3, two, other);
        QVERIFY(day == other);
    }

    void damagedMapsAreRefused() {
        const auto data = dataOf(tests::kFactorEtfs, "2018-01-01", "2019-12-31");
        const auto map =
            ReturnMap::fitted(data, {.assets = 5}).calibrated(heavyFactors(5000, 5), Rng(1));
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
        const auto stocks = dataOf(tests::kStocks, "2016-01-01", "2019-12-31");
        Json json = ReturnMap::fitted(stocks, {.assets = 20, .factors = 4}).toJson();
        for (const char* key : {"real", "generated", "slopes", "stdev"}) {
            Json cut = json;
            cut["spread"].erase(key);
            QVERIFY_THROWS_EXCEPTION(Json::exception, ReturnMap::fromJson(cut));
        }
        json["spread"]["slopes"] = std::vector<double>(20, 0.0);
        QVERIFY_THROWS_EXCEPTION(Json::exception, ReturnMap::fromJson(json));
    }
};

} // namespace loom::generate

using loom::generate::TestPanelParts;
LOOM_TEST(TestPanelParts)
#include "test_panel_parts.moc"
