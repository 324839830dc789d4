// SPDX-License-Identifier: GPL-3.0-or-later
// The inverted Transformer by hand against LibTorch in double precision (1e-5 of the largest
// entry), its maps against LibTorch's own attention, and what follows from tokens being series.
#include <torch/nn/modules/activation.h>

#include "learn/inverted_transformer.h"
#include "network_checks.h"
#include "support/test_case.h"

namespace loom::learn {

namespace {

constexpr double kTolerance = 1e-5;

/// Nothing is a multiple of 16 or four.
InvertedTransformerShape oddShape() {
    return {.steps = 7,
            .series = 5,
            .width = 18,
            .blocks = 2,
            .heads = 3,
            .feedForward = 21,
            .dropout = 0,
            .answers = 3};
}

InvertedTransformerShape wholeLanes() {
    InvertedTransformerShape shape;
    shape.dropout = 0;
    return shape;
}

} // namespace

class InvertedTransformerTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void equalsTorch_data() {
        QTest::addColumn<InvertedTransformerShape>("shape");
        QTest::addColumn<int>("rows");
        QTest::newRow("odd") << oddShape() << 13;
        QTest::newRow("one sample") << oddShape() << 1;
        QTest::newRow("whole lanes") << wholeLanes() << 64;
        QTest::newRow("more series than a register")
            << InvertedTransformerShape{.steps = 33, .series = 37, .dropout = 0} << 6;
        QTest::newRow("many samples") << oddShape() << 1023;
    }
    void equalsTorch() {
        QFETCH(InvertedTransformerShape, shape);
        QFETCH(int, rows);
        InvertedTransformer net(shape);
        const RowBlock inputs = normalRows(static_cast<std::size_t>(rows), net.inputs(), 4);
        const auto found = differencesFromTwin(net, net.initial(3), twinOf(shape), inputs);
        QVERIFY2(found.worst() < kTolerance, found.words());
    }

    void equalsFiniteDifferences() {
        InvertedTransformer net(oddShape());
        QVERIFY(finiteDifferenceError(net, net.initial(5), twinOf(oddShape()),
                                      normalRows(7, net.inputs(), 8)) < 1e-6);
    }

    void dropoutEqualsTheMaskedTwin() {
        auto shape = oddShape();
        shape.dropout = 0.3;
        InvertedTransformer net(shape);
        const Pass pass{.mode = Mode::Train, .seed = 77, .firstRow = 12};
        const RowBlock inputs = normalRows(10, net.inputs(), 4);
        const auto found =
            differencesFromTwin(net, net.initial(3), twinOf(shape, masksOf(pass)), inputs, pass);
        QVERIFY2(found.worst() < kTolerance, found.words());
        const auto evaluated = differencesFromTwin(net, net.initial(3), twinOf(shape), inputs);
        QVERIFY2(evaluated.worst() < kTolerance, evaluated.words());
    }

    /// Maps are probabilities over the series, and those of the first block LibTorch's attention.
    void mapsAreAttentionWeights() {
        const auto shape = oddShape();
        InvertedTransformer net(shape);
        const auto flat = net.initial(4);
        net.setWeights(flat);
        const auto workspace = net.workspace();
        const RowBlock inputs = normalRows(4, net.inputs(), 3);
        RowBlock outputs;
        net.forward(inputs, *workspace, outputs);
        const detail::TorchPieces pieces(shape.parameters(), tensorOf(flat));
        torch::NoGradGuard noGradient;
        torch::nn::MultiheadAttention attention(
            torch::nn::MultiheadAttentionOptions(shape.width, shape.heads));
        attention->to(torch::kDouble);
        for (auto& item : attention->named_parameters())
            item.value().copy_(pieces.at("encoder0.self_attn." + item.key()));
        const auto tokens = pieces.linear("embed", tensorOf(inputs).view({4, 7, 5}).transpose(1, 2))
                                .transpose(0, 1);
        const auto expected = std::get<1>(attention->forward(tokens, tokens, tokens));
        for (std::size_t sample = 0; sample < 4; ++sample) {
            at::Tensor mean = at::zeros({25}, at::kDouble);
            for (int head = 0; head < shape.heads; ++head) {
                const auto map = tensorOf(net.attention(*workspace, sample, 0, head));
                QVERIFY(map.min().item<double>() >= 0);
                const auto sums = map.view({5, 5}).sum(1);
                QVERIFY(at::allclose(sums, at::ones_like(sums), 1e-6, 1e-6));
                mean += map / shape.heads;
            }
            QVERIFY(at::allclose(mean.view({5, 5}), expected[static_cast<std::int64_t>(sample)],
                                 1e-5, 1e-6));
        }
    }

    /// No series has a place of its own: exchanging two exchanges their answers and nothing else.
    void seriesHaveNoOrder() {
        const auto shape = oddShape();
        InvertedTransformer net(shape);
        net.setWeights(net.initial(6));
        const auto workspace = net.workspace();
        const auto answer = [&](bool exchanged) {
            RowBlock inputs = normalRows(1, net.inputs(), 9), outputs;
            for (int t = 0; exchanged && t < shape.steps; ++t)
                std::swap(inputs.row(0)[static_cast<std::size_t>(t * shape.series + 1)],
                          inputs.row(0)[static_cast<std::size_t>(t * shape.series + 3)]);
            net.forward(inputs, *workspace, outputs);
            return tensorOf(outputs).view({shape.series, shape.answers}).clone();
        };
        const auto plain = answer(false), other = answer(true);
        QVERIFY(!at::allclose(plain[1], plain[3], 1e-3, 1e-4));
        const std::int64_t from[] = {0, 3, 2, 1, 4};
        for (std::int64_t s = 0; s < 5; ++s)
            QVERIFY(at::allclose(other[s], plain[from[s]], 1e-5, 1e-6));
    }

    void equalBytesForAnyThreads() {
        auto shape = oddShape();
        shape.dropout = 0.2;
        InvertedTransformer net(shape);
        QVERIFY(net.initial(9) == net.initial(9) && net.initial(9) != net.initial(10));
        QVERIFY(equalForAnyThreads(net, net.initial(9), 203));
    }
};

LOOM_TEST(InvertedTransformerTest)

} // namespace loom::learn

#include "test_inverted_transformer.moc"
