// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/dense_net.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "base/random.h"
#include "learn/detail/tcn_kernels.h"

namespace loom::learn {

namespace {

/// ReLU as a PReLU whose slope cannot be told from zero: the output keeps the sign of its input, so
/// that it serves as the mask of the backward pass.
constexpr float kNoSlope = 0x1p-80F;

int roundedUp(int count, int multiple) {
    return (count + multiple - 1) / multiple * multiple;
}

std::size_t product(int a, int b) {
    return static_cast<std::size_t>(a) * static_cast<std::size_t>(b);
}

/// to[c][r] += or = from[r][c], in tiles that stay in the first-level cache: rows one after the
/// other would touch a new cache line for every float.
template <bool kAdd>
void transpose(const float* from, int rows, int columns, int fromStride, float* to, int toStride) {
    constexpr int kTile = 16;
    for (int r0 = 0; r0 < rows; r0 += kTile) {
        for (int c0 = 0; c0 < columns; c0 += kTile) {
            const int rEnd = std::min(rows, r0 + kTile), cEnd = std::min(columns, c0 + kTile);
            for (int c = c0; c < cEnd; ++c) {
                float* line = to + product(c, toStride);
                const float* source = from + c;
                for (int r = r0; r < rEnd; ++r) {
                    const float value = source[product(r, fromStride)];
                    line[r] = kAdd ? line[r] + value : value;
                }
            }
        }
    }
}

std::ptrdiff_t quadsOf(const RowBlock& block) {
    return static_cast<std::ptrdiff_t>(block.paddedRows()) / detail::kQuad;
}

} // namespace

std::size_t DenseShape::parameterCount() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i + 1 < widths.size(); ++i)
        count += product(widths[i] + 1, widths[i + 1]);
    return count;
}

std::vector<float> initialWeights(const DenseShape& shape, std::uint64_t seed) {
    std::vector<float> out;
    out.reserve(shape.parameterCount());
    Rng rng(seed);
    for (std::size_t i = 0; i < shape.layers(); ++i) {
        const double bound = 1 / std::sqrt(static_cast<double>(shape.widths[i]));
        for (std::size_t k = product(shape.widths[i] + 1, shape.widths[i + 1]); k > 0; --k)
            out.push_back(static_cast<float>(bound * (2 * rng.uniform() - 1)));
    }
    return out;
}

void RowBlock::resize(std::size_t rows, int columns) {
    m_rows = rows;
    m_columns = columns;
    m_stride = roundedUp(columns, detail::kLane);
    m_paddedRows = static_cast<std::size_t>(roundedUp(static_cast<int>(rows), detail::kQuad));
    m_values.resize(m_paddedRows * static_cast<std::size_t>(m_stride));
}

DenseNet::DenseNet(DenseShape shape) : m_shape(std::move(shape)) {
    assert(m_shape.widths.size() >= 2);
    std::size_t at = 0;
    for (std::size_t i = 0; i < m_shape.layers(); ++i) {
        Layer layer;
        layer.inputs = m_shape.widths[i];
        layer.outputs = m_shape.widths[i + 1];
        layer.columns = roundedUp(layer.outputs, detail::kLane);
        layer.backColumns = roundedUp(layer.inputs, detail::kLane);
        layer.at = at;
        layer.forward.resize(product(roundedUp(layer.inputs, detail::kQuad), layer.columns));
        layer.back.resize(product(layer.columns, layer.backColumns));
        layer.bias.resize(static_cast<std::size_t>(layer.columns));
        at += product(layer.inputs + 1, layer.outputs);
        m_layers.push_back(std::move(layer));
    }
}

void DenseNet::setWeights(std::span<const float> flat) {
    assert(flat.size() == m_shape.parameterCount());
    for (Layer& layer : m_layers) {
        const float* w = flat.data() + layer.at;
        transpose<false>(w, layer.outputs, layer.inputs, layer.inputs, layer.forward.data(),
                         layer.columns);
        for (int o = 0; o < layer.outputs; ++o)
            std::copy_n(w + product(o, layer.inputs), layer.inputs,
                        layer.back.data() + product(o, layer.backColumns));
        std::copy_n(w + product(layer.outputs, layer.inputs), layer.outputs, layer.bias.data());
    }
}

void DenseNet::forward(const RowBlock& inputs, Workspace& workspace) const {
    workspace.activations.resize(m_layers.size());
    const RowBlock* from = &inputs;
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        const Layer& layer = m_layers[i];
        RowBlock& to = workspace.activations[i];
        to.resize(inputs.rows(), layer.outputs);
        detail::RowsCall call;
        call.end = i + 1 < m_layers.size() ? detail::RowsEnd::Prelu : detail::RowsEnd::Bias;
        call.quads = quadsOf(to);
        call.columns = layer.columns;
        call.taps = 1;
        call.a[0] = from->data();
        call.w[0] = layer.forward.data();
        call.depth = layer.inputs;
        call.stride = from->stride();
        call.out = to.data();
        call.bias = layer.bias.data();
        call.slope = kNoSlope;
        detail::tcnKernels().rows(call);
        from = &to;
    }
}

void DenseNet::sizeGradients(Workspace& workspace) const {
    workspace.gradients.resize(m_layers.size());
    for (std::size_t i = 0; i < m_layers.size(); ++i)
        workspace.gradients[i].resize(workspace.activations[i].rows(), m_layers[i].outputs);
}

void DenseNet::backward(const RowBlock& inputs, Workspace& workspace, std::span<float> gradient,
                        RowBlock* inputGradient) const {
    AlignedBuffer sums;
    for (std::size_t i = m_layers.size(); i-- > 0;) {
        const Layer& layer = m_layers[i];
        const RowBlock& below = i == 0 ? inputs : workspace.activations[i - 1];
        const RowBlock& here = workspace.gradients[i];
        const int depth = roundedUp(layer.inputs, detail::kQuad);
        sums = AlignedBuffer(product(depth, layer.columns));
        detail::WeightsCall weights;
        weights.groups = 1;
        weights.rows = static_cast<int>(here.rows());
        weights.a = below.data();
        weights.stride = below.stride();
        weights.depth = depth;
        weights.b = here.data();
        weights.columns = layer.columns;
        weights.gradient = sums.data();
        detail::tcnKernels().weights(weights);
        float* to = gradient.data() + layer.at;
        transpose<true>(sums.data(), layer.inputs, layer.outputs, layer.columns, to, layer.inputs);
        to += product(layer.inputs, layer.outputs);
        for (std::size_t r = 0; r < here.rows(); ++r)
            for (int o = 0; o < layer.outputs; ++o)
                to[o] += here.row(r)[static_cast<std::size_t>(o)];
        RowBlock* next = i > 0 ? &workspace.gradients[i - 1] : inputGradient;
        if (next == nullptr)
            continue;
        next->resize(here.rows(), layer.inputs);
        detail::RowsCall call;
        call.end = i > 0 ? detail::RowsEnd::Back : detail::RowsEnd::Tangent;
        call.quads = quadsOf(here);
        call.columns = layer.backColumns;
        call.taps = 1;
        call.a[0] = here.data();
        call.w[0] = layer.back.data();
        call.depth = layer.outputs;
        call.stride = here.stride();
        call.out = next->data();
        call.mask = below.data();
        call.slope = i > 0 ? kNoSlope : 1.0F; // the inputs passed through no ReLU
        detail::tcnKernels().rows(call);
    }
}

} // namespace loom::learn
