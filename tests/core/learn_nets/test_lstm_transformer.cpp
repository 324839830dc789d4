// SPDX-License-Identifier: GPL-3.0-or-later
// The LSTM-Transformer by hand against LibTorch in double precision (1e-5 of the largest entry):
// against a twin of plain tensor operations with automatic differentiation, and against LibTorch's
// own TransformerEncoderLayer with the flat vector's pieces as they lie.
#include <torch/nn/modules/transformerlayer.h>

#include <cmath>

#include "learn/lstm_transformer.h"
#include "network_checks.h"
#include "support/test_case.h"

namespace loom::learn {

namespace {

constexpr double kTolerance = 1e-5;

/// Nothing is a multiple of 16 or four.
LstmTransformerShape oddShape() {
    return {.steps = 7,
            .features = 5,
            .hidden = 18,
            .lstmLayers = 2,
            .blocks = 2,
            .heads = 3,
            .feedForward = 21,
            .dropout = 0,
            .head = {9},
            .outputs = 3};
}

LstmTransformerShape oddShapeBefore() {
    LstmTransformerShape shape = oddShape();
    shape.norm = NormPlace::BeforeBranch;
    shape.reads = HeadReads::MeanOfSteps;
    return shape;
}

LstmTransformerShape wholeLanes() {
    LstmTransformerShape shape;
    shape.dropout = 0;
    return shape;
}

LstmTransformerShape manySteps() {
    return {.steps = 33,
            .features = 2,
            .hidden = 40,
            .heads = 2,
            .feedForward = 64,
            .dropout = 0,
            .outputs = 2};
}

} // namespace

class LstmTransformerTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void equalsTorch_data() {
        QTest::addColumn<LstmTransformerShape>("shape");
        QTest::addColumn<int>("rows");
        QTest::newRow("odd") << oddShape() << 13;
        QTest::newRow("odd, norm before, mean") << oddShapeBefore() << 10;
        QTest::newRow("one sample") << oddShape() << 1;
        QTest::newRow("whole lanes") << wholeLanes() << 64;
        QTest::newRow("more steps than a register") << manySteps() << 6;
        QTest::newRow("many samples") << oddShapeBefore() << 1023;
    }
    void equalsTorch() {
        QFETCH(LstmTransformerShape, shape);
        QFETCH(int, rows);
        LstmTransformer net(shape);
        const RowBlock inputs = normalRows(static_cast<std::size_t>(rows), net.inputs(), 4);
        const auto found = differencesFromTwin(net, net.initial(3), twinOf(shape), inputs);
        QVERIFY2(found.worst() < kTolerance, found.words());
    }

    void blocksAreTorchs_data() {
        QTest::addColumn<LstmTransformerShape>("shape");
        QTest::newRow("norm behind") << oddShape();
        QTest::newRow("norm before") << oddShapeBefore();
    }
    void blocksAreTorchs() {
        QFETCH(LstmTransformerShape, shape);
        shape.blocks = 1;
        shape.head = {};
        const auto parameters = shape.parameters();
        LstmTransformer net(shape);
        const auto flat = net.initial(8);
        const detail::TorchPieces pieces(parameters, tensorOf(flat));
        torch::nn::TransformerEncoderLayer layer(
            torch::nn::TransformerEncoderLayerOptions(shape.hidden, shape.heads)
                .dim_feedforward(shape.feedForward)
                .dropout(0.0));
        layer->to(torch::kDouble);
        torch::NoGradGuard noGradient;
        int copied = 0;
        for (auto& item : layer->named_parameters()) {
            item.value().copy_(pieces.at("encoder0." + item.key()));
            ++copied;
        }
        QCOMPARE(copied, 12);
        const RowBlock inputs = normalRows(6, net.inputs(), 2);
        const at::Tensor x = tensorOf(inputs);
        const at::Tensor hidden =
            detail::torchLstm(pieces, "lstm.", 2, 0, x.view({6, shape.steps, 5}), {});
        at::Tensor encoded;
        if (shape.norm == NormPlace::BehindSum) {
            encoded = layer->forward(hidden.transpose(0, 1)).transpose(0, 1);
        } else {
            // LibTorch's layer normalises behind the sums only: the same modules in the other
            // order.
            const auto attend = [&](const at::Tensor& in) {
                const auto turned = in.transpose(0, 1);
                return std::get<0>(layer->self_attn->forward(turned, turned, turned))
                    .transpose(0, 1);
            };
            const at::Tensor sum = hidden + attend(layer->norm1->forward(hidden));
            encoded = sum + layer->linear2->forward(
                                at::relu(layer->linear1->forward(layer->norm2->forward(sum))));
        }
        const at::Tensor summary =
            shape.reads == HeadReads::LastStep ? encoded.select(1, -1) : encoded.mean(1);
        const at::Tensor expected = pieces.linear("head0", summary);
        QVERIFY(
            at::allclose(expected, detail::torchForward(shape, tensorOf(flat), x), 1e-10, 1e-12));
    }

    void equalsFiniteDifferences_data() { blocksAreTorchs_data(); }
    void equalsFiniteDifferences() {
        QFETCH(LstmTransformerShape, shape);
        LstmTransformer net(shape);
        QVERIFY(finiteDifferenceError(net, net.initial(5), twinOf(shape),
                                      normalRows(7, net.inputs(), 8)) < 1e-6);
    }

    void dropoutEqualsTheMaskedTwin_data() { blocksAreTorchs_data(); }
    void dropoutEqualsTheMaskedTwin() {
        QFETCH(LstmTransformerShape, shape);
        shape.dropout = 0.3;
        LstmTransformer net(shape);
        const Pass pass{.mode = Mode::Train, .seed = 77, .firstRow = 12};
        const RowBlock inputs = normalRows(10, net.inputs(), 4);
        const auto found =
            differencesFromTwin(net, net.initial(3), twinOf(shape, masksOf(pass)), inputs, pass);
        QVERIFY2(found.worst() < kTolerance, found.words());
        const auto evaluated = differencesFromTwin(net, net.initial(3), twinOf(shape), inputs);
        QVERIFY2(evaluated.worst() < kTolerance, evaluated.words());
    }

    /// Maps are probabilities, and the map of the first block is the one of LibTorch's attention.
    void mapsAreAttentionWeights() {
        LstmTransformerShape shape = oddShape();
        LstmTransformer net(shape);
        const auto flat = net.initial(4);
        net.setWeights(flat);
        const auto workspace = net.workspace();
        const RowBlock inputs = normalRows(5, net.inputs(), 3);
        RowBlock outputs;
        net.forward(inputs, *workspace, outputs);
        const detail::TorchPieces pieces(shape.parameters(), tensorOf(flat));
        torch::NoGradGuard noGradient;
        torch::nn::MultiheadAttention attention(
            torch::nn::MultiheadAttentionOptions(shape.hidden, shape.heads));
        attention->to(torch::kDouble);
        for (auto& item : attention->named_parameters())
            item.value().copy_(pieces.at("encoder0.self_attn." + item.key()));
        const auto hidden =
            detail::torchLstm(pieces, "lstm.", 2, 0, tensorOf(inputs).view({5, 7, 5}), {})
                .transpose(0, 1);
        // LibTorch gives the mean of the heads: samples x steps x steps.
        const auto expected = std::get<1>(attention->forward(hidden, hidden, hidden));
        for (std::size_t sample = 0; sample < 5; ++sample) {
            at::Tensor mean = at::zeros({49}, at::kDouble);
            for (int head = 0; head < shape.heads; ++head) {
                const auto map = tensorOf(net.attention(*workspace, sample, 0, head));
                QVERIFY(map.min().item<double>() >= 0);
                const auto sums = map.view({7, 7}).sum(1);
                QVERIFY(at::allclose(sums, at::ones_like(sums), 1e-6, 1e-6));
                mean += map / shape.heads;
            }
            QVERIFY(at::allclose(mean.view({7, 7}), expected[static_cast<std::int64_t>(sample)],
                                 1e-5, 1e-6));
        }
    }

    void equalBytesForAnyThreads() {
        LstmTransformerShape shape = oddShape();
        shape.dropout = 0.2;
        LstmTransformer net(shape);
        QVERIFY(net.initial(9) == net.initial(9));
        QVERIFY(equalForAnyThreads(net, net.initial(9), 203));
    }
};

LOOM_TEST(LstmTransformerTest)

} // namespace loom::learn

#include "test_lstm_transformer.moc"
