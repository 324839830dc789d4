// SPDX-License-Identifier: GPL-3.0-or-later
// Panels: what is refused and in which words, and resampling that keeps a day's assets together.
#include "support/test_case.h"

#include "base/random.h"
#include "generate/generator.h"
#include "generate/model_support.h"

#include <cmath>
#include <limits>

using namespace loom;
using namespace loom::generate;

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// Asset k returns one thousandth of the day plus k millionths: a value names its day and asset.
TrainingData numbered(std::size_t days, std::size_t assets) {
    TrainingData data;
    for (std::size_t a = 0; a < assets; ++a)
        data.assets.push_back("A" + std::to_string(a));
    for (std::size_t t = 0; t < days; ++t)
        for (std::size_t a = 0; a < assets; ++a)
            data.returns.push_back(1e-3 * static_cast<double>(t) + 1e-6 * static_cast<double>(a));
    data.wholeWindow = true;
    return data;
}

std::string problem(const TrainingData& data, std::size_t minimum = 10,
                    MissingReturns missing = MissingReturns::Allowed) {
    const auto checked = checkPanel(data, minimum, missing, "The model");
    return checked ? std::string() : checked.error().text();
}

bool says(const std::string& text, std::initializer_list<const char*> words) {
    return std::all_of(words.begin(), words.end(),
                       [&](const char* word) { return text.find(word) != std::string::npos; });
}

} // namespace

class PanelTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void splitsCountWholeDays() {
        TrainingData data = numbered(10, 3);
        data.wholeWindow = false;
        data.trainEnd = 6;
        data.validationEnd = 8;
        QCOMPARE(data.days(), std::size_t{10});
        QCOMPARE(data.training().size(), std::size_t{18});
        QCOMPARE(data.validation().size(), std::size_t{6});
        QCOMPARE(data.test().size(), std::size_t{6});
        QCOMPARE(data.test().front(), data.returns[24]);
    }

    void aGoodPanelPasses() { QCOMPARE(problem(numbered(50, 4)), std::string()); }

    void everyFaultIsNamed() {
        QVERIFY(says(problem(numbered(50, 1)), {"at least two", "one"}));
        QVERIFY(says(problem(numbered(9, 4)), {"10 days", "4 assets", "has 9"}));
        TrainingData data = numbered(50, 3);
        data.returns[7 * 3 + 1] = std::numeric_limits<double>::infinity();
        QVERIFY(says(problem(data), {"A1", "day 8", "infinite"}));
        data.returns[7 * 3 + 1] = kMissing;
        QVERIFY(problem(data).empty());
        QVERIFY(says(problem(data, 10, MissingReturns::Refused), {"A1", "day 8", "no return"}));
        for (std::size_t t = 0; t < 50; ++t)
            data.returns[t * 3 + 1] = kMissing;
        QVERIFY(says(problem(data), {"A1", "no return on the training days"}));
        for (std::size_t t = 0; t < 50; ++t)
            data.returns[t * 3 + 1] = 0.01;
        QVERIFY(says(problem(data), {"A1", "equal"}));
        for (std::size_t t = 0; t < 50; ++t)
            data.returns[t * 3 + 1] = data.returns[t * 3 + 2];
        QVERIFY(says(problem(data), {"A1", "A2", "correlation 1"}));
    }

    void historiesMustOverlap() {
        TrainingData data = numbered(50, 2);
        for (std::size_t t = 0; t < 50; ++t)
            data.returns[t * 2 + (t < 25 ? 0 : 1)] = kMissing;
        QVERIFY(says(problem(data), {"A0", "A1", "share no day"}));
    }

    void resamplingKeepsADayTogether_data() {
        QTest::addColumn<QString>("id");
        for (const char* id :
             {"iid_bootstrap", "stationary_bootstrap", "block_bootstrap", "shuffled_control"})
            QTest::newRow(id) << QString::fromLatin1(id);
    }
    void resamplingKeepsADayTogether() {
        QFETCH(QString, id);
        const auto registry = makeGeneratorRegistry();
        const GeneratorInfo* info = registry.find(id.toStdString());
        QVERIFY(info != nullptr);
        const TrainingData data = numbered(60, 3);
        jobs::PlainJobContext context;
        FitOptions options;
        options.params = validated(info->params, info->testParams).value();
        const auto generator = info->fit(data, options, context);
        VERIFY_OK(generator);
        const auto sample = (*generator)->sample({.count = 4, .length = 80, .seed = 2}, context);
        VERIFY_OK(sample);
        QCOMPARE(sample->paths.assets, std::size_t{3});
        QCOMPARE(sample->paths.returns.size(), std::size_t{4 * 80 * 3});
        for (std::size_t at = 0; at < sample->paths.returns.size(); at += 3) {
            const auto day = static_cast<std::size_t>(
                std::lround(1e3 * static_cast<double>(sample->paths.returns[at])));
            QVERIFY(day < 60);
            for (std::size_t a = 0; a < 3; ++a)
                QCOMPARE(sample->paths.returns[at + a],
                         static_cast<float>(data.returns[day * 3 + a]));
        }
        QCOMPARE(sample->paths.ofAsset(1).returns[5], sample->paths.returns[5 * 3 + 1]);
    }

    void aSeriesModelRefusesAPanel() {
        const auto registry = makeGeneratorRegistry();
        jobs::PlainJobContext context;
        const auto* garch = registry.find("garch");
        FitOptions options;
        options.params = validated(garch->params, Json::object()).value();
        const auto generator = garch->fit(numbered(600, 3), options, context);
        QVERIFY(!generator);
        QVERIFY(says(generator.error().text(), {"one series", "3 assets"}));
    }
};

LOOM_TEST(PanelTest)
#include "test_panel.moc"
