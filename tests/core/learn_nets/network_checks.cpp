// SPDX-License-Identifier: GPL-3.0-or-later
#include "network_checks.h"

#include <cmath>

#include <ATen/Parallel.h>
#include <QString>

#include "base/random.h"
#include "learn/detail/dropout.h"
#include "learn/network_runner.h"

namespace loom::learn {

namespace {

constexpr float kPadding = 1e6F;

at::Tensor difference(const at::Tensor& expected, const at::Tensor& actual) {
    return (expected - actual).abs().max() / expected.abs().max();
}

/// Deterministic gradients of the outputs, by place in the batch.
void fillGradient(std::size_t first, RowBlock& gradient) {
    for (std::size_t r = 0; r < gradient.rows(); ++r) {
        Rng rng(first + r + 1);
        for (float& v : gradient.row(r))
            v = static_cast<float>(rng.normal());
    }
}

} // namespace

QByteArray Differences::words() const {
    return QString::asprintf("outputs %g, weights %g, inputs %g", outputs, weights, inputs)
        .toUtf8();
}

detail::TorchDropout masksOf(const Pass& pass) {
    return [pass](int site, const at::Tensor& x, double rate) {
        const detail::Dropout dropout(rate, pass, site);
        RowBlock ones;
        ones.resize(static_cast<std::size_t>(x.size(0)), static_cast<int>(x.numel() / x.size(0)));
        for (std::size_t r = 0; r < ones.rows(); ++r) {
            std::fill(ones.row(r).begin(), ones.row(r).end(), 1.0F);
            dropout.apply(ones.row(r).data(), ones.columns(), r, 0);
        }
        return x * tensorOf(ones).view(x.sizes());
    };
}

at::Tensor tensorOf(const RowBlock& block) {
    return at::from_blob(const_cast<float*>(block.data()),
                         {static_cast<std::int64_t>(block.rows()), block.columns()},
                         {block.stride(), 1}, at::kFloat)
        .to(at::kDouble);
}

at::Tensor tensorOf(std::span<const float> values) {
    return at::from_blob(const_cast<float*>(values.data()),
                         {static_cast<std::int64_t>(values.size())}, at::kFloat)
        .to(at::kDouble);
}

RowBlock normalRows(std::size_t rows, int columns, std::uint64_t seed) {
    RowBlock out;
    out.resize(rows, columns);
    std::fill_n(out.data(), out.paddedRows() * static_cast<std::size_t>(out.stride()), kPadding);
    Rng rng(seed);
    for (std::size_t r = 0; r < rows; ++r)
        for (float& v : out.row(r))
            v = static_cast<float>(rng.normal());
    return out;
}

Differences differencesFromTwin(Network& network, std::span<const float> flat, const Twin& twin,
                                const RowBlock& inputs, const Pass& pass) {
    at::set_num_threads(1); // small tensors: more threads only wait for one another
    network.setWeights(flat);
    const auto workspace = network.workspace();
    RowBlock outputs, inputGradient;
    network.forward(inputs, *workspace, outputs, pass);
    const at::Tensor weights = tensorOf(flat).set_requires_grad(true);
    const at::Tensor x = tensorOf(inputs).set_requires_grad(true);
    const at::Tensor expected = twin(weights, x);

    RowBlock outputGradient = normalRows(inputs.rows(), network.outputs(), 99);
    std::vector<float> gradient(flat.size(), 0.0F);
    network.backward(inputs, *workspace, outputGradient, gradient, &inputGradient);
    const auto slopes = torch::autograd::grad({expected}, {weights, x}, {tensorOf(outputGradient)});
    return {.outputs = difference(expected, tensorOf(outputs)).item<double>(),
            .weights = difference(slopes[0], tensorOf(gradient)).item<double>(),
            .inputs = difference(slopes[1], tensorOf(inputGradient)).item<double>()};
}

double finiteDifferenceError(Network& network, std::span<const float> flat, const Twin& twin,
                             const RowBlock& inputs) {
    network.setWeights(flat);
    const auto workspace = network.workspace();
    RowBlock outputs;
    network.forward(inputs, *workspace, outputs);
    const RowBlock outputGradient = normalRows(inputs.rows(), network.outputs(), 98);
    std::vector<float> gradient(flat.size(), 0.0F);
    network.backward(inputs, *workspace, outputGradient, gradient);

    const at::Tensor weights = tensorOf(flat), x = tensorOf(inputs);
    const at::Tensor seeds = tensorOf(outputGradient);
    double worst = 0;
    for (std::uint64_t i = 0; i < 3; ++i) {
        const RowBlock line = normalRows(1, static_cast<int>(flat.size()), 200 + i);
        const at::Tensor direction = tensorOf(line).flatten();
        const double h = 1e-6;
        const at::Tensor up = (twin(weights + h * direction, x) * seeds).sum();
        const at::Tensor down = (twin(weights - h * direction, x) * seeds).sum();
        const double expected = ((up - down) / (2 * h)).item<double>();
        const double got = (tensorOf(gradient) * direction).sum().item<double>();
        worst = std::max(worst, std::abs(expected - got) /
                                    (tensorOf(gradient).norm() * direction.norm()).item<double>());
    }
    return worst;
}

bool equalForAnyThreads(Network& network, std::span<const float> flat, std::size_t rows) {
    const RowBlock all = normalRows(rows, network.inputs(), 5);
    const auto fill = [&](std::size_t first, RowBlock& inputs) {
        for (std::size_t r = 0; r < inputs.rows(); ++r)
            std::copy_n(all.row(first + r).data(), all.columns(), inputs.row(r).data());
    };
    const auto loss = [](std::size_t first, const RowBlock& outputs, RowBlock& gradient) {
        fillGradient(first, gradient);
        double sum = 0;
        for (std::size_t r = 0; r < outputs.rows(); ++r)
            for (std::size_t c = 0; c < outputs.row(r).size(); ++c)
                sum += static_cast<double>(outputs.row(r)[c] * gradient.row(r)[c]);
        return sum;
    };
    std::vector<std::vector<float>> gradients, outputs;
    std::vector<double> losses;
    const auto width = static_cast<std::size_t>(network.outputs());
    for (const unsigned threads : {1U, 2U, 5U}) {
        NetworkRunner runner(network, threads);
        runner.setWeights(flat);
        gradients.emplace_back(flat.size(), 7.0F);
        losses.push_back(runner.gradient(rows, 3, fill, loss, gradients.back()));
        std::vector<float>& taken = outputs.emplace_back(rows * width);
        runner.evaluate(rows, fill, [&](std::size_t first, const RowBlock& block) {
            for (std::size_t r = 0; r < block.rows(); ++r)
                std::copy_n(block.row(r).data(), width, taken.data() + (first + r) * width);
        });
    }
    const auto workspace = network.workspace();
    RowBlock direct, outputGradient = normalRows(rows, network.outputs(), 1);
    network.forward(all, *workspace, direct, {.mode = Mode::Train, .seed = 3});
    fillGradient(0, outputGradient);
    std::vector<float> once(flat.size(), 0.0F);
    network.backward(all, *workspace, outputGradient, once);
    const bool close = difference(tensorOf(once), tensorOf(gradients[0])).item<double>() < 1e-5;
    return close && gradients[0] == gradients[1] && gradients[0] == gradients[2] &&
           outputs[0] == outputs[1] && outputs[0] == outputs[2] && losses[0] == losses[1] &&
           losses[0] == losses[2];
}

} // namespace loom::learn
