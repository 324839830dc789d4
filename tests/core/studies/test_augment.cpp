// SPDX-License-Identifier: GPL-3.0-or-later
// The augmentation study on the bundled factor funds and on made panels whose answer is known.
#include "support/sample_panel.h"
#include "support/test_case.h"

#include <algorithm>
#include <limits>

#include "base/random.h"
#include "portfolio/long_only.h"
#include "studies/augment.h"
#include "studies/augment_verdict.h"

using namespace loom;
using namespace loom::studies;

namespace {

generate::TrainingData fundsUntil(const std::string& to) {
    auto panel = tests::samplePanel(tests::kFactorEtfs, "2014-01-02", to);
    generate::TrainingData data;
    data.returns = std::move(panel.logReturns);
    data.dates = std::move(panel.dates);
    data.assets = std::move(panel.assets);
    data.trainEnd = data.validationEnd = data.days();
    return data;
}

AugmentPlan quickPlan() {
    AugmentPlan plan;
    plan.generator = "ppca";
    plan.window = 252;
    plan.step = 63;
    plan.resamples = 199;
    return plan;
}

Result<AugmentReport> compute(const generate::TrainingData& data, const AugmentPlan& plan) {
    static const auto generators = generate::makeGeneratorRegistry();
    jobs::PlainJobContext context;
    return computeAugmentation(generators, data, plan, context);
}

bool says(const Result<AugmentReport>& result, const char* part) {
    const bool found = !result.ok() && result.error().text().find(part) != std::string::npos;
    if (!found)
        qWarning("%s", result.ok() ? "no error" : result.error().text().c_str());
    return found;
}

const AugmentArm& arm(const AugmentReport& report, AugmentArmId id) {
    return report.arms.at(static_cast<std::size_t>(id));
}

} // namespace

class AugmentTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    /// What is decided and earned up to a day is the same when nothing later exists.
    void theFutureChangesNothing() {
        const auto whole = fundsUntil("2017-12-29"), cut = fundsUntil("2016-12-30");
        for (const char* generator : {"ppca", "stationary_bootstrap"}) {
            auto plan = quickPlan();
            plan.generator = generator;
            const auto longer = compute(whole, plan), shorter = compute(cut, plan);
            VERIFY_OK(longer);
            VERIFY_OK(shorter);
            QVERIFY(longer->windows.size() > shorter->windows.size() + 2);
            for (std::size_t w = 0; w < shorter->windows.size(); ++w)
                for (std::size_t a = 0; a < kAugmentArms; ++a)
                    QVERIFY(shorter->windows[w].weights[a] == longer->windows[w].weights[a]);
            for (std::size_t a = 0; a < kAugmentArms; ++a) {
                const auto& before = shorter->arms[a].returns;
                QVERIFY(std::equal(before.begin(), before.end(), longer->arms[a].returns.begin()));
            }
        }
    }

    void realWeightsAreThoseOfTheWindow() {
        const auto data = fundsUntil("2016-12-30");
        const auto report = compute(data, quickPlan());
        VERIFY_OK(report);
        const auto& window = report->windows[2];
        QCOMPARE(window.from, std::size_t{126});
        QCOMPARE(window.to, std::size_t{378});
        Eigen::MatrixXd days(252, 5);
        for (Eigen::Index t = 0; t < 252; ++t)
            for (Eigen::Index a = 0; a < 5; ++a)
                days(t, a) = std::expm1(data.returns[(126 + static_cast<std::size_t>(t)) * 5 +
                                                     static_cast<std::size_t>(a)]);
        const Eigen::MatrixXd centred = days.rowwise() - days.colwise().mean();
        const auto known = portfolio::minimumVariance(centred.transpose() * centred / 251.0);
        VERIFY_OK(known);
        QVERIFY((known->weights - window.weights[0]).cwiseAbs().maxCoeff() < 1e-9);
        QVERIFY((window.weights[6].array() == 0.2).all());
    }

    /// A portfolio bought once and never changed earns what its assets earn together.
    void weightsDriftBetweenTheFits() {
        const auto data = fundsUntil("2016-01-29");
        auto plan = quickPlan();
        plan.step = 126;
        plan.costBasisPoints = 10;
        const auto report = compute(data, plan);
        VERIFY_OK(report);
        double wealth = 0;
        for (std::size_t a = 0; a < 5; ++a) {
            double sum = 0;
            for (std::size_t t = 252; t < 378; ++t)
                sum += data.returns[t * 5 + a];
            wealth += 0.2 * std::exp(sum);
        }
        double earned = 1;
        for (std::size_t t = 0; t < 126; ++t)
            earned *= 1 + arm(*report, AugmentArmId::EqualWeight).returns[t];
        QVERIFY(std::abs(earned - 0.999 * wealth) < 1e-12); // one purchase at 10 basis points
    }

    /// Normal days with a window that is far too short for 30 assets: the normal law fitted to them
    /// adds nothing, since its moments are those of the window. The answer must not be yes.
    void aParametricCopyOfTheMomentsDoesNotHelp() {
        generate::TrainingData data;
        Rng rng(12);
        for (int a = 0; a < 30; ++a)
            data.assets.push_back("A" + std::to_string(a));
        for (int t = 0; t < 700; ++t) {
            const double market = 0.008 * rng.normal();
            for (int a = 0; a < 30; ++a)
                data.returns.push_back(4e-4 + market + 0.01 * rng.normal());
        }
        auto plan = quickPlan();
        plan.generator = "gaussian";
        plan.window = 60;
        plan.step = 20;
        const auto report = compute(data, plan);
        VERIFY_OK(report);
        for (const auto& c : report->comparisons)
            if (c.question)
                QVERIFY(c.answer != AugmentAnswer::Yes);
        QVERIFY(report->verdict.starts_with("Does synthetic data help? Minimum variance: "));
        QVERIFY(report->verdict.find("yes") == std::string::npos);
        QCOMPARE(report->comparisons.size(), std::size_t{8});
    }

    void theAnswerFollowsTheInterval() {
        using portfolio::SharpeDifference;
        const auto answer = [](double low, double high) {
            return answerFor(SharpeDifference{.low = low, .high = high}, 0.1);
        };
        QCOMPARE(answer(0.01, 0.5), AugmentAnswer::Yes);
        QCOMPARE(answer(-0.5, -0.01), AugmentAnswer::Worse);
        QCOMPARE(answer(-0.05, 0.09), AugmentAnswer::No);
        QCOMPARE(answer(-0.05, 0.11), AugmentAnswer::CannotTell);
    }

    void equalSeedsGiveEqualBytes() {
        const auto data = fundsUntil("2015-12-31");
        const auto one = compute(data, quickPlan()), two = compute(data, quickPlan());
        VERIFY_OK(one);
        VERIFY_OK(two);
        QCOMPARE(toJson(*one).dump(), toJson(*two).dump());
        QCOMPARE(returnsCsv(*one), returnsCsv(*two));
        QCOMPARE(weightsCsv(*one), weightsCsv(*two));
        QCOMPARE(std::ranges::count(toCsv(*one), '\n'), 1 + 7 + 8);
    }

    void stoppingKeepsTheWindowsThatAreDone() {
        const auto data = fundsUntil("2017-12-29");
        const auto generators = generate::makeGeneratorRegistry();
        jobs::PlainJobContext context;
        context.onMetric = [&](std::string_view, std::int64_t done, double) {
            if (done == 3)
                context.stop(jobs::StopRequest::KeepBest);
        };
        const auto report = computeAugmentation(generators, data, quickPlan(), context);
        VERIFY_OK(report);
        QCOMPARE(report->windows.size(), std::size_t{3});
        QVERIFY(report->notes.front().starts_with("Stopped after 3 of"));
        jobs::PlainJobContext discarded;
        discarded.stop(jobs::StopRequest::Discard);
        const auto none = computeAugmentation(generators, data, quickPlan(), discarded);
        QVERIFY(!none.ok());
        QCOMPARE(none.error().code, ErrorCode::Cancelled);
    }

    void badInputIsRefusedInWords() {
        const auto data = fundsUntil("2015-12-31");
        auto plan = quickPlan();
        plan.generator = "nonesuch";
        QVERIFY(says(compute(data, plan), "there is no generator \"nonesuch\""));
        plan.generator = "quantgan";
        QVERIFY(says(compute(data, plan), "cannot make days of 5 assets"));
        plan = quickPlan();
        plan.window = 480;
        QVERIFY(says(compute(data, plan), "days are too few"));
        plan.window = 5;
        QVERIFY(says(compute(data, plan), "window 20 days or more"));
        auto bad = data;
        bad.returns[7 * 5 + 2] = std::nan("");
        QVERIFY(says(compute(bad, quickPlan()), "The return of SIZE on 2014-01-14 is missing"));
        bad.returns[7 * 5 + 2] = std::numeric_limits<double>::infinity();
        QVERIFY(says(compute(bad, quickPlan()), "is infinite"));
        generate::TrainingData one;
        one.returns.assign(500, 0.01);
        QVERIFY(says(compute(one, quickPlan()), "One asset makes no portfolio"));
        auto twins = data;
        for (std::size_t t = 0; t < twins.days(); ++t)
            twins.returns[t * 5 + 1] = twins.returns[t * 5];
        QVERIFY(says(compute(twins, quickPlan()), "MTUM")); // the generator names both
    }
};

LOOM_TEST(AugmentTest)
#include "test_augment.moc"
