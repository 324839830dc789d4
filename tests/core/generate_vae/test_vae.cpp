// SPDX-License-Identifier: GPL-3.0-or-later
// What the cross-section models must get right: volatility and correlation with decoder noise, too
// little of the first and too much of the second without, collapse said, missing values masked.
#include "base/random.h"
#include "generate/generator.h"
#include "generate/panel_scaler.h"
#include "stats/cross_section.h"
#include "stats/moments.h"
#include "support/test_case.h"

#include <algorithm>
#include <cmath>

namespace loom::generate {

namespace {

constexpr std::size_t kAssets = 8;

/// Two factors and t(4) noise of its own for every asset.
TrainingData factorPanel(std::size_t days, std::uint64_t seed = 1) {
    TrainingData data;
    for (std::size_t a = 0; a < kAssets; ++a)
        data.assets.push_back("A" + std::to_string(a));
    Rng rng(seed);
    for (std::size_t t = 0; t < days; ++t) {
        const double first = rng.normal(), second = rng.normal();
        for (std::size_t a = 0; a < kAssets; ++a) {
            double chi = 0;
            for (int k = 0; k < 4; ++k)
                chi += std::pow(rng.normal(), 2);
            const double noise = rng.normal() / std::sqrt(chi / 2);
            const double loading = 0.6 + 0.05 * static_cast<double>(a);
            data.returns.push_back(0.01 *
                                   (loading * first + (a % 2 ? 0.4 : -0.4) * second + 0.6 * noise));
        }
    }
    data.trainEnd = days * 8 / 10;
    data.validationEnd = days;
    return data;
}

Paths drawn(const std::string& id, const Json& params, const TrainingData& data,
            std::size_t days = 4000, const Steering& steering = {}) {
    const auto registry = makeGeneratorRegistry();
    const GeneratorInfo* info = registry.find(id);
    jobs::PlainJobContext context;
    FitOptions options;
    options.params = validated(info->params, params).value();
    auto generator = info->fit(data, options, context);
    if (!generator)
        return {};
    auto sample =
        (*generator)
            ->sample({.count = 1, .length = days, .seed = 2, .steering = steering}, context);
    return sample ? sample->paths : Paths{};
}

struct Figures {
    std::vector<double> deviations;
    Eigen::MatrixXd correlation;
};

Figures figuresOf(const std::vector<double>& values) {
    const stats::PanelView panel{
        .days = values.size() / kAssets, .assets = kAssets, .values = values};
    Figures out;
    for (std::size_t a = 0; a < kAssets; ++a)
        out.deviations.push_back(stats::standardDeviation(panel.column(a)));
    out.correlation = stats::correlationMatrix(panel);
    return out;
}

Figures figuresOf(const Paths& paths) {
    return figuresOf(std::vector<double>(paths.returns.begin(), paths.returns.end()));
}

double meanRatio(const Figures& a, const Figures& b) {
    double sum = 0;
    for (std::size_t i = 0; i < kAssets; ++i)
        sum += a.deviations[i] / b.deviations[i] / kAssets;
    return sum;
}

double meanAbsoluteCorrelation(const Figures& f) {
    return (f.correlation.cwiseAbs().sum() - kAssets) / (kAssets * (kAssets - 1));
}

bool hasWarning(const Json& params, const TrainingData& data, const std::string& name) {
    const auto registry = makeGeneratorRegistry();
    const GeneratorInfo* info = registry.find("vae");
    jobs::PlainJobContext context;
    FitOptions options;
    options.params = validated(info->params, params).value();
    const auto generator = info->fit(data, options, context).value();
    const auto facts = generator->facts();
    return std::any_of(facts.begin(), facts.end(),
                       [&](const auto& fact) { return fact.warning && fact.name == name; });
}

} // namespace

class VaeTest : public QObject {
    Q_OBJECT

    TrainingData m_data = factorPanel(1500);
    Figures m_real = figuresOf(m_data.returns);

  private Q_SLOTS:
    void keepsVolatilityAndCorrelation_data() {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("params");
        QTest::newRow("normal") << "vae"
                                << R"({"latent": 4, "hidden": 32, "epochs": 60})";
        QTest::newRow("student t")
            << "vae"
            << R"({"latent": 4, "hidden": 32, "epochs": 60, "decoder": "student_t"})";
        QTest::newRow("lambert w")
            << "vae"
            << R"({"latent": 4, "hidden": 32, "epochs": 60, "marginals": "lambert_w"})";
        QTest::newRow("ppca") << "ppca"
                              << R"({"latent": 2})";
    }
    void keepsVolatilityAndCorrelation() {
        QFETCH(QString, id);
        QFETCH(QString, params);
        const Paths paths =
            drawn(id.toStdString(), parseJson(params.toStdString()).value(), m_data, 6000);
        QVERIFY(!paths.returns.empty());
        const Figures made = figuresOf(paths);
        const double ratio = meanRatio(made, m_real);
        QVERIFY2(ratio > 0.9 && ratio < 1.1, qPrintable(QString::number(ratio)));
        const double difference =
            stats::meanOffDiagonalDifference(made.correlation, m_real.correlation);
        QVERIFY2(difference < 0.06, qPrintable(QString::number(difference)));
    }

    void theDecodersMeanLosesVarianceAndTiesPairsTooMuch() {
        const Json params{{"latent", 4}, {"hidden", 32}, {"epochs", 60}, {"decoder_noise", false}};
        const Figures made = figuresOf(drawn("vae", params, m_data));
        QVERIFY(meanRatio(made, m_real) < 0.85);
        QVERIFY(meanAbsoluteCorrelation(made) > meanAbsoluteCorrelation(m_real) + 0.1);
        QVERIFY(hasWarning(params, m_data, "Decoder noise"));
    }

    void collapseIsDetectedAndSaid() {
        QVERIFY(hasWarning({{"latent", 4}, {"hidden", 16}, {"epochs", 15}, {"beta", 50}}, m_data,
                           "Posterior collapse"));
        QVERIFY(!hasWarning({{"latent", 4}, {"hidden", 16}, {"epochs", 15}}, m_data,
                            "Posterior collapse"));
    }

    void raggedHistoriesAreMasked() {
        TrainingData ragged = m_data;
        for (std::size_t t = 0; t < 600; ++t)
            for (const std::size_t a : {1U, 5U})
                ragged.returns[t * kAssets + a] = std::nan("");
        for (const char* id : {"vae", "ppca"}) {
            const Json params = std::string_view(id) == "vae"
                                    ? Json{{"latent", 4}, {"hidden", 32}, {"epochs", 60}}
                                    : Json{{"latent", 2}};
            const Figures made = figuresOf(drawn(id, params, ragged, 6000));
            QVERIFY(stats::meanOffDiagonalDifference(made.correlation, m_real.correlation) < 0.07);
        }
    }

    void moreAssetsThanDaysIsRefusedOrAnswered() {
        TrainingData few = factorPanel(62);
        few.wholeWindow = true;
        QVERIFY(!drawn("vae", {{"epochs", 5}, {"hidden", 16}}, few, 10).returns.empty());
        few = factorPanel(30);
        few.wholeWindow = true;
        QVERIFY(drawn("vae", {{"epochs", 5}}, few, 10).returns.empty());
    }

    void daysLikeACrashAreCrashes() {
        std::vector<double> crash(kAssets, -0.05);
        const Steering like{.kind = Steering::Kind::LikeDays, .rows = crash};
        for (const char* id : {"vae", "ppca"}) {
            const Json params = std::string_view(id) == "vae"
                                    ? Json{{"latent", 4}, {"hidden", 32}, {"epochs", 60}}
                                    : Json{{"latent", 2}};
            const Paths paths = drawn(id, params, m_data, 2000, like);
            double sum = 0;
            for (const float r : paths.returns)
                sum += static_cast<double>(r);
            QVERIFY(sum / static_cast<double>(paths.returns.size()) < -0.01);
        }
    }

    void aWayBetweenTwoDaysGoesFromOneToTheOther() {
        std::vector<double> ends(2 * kAssets, 0.03);
        std::fill_n(ends.begin(), kAssets, -0.03);
        const Json params{{"latent", 4}, {"hidden", 32}, {"epochs", 60}, {"decoder_noise", false}};
        const Paths paths =
            drawn("vae", params, m_data, 11, {.kind = Steering::Kind::Between, .rows = ends});
        QCOMPARE(paths.length, std::size_t{11});
        QVERIFY(paths.returns.front() < -0.005F);
        QVERIFY(paths.returns.back() > 0.005F);
    }

    void aTailScaleSpreads() {
        const Json params{{"latent", 2}};
        const Figures plain = figuresOf(drawn("ppca", params, m_data));
        const Figures wide = figuresOf(drawn("ppca", params, m_data, 4000,
                                             {.kind = Steering::Kind::TailScale, .tailScale = 2}));
        QVERIFY(meanRatio(wide, plain) > 1.5);
    }
};

class PanelScalerTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void goesThereAndBack_data() {
        QTest::addColumn<int>("marginals");
        QTest::newRow("standard") << 0;
        QTest::newRow("ranks") << 1;
        QTest::newRow("lambert w") << 2;
    }
    void goesThereAndBack() {
        QFETCH(int, marginals);
        const TrainingData data = factorPanel(800);
        const auto scaler = PanelScaler::fitted(data, static_cast<Marginals>(marginals));
        const auto again = PanelScaler::fromJson(scaler.toJson());
        for (std::size_t t = 0; t < 500; ++t) {
            const double r = data.returns[t * kAssets + 3];
            const double x = scaler.toNetwork(3, r);
            QVERIFY(std::isfinite(x));
            // Beyond 5 % ranks come back through the fitted tail, not through the sample.
            if (marginals != 1 || std::abs(x) < 1.6)
                QVERIFY(std::abs(scaler.toReturn(3, x).value - r) < 2e-4);
            QCOMPARE(again.toNetwork(3, r), x);
            QCOMPARE(again.toReturn(3, x).value, scaler.toReturn(3, x).value);
        }
        QVERIFY(std::isnan(scaler.toNetwork(3, std::nan(""))));
    }

    void ranksReachBeyondHistoryButNotWithoutBound() {
        const TrainingData data = factorPanel(800);
        const auto scaler = PanelScaler::fitted(data, Marginals::Ranks);
        std::vector<double> column;
        for (std::size_t t = 0; t < 640; ++t)
            column.push_back(data.returns[t * kAssets]);
        const double largest = *std::max_element(column.begin(), column.end());
        QVERIFY(scaler.toReturn(0, 4.5).value > largest);
        double before = -1;
        for (double x = -6; x <= 6; x += 0.01) {
            const double r = scaler.toReturn(0, x).value;
            QVERIFY(r >= before); // monotone, also across the thresholds
            before = r;
        }
    }

    /// scipy.stats.genpareto.ppf gives the quantiles of the known law; the fit must find its shape.
    void theTailFitFindsItsLaw() {
        std::vector<double> values;
        for (int i = 1; i <= 4000; ++i) {
            const double p = 1 - i / 4001.0;
            values.push_back((std::pow(p, -0.2) - 1) / 0.2); // GPD, shape 0.2, scale 1
        }
        const ParetoTail tail = fitParetoTail(values, 0.05);
        QVERIFY2(std::abs(tail.shape - 0.2) < 0.05, qPrintable(QString::number(tail.shape)));
        QVERIFY(std::abs(tail.quantile(0.01) - 7.5594321575) < 0.1); // genpareto(0.2).ppf(0.99)
    }
};

} // namespace loom::generate

using loom::generate::PanelScalerTest;
using loom::generate::VaeTest;
LOOM_TEST(PanelScalerTest)
LOOM_TEST(VaeTest)
#include "test_vae.moc"
