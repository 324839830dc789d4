// SPDX-License-Identifier: GPL-3.0-or-later
// N-BEATS by hand against LibTorch in double precision (1e-5 of the largest entry), its bases
// against the paper's formulas written out, its decomposition, and its sizes against the counts
// that follow from the paper's formulas.
#include <cmath>
#include <numbers>

#include "learn/detail/torch_networks.h"
#include "learn/nbeats.h"
#include "learn/network_runner.h"
#include "network_checks.h"
#include "support/test_case.h"

namespace loom::learn {

namespace {

constexpr double kTolerance = 1e-5;

/// Odd sizes everywhere: nothing is a multiple of 16.
NBeatsShape oddShape(NBeatsBasis basis, bool shared) {
    NBeatsShape shape{.lookback = 21, .horizon = 5};
    const NBeatsStack stack{.basis = basis,
                            .blocks = 3,
                            .layers = 2,
                            .width = 19,
                            .shared = shared,
                            .degree = 3,
                            .harmonics = 2};
    shape.stacks = {stack, {.blocks = 1, .layers = 1, .width = 8}};
    return shape;
}

NBeatsShape everything() {
    NBeatsShape shape = oddShape(NBeatsBasis::Trend, true);
    shape.stacks.push_back(
        {.basis = NBeatsBasis::Seasonality, .blocks = 2, .layers = 3, .width = 33, .shared = true});
    shape.levels = 3;
    shape.extras = 4;
    shape.masked = true;
    return shape;
}

NBeatsShape blocksOf64() {
    NBeatsShape shape = NBeatsShape::generic(64, 16, 3, 64);
    shape.levels = 2;
    return shape;
}

/// Normal rows whose mask hides the oldest values of every third row.
RowBlock inputsFor(const NBeatsShape& shape, std::size_t rows, std::uint64_t seed) {
    RowBlock out = normalRows(rows, shape.inputs(), seed);
    const auto lookback = static_cast<std::size_t>(shape.lookback);
    for (std::size_t r = 0; shape.masked && r < rows; ++r)
        for (std::size_t k = 0; k < lookback; ++k)
            out.row(r)[lookback + k] = r % 3 == 0 && k > lookback / 2 ? 0.0F : 1.0F;
    return out;
}

Twin twinOf(const NBeatsShape& shape) {
    return [shape](const at::Tensor& flat, const at::Tensor& x) {
        // The hand-written gradient of the mask is zero by definition.
        if (!shape.masked)
            return detail::torchForward(shape, flat, x);
        const at::Tensor values = x.narrow(1, 0, shape.lookback);
        const at::Tensor mask = x.narrow(1, shape.lookback, shape.lookback).detach();
        const at::Tensor extras = x.narrow(1, 2 * shape.lookback, shape.extras);
        return detail::torchForward(shape, flat, at::cat({values, mask, extras}, 1));
    };
}

} // namespace

class NBeatsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void equalsTorch_data() {
        QTest::addColumn<NBeatsShape>("shape");
        QTest::addColumn<int>("rows");
        QTest::newRow("generic") << oddShape(NBeatsBasis::Generic, false) << 37;
        QTest::newRow("trend, one sample") << oddShape(NBeatsBasis::Trend, false) << 1;
        QTest::newRow("seasonality, shared") << oddShape(NBeatsBasis::Seasonality, true) << 10;
        QTest::newRow("mask, levels, extras") << everything() << 1023;
        QTest::newRow("whole lanes") << blocksOf64() << 130;
        QTest::newRow("interpretable") << NBeatsShape::interpretable(30, 6, 32, 48) << 32;
    }
    void equalsTorch() {
        QFETCH(NBeatsShape, shape);
        QFETCH(int, rows);
        NBeats net(shape);
        const auto flat = net.initial(3);
        const RowBlock inputs = inputsFor(shape, static_cast<std::size_t>(rows), 4);
        const Differences found = differencesFromTwin(net, flat, twinOf(shape), inputs);
        QVERIFY2(found.worst() < kTolerance,
                 qPrintable(QString::asprintf("outputs %g, weights %g, inputs %g", found.outputs,
                                              found.weights, found.inputs)));
    }

    void equalsFiniteDifferences() {
        const NBeatsShape shape = everything();
        NBeats net(shape);
        const RowBlock inputs = inputsFor(shape, 7, 8);
        QVERIFY(finiteDifferenceError(net, net.initial(5), twinOf(shape), inputs) < 1e-6);
    }

    void decompositionAddsUpExactly() {
        const NBeatsShape shape = everything();
        NBeats net(shape);
        net.setWeights(net.initial(6));
        const auto workspace = net.workspace();
        RowBlock outputs;
        net.forward(inputsFor(shape, 9, 2), *workspace, outputs);
        const auto parts = net.decomposition(*workspace);
        QCOMPARE(parts.size(), shape.stacks.size());
        for (std::size_t r = 0; r < outputs.rows(); ++r)
            for (std::size_t c = 0; c < outputs.row(r).size(); ++c) {
                const float sum = (parts[0].row(r)[c] + parts[1].row(r)[c]) + parts[2].row(r)[c];
                QVERIFY(outputs.row(r)[c] == sum);
            }
    }

    /// A network of zeros says nothing: the caller's level stands, which is Naive 1.
    void zerosGiveTheLevel() {
        NBeats net(NBeatsShape::generic(10, 4, 2, 16));
        net.setWeights(std::vector<float>(net.parameterCount(), 0.0F));
        RowBlock outputs;
        net.forward(normalRows(3, 10, 1), *net.workspace(), outputs);
        for (std::size_t r = 0; r < 3; ++r)
            for (const float v : outputs.row(r))
                QCOMPARE(v, 0.0F);
    }

    /// 25.7 million and 13.0 million parameters at lookback 60, horizon 12.
    void sizesAreThePapers() {
        const auto count = [](const NBeatsShape& shape) {
            const auto list = shape.parameters();
            return list.back().offset + list.back().count();
        };
        const auto generic = NBeatsShape::generic(60, 12);
        QCOMPARE(count(generic), std::size_t{30 * (61 * 512 + 3 * 513 * 512 + 513 * 72)});
        const auto interpretable = NBeatsShape::interpretable(60, 12);
        QCOMPARE(interpretable.coefficients(interpretable.stacks[0]), 6);
        QCOMPARE(interpretable.coefficients(interpretable.stacks[1]), 24);
        QCOMPARE(count(interpretable), std::size_t{61 * 256 + 3 * 257 * 256 + 257 * 6 + 61 * 2048 +
                                                   3 * 2049 * 2048 + 2049 * 24});
    }

    void basesFollowThePaper() {
        const NBeatsShape shape = NBeatsShape::interpretable(8, 5);
        const auto trend = nbeatsBasis(shape, shape.stacks[0]);
        // Row 2 is (k/H)^2 in the forecast, row 3 + 1 k/L in the backcast.
        QCOMPARE(trend.size(), std::size_t{6 * 13});
        for (int k = 0; k < 5; ++k)
            QCOMPARE(trend[static_cast<std::size_t>(2 * 13 + 8 + k)], (k / 5.0) * (k / 5.0));
        for (int k = 0; k < 8; ++k) {
            QCOMPARE(trend[static_cast<std::size_t>(4 * 13 + k)], k / 8.0);
            QCOMPARE(trend[static_cast<std::size_t>(2 * 13 + k)], 0.0);
        }
        // Frequencies 0, 1, 2: cosines, then sines of the forecast, then of the backcast.
        const auto season = nbeatsBasis(shape, shape.stacks[1]);
        QCOMPARE(season.size(), std::size_t{12 * 13});
        const double turn = 2 * std::numbers::pi;
        for (int k = 0; k < 5; ++k)
            QCOMPARE(season[static_cast<std::size_t>(5 * 13 + 8 + k)],
                     std::sin(turn * 2 * k / 5.0));
        for (int k = 0; k < 8; ++k) {
            QCOMPARE(season[static_cast<std::size_t>(7 * 13 + k)], std::cos(turn * k / 5.0));
            QCOMPARE(season[static_cast<std::size_t>(10 * 13 + k)], std::sin(-turn * k / 5.0));
        }
    }

    void equalBytesForAnyThreads() {
        NBeats net(everything());
        QVERIFY(net.initial(9) == net.initial(9));
        QVERIFY(net.initial(9) != net.initial(10));
        QVERIFY(equalForAnyThreads(net, net.initial(9), 203));
    }

    void problemsOfAPieceReachTheCaller() {
        NBeats net(NBeatsShape::generic(10, 4, 1, 16));
        NetworkRunner runner(net, 3);
        runner.setWeights(net.initial(1));
        const auto zeros = [](std::size_t, RowBlock& inputs) { inputs.zero(); };
        const auto bad = [](std::size_t first, const RowBlock&) {
            if (first > 0)
                throw std::runtime_error("no");
        };
        QVERIFY_EXCEPTION_THROWN(runner.evaluate(900, zeros, bad), std::runtime_error);
        std::atomic<std::size_t> seen{0};
        runner.evaluate(900, zeros, [&](std::size_t, const RowBlock& b) { seen += b.rows(); });
        QCOMPARE(seen.load(), std::size_t{900});
    }
};

LOOM_TEST(NBeatsTest)

} // namespace loom::learn

#include "test_nbeats.moc"
