// SPDX-License-Identifier: GPL-3.0-or-later
// The hand-written layers against LibTorch's linear layers and automatic differentiation, in double
// precision on the same float weights. Relative tolerance 1e-5 of the largest entry.
#include <cmath>

#include <ATen/ATen.h>
#include <torch/autograd.h>

#include "base/random.h"
#include "learn/dense_net.h"
#include "support/test_case.h"

namespace loom::learn {

namespace {

constexpr double kTolerance = 1e-5;

struct TorchPass {
    at::Tensor weights, inputs, outputs;
};

/// The same network on the same weights: rows x widths.
TorchPass torchPass(const DenseShape& shape, const std::vector<float>& flat,
                    const RowBlock& inputs) {
    TorchPass out;
    out.weights =
        at::from_blob(const_cast<float*>(flat.data()), {static_cast<std::int64_t>(flat.size())})
            .to(at::kDouble)
            .set_requires_grad(true);
    out.inputs =
        at::zeros({static_cast<std::int64_t>(inputs.rows()), inputs.columns()}, at::kDouble);
    for (std::size_t r = 0; r < inputs.rows(); ++r)
        for (int c = 0; c < inputs.columns(); ++c)
            out.inputs[static_cast<std::int64_t>(r)][c] =
                static_cast<double>(inputs.row(r)[static_cast<std::size_t>(c)]);
    out.inputs.set_requires_grad(true);
    at::Tensor x = out.inputs;
    std::int64_t at = 0;
    for (std::size_t i = 0; i < shape.layers(); ++i) {
        const std::int64_t in = shape.widths[i], outputs = shape.widths[i + 1];
        const auto w = out.weights.slice(0, at, at + in * outputs).view({outputs, in});
        const auto b = out.weights.slice(0, at + in * outputs, at + (in + 1) * outputs);
        x = at::matmul(x, w.t()) + b;
        if (i + 1 < shape.layers())
            x = at::relu(x);
        at += (in + 1) * outputs;
    }
    out.outputs = x;
    return out;
}

double difference(const at::Tensor& expected, const RowBlock& actual) {
    double worst = 0;
    for (std::size_t r = 0; r < actual.rows(); ++r)
        for (int c = 0; c < actual.columns(); ++c)
            worst = std::max(
                worst, std::abs(expected[static_cast<std::int64_t>(r)][c].item<double>() -
                                static_cast<double>(actual.row(r)[static_cast<std::size_t>(c)])));
    return worst / expected.abs().max().item<double>();
}

} // namespace

class DenseNetTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void equalsTorch_data() {
        QTest::addColumn<QList<int>>("widths");
        QTest::addColumn<int>("rows");
        QTest::newRow("encoder") << QList<int>{50, 128, 128, 32} << 64;
        QTest::newRow("odd") << QList<int>{11, 19, 7, 3} << 13;
        QTest::newRow("one layer") << QList<int>{5, 2} << 1;
    }
    void equalsTorch() {
        QFETCH(QList<int>, widths);
        QFETCH(int, rows);
        const DenseShape shape{{widths.begin(), widths.end()}};
        const auto flat = initialWeights(shape, 3);
        QCOMPARE(flat.size(), shape.parameterCount());
        RowBlock inputs, inputGradient;
        inputs.resize(static_cast<std::size_t>(rows), shape.inputs());
        Rng rng(4);
        for (std::size_t r = 0; r < inputs.rows(); ++r)
            for (float& v : inputs.row(r))
                v = static_cast<float>(rng.normal());
        DenseNet net(shape);
        net.setWeights(flat);
        DenseNet::Workspace workspace;
        net.forward(inputs, workspace);
        const TorchPass torch = torchPass(shape, flat, inputs);
        QVERIFY(difference(torch.outputs, workspace.activations.back()) < kTolerance);

        net.sizeGradients(workspace);
        at::Tensor seeds = at::zeros_like(torch.outputs);
        for (std::size_t r = 0; r < inputs.rows(); ++r)
            for (int c = 0; c < shape.outputs(); ++c) {
                const auto value = static_cast<float>(rng.normal());
                workspace.gradients.back().row(r)[static_cast<std::size_t>(c)] = value;
                seeds[static_cast<std::int64_t>(r)][c] = static_cast<double>(value);
            }
        std::vector<float> gradient(flat.size(), 0.0F);
        net.backward(inputs, workspace, gradient, &inputGradient);
        const auto expected =
            torch::autograd::grad({torch.outputs}, {torch.weights, torch.inputs}, {seeds.detach()});
        const auto got = at::from_blob(gradient.data(), {static_cast<std::int64_t>(flat.size())})
                             .to(at::kDouble);
        QVERIFY(((expected[0] - got).abs().max() / expected[0].abs().max()).item<double>() <
                kTolerance);
        QVERIFY(difference(expected[1], inputGradient) < kTolerance);
    }

    void smallerBatchesLeaveNothingBehind() {
        const DenseShape shape{{6, 20, 4}};
        DenseNet net(shape);
        net.setWeights(initialWeights(shape, 1));
        const auto gradientOf = [&](DenseNet::Workspace& workspace, std::size_t rows) {
            RowBlock inputs;
            inputs.resize(rows, 6);
            for (std::size_t r = 0; r < rows; ++r)
                for (float& v : inputs.row(r))
                    v = 0.5F + static_cast<float>(r);
            net.forward(inputs, workspace);
            net.sizeGradients(workspace);
            for (std::size_t r = 0; r < rows; ++r)
                for (float& v : workspace.gradients.back().row(r))
                    v = 1;
            std::vector<float> gradient(shape.parameterCount(), 0.0F);
            net.backward(inputs, workspace, gradient);
            return gradient;
        };
        DenseNet::Workspace used, fresh;
        (void)gradientOf(used, 8);
        QVERIFY(gradientOf(used, 5) == gradientOf(fresh, 5));
    }
};

} // namespace loom::learn

using loom::learn::DenseNetTest;
LOOM_TEST(DenseNetTest)
#include "test_dense_net.moc"
