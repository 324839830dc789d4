// SPDX-License-Identifier: GPL-3.0-or-later
// The panel Quant GAN: correlations within the floor of real panels, dynamics learnt from a panel
// whose law is known, a training that repeats and goes on exactly, and what it refuses.
#include "core/generate_quantgan/tiny_quantgan.h"
#include "generate/panel_fidelity.h"
#include "stats/dependence.h"
#include "support/sample_panel.h"
#include "support/test_case.h"

#include <QTemporaryDir>

#include <algorithm>
#include <limits>

namespace loom::generate {

namespace {

const QString kId = QStringLiteral("quantgan_panel");

void name(TrainingData& data, std::size_t assets) {
    for (std::size_t a = 0; a < assets; ++a)
        data.assets.push_back("A" + std::to_string(a));
}

/// Assets that share a factor; its volatility and that of their own parts is that of a GARCH with
/// leverage (Glosten, Jagannathan & Runkle 1993), common to all.
TrainingData clustered(std::size_t days, std::size_t assets, std::uint64_t seed = 3) {
    TrainingData data;
    name(data, assets);
    Rng rng(seed);
    double variance = 1e-4;
    for (std::size_t t = 0; t < days; ++t) {
        const double sigma = std::sqrt(variance);
        const double factor = sigma * rng.normal();
        for (std::size_t a = 0; a < assets; ++a)
            data.returns.push_back((0.8 + 0.1 * static_cast<double>(a)) * factor +
                                   0.5 * sigma * rng.normal());
        const double fall = std::min(factor, 0.0);
        variance = 8e-6 + 0.05 * factor * factor + 0.3 * fall * fall + 0.7 * variance;
    }
    data.trainEnd = data.validationEnd = days;
    data.wholeWindow = true;
    return data;
}

TrainingData sample(const std::string& file, const char* from, const char* to) {
    const auto panel = tests::samplePanel(file, from, to);
    TrainingData data{.returns = panel.logReturns, .dates = panel.dates, .assets = panel.assets};
    data.trainEnd = data.validationEnd = panel.days();
    data.wholeWindow = true;
    return data;
}

std::vector<float> column(std::span<const float> days, std::size_t assets, std::size_t asset) {
    std::vector<float> out;
    for (std::size_t at = asset; at < days.size(); at += assets)
        out.push_back(days[at]);
    return out;
}

std::vector<double> column(std::span<const double> days, std::size_t assets, std::size_t asset) {
    std::vector<double> out;
    for (std::size_t at = asset; at < days.size(); at += assets)
        out.push_back(days[at]);
    return out;
}

std::string errorOf(const TrainingData& data) {
    Setup setup(kId);
    const auto model = setup.fit(data);
    return model ? std::string() : model.error().text();
}

} // namespace

class TestPanelQuantGan : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void correlationsStayWithinTheFloor_data();
    void correlationsStayWithinTheFloor();
    void learnsTheDynamicsOfEveryAsset_data();
    void learnsTheDynamicsOfEveryAsset();
    void takesFromTwoToManyAssets();
    void resumedTrainingEqualsAnUninterruptedOne();
    void storedModelsSampleTheSame();
    void pathsDoNotDependOnWhatElseIsDrawn();
    void seriesAndPanelsAreNotTakenForEachOther();
    void unusablePanelsAreRefusedInWords();
    void validationAndTestDataAreNotLearned();
};

void TestPanelQuantGan::correlationsStayWithinTheFloor_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("network");
    const auto etfs = QString::fromStdString(tests::kFactorEtfs);
    const auto stocks = QString::fromStdString(tests::kStocks);
    for (const char* network : {"scaled", "tcn"})
        QTest::addRow("5 ETFs, %s", network) << etfs << "2014-01-01" << network;
    QTest::newRow("20 stocks, scaled") << stocks << "2019-01-01"
                                       << "scaled";
}

/// After four steps, when the networks know nothing yet: correlations come from the
/// construction.
void TestPanelQuantGan::correlationsStayWithinTheFloor() {
    QFETCH(QString, file);
    QFETCH(QString, from);
    QFETCH(QString, network);
    const auto data = sample(file.toStdString(), from.toStdString().c_str(), "2022-12-31");
    QVERIFY(data.assetCount() >= 5);
    Setup setup(kId, {{"network", network.toStdString()}, {"steps", 4}, {"check_every", 4}});
    const auto model = setup.fit(data);
    VERIFY_OK(model);
    const auto drawn =
        (*model)->sample({.count = 10, .length = data.days(), .seed = 3}, setup.context);
    VERIFY_OK(drawn);
    QVERIFY(drawn->report.touchedShare() < 0.001);
    PanelFidelityInput input;
    input.data = data;
    input.candidates = {
        {.id = "ours", .title = "ours", .paths = std::make_shared<const Paths>(drawn->paths)}};
    PanelFidelityOptions options;
    options.rivals = {"stationary_bootstrap", "independent_control"};
    options.floorSplits = 16;
    const auto report = computePanelFidelity(input, options, setup.context);
    VERIFY_OK(report);
    for (const auto& row : report->rows) {
        const bool ranks = row.id == "spearman" || row.id == "ks" || row.id == "wasserstein";
        const bool linear = row.id == "correlation_frobenius" || row.id == "correlation_rms" ||
                            row.id == "eigenvalues";
        if (!ranks && !linear)
            continue;
        const std::string said = row.id + ": " + std::to_string(row.cells[0].typical) + ", floor " +
                                 std::to_string(row.floorMedian) + ", bootstrap " +
                                 std::to_string(row.cells[1].typical);
        // Joint extremes, which the networks have yet to learn, carry part of Pearson's.
        QVERIFY2(row.cells[0].judgement == Judgement::Pass ||
                     (linear && row.cells[0].judgement == Judgement::Borderline),
                 said.c_str());
        QVERIFY2(row.cells[0].typical < 1.5 * row.cells[1].typical, said.c_str());
    }
    QCOMPARE(report->columns.front().copiedShare, 0.0);
}

void TestPanelQuantGan::learnsTheDynamicsOfEveryAsset_data() {
    QTest::addColumn<int>("assets");
    QTest::addColumn<int>("steps");
    QTest::newRow("all factors seen") << 3 << 600;
    QTest::newRow("two factors and the size of the rest seen") << 12 << 300;
}

/// Shares of what a model without dynamics scores, over 10 lags: 1 for independent days.
void TestPanelQuantGan::learnsTheDynamicsOfEveryAsset() {
    constexpr std::size_t kLags = 10;
    QFETCH(int, assets);
    QFETCH(int, steps);
    const auto count = static_cast<std::size_t>(assets);
    const auto data = clustered(3000, count);
    Setup setup(kId, {{"receptive_field", 31},
                      {"factors", 2},
                      {"r1_gamma", 0.2},
                      {"final_rate", 1},
                      {"generator_width", 20},
                      {"critic_width", 20},
                      {"steps", steps},
                      {"batch", 32},
                      {"check_every", 100},
                      {"generator_rate", 1e-3},
                      {"critic_rate", 1e-3},
                      {"averaging", 0.99}});
    const auto model = setup.fit(data);
    VERIFY_OK(model);
    const auto days = draw(**model, 40, 3000, 5);
    for (std::size_t a = 0; a < count; ++a) {
        const auto real = stats::dependenceCurves(column(std::span(data.returns), count, a), kLags);
        const auto mine = column(std::span(days), count, a);
        const auto curves = stats::meanDependenceCurves({40, 3000, mine}, kLags);
        const auto score = stats::dependenceScores(real, curves);
        const auto none = stats::noDynamicsScores(real);
        const auto said = QStringLiteral("asset %1: ACF %2, leverage %3")
                              .arg(a)
                              .arg(score.acfAbsolute / none.acfAbsolute)
                              .arg(score.leverage / none.leverage);
        qInfo("%s", qPrintable(said));
        QVERIFY2(score.acfAbsolute < 0.7 * none.acfAbsolute, qPrintable(said));
        QVERIFY2(score.leverage < 0.9 * none.leverage, qPrintable(said));
    }
}

void TestPanelQuantGan::takesFromTwoToManyAssets() {
    for (const std::size_t assets : {2U, 3U, 20U}) {
        Setup setup(kId, {{"steps", 2}, {"check_every", 2}});
        const auto model = setup.fit(clustered(600, assets));
        VERIFY_OK(model);
        const auto drawn = (*model)->sample({.count = 3, .length = 40, .seed = 1}, setup.context);
        VERIFY_OK(drawn);
        QCOMPARE(drawn->paths.assets, assets);
        QCOMPARE(drawn->paths.returns.size(), 3 * 40 * assets);
        for (const float r : drawn->paths.returns)
            QVERIFY(std::isfinite(r));
    }
}

void TestPanelQuantGan::resumedTrainingEqualsAnUninterruptedOne() {
    const QTemporaryDir folder;
    const auto data = clustered(500, 4);
    const Json steps = {{"steps", 16}, {"check_every", 4}};
    Setup whole(kId, steps), first(kId, steps), second(kId, steps);
    const auto expected = whole.fit(data);
    VERIFY_OK(expected);
    first.options.checkpointFile = second.options.checkpointFile =
        folder.filePath(QStringLiteral("checkpoint")).toStdString();
    first.context.onMetric = [&](std::string_view, std::int64_t step, double) {
        if (step >= 10)
            first.context.stop(jobs::StopRequest::KeepBest);
    };
    const auto kept = first.fit(data);
    VERIFY_OK(kept);
    QCOMPARE(draw(**kept, 2, 10, 1).size(), std::size_t{80});
    second.options.mustResume = true;
    const auto resumed = second.fit(data);
    VERIFY_OK(resumed);
    QVERIFY(*(*resumed)->serialize() == *(*expected)->serialize());
    QVERIFY(draw(**resumed, 2, 30, 1) == draw(**expected, 2, 30, 1));
}

void TestPanelQuantGan::storedModelsSampleTheSame() {
    Setup setup(kId), other(kId);
    other.options.seed = 12;
    const auto data = clustered(400, 4);
    const auto model = setup.fit(data), again = setup.fit(data), different = other.fit(data);
    VERIFY_OK(model);
    VERIFY_OK(again);
    VERIFY_OK(different);
    const auto bytes = (*model)->serialize();
    QVERIFY(*bytes == *(*again)->serialize());
    QVERIFY(*bytes != *(*different)->serialize());
    const auto loaded = setup.info->load(*bytes);
    VERIFY_OK(loaded);
    QVERIFY(draw(**model, 9, 50, 1) == draw(**loaded, 9, 50, 1));
    QVERIFY(draw(**model, 9, 50, 1) != draw(**loaded, 9, 50, 2));
}

void TestPanelQuantGan::pathsDoNotDependOnWhatElseIsDrawn() {
    Setup setup(kId);
    const auto model = setup.fit(clustered(400, 3));
    VERIFY_OK(model);
    const auto all = draw(**model, 6, 2100, 5); // longer than one stretch of 2,048 days
    const auto few = draw(**model, 2, 40, 5);
    for (std::size_t p = 0; p < 2; ++p)
        for (std::size_t t = 0; t < 40 * 3; ++t)
            QCOMPARE(all[p * 6300 + t], few[p * 120 + t]);
}

void TestPanelQuantGan::seriesAndPanelsAreNotTakenForEachOther() {
    Setup panel(kId), series(QStringLiteral("quantgan")), svnn(QStringLiteral("quantgan_svnn"));
    const auto one = panel.fit(clustered(400, 3));
    const auto other = series.fit(simulated());
    VERIFY_OK(one);
    VERIFY_OK(other);
    QVERIFY(!series.info->load(*(*one)->serialize()));
    QVERIFY(!svnn.info->load(*(*one)->serialize()));
    QVERIFY(!panel.info->load(*(*other)->serialize()));
}

void TestPanelQuantGan::unusablePanelsAreRefusedInWords() {
    const auto good = clustered(400, 3);
    QCOMPARE(errorOf(good), std::string());
    const auto says = [](const std::string& text, const char* words) {
        return text.find(words) != std::string::npos;
    };
    auto holed = good;
    holed.returns[17] = std::numeric_limits<double>::quiet_NaN();
    QVERIFY2(says(errorOf(holed), "A2 has no return on day 6"), errorOf(holed).c_str());
    QVERIFY(says(errorOf(clustered(114, 3)), "at least 115 days"));
    QVERIFY(says(errorOf(clustered(250, 60)), "at least 300 days of returns for 60 assets"));
    QVERIFY(says(errorOf(clustered(400, 1)), "at least two"));
    QVERIFY(says(errorOf(clustered(400, 65)), "at most 64 assets, this data has 65"));
    auto twins = good;
    for (std::size_t t = 0; t < 400; ++t)
        twins.returns[3 * t + 1] = twins.returns[3 * t];
    QVERIFY(says(errorOf(twins), "A0 and A1 have equal returns"));
    auto flat = good;
    for (std::size_t t = 0; t < 400; ++t)
        flat.returns[3 * t + 1] = 0.001;
    QVERIFY(says(errorOf(flat), "returns of A1 are equal"));
    // Almost the same asset twice: no number blows up.
    auto near = twins;
    Rng rng(4);
    for (std::size_t t = 0; t < 400; ++t)
        near.returns[3 * t + 1] += 1e-9 * rng.normal();
    Setup setup(kId);
    const auto model = setup.fit(near);
    VERIFY_OK(model);
    for (const float r : draw(**model, 5, 200, 1))
        QVERIFY(std::abs(r) < 1);
}

void TestPanelQuantGan::validationAndTestDataAreNotLearned() {
    auto data = clustered(700, 3);
    data.wholeWindow = false;
    data.trainEnd = 420;
    data.validationEnd = 560;
    auto changed = data;
    for (std::size_t i = 560 * 3; i < changed.returns.size(); ++i)
        changed.returns[i] *= -3;
    Setup setup(kId);
    const auto one = setup.fit(data), two = setup.fit(changed);
    VERIFY_OK(one);
    VERIFY_OK(two);
    QVERIFY(*(*one)->serialize() == *(*two)->serialize());
    for (std::size_t i = 420 * 3; i < changed.returns.size(); ++i)
        changed.returns[i] *= 1.5;
    Setup single(kId, {{"check_every", 12}}); // one check: nothing to choose between
    const auto three = single.fit(data), four = single.fit(changed);
    VERIFY_OK(three);
    VERIFY_OK(four);
    QVERIFY(draw(**three, 4, 30, 1) == draw(**four, 4, 30, 1));
}

} // namespace loom::generate

using loom::generate::TestPanelQuantGan;
LOOM_TEST(TestPanelQuantGan)
#include "test_panel_quantgan.moc"
