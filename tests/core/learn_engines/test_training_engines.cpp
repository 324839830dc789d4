// SPDX-License-Identifier: GPL-3.0-or-later
// The engine that trains on a GPU, run on the CPU, against the hand-written one; the hand-written
// one against its parts called one by one.
#include <thread>

#include "learn/adam.h"
#include "lesson.h"
#include "support/test_case.h"

namespace loom::learn {

namespace {

constexpr int kSteps = 12;
constexpr double kTolerance = 1e-3; // of the largest movement of a weight

std::unique_ptr<TrainingEngine> cpu(Network& network, const OptimiserOptions& options) {
    return makeCpuEngine(network, options, 2);
}
std::unique_ptr<TrainingEngine> torch(Network& network, const OptimiserOptions& options) {
    return makeTorchEngine(network, options, Device{}, 2);
}

bool sameState(const TrainingState& a, const TrainingState& b) {
    return a.weights == b.weights && a.adamSteps == b.adamSteps && a.first == b.first &&
           a.second == b.second;
}

} // namespace

class TrainingEnginesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    /// Small tensors: more of LibTorch's threads only wait for one another.
    void initTestCase() { startRuntime(1); }

    /// Losses, weights, moments and outputs after some steps, with clipping, decay and a schedule.
    void enginesAgree_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<double>("clip");
        QTest::addColumn<double>("decay");
        for (const std::string& name : networkNames()) {
            const auto words = QString::fromStdString(name);
            QTest::newRow((name + " plain").c_str()) << words << 0.0 << 0.0;
            QTest::newRow((name + " clipped").c_str()) << words << 0.1 << 0.0;
            QTest::newRow((name + " decayed").c_str()) << words << 0.0 << 3.0;
        }
    }
    void enginesAgree() {
        QFETCH(QString, name);
        QFETCH(double, clip);
        QFETCH(double, decay);
        const auto network = smallNetwork(name.toStdString());
        const Lesson lesson(*network);
        const auto start = network->initial(3);
        const auto options = lessonOptions(clip, decay);
        const auto byHand = cpu(*network, options), byTorch = torch(*network, options);
        byHand->restore({.weights = start});
        byTorch->restore({.weights = start});
        QVERIFY(byTorch->weights() == start);
        const auto expected = lesson.study(*byHand, 0, kSteps);
        const auto losses = lesson.study(*byTorch, 0, kSteps);
        for (std::size_t i = 0; i < expected.size(); ++i)
            QVERIFY2(std::abs(losses[i] / expected[i] - 1) < 1e-4,
                     qPrintable(QStringLiteral("step %1: %2 against %3")
                                    .arg(i)
                                    .arg(losses[i])
                                    .arg(expected[i])));
        QVERIFY(expected.back() < expected.front());
        const auto right = byHand->state(), found = byTorch->state();
        const double moved = largestDifference(right.weights, start);
        QVERIFY(moved > 1e-3);
        QCOMPARE(found.adamSteps, kSteps);
        const double apart = largestDifference(right.weights, found.weights) / moved;
        QVERIFY2(apart < kTolerance, QByteArray::number(apart));
        const std::vector<float> none(start.size());
        QVERIFY(largestDifference(right.first, found.first) <
                kTolerance * largestDifference(right.first, none));
        QVERIFY(largestDifference(right.second, found.second) <
                kTolerance * largestDifference(right.second, none));
        QVERIFY(largestDifference(lesson.outputs(*byHand), lesson.outputs(*byTorch)) < 1e-3);
        // The options do something, or their agreement tells nothing.
        if (clip > 0 || decay > 0) {
            const auto plain = cpu(*network, lessonOptions());
            plain->restore({.weights = start});
            (void)lesson.study(*plain, 0, kSteps);
            QVERIFY(largestDifference(plain->weights(), right.weights) > 10 * kTolerance * moved);
        }
    }

    /// Each goes on with what the other left, as if it had never been interrupted.
    void statesAreExchanged_data() {
        QTest::addColumn<QString>("name");
        for (const std::string& name : networkNames())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    void statesAreExchanged() {
        QFETCH(QString, name);
        const auto network = smallNetwork(name.toStdString());
        const Lesson lesson(*network);
        const auto options = lessonOptions(0.5, 0.1);
        const auto start = network->initial(3);
        const auto whole = cpu(*network, options);
        whole->restore({.weights = start});
        (void)lesson.study(*whole, 0, kSteps);
        const double moved = largestDifference(whole->weights(), start);
        for (const auto& [from, to] : {std::pair{&cpu, &torch}, std::pair{&torch, &cpu}}) {
            const auto first = from(*network, options), second = to(*network, options);
            first->restore({.weights = start});
            (void)lesson.study(*first, 0, kSteps / 2);
            second->restore(first->state());
            QVERIFY(sameState(second->state(), first->state()));
            (void)lesson.study(*second, kSteps / 2, kSteps);
            QVERIFY(largestDifference(second->weights(), whole->weights()) < kTolerance * moved);
        }
    }

    void theCpuEngineIsItsParts() {
        const auto network = smallNetwork("lstm_transformer", 0.2);
        const Lesson lesson(*network);
        const auto options = lessonOptions(0.5, 0.1);
        auto weights = network->initial(3);
        const auto engine = cpu(*network, options);
        engine->restore({.weights = weights});
        const auto losses = lesson.study(*engine, 0, 5);
        NetworkRunner runner(*network, 1);
        Adam adam(weights.size(), options.adam);
        std::vector<float> gradient(weights.size());
        for (unsigned step = 0; step < 5; ++step) {
            const double factor = 1.0 / (1 + step);
            runner.setWeights(weights);
            QCOMPARE(runner.gradient(lesson.rows(), 1000U + step, lesson.fill(), lesson.loss(),
                                     gradient),
                     losses[step]);
            (void)clipNorm(gradient, options.clip);
            for (float& weight : weights)
                weight *= static_cast<float>(1 - options.adam.rate * factor * options.decay);
            adam.step(weights, gradient, factor);
        }
        QVERIFY(weights == engine->weights());
    }

    /// With dropout: equal seeds give equal bytes, also after an interruption and beside another
    /// engine; other masks other weights; evaluation drops nothing.
    void seedsDecide_data() { statesAreExchanged_data(); }
    void seedsDecide() {
        QFETCH(QString, name);
        const auto network = smallNetwork(name.toStdString(), 0.3);
        const Lesson lesson(*network);
        const auto make = [&] {
            auto engine = torch(*network, lessonOptions());
            engine->restore({.weights = network->initial(3)});
            return engine;
        };
        const auto first = make(), second = make(), resumed = torch(*network, lessonOptions());
        (void)lesson.study(*first, 0, 6);
        (void)lesson.study(*second, 0, 3);
        const auto between = make(); // draws masks of its own
        (void)lesson.study(*between, 50, 52);
        resumed->restore(second->state());
        (void)lesson.study(*second, 3, 6);
        (void)lesson.study(*resumed, 3, 6);
        QVERIFY(sameState(first->state(), second->state()));
        QVERIFY(sameState(first->state(), resumed->state()));
        const auto check = cpu(*network, lessonOptions());
        check->restore(first->state());
        QVERIFY(largestDifference(lesson.outputs(*check), lesson.outputs(*first)) < 1e-4);
        if (name == QStringLiteral("nbeats")) // has no dropout
            return;
        const auto other = make(), same = make();
        const StepPlan plan{.rows = lesson.rows(), .dropoutSeed = 1};
        StepPlan differs = plan;
        differs.dropoutSeed = 2;
        (void)other->step(plan, lesson.fill(), lesson.loss());
        (void)same->step(differs, lesson.fill(), lesson.loss());
        QVERIFY(other->weights() != same->weights());
    }

    /// As seeds and rolling origins train.
    void enginesWorkSideBySide() {
        const auto network = smallNetwork("lstm_transformer", 0.3);
        const Lesson lesson(*network);
        const auto trained = [&](std::uint64_t seed) {
            const auto engine = makeTorchEngine(*network, lessonOptions(), Device{}, 1);
            engine->restore({.weights = network->initial(seed)});
            (void)lesson.study(*engine, 0, 20);
            return engine->state();
        };
        constexpr std::size_t kSeeds = 4;
        std::vector<TrainingState> together(kSeeds);
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 0; i < kSeeds; ++i)
                threads.emplace_back([&, i] { together[i] = trained(i + 1); });
        }
        for (std::size_t i = 0; i < kSeeds; ++i)
            QVERIFY(sameState(together[i], trained(i + 1)));
        QVERIFY(together[0].weights != together[1].weights);
    }

    /// Over many masks a dropped training sees the loss that the hand-written one sees.
    void dropoutCostsTheSame() {
        for (const std::string& name : networkNames()) {
            const auto network = smallNetwork(name, 0.3);
            const Lesson lesson(*network);
            auto options = lessonOptions();
            options.adam.rate = 0; // the weights stay
            const auto byHand = cpu(*network, options), byTorch = torch(*network, options);
            auto weights = network->initial(3);
            for (float& weight : weights)
                weight *= 2; // outputs that a dropped value is seen in
            double sums[2] = {}, squares = 0;
            constexpr int kMasks = 300;
            for (const auto* engine : {&byHand, &byTorch}) {
                (*engine)->restore({.weights = weights});
                const auto losses = lesson.study(**engine, 0, kMasks);
                for (const double loss : losses) {
                    sums[engine == &byTorch ? 1 : 0] += loss / kMasks;
                    squares += loss * loss / kMasks / 2;
                }
            }
            const double mean = (sums[0] + sums[1]) / 2;
            const double error = std::sqrt(std::max(0.0, squares - mean * mean) / kMasks);
            const double apart = std::abs(sums[0] - sums[1]);
            QVERIFY2(apart < 5 * std::sqrt(2.0) * error + 1e-5 * mean,
                     qPrintable(QStringLiteral("%1: %2 against %3, standard error %4")
                                    .arg(QString::fromStdString(name))
                                    .arg(sums[1])
                                    .arg(sums[0])
                                    .arg(error)));
        }
    }

    void whatIsNotFiniteChangesNothing() {
        const auto network = smallNetwork("lstm");
        Lesson lesson(*network);
        for (const auto& make : {&cpu, &torch}) {
            const auto engine = make(*network, lessonOptions());
            engine->restore({.weights = network->initial(3)});
            (void)lesson.study(*engine, 0, 2);
            const auto before = engine->state();
            const auto noLoss = [](std::size_t, const RowBlock&, RowBlock& gradient) {
                for (std::size_t r = 0; r < gradient.rows(); ++r)
                    std::ranges::fill(gradient.row(r), 1.0F);
                return std::nan("");
            };
            const auto noGradient = [](std::size_t, const RowBlock&, RowBlock& gradient) {
                for (std::size_t r = 0; r < gradient.rows(); ++r)
                    std::ranges::fill(gradient.row(r), std::nanf(""));
                return 1.0;
            };
            QVERIFY(!engine->step({.rows = lesson.rows()}, lesson.fill(), noLoss).finite);
            QVERIFY(!engine->step({.rows = lesson.rows()}, lesson.fill(), noGradient).finite);
            QVERIFY(sameState(before, engine->state()));
            QVERIFY(engine->step({.rows = lesson.rows()}, lesson.fill(), lesson.loss()).finite);
        }
    }

    /// More samples than are evaluated together, a part of a slice at the end.
    void manySamplesAreEvaluated() {
        const auto network = smallNetwork("tft");
        const Lesson lesson(*network, 4100);
        const auto byHand = cpu(*network, {}), byTorch = torch(*network, {});
        byHand->restore({.weights = network->initial(3)});
        byTorch->restore({.weights = network->initial(3)});
        QVERIFY(largestDifference(lesson.outputs(*byHand), lesson.outputs(*byTorch)) < 1e-5);
    }
};

} // namespace loom::learn

using loom::learn::TrainingEnginesTest;
LOOM_TEST(TrainingEnginesTest)
#include "test_training_engines.moc"
