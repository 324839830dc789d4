// SPDX-License-Identifier: GPL-3.0-or-later
// The optimiser on several threads against itself on one, and the threads' own promises.
#include <atomic>
#include <cmath>
#include <stdexcept>

#include "base/random.h"
#include "learn/adam.h"
#include "learn/workers.h"
#include "support/test_case.h"

namespace loom::learn {

namespace {

/// More than a few pieces, and no whole number of them.
constexpr std::size_t kParameters = 200'003;

std::vector<float> normals(std::uint64_t seed) {
    std::vector<float> out(kParameters);
    Rng rng(seed);
    for (float& v : out)
        v = static_cast<float>(rng.normal());
    return out;
}

} // namespace

class WorkersTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyPieceIsDoneOnce() {
        Workers workers(4);
        for (const std::size_t pieces : {0, 1, 2, 3, 1000}) {
            std::vector<std::atomic<int>> done(pieces);
            workers.run(pieces, [&](std::size_t piece) { ++done[piece]; });
            for (const auto& count : done)
                QCOMPARE(count.load(), 1);
        }
    }

    void manyRoundsFollowOneAnother() {
        Workers workers(3);
        std::atomic<std::size_t> sum{0};
        for (std::size_t round = 0; round < 2000; ++round)
            workers.run(3, [&](std::size_t piece) { sum += piece; });
        QCOMPARE(sum.load(), std::size_t{6000});
    }

    void failuresReachTheCallerAndTheNextRoundWorks() {
        Workers workers(3);
        QVERIFY_EXCEPTION_THROWN(workers.run(50,
                                             [](std::size_t piece) {
                                                 if (piece == 7)
                                                     throw std::runtime_error("no");
                                             }),
                                 std::runtime_error);
        std::atomic<int> done{0};
        workers.run(50, [&](std::size_t) { ++done; });
        QCOMPARE(done.load(), 50);
    }

    void adamGivesEqualBytes() {
        const AdamOptions options{.rate = 1e-3, .beta1 = 0.9, .beta2 = 0.999};
        Workers workers(3);
        Adam one(kParameters, options), several(kParameters, options);
        auto first = normals(1), second = first;
        for (std::uint64_t step = 0; step < 3; ++step) {
            const auto gradient = normals(10 + step);
            one.step(first, gradient, 0.5);
            several.step(second, gradient, 0.5, workers);
        }
        QVERIFY(first == second);
        QCOMPARE(several.steps(), one.steps());
    }

    void clippingDoesNotDependOnThreads() {
        Workers alone(1), several(5);
        auto first = normals(2), second = first, plain = first;
        const double norm = clipNorm(first, 1, alone);
        QCOMPARE(clipNorm(second, 1, several), norm);
        QVERIFY(first == second);
        QVERIFY(std::abs(clipNorm(plain, 1) - norm) < 1e-9 * norm);
        QVERIFY(std::abs(clipNorm(plain, 0) - 1) < 1e-4);
        second[5] = std::nanf("");
        QVERIFY(!std::isfinite(clipNorm(second, 1, several)));
    }
};

LOOM_TEST(WorkersTest)

} // namespace loom::learn

#include "test_workers.moc"
