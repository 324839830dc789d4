// SPDX-License-Identifier: GPL-3.0-or-later
// The LSTM by hand against LibTorch in double precision (1e-5 of the largest entry), its gates
// against the standard library, its dropout mask for mask and by its statistics.
#include <cmath>

#include "learn/detail/dropout.h"
#include "learn/detail/pointwise_kernels.h"
#include "learn/lstm.h"
#include "network_checks.h"
#include "support/test_case.h"

namespace loom::learn {

namespace {

constexpr double kTolerance = 1e-5;

LstmShape oddShape() {
    return {.steps = 7, .features = 5, .hidden = 19, .layers = 2, .head = {11, 6}, .outputs = 3};
}

} // namespace

class LstmTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void equalsTorch_data() {
        QTest::addColumn<LstmShape>("shape");
        QTest::addColumn<int>("rows");
        QTest::newRow("odd") << oddShape() << 13;
        QTest::newRow("one sample") << oddShape() << 1;
        QTest::newRow("whole lanes")
            << LstmShape{.steps = 20, .features = 16, .hidden = 64, .layers = 2, .outputs = 10}
            << 64;
        QTest::newRow("three layers, many samples")
            << LstmShape{.steps = 4, .features = 3, .hidden = 32, .layers = 3, .outputs = 1}
            << 1023;
        QTest::newRow("one step")
            << LstmShape{.steps = 1, .features = 2, .hidden = 6, .layers = 1, .outputs = 2} << 5;
    }
    void equalsTorch() {
        QFETCH(LstmShape, shape);
        QFETCH(int, rows);
        Lstm net(shape);
        const RowBlock inputs = normalRows(static_cast<std::size_t>(rows), net.inputs(), 4);
        const auto found = differencesFromTwin(net, net.initial(3), twinOf(shape), inputs);
        QVERIFY2(found.worst() < kTolerance, found.words());
    }

    /// All layers in one call of LibTorch's own LSTM, with the flat vector's pieces as they lie.
    void layersAreTorchs() {
        const LstmShape shape = oddShape();
        Lstm net(shape);
        const auto flat = net.initial(8);
        const RowBlock inputs = normalRows(6, net.inputs(), 2);
        const detail::TorchPieces pieces(shape.parameters(), tensorOf(flat));
        std::vector<at::Tensor> weights;
        for (std::size_t i = 0; i < 8; ++i)
            weights.push_back(pieces.at(shape.parameters()[i].name));
        const at::Tensor start = at::zeros({2, 6, shape.hidden}, at::kDouble);
        const auto out = std::get<0>(at::lstm(tensorOf(inputs).view({6, 7, 5}), {start, start},
                                              weights, true, 2, 0.0, false, false, true));
        const auto mine =
            detail::torchLstm(pieces, "lstm.", 2, 0, tensorOf(inputs).view({6, 7, 5}), {});
        QVERIFY(at::allclose(out, mine, 1e-10, 1e-12));
    }

    void equalsFiniteDifferences() {
        const LstmShape shape = oddShape();
        Lstm net(shape);
        QVERIFY(finiteDifferenceError(net, net.initial(5), twinOf(shape),
                                      normalRows(7, net.inputs(), 8)) < 1e-6);
    }

    void dropoutEqualsTheMaskedTwin() {
        LstmShape shape = oddShape();
        shape.layers = 3;
        shape.dropout = 0.3;
        Lstm net(shape);
        const Pass pass{.mode = Mode::Train, .seed = 77, .firstRow = 12};
        const RowBlock inputs = normalRows(10, net.inputs(), 4);
        const auto found =
            differencesFromTwin(net, net.initial(3), twinOf(shape, masksOf(pass)), inputs, pass);
        QVERIFY2(found.worst() < kTolerance, found.words());
        // Evaluation is without.
        const auto evaluated = differencesFromTwin(net, net.initial(3), twinOf(shape), inputs);
        QVERIFY2(evaluated.worst() < kTolerance, evaluated.words());
    }

    /// Shares of dropped entries within four standard errors, means kept, masks of other rows,
    /// places and seeds unrelated.
    void dropoutDropsTheRightShare() {
        constexpr int kCount = 100'000;
        const auto mask = [](double rate, std::uint64_t seed, int site, std::size_t row) {
            std::vector<float> ones(kCount, 1.0F);
            const detail::Dropout dropout(rate, {.mode = Mode::Train, .seed = seed}, site);
            dropout.apply(ones.data(), kCount, row, 0);
            return ones;
        };
        const auto zeros = [](const std::vector<float>& values) {
            return static_cast<double>(std::count(values.begin(), values.end(), 0.0F)) / kCount;
        };
        for (const double rate : {0.1, 0.5, 0.9}) {
            const auto values = mask(rate, 1, 0, 0);
            QVERIFY(std::abs(zeros(values) - rate) < 4 * std::sqrt(rate * (1 - rate) / kCount));
            QCOMPARE(*std::max_element(values.begin(), values.end()),
                     static_cast<float>(1 / (1 - rate)));
        }
        const auto first = mask(0.5, 1, 0, 0);
        QVERIFY(first == mask(0.5, 1, 0, 0));
        for (const auto& other : {mask(0.5, 1, 0, 1), mask(0.5, 1, 1, 0), mask(0.5, 2, 0, 0)}) {
            double both = 0;
            for (std::size_t i = 0; i < first.size(); ++i)
                both += first[i] == 0 && other[i] == 0 ? 1.0 / kCount : 0;
            QVERIFY(std::abs(both - 0.25) < 4 * std::sqrt(0.25 * 0.75 / kCount));
        }
        double neighbours = 0;
        for (std::size_t i = 1; i < first.size(); ++i)
            neighbours += first[i] == 0 && first[i - 1] == 0 ? 1.0 / kCount : 0;
        QVERIFY(std::abs(neighbours - 0.25) < 4 * std::sqrt(0.25 * 0.75 / kCount));
    }

    void gatesAreAccurate_data() {
        QTest::addColumn<const detail::PointwiseKernels*>("kernels");
        QTest::newRow("portable") << &detail::kPortablePointwise;
        QTest::newRow("chosen") << &detail::pointwiseKernels();
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
            QTest::newRow("avx2") << &detail::kAvx2Pointwise;
#endif
    }
    void gatesAreAccurate() {
        QFETCH(const detail::PointwiseKernels*, kernels);
        std::vector<float> xs;
        for (int i = -40'000; i < 40'000; ++i)
            xs.push_back(static_cast<float>(i) * 0.0005F);
        for (const float x : {-1e30F, -500.0F, -88.0F, 88.0F, 500.0F, 1e30F, 1e-20F, -1e-6F})
            xs.push_back(x);
        xs.resize((xs.size() + 15) / 16 * 16);
        auto logistic = xs, tangent = xs;
        kernels->logistic(logistic.data(), logistic.size());
        kernels->hyperbolic(tangent.data(), tangent.size());
        for (std::size_t i = 0; i < xs.size(); ++i) {
            const double x = static_cast<double>(xs[i]);
            QVERIFY(std::abs(static_cast<double>(logistic[i]) - 1 / (1 + std::exp(-x))) < 2e-7);
            QVERIFY(std::abs(static_cast<double>(tangent[i]) - std::tanh(x)) <=
                    4e-7 * std::abs(std::tanh(x)));
        }
    }

    void equalBytesForAnyThreads() {
        LstmShape shape = oddShape();
        shape.dropout = 0.2;
        Lstm net(shape);
        QVERIFY(net.initial(9) == net.initial(9));
        QVERIFY(equalForAnyThreads(net, net.initial(9), 203));
    }
};

LOOM_TEST(LstmTest)

} // namespace loom::learn

#include "test_lstm.moc"
