// SPDX-License-Identifier: GPL-3.0-or-later
// The hand-written network against the ordinary form: LibTorch's convolutions and automatic
// differentiation, in double precision on the same float weights. Relative tolerance 1e-4 of the
// largest entry for the default network (sums of some 10^5 float products), 2e-5 for small ones.
#include <cmath>

#include "learn/detail/torch_tcn.h"
#include "learn/tcn.h"
#include "support/test_case.h"

namespace loom::learn {

namespace {

struct Net {
    TcnShape shape;
    std::vector<float> flat;
    TcnWeights weights;
    explicit Net(TcnShape s, std::uint64_t seed = 5) : shape(s), weights(s) {
        Rng rng(seed);
        flat = initialParameters(shape, rng);
        weights.assign(flat);
    }
    at::Tensor torchFlat() const {
        return at::from_blob(const_cast<float*>(flat.data()),
                             {static_cast<std::int64_t>(flat.size())})
            .to(at::kDouble)
            .set_requires_grad(true);
    }
};

/// Fills a tape's input with normal values and returns them as [sample, channel, time].
at::Tensor fillInput(TcnTape& tape, const TcnShape& shape, std::uint64_t seed) {
    Rng rng(seed);
    const auto steps = static_cast<std::int64_t>(tape.inputSteps());
    at::Tensor x =
        at::zeros({static_cast<std::int64_t>(tape.samples()), shape.inputs, steps}, at::kDouble);
    auto to = x.accessor<double, 3>();
    for (std::int64_t s = 0; s < x.size(0); ++s)
        for (std::int64_t t = 0; t < steps; ++t)
            for (int c = 0; c < shape.inputs; ++c) {
                const auto value = static_cast<float>(rng.normal());
                tape.input(static_cast<std::size_t>(t), static_cast<std::size_t>(s))[c] = value;
                to[s][c][t] = value;
            }
    return x;
}

double relativeDifference(const at::Tensor& expected, std::span<const float> actual) {
    const at::Tensor got =
        at::from_blob(const_cast<float*>(actual.data()), {static_cast<std::int64_t>(actual.size())})
            .to(at::kDouble);
    return ((expected.flatten() - got).abs().max() / expected.abs().max()).item<double>();
}

/// A fixed, uneven weighting of the outputs, so that every gradient entry is exercised.
at::Tensor seedTape(TcnTape& tape, const TcnShape& shape) {
    at::Tensor seeds = at::zeros({static_cast<std::int64_t>(tape.samples()), shape.outputs,
                                  static_cast<std::int64_t>(tape.outputSteps())},
                                 at::kDouble);
    auto to = seeds.accessor<double, 3>();
    for (std::size_t s = 0; s < tape.samples(); ++s)
        for (std::size_t t = 0; t < tape.outputSteps(); ++t)
            for (int c = 0; c < shape.outputs; ++c) {
                const float value =
                    std::sin(1.0F + 3.0F * static_cast<float>(s) + 0.7F * static_cast<float>(t)) -
                    0.2F * static_cast<float>(c);
                tape.outputGradient(t, s, c) = value;
                to[static_cast<std::int64_t>(s)][c][static_cast<std::int64_t>(t)] = value;
            }
    return seeds;
}

std::vector<float> outputs(const TcnTape& tape, const TcnShape& shape) {
    std::vector<float> all;
    for (std::size_t s = 0; s < tape.samples(); ++s)
        for (int c = 0; c < shape.outputs; ++c)
            for (std::size_t t = 0; t < tape.outputSteps(); ++t)
                all.push_back(tape.output(t, s, c));
    return all;
}

std::vector<float> inputGradients(const TcnTape& tape, const TcnShape& shape) {
    std::vector<float> all;
    for (std::size_t s = 0; s < tape.samples(); ++s)
        for (int c = 0; c < shape.inputs; ++c)
            for (std::size_t t = 0; t < tape.inputSteps(); ++t)
                all.push_back(tape.inputGradient(t, s, c));
    return all;
}

std::vector<float> flatGradient(const Net& net, const TcnGradient& gradient) {
    std::vector<float> flat(net.flat.size());
    gradient.addTo(flat);
    return flat;
}

} // namespace

class TestTcn : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void matchesTheOrdinaryForm_data();
    void matchesTheOrdinaryForm();
    void samplerEqualsTheTape();
    void lastGeometryEqualsTheLastDilatedOutput();
    void validEqualsPaddedThenCropped();
    void outputDependsOnExactlyTheReceptiveField();
    void countsParametersByTheFormula();
};

void TestTcn::matchesTheOrdinaryForm_data() {
    QTest::addColumn<int>("inputs");
    QTest::addColumn<int>("hidden");
    QTest::addColumn<int>("outputs");
    QTest::addColumn<int>("blocks");
    QTest::addColumn<int>("samples");
    QTest::addColumn<int>("length");
    QTest::addColumn<bool>("last");
    QTest::addColumn<double>("tolerance");
    QTest::newRow("small generator") << 3 << 7 << 1 << 3 << 5 << 15 << false << 2e-5;
    QTest::newRow("one output of a long field") << 3 << 7 << 1 << 3 << 2 << 1 << false << 2e-5;
    QTest::newRow("two outputs") << 4 << 18 << 2 << 2 << 3 << 40 << false << 2e-5;
    QTest::newRow("small critic") << 1 << 7 << 1 << 3 << 5 << 1 << true << 2e-5;
    QTest::newRow("wide critic") << 2 << 100 << 1 << 4 << 6 << 1 << true << 1e-4;
    QTest::newRow("critic of 20 channels") << 20 << 7 << 1 << 3 << 5 << 1 << true << 2e-5;
    QTest::newRow("generator of 20 channels") << 23 << 10 << 40 << 3 << 5 << 9 << false << 2e-5;
    QTest::newRow("default generator") << 3 << 80 << 1 << 6 << 2 << 12 << false << 1e-4;
    QTest::newRow("default critic") << 1 << 80 << 1 << 6 << 4 << 1 << true << 1e-4;
}

void TestTcn::matchesTheOrdinaryForm() {
    QFETCH(int, inputs);
    QFETCH(int, hidden);
    QFETCH(int, outputs);
    QFETCH(int, blocks);
    QFETCH(int, samples);
    QFETCH(int, length);
    QFETCH(bool, last);
    QFETCH(double, tolerance);
    const Net net({inputs, hidden, outputs, blocks});
    const auto geometry = last ? TcnGeometry::Last : TcnGeometry::Dilated;
    TcnTape tape(net.weights, geometry, static_cast<std::size_t>(samples),
                 static_cast<std::size_t>(length));
    const at::Tensor x = fillInput(tape, net.shape, 9).set_requires_grad(true);
    const at::Tensor flat = net.torchFlat();
    const at::Tensor y = detail::torchTcn(net.shape, flat, x, geometry);
    const at::Tensor seeds = seedTape(tape, net.shape);
    const auto expected = torch::autograd::grad({(y * seeds).sum()}, {flat, x}, {}, true, true);

    tape.forward();
    QVERIFY(relativeDifference(y.detach(), loom::learn::outputs(tape, net.shape)) < tolerance);
    TcnGradient gradient(net.weights);
    tape.backward(&gradient, true);
    QVERIFY(relativeDifference(expected[0].detach(), flatGradient(net, gradient)) < tolerance);
    QVERIFY(relativeDifference(expected[1].detach(), inputGradients(tape, net.shape)) < tolerance);

    // The gradient of half the squared input gradient, as R1 needs it.
    const auto second =
        torch::autograd::grad({expected[1].square().sum() / 2}, {flat}, {}, true, false, true)[0];
    std::vector<float> direction(tape.inputSize());
    const auto depth = static_cast<std::size_t>(net.weights.depth());
    for (std::size_t s = 0; s < tape.samples(); ++s)
        for (std::size_t t = 0; t < tape.inputSteps(); ++t)
            for (int c = 0; c < inputs; ++c)
                direction[(t * tape.rowsAStep() + s) * depth + static_cast<std::size_t>(c)] =
                    tape.inputGradient(t, s, c);
    gradient.zero();
    tape.addDirectionalGradient(direction, gradient);
    QVERIFY(relativeDifference(second.detach(), flatGradient(net, gradient)) < tolerance);
}

void TestTcn::samplerEqualsTheTape() {
    const Net net({3, 20, 2, 3});
    TcnTape tape(net.weights, TcnGeometry::Dilated, 6, 33);
    const at::Tensor x = fillInput(tape, net.shape, 3);
    tape.forward();
    TcnSampler sampler(net.weights, 6, 33);
    for (std::size_t t = 0; t < tape.inputSteps(); ++t)
        for (std::size_t s = 0; s < 6; ++s)
            std::copy_n(tape.input(t, s), 4, sampler.input(t, s));
    sampler.run();
    for (std::size_t t = 0; t < 33; ++t)
        for (std::size_t s = 0; s < 6; ++s)
            for (int c = 0; c < 2; ++c)
                QVERIFY(std::abs(sampler.output(t, s, c) - tape.output(t, s, c)) < 1e-5F);
}

void TestTcn::lastGeometryEqualsTheLastDilatedOutput() {
    const Net net({1, 80, 1, 6});
    TcnTape dilated(net.weights, TcnGeometry::Dilated, 4, 1);
    fillInput(dilated, net.shape, 4);
    dilated.forward();
    TcnTape strided(net.weights, TcnGeometry::Last, 4, 1);
    fillInput(strided, net.shape, 4);
    strided.forward();
    for (std::size_t s = 0; s < 4; ++s)
        QVERIFY(std::abs(strided.output(0, s, 0) - dilated.output(0, s, 0)) < 1e-6F);
}

void TestTcn::validEqualsPaddedThenCropped() {
    // The textbook form pads each convolution on the left and throws the first outputs away.
    const Net net({3, 12, 1, 3});
    TcnTape tape(net.weights, TcnGeometry::Dilated, 2, 20);
    const at::Tensor x = fillInput(tape, net.shape, 8);
    tape.forward();
    const auto field = static_cast<std::int64_t>(net.shape.receptiveField());
    const at::Tensor padded = at::constant_pad_nd(x, {field - 1, 0});
    const at::Tensor y =
        detail::torchTcn(net.shape, net.torchFlat().detach(), padded, TcnGeometry::Dilated)
            .slice(2, field - 1);
    QVERIFY(relativeDifference(y, outputs(tape, net.shape)) < 2e-5);
}

void TestTcn::outputDependsOnExactlyTheReceptiveField() {
    const Net net({3, 80, 1, 6});
    QCOMPARE(net.shape.receptiveField(), std::size_t{127});
    TcnTape tape(net.weights, TcnGeometry::Dilated, 1, 10);
    fillInput(tape, net.shape, 2);
    tape.forward();
    const std::size_t at = 4; // sees inputs 4 … 130
    tape.outputGradient(at, 0, 0) = 1;
    tape.backward(nullptr, true);
    for (std::size_t t = 0; t < tape.inputSteps(); ++t) {
        double size = 0;
        for (int c = 0; c < 3; ++c)
            size += std::abs(tape.inputGradient(t, 0, c));
        QCOMPARE(size > 0, t >= at && t < at + 127);
    }
    const float before = tape.output(at, 0, 0);
    tape.input(at + 127, 0)[0] += 5; // the future
    tape.input(at - 1, 0)[1] -= 5;   // beyond the receptive field
    tape.forward();
    QCOMPARE(tape.output(at, 0, 0), before);
    tape.input(at, 0)[2] += 5;
    tape.forward();
    QVERIFY(tape.output(at, 0, 0) != before);
}

void TestTcn::countsParametersByTheFormula() {
    // Reference 1.5: 2h(c+1) + h(h+1) + 2B h(Kh+1) + o(h+1), learned skips h(h+1) a block, slopes.
    const TcnShape shape;
    const std::size_t h = 80, c = 3, b = 6;
    QCOMPARE(shape.parameterCount(), 2 * h * (c + 1) + h * (h + 1) + 2 * b * h * (2 * h + 1) +
                                         (h + 1) + (b + 1) * h * (h + 1) + 3 * (b + 1) + 1);
}

} // namespace loom::learn

using loom::learn::TestTcn;
LOOM_TEST(TestTcn)
#include "test_tcn.moc"
