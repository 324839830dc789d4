// SPDX-License-Identifier: GPL-3.0-or-later
// The Quant GAN on tiny networks and a simulated series. The gradients of one step are compared
// with LibTorch's automatic differentiation (ordinary form) in float: 2e-4 of the largest entry.
#include "generate/quantgan/engine.h"
#include "generate/quantgan/model.h"
#include "support/test_case.h"
#include "tiny_quantgan.h"

namespace loom::generate {

namespace {

double relativeDifference(std::span<const float> expected, std::span<const float> actual) {
    double largest = 0;
    double difference = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        largest = std::max(largest, std::abs(static_cast<double>(expected[i])));
        difference = std::max(difference, std::abs(static_cast<double>(expected[i]) - actual[i]));
    }
    return difference / largest;
}

} // namespace

class TestQuantGan : public QObject {
    Q_OBJECT

    static void bothKinds() {
        QTest::addColumn<QString>("id");
        QTest::newRow("tcn") << QStringLiteral("quantgan");
        QTest::newRow("svnn") << QStringLiteral("quantgan_svnn");
    }

  private Q_SLOTS:
    void gradientsEqualTheOrdinaryForm_data();
    void gradientsEqualTheOrdinaryForm();
    void equalSeedsGiveEqualBytes_data() { bothKinds(); }
    void equalSeedsGiveEqualBytes();
    void storedModelsSampleTheSame_data() { bothKinds(); }
    void storedModelsSampleTheSame();
    void damagedModelsAreRefused();
    void pathsDoNotDependOnWhatElseIsDrawn_data() { bothKinds(); }
    void pathsDoNotDependOnWhatElseIsDrawn();
    void distantDaysAreIndependent();
    void outputsAreStandardised_data() { bothKinds(); }
    void outputsAreStandardised();
    void samplingStops();
    void presetsAreValid();
};

void TestQuantGan::gradientsEqualTheOrdinaryForm_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("assets");
    QTest::addColumn<int>("factors");
    QTest::addColumn<bool>("saturating");
    QTest::addColumn<int>("batch");
    QTest::newRow("tcn") << "tcn" << 1 << 0 << false << 20;
    QTest::newRow("tcn, minimax, odd batch") << "tcn" << 1 << 0 << true << 9;
    QTest::newRow("svnn") << "svnn" << 1 << 0 << false << 8;
    QTest::newRow("scaled") << "scaled" << 1 << 0 << false << 8;
    QTest::newRow("scaled, 5 assets") << "scaled" << 5 << 0 << false << 9;
    QTest::newRow("svnn, 2 assets") << "svnn" << 2 << 0 << false << 20;
    QTest::newRow("scaled, 3 factors of 9 assets") << "scaled" << 9 << 3 << false << 9;
    QTest::newRow("scaled, 20 assets") << "scaled" << 20 << 0 << true << 16;
}

void TestQuantGan::gradientsEqualTheOrdinaryForm() {
    QFETCH(QString, kind);
    QFETCH(int, assets);
    QFETCH(int, factors);
    QFETCH(bool, saturating);
    QFETCH(int, batch);
    QuantGanConfig config{.kind = kindOf(kind.toStdString()),
                          .assets = assets,
                          .factors = factors,
                          .blocks = 3,
                          .noise = assets + 2,
                          .generatorWidth = 20,
                          .criticWidth = 12,
                          .batch = batch,
                          .saturating = saturating};
    Rng rng(4);
    const auto generator = learn::initialParameters(config.generator(), rng);
    const auto critic = learn::initialParameters(config.critic(), rng);
    const auto window = config.receptiveField();
    const auto samples = static_cast<std::size_t>(batch);
    GanBatch data;
    for (std::size_t i = 0; i < samples * window * config.channels(); ++i)
        data.real.push_back(static_cast<float>(rng.normal()));
    const std::size_t noise = config.noiseSteps(window) * static_cast<std::size_t>(config.noise);
    for (std::size_t i = 0; i < samples * noise; ++i)
        data.noise.push_back(static_cast<float>(rng.normal()));

    const auto ours = makeCpuEngine(config);
    const auto ordinary = makeTorchEngine(config, {});
    std::vector<float> expected(critic.size()), actual(critic.size());
    for (const bool penalty : {false, true}) {
        const auto a = ordinary->criticGradient(generator, critic, data, penalty, expected);
        const auto b = ours->criticGradient(generator, critic, data, penalty, actual);
        QVERIFY(relativeDifference(expected, actual) < 2e-4);
        QVERIFY(std::abs(a.loss - b.loss) < 1e-5);
        QVERIFY(std::abs(a.penalty - b.penalty) <= 1e-4 * a.penalty);
        QCOMPARE(penalty, a.penalty > 0);
    }
    expected.resize(generator.size());
    actual.resize(generator.size());
    const double a = ordinary->generatorGradient(critic, expected);
    const double b = ours->generatorGradient(critic, actual);
    QVERIFY(relativeDifference(expected, actual) < 2e-4);
    QVERIFY(std::abs(a - b) < 1e-5);
}

void TestQuantGan::equalSeedsGiveEqualBytes() {
    QFETCH(QString, id);
    const auto data = simulated();
    Setup one(id), two(id), other(id);
    other.options.seed = 12;
    const auto a = one.fit(data), b = two.fit(data), c = other.fit(data);
    VERIFY_OK(a);
    VERIFY_OK(b);
    VERIFY_OK(c);
    QVERIFY(*(*a)->serialize() == *(*b)->serialize());
    QVERIFY(*(*a)->serialize() != *(*c)->serialize());
    QVERIFY(draw(**a, 5, 30, 7) == draw(**b, 5, 30, 7));
    QVERIFY(draw(**a, 5, 30, 7) != draw(**a, 5, 30, 8));
}

void TestQuantGan::storedModelsSampleTheSame() {
    QFETCH(QString, id);
    Setup setup(id);
    const auto model = setup.fit(simulated());
    VERIFY_OK(model);
    const auto bytes = (*model)->serialize();
    VERIFY_OK(bytes);
    const auto loaded = setup.info->load(*bytes);
    VERIFY_OK(loaded);
    QVERIFY(draw(**model, 9, 50, 1) == draw(**loaded, 9, 50, 1));
    QVERIFY(*(*loaded)->serialize() == *bytes);
    QCOMPARE((*loaded)->facts().size(), (*model)->facts().size());
    for (const float r : draw(**loaded, 9, 50, 1))
        QVERIFY(std::isfinite(r));
}

void TestQuantGan::damagedModelsAreRefused() {
    Setup setup(QStringLiteral("quantgan"));
    const auto model = setup.fit(simulated());
    VERIFY_OK(model);
    const std::string bytes = *(*model)->serialize();
    for (const std::size_t at : {std::size_t{0}, bytes.size() / 2, bytes.size() - 1}) {
        std::string bad = bytes;
        bad[at] = static_cast<char>(bad[at] ^ 1);
        QVERIFY(!setup.info->load(bad).ok());
    }
    QVERIFY(!setup.info->load(std::string_view(bytes).substr(0, bytes.size() - 9)).ok());
    QVERIFY(!setup.info->load("").ok());
    QVERIFY(!setup.registry.find("quantgan_svnn")->load(bytes).ok());
}

void TestQuantGan::pathsDoNotDependOnWhatElseIsDrawn() {
    QFETCH(QString, id);
    Setup setup(id);
    const auto model = setup.fit(simulated());
    VERIFY_OK(model);
    // Longer than one stretch of 2,048 days: the second continues the noise of the first, and the
    // first days are the same as those of a short path (nothing sees the future or padding).
    const auto all = draw(**model, 6, 2100, 5);
    const auto few = draw(**model, 2, 40, 5);
    for (std::size_t p = 0; p < 2; ++p)
        for (std::size_t t = 0; t < 40; ++t)
            QCOMPARE(all[p * 2100 + t], few[p * 40 + t]);
    QVERIFY(all[2047] != all[2048] && all[2048] != all[0]);
}

void TestQuantGan::distantDaysAreIndependent() {
    // With a receptive field of 15 the correlation of |r| must vanish at lag 15: within 4 standard
    // errors of zero over 400,000 values.
    Setup setup(QStringLiteral("quantgan"), {{"receptive_field", 15}});
    const auto model = setup.fit(simulated());
    VERIFY_OK(model);
    const auto r = draw(**model, 100, 4000, 2);
    double mean = 0;
    for (const float x : r)
        mean += std::abs(x) / static_cast<double>(r.size());
    double variance = 0, covariance = 0;
    for (std::size_t p = 0; p < 100; ++p)
        for (std::size_t t = 15; t < 4000; ++t) {
            const double a = std::abs(r[p * 4000 + t]) - mean;
            const double b = std::abs(r[p * 4000 + t - 15]) - mean;
            variance += a * a;
            covariance += a * b;
        }
    QVERIFY(std::abs(covariance / variance) < 4 / std::sqrt(398500.0));
}

void TestQuantGan::outputsAreStandardised() {
    QFETCH(QString, id);
    Setup setup(id, {{"tail_method", "none"}, {"tail_margin", 3}});
    const auto data = simulated();
    const auto model = setup.fit(data);
    VERIFY_OK(model);
    double sum = 0, square = 0, real = 0, realSquare = 0;
    const auto r = draw(**model, 200, 500, 6);
    for (const float x : r) {
        sum += x;
        square += static_cast<double>(x) * x;
    }
    for (const double x : data.training()) {
        real += x;
        realSquare += x * x;
    }
    const auto n = static_cast<double>(r.size()), m = static_cast<double>(data.trainEnd);
    const double sd = std::sqrt(square / n - sum / n * sum / n);
    const double realSd = std::sqrt(realSquare / m - real / m * real / m);
    QVERIFY2(std::abs(sd / realSd - 1) < 0.05, qPrintable(QString::number(sd / realSd)));
}

void TestQuantGan::samplingStops() {
    Setup setup(QStringLiteral("quantgan"));
    const auto model = setup.fit(simulated());
    VERIFY_OK(model);
    setup.context.stop(jobs::StopRequest::Discard);
    const auto sample = (*model)->sample({.count = 100000, .length = 1000}, setup.context);
    QVERIFY(!sample.ok());
    QCOMPARE(sample.error().code, ErrorCode::Cancelled);
    jobs::PlainJobContext context;
    QVERIFY(!(*model)->sample({.count = 0, .length = 5}, context).ok());
}

void TestQuantGan::presetsAreValid() {
    const auto registry = makeGeneratorRegistry();
    for (const char* id : {"quantgan", "quantgan_svnn"}) {
        const GeneratorInfo* info = registry.find(id);
        QVERIFY(info != nullptr && info->trains);
        QCOMPARE(info->presets.front().id, std::string("quick"));
        for (const auto& preset : info->presets) {
            const auto params = validated(info->params, preset.values);
            VERIFY_OK(params);
            QVERIFY(!preset.expectation.empty());
            QCOMPARE(info->minimumReturns(*params, 1), std::size_t{227});
        }
    }
}

} // namespace loom::generate

using loom::generate::TestQuantGan;
LOOM_TEST(TestQuantGan)
#include "test_quantgan.moc"
