// SPDX-License-Identifier: GPL-3.0-or-later
// The model confidence set with its own bootstrap: level, power, identical models, refusals.
// Equality with arch on given rows: test_known_answers.cpp.
#include "support/test_case.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/random.h"
#include "stats/comparison/model_confidence_set.h"

using namespace loom;
using namespace loom::stats;

namespace {

/// Squared errors of models of the given mean errors, rows x models.
std::vector<double> squaredErrors(std::uint64_t seed, std::size_t rows,
                                  const std::vector<double>& biases) {
    Rng rng(seed);
    std::vector<double> out;
    for (std::size_t t = 0; t < rows; ++t) {
        const double shared = rng.normal(); // the outcome, which all models miss alike
        for (const double bias : biases)
            out.push_back(std::pow(shared + bias + 0.5 * rng.normal(), 2));
    }
    return out;
}

} // namespace

class ModelConfidenceSetTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// Of four equal models the first is left out in no more than about `size` of the samples.
    void theBestModelIsKept() {
        for (const auto test : {ConfidenceSetTest::Range, ConfidenceSetTest::Maximum}) {
            int anyLost = 0;
            constexpr int kTrials = 300;
            for (int trial = 0; trial < kTrials; ++trial) {
                const auto seed = static_cast<std::uint64_t>(trial + 1);
                const auto set = modelConfidenceSet(
                    squaredErrors(seed, 200, {0, 0, 0, 0}), 4,
                    {.test = test, .replications = 200, .blockLength = 2, .seed = seed});
                anyLost += std::ranges::count(set->included, false) > 0;
            }
            const double rate = static_cast<double>(anyLost) / kTrials;
            qInfo("some of four equal models left out: %.3f of samples at size 0.10", rate);
            QVERIFY(rate > 0.04 && rate < 0.18);
        }
    }

    void worseModelsAreRemovedWorstFirst() {
        const auto set = modelConfidenceSet(squaredErrors(3, 1000, {0, 2, 0.8, 0}), 4);
        VERIFY_OK(set);
        QCOMPARE(set->removalOrder[0], std::size_t{1});
        QCOMPARE(set->removalOrder[1], std::size_t{2});
        QVERIFY(!set->included[1] && !set->included[2]);
        QVERIFY(set->included[0] || set->included[3]);
        QCOMPARE(*std::ranges::max_element(set->pValues), 1.0);
        QVERIFY(set->blockLength >= 1);
    }

    void equalSeedsGiveEqualSets() {
        const auto losses = squaredErrors(4, 300, {0, 0.3, 0.2});
        const auto a = modelConfidenceSet(losses, 3, {.seed = 5});
        const auto b = modelConfidenceSet(losses, 3, {.seed = 5});
        const auto c = modelConfidenceSet(losses, 3, {.seed = 6});
        QCOMPARE(a->pValues, b->pValues);
        QVERIFY(a->pValues != c->pValues);
    }

    void identicalModelsDoNotDiffer() {
        std::vector<double> losses;
        for (const double loss : squaredErrors(5, 200, {0}))
            losses.insert(losses.end(), {loss, loss, loss});
        for (const auto test : {ConfidenceSetTest::Range, ConfidenceSetTest::Maximum}) {
            const auto set = modelConfidenceSet(losses, 3, {.test = test});
            VERIFY_OK(set);
            QCOMPARE(std::ranges::count(set->included, true), std::ptrdiff_t{3});
        }
    }

    void blocksAreAtLeastTheHorizon() {
        auto losses = squaredErrors(6, 200, {0, 0.1});
        losses[7] = std::numeric_limits<double>::quiet_NaN();
        const auto set = modelConfidenceSet(losses, 2, {.horizon = 12});
        VERIFY_OK(set);
        QVERIFY(set->blockLength >= 12);
        QCOMPARE(set->leftOut, std::size_t{1});
        QCOMPARE(set->observations, std::size_t{199});
    }

    void tooLittleIsRefused() {
        const auto losses = squaredErrors(7, 20, {0, 1});
        QVERIFY(!modelConfidenceSet(losses, 1).ok());
        QVERIFY(!modelConfidenceSet(losses, 0).ok());
        QVERIFY(!modelConfidenceSet(std::span(losses).first(18), 2).ok());
        QVERIFY(!modelConfidenceSet(losses, 2, {.horizon = 11}).ok());
        QVERIFY(!modelConfidenceSet(losses, 2, {.replications = 0}).ok());
        QVERIFY(!modelConfidenceSet(losses, 2, {.blockLength = 0.5}).ok());
        QVERIFY(modelConfidenceSet(losses, 2).ok());
    }
};

LOOM_TEST(ModelConfidenceSetTest)
#include "test_confidence_set.moc"
