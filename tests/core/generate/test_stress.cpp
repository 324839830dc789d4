// SPDX-License-Identifier: GPL-3.0-or-later
// Scenarios under a condition: known answers are the normal law's own probabilities.
#include "support/sample_panel.h"
#include "support/test_case.h"

#include <algorithm>
#include <cmath>

#include "generate/stress.h"
#include "stats/moments.h"

using namespace loom;
using namespace loom::generate;

namespace {

TrainingData funds() {
    auto panel = tests::samplePanel(tests::kFactorEtfs, "2018-01-02", "2022-12-31");
    TrainingData data;
    data.returns = std::move(panel.logReturns);
    data.dates = std::move(panel.dates);
    data.assets = std::move(panel.assets);
    data.trainEnd = data.validationEnd = data.days();
    data.wholeWindow = true;
    return data;
}

std::unique_ptr<Generator> fitted(const TrainingData& data, const char* id) {
    static const auto registry = makeGeneratorRegistry();
    const auto* info = registry.find(id);
    jobs::PlainJobContext context;
    auto generator = info->fit(data, {.params = *validated(info->params, Json::object())}, context);
    return generator ? std::move(*generator) : nullptr;
}

bool says(const auto& result, const char* part) {
    const bool found = !result.ok() && result.error().message.find(part) != std::string::npos;
    if (!found)
        qWarning("%s", result.ok() ? "no error" : result.error().text().c_str());
    return found;
}

} // namespace

class StressTest : public QObject {
    Q_OBJECT
    TrainingData m_data;
    std::unique_ptr<Generator> m_normal;
    jobs::PlainJobContext m_context;

    Result<StressSample> draw(const StressPlan& plan) {
        return drawStress(*m_normal, m_data.assets, plan, m_context);
    }

  private Q_SLOTS:
    void initTestCase() {
        m_data = funds();
        m_normal = fitted(m_data, "gaussian");
        QVERIFY(m_normal != nullptr);
    }

    /// Normal days: P(r <= ln(1 - x)) is known.
    void theShareIsTheModelsOwnProbability() {
        std::vector<double> first;
        for (std::size_t t = 0; t < m_data.days(); ++t)
            first.push_back(m_data.returns[t * 5]);
        const double z = (std::log(0.97) - stats::mean(first)) / stats::standardDeviation(first);
        const double known = 0.5 * std::erfc(-z / std::sqrt(2.0));
        const auto sample = draw({.falls = {{0, 0.03}}, .count = 1500});
        VERIFY_OK(sample);
        const double error = std::sqrt(known / static_cast<double>(sample->draws));
        QVERIFY2(std::abs(sample->share() - known) < 4 * error,
                 qPrintable(QString::number(sample->share() / known)));
        QCOMPARE(sample->sample.paths.count, std::size_t{1500});
        for (std::size_t i = 0; i < 1500; ++i)
            QVERIFY(sample->sample.paths.path(i)[0] <= std::log(0.97) + 1e-6);
        QVERIFY(sample->description.starts_with(
            "Paths on which MTUM falls by 3 % or more on the day: "));
    }

    void everyFallIsMetOnSomeDay() {
        const auto sample = draw({.falls = {{0, 0.03}, {3, 0.02}}, .count = 200, .length = 21});
        VERIFY_OK(sample);
        for (std::size_t i = 0; i < 200; ++i) {
            const auto path = sample->sample.paths.path(i);
            float worst0 = 0, worst3 = 0;
            for (std::size_t t = 0; t < 21; ++t) {
                worst0 = std::min(worst0, path[t * 5]);
                worst3 = std::min(worst3, path[t * 5 + 3]);
            }
            QVERIFY(worst0 <= std::log(0.97) + 1e-6);
            QVERIFY(worst3 <= std::log(0.98) + 1e-6);
        }
    }

    void theMostVolatileShareIsKept() {
        const auto model = fitted(m_data, "stationary_bootstrap");
        StressPlan plan{.volatility = VolatileShare{0.1}, .count = 100, .length = 63};
        const auto sample = drawStress(*model, m_data.assets, plan, m_context);
        VERIFY_OK(sample);
        QCOMPARE(sample->draws, std::size_t{1000});
        QCOMPARE(sample->sample.paths.count, std::size_t{100});
        plan.volatility = VolatileShare{0.999}; // the same draw, nearly whole: its upper tenth
        plan.count = 999;
        const auto whole = drawStress(*model, m_data.assets, plan, m_context);
        VERIFY_OK(whole);
        const auto& all = whole->sample.paths;
        const auto& top = sample->sample.paths;
        QVERIFY(std::equal(top.returns.begin(), top.returns.end(), all.returns.begin()));
    }

    void equalPlansGiveEqualBytes() {
        const StressPlan plan{.falls = {{1, 0.03}}, .count = 300};
        const auto one = draw(plan), two = draw(plan);
        VERIFY_OK(one);
        VERIFY_OK(two);
        QVERIFY(one->sample.paths.returns == two->sample.paths.returns);
        auto other = plan;
        other.seed = 2;
        const auto three = draw(other);
        VERIFY_OK(three);
        QVERIFY(one->sample.paths.returns != three->sample.paths.returns);
    }

    void impossibleConditionsAreRefused() {
        StressPlan plan{.falls = {{0, 0.5}}, .count = 100, .mostDraws = 50'000};
        const auto none = draw(plan);
        QVERIFY(says(none, "paths of the model none have it that MTUM falls by 50 % or more"));
        QCOMPARE(none.error().code, ErrorCode::NoData);
        plan.falls = {{9, 0.1}};
        QVERIFY(says(draw(plan), "no asset number 10"));
        plan.falls = {{0, 1.5}};
        QVERIFY(says(draw(plan), "A fall of 150 % is none"));
        plan.falls.clear();
        QVERIFY(says(draw(plan), "Give either falls"));
        plan.volatility = VolatileShare{0.00001};
        QVERIFY(says(draw(plan), "more than the 50000 allowed"));
    }

    void datesBecomeRows() {
        const auto rows = rowsLike(m_data, {Date::fromYmd(2020, 3, 16).days});
        VERIFY_OK(rows);
        QCOMPARE(rows->size(), std::size_t{5});
        QVERIFY((*rows)[0] < -0.08); // the worst day of 2020
        const auto weekend = rowsLike(m_data, {Date::fromYmd(2020, 3, 14).days});
        QVERIFY(says(weekend, "no return on 2020-03-14"));
        QVERIFY(says(weekend, "nearest day that has one is 2020-03-16"));
    }

    /// Days like a crash day are bad days: the median of each asset lies below nine of ten real
    /// days.
    void daysLikeACrashAreBad() {
        const auto model = fitted(m_data, "ppca");
        const auto rows = rowsLike(m_data, {Date::fromYmd(2020, 3, 16).days});
        VERIFY_OK(rows);
        const auto sample =
            model->sample({.count = 500,
                           .length = 1,
                           .steering = {.kind = Steering::Kind::LikeDays, .rows = *rows}},
                          m_context);
        VERIFY_OK(sample);
        for (std::size_t a = 0; a < 5; ++a) {
            std::vector<double> real, made;
            for (std::size_t t = 0; t < m_data.days(); ++t)
                real.push_back(m_data.returns[t * 5 + a]);
            for (std::size_t i = 0; i < 500; ++i)
                made.push_back(sample->paths.path(i)[a]);
            QVERIFY(stats::median(made) < stats::quantile(real, 0.1));
        }
    }
};

LOOM_TEST(StressTest)
#include "test_stress.moc"
