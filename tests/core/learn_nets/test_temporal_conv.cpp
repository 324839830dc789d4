// SPDX-License-Identifier: GPL-3.0-or-later
// The temporal convolutional network by hand, which makes only the steps its answer depends on,
// against LibTorch, which makes all of them, in double precision (1e-5 of the largest entry).
#include "learn/temporal_conv.h"
#include "network_checks.h"
#include "support/test_case.h"

namespace loom::learn {

namespace {

constexpr double kTolerance = 1e-5;

/// Nothing is a multiple of 16 or four; the receptive field (29) is longer than the window.
TemporalConvShape oddShape() {
    return {.steps = 23,
            .features = 5,
            .channels = 19,
            .blocks = 3,
            .taps = 3,
            .head = {11},
            .outputs = 3};
}

TemporalConvShape plainShape() {
    TemporalConvShape shape = oddShape();
    shape.weightNorm = false;
    shape.features = shape.channels; // nothing to downsample
    shape.taps = 2;
    return shape;
}

} // namespace

class TemporalConvTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void equalsTorch_data() {
        QTest::addColumn<TemporalConvShape>("shape");
        QTest::addColumn<int>("rows");
        QTest::newRow("odd") << oddShape() << 13;
        QTest::newRow("one sample") << oddShape() << 1;
        QTest::newRow("plain weights, no downsampling") << plainShape() << 10;
        QTest::newRow("field within the window")
            << TemporalConvShape{.steps = 60, .features = 16, .blocks = 3, .outputs = 10} << 64;
        QTest::newRow("field beyond the window")
            << TemporalConvShape{.steps = 30, .features = 2, .blocks = 5, .outputs = 2} << 6;
        QTest::newRow("one block, long taps")
            << TemporalConvShape{.steps = 9, .features = 3, .blocks = 1, .taps = 7, .outputs = 1}
            << 9;
        QTest::newRow("one step")
            << TemporalConvShape{.steps = 1, .features = 2, .channels = 6, .outputs = 2} << 5;
        QTest::newRow("many samples") << oddShape() << 1023;
    }
    void equalsTorch() {
        QFETCH(TemporalConvShape, shape);
        QFETCH(int, rows);
        TemporalConv net(shape);
        const RowBlock inputs = normalRows(static_cast<std::size_t>(rows), net.inputs(), 4);
        const auto found = differencesFromTwin(net, net.initial(3), twinOf(shape), inputs);
        QVERIFY2(found.worst() < kTolerance, found.words());
    }

    void equalsFiniteDifferences_data() {
        QTest::addColumn<TemporalConvShape>("shape");
        QTest::newRow("normalised") << oddShape();
        QTest::newRow("plain") << plainShape();
    }
    void equalsFiniteDifferences() {
        QFETCH(TemporalConvShape, shape);
        TemporalConv net(shape);
        QVERIFY(finiteDifferenceError(net, net.initial(5), twinOf(shape),
                                      normalRows(7, net.inputs(), 8)) < 1e-6);
    }

    void dropoutEqualsTheMaskedTwin_data() { equalsFiniteDifferences_data(); }
    void dropoutEqualsTheMaskedTwin() {
        QFETCH(TemporalConvShape, shape);
        shape.dropout = 0.3;
        TemporalConv net(shape);
        const Pass pass{.mode = Mode::Train, .seed = 77, .firstRow = 12};
        const RowBlock inputs = normalRows(10, net.inputs(), 4);
        const auto found =
            differencesFromTwin(net, net.initial(3), twinOf(shape, masksOf(pass)), inputs, pass);
        QVERIFY2(found.worst() < kTolerance, found.words());
        const auto evaluated = differencesFromTwin(net, net.initial(3), twinOf(shape), inputs);
        QVERIFY2(evaluated.worst() < kTolerance, evaluated.words());
    }

    /// Beyond its receptive field a change is not seen; at its far end it is.
    void seesItsReceptiveField() {
        const TemporalConvShape shape{.steps = 40, .features = 1, .blocks = 3, .outputs = 1};
        QCOMPARE(shape.receptiveField(), 29);
        TemporalConv net(shape);
        net.setWeights(net.initial(2));
        const auto workspace = net.workspace();
        const auto answer = [&](int changed) {
            RowBlock inputs = normalRows(1, net.inputs(), 6), outputs;
            if (changed >= 0)
                inputs.row(0)[static_cast<std::size_t>(changed)] += 5;
            net.forward(inputs, *workspace, outputs);
            return outputs.row(0)[0];
        };
        QCOMPARE(answer(40 - 30), answer(-1));
        QVERIFY(answer(40 - 29) != answer(-1));
    }

    /// Normalised filters start as the plain ones: a gain is the length of its filter.
    void startsAsPlainWeights() {
        TemporalConvShape shape = oddShape();
        const auto& first = shape.parameters();
        QCOMPARE(first[0].name, std::string("block0.conv1.weight_g"));
        const TemporalConv net(shape);
        const auto flat = net.initial(3);
        QVERIFY(flat == net.initial(3) && flat != net.initial(4));
        const detail::TorchPieces pieces(shape.parameters(), tensorOf(flat));
        const at::Tensor lengths = pieces.at("block1.conv2.weight_v").flatten(1).norm(2, 1);
        QVERIFY(at::allclose(lengths, pieces.at("block1.conv2.weight_g"), 1e-5, 1e-6));
        QVERIFY(lengths.max().item<double>() < 2);
    }

    void equalBytesForAnyThreads() {
        TemporalConvShape shape = oddShape();
        shape.dropout = 0.2;
        TemporalConv net(shape);
        QVERIFY(equalForAnyThreads(net, net.initial(9), 203));
    }
};

LOOM_TEST(TemporalConvTest)

} // namespace loom::learn

#include "test_temporal_conv.moc"
