// SPDX-License-Identifier: GPL-3.0-or-later
// The temporal fusion transformer by hand against LibTorch in double precision (1e-5 of the largest
// entry), and what can be read out of it.
#include <cmath>

#include "learn/detail/pointwise_kernels.h"
#include "learn/temporal_fusion.h"
#include "network_checks.h"
#include "support/test_case.h"

namespace loom::learn {

namespace {

constexpr double kTolerance = 1e-5;

/// Nothing is a multiple of 16 or four.
TemporalFusionShape oddShape() {
    return {.steps = 7, .features = 5, .width = 18, .heads = 3, .dropout = 0, .outputs = 3};
}

} // namespace

class TemporalFusionTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void equalsTorch_data() {
        QTest::addColumn<TemporalFusionShape>("shape");
        QTest::addColumn<int>("rows");
        QTest::newRow("odd") << oddShape() << 13;
        QTest::newRow("one sample") << oddShape() << 1;
        QTest::newRow("whole lanes")
            << TemporalFusionShape{.steps = 20, .features = 16, .width = 32, .dropout = 0} << 32;
        QTest::newRow("one feature")
            << TemporalFusionShape{.steps = 9, .features = 1, .width = 8, .heads = 2, .dropout = 0}
            << 6;
        QTest::newRow("one step")
            << TemporalFusionShape{.steps = 1, .features = 3, .width = 8, .heads = 1, .dropout = 0}
            << 5;
        QTest::newRow("many samples") << oddShape() << 515;
    }
    void equalsTorch() {
        QFETCH(TemporalFusionShape, shape);
        QFETCH(int, rows);
        TemporalFusion net(shape);
        const RowBlock inputs = normalRows(static_cast<std::size_t>(rows), net.inputs(), 4);
        const auto found = differencesFromTwin(net, net.initial(3), twinOf(shape), inputs);
        QVERIFY2(found.worst() < kTolerance, found.words());
    }

    void equalsFiniteDifferences() {
        TemporalFusion net(oddShape());
        QVERIFY(finiteDifferenceError(net, net.initial(5), twinOf(oddShape()),
                                      normalRows(7, net.inputs(), 8)) < 1e-6);
    }

    void dropoutEqualsTheMaskedTwin() {
        auto shape = oddShape();
        shape.dropout = 0.3;
        TemporalFusion net(shape);
        const Pass pass{.mode = Mode::Train, .seed = 77, .firstRow = 12};
        const RowBlock inputs = normalRows(10, net.inputs(), 4);
        const auto found =
            differencesFromTwin(net, net.initial(3), twinOf(shape, masksOf(pass)), inputs, pass);
        QVERIFY2(found.worst() < kTolerance, found.words());
        const auto evaluated = differencesFromTwin(net, net.initial(3), twinOf(shape), inputs);
        QVERIFY2(evaluated.worst() < kTolerance, evaluated.words());
    }

    /// A workspace that served a larger batch leaves nothing behind.
    void smallerBatchesAfterLargerOnes() {
        const auto shape = oddShape();
        TemporalFusion net(shape);
        const auto flat = net.initial(2);
        net.setWeights(flat);
        const auto gradientOf = [&](Network::Workspace& workspace, std::size_t rows) {
            const RowBlock inputs = normalRows(rows, net.inputs(), 4);
            RowBlock outputs;
            net.forward(inputs, workspace, outputs);
            std::vector<float> gradient(flat.size(), 0.0F);
            net.backward(inputs, workspace, normalRows(rows, net.outputs(), 7), gradient);
            return gradient;
        };
        const auto used = net.workspace(), fresh = net.workspace();
        (void)gradientOf(*used, 16);
        QVERIFY(gradientOf(*used, 13) == gradientOf(*fresh, 13));
    }

    /// Rows are probabilities, the past alone is looked at, and the answer depends on the first
    /// step's features through weights that are there.
    void whatItReadCanBeSeen() {
        const auto shape = oddShape();
        TemporalFusion net(shape);
        const auto flat = net.initial(4);
        net.setWeights(flat);
        const auto workspace = net.workspace();
        const RowBlock inputs = normalRows(6, net.inputs(), 3);
        RowBlock outputs;
        net.forward(inputs, *workspace, outputs);
        const auto selection = tensorOf(net.selection(*workspace, 4)).view({7, 5});
        QVERIFY(selection.min().item<double>() >= 0);
        QVERIFY(at::allclose(selection.sum(1), at::ones({7}, at::kDouble), 1e-6, 1e-6));
        for (int head = 0; head < shape.heads; ++head) {
            const auto map = tensorOf(net.attention(*workspace, 4, head)).view({7, 7});
            QVERIFY(map.min().item<double>() >= 0);
            QVERIFY(at::allclose(map.sum(1), at::ones({7}, at::kDouble), 1e-6, 1e-6));
            QVERIFY(at::equal(map, map.tril()));
        }
        // The weights are those of the twin's selection network.
        const detail::TorchPieces pieces(shape.parameters(), tensorOf(flat));
        const at::Tensor x = tensorOf(inputs).view({6, 7, 5});
        const at::Tensor flatVectors =
            (x.unsqueeze(-1) * pieces.at("select.embed.weight") + pieces.at("select.embed.bias"))
                .flatten(2);
        const auto inner = pieces.linear("select.weights.fc2",
                                         at::elu(pieces.linear("select.weights.fc1", flatVectors)));
        const auto sum = pieces.linear("select.weights.skip", flatVectors) +
                         at::glu(pieces.linear("select.weights.glu", inner), -1);
        const auto expected =
            at::softmax(at::layer_norm(sum, {5}, pieces.at("select.weights.norm.weight"),
                                       pieces.at("select.weights.norm.bias"), 1e-5),
                        -1);
        QVERIFY(at::allclose(selection, expected[4], 1e-5, 1e-6));
    }

    void eluIsTheStandardLibrarys() {
        std::vector<float> values;
        for (int i = -4000; i < 4000; ++i)
            values.push_back(static_cast<float>(i) * 0.01F);
        auto got = values;
        detail::pointwiseKernels().elu(got.data(), got.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double x = static_cast<double>(values[i]);
            QVERIFY(std::abs(static_cast<double>(got[i]) - (x > 0 ? x : std::expm1(x))) < 2e-7);
        }
    }

    void equalBytesForAnyThreads() {
        auto shape = oddShape();
        shape.dropout = 0.2;
        TemporalFusion net(shape);
        QVERIFY(net.initial(9) == net.initial(9) && net.initial(9) != net.initial(10));
        QVERIFY(equalForAnyThreads(net, net.initial(9), 203));
    }
};

LOOM_TEST(TemporalFusionTest)

} // namespace loom::learn

#include "test_temporal_fusion.moc"
