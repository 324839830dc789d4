// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/linear.h"

#include <algorithm>
#include <cassert>

#include "learn/detail/tcn_kernels.h"

namespace loom::learn::detail {

namespace {

template <bool kAdd>
void transposed(const float* from, int rows, int columns, int fromStride, float* to, int toStride) {
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

RowsCall backCall(const Linear& layer, const RowBlock& outGradient, RowBlock& xGradient) {
    xGradient.resize(outGradient.rows(), layer.inputs());
    RowsCall call;
    call.quads = quadsOf(outGradient);
    call.columns = layer.backColumns();
    call.taps = 1;
    call.a[0] = outGradient.data();
    call.w[0] = layer.backWeights();
    call.depth = layer.outputs();
    call.stride = outGradient.stride();
    call.out = xGradient.data();
    return call;
}

} // namespace

int roundedUp(int count, int multiple) {
    return (count + multiple - 1) / multiple * multiple;
}

void transpose(const float* from, int rows, int columns, int fromStride, float* to, int toStride) {
    transposed<false>(from, rows, columns, fromStride, to, toStride);
}

void addTransposed(const float* from, int rows, int columns, int fromStride, float* to,
                   int toStride) {
    transposed<true>(from, rows, columns, fromStride, to, toStride);
}

Linear::Linear(int inputs, int outputs, std::size_t weightsAt, std::optional<std::size_t> biasAt)
    : m_inputs(inputs), m_outputs(outputs), m_columns(roundedUp(outputs, kLane)),
      m_backColumns(roundedUp(inputs, kLane)), m_weightsAt(weightsAt), m_biasAt(biasAt),
      m_forward(product(roundedUp(inputs, kQuad), m_columns)),
      m_back(product(m_columns, m_backColumns)), m_bias(static_cast<std::size_t>(m_columns)),
      m_zero(static_cast<std::size_t>(m_backColumns)) {}

void Linear::setWeights(std::span<const float> flat) {
    const float* w = flat.data() + m_weightsAt;
    transpose(w, m_outputs, m_inputs, m_inputs, m_forward.data(), m_columns);
    for (int o = 0; o < m_outputs; ++o)
        std::copy_n(w + product(o, m_inputs), m_inputs, m_back.data() + product(o, m_backColumns));
    if (m_biasAt)
        std::copy_n(flat.data() + *m_biasAt, m_outputs, m_bias.data());
}

void Linear::setBias(std::span<const float> bias) {
    std::copy(bias.begin(), bias.end(), m_bias.data());
}

void Linear::forward(const RowBlock& x, RowBlock& out, Activation activation,
                     const RowBlock* add) const {
    assert(x.columns() >= m_inputs);
    out.resize(x.rows(), m_outputs);
    RowsCall call;
    call.end = activation == Activation::Relu ? RowsEnd::Prelu : RowsEnd::Bias;
    call.quads = quadsOf(out);
    call.columns = m_columns;
    call.taps = 1;
    call.a[0] = x.data();
    call.w[0] = m_forward.data();
    call.depth = m_inputs;
    call.stride = x.stride();
    call.out = out.data();
    call.bias = m_bias.data();
    call.residual = add != nullptr ? add->data() : nullptr;
    call.slope = kNoSlope;
    tcnKernels().rows(call);
}

void Linear::weightGradient(RowsView x, RowsView outGradient, std::span<float> gradient,
                            AlignedBuffer& scratch) const {
    float* to = gradient.data() + m_weightsAt;
    if (m_inputs == m_backColumns && m_outputs % kQuad == 0 && m_inputs >= 4 * kLane &&
        x.stride == m_backColumns) {
        // Whole lanes: the kernel adds to the flat vector itself.
        addOuterProducts(outGradient, m_outputs, x, to);
    } else {
        scratch.resize(product(roundedUp(m_inputs, kQuad), m_columns));
        scratch.zero();
        addOuterProducts(x, m_inputs, outGradient, scratch.data());
        addTransposed(scratch.data(), m_inputs, m_outputs, m_columns, to, m_inputs);
    }
    if (m_biasAt)
        addColumnSums(outGradient, m_outputs, gradient.data() + *m_biasAt);
}

void Linear::inputGradient(const RowBlock& outGradient, RowBlock& xGradient) const {
    RowsCall call = backCall(*this, outGradient, xGradient);
    call.end = RowsEnd::Bias;
    call.bias = m_zero.data();
    tcnKernels().rows(call);
}

void Linear::inputGradientBehindRelu(const RowBlock& outGradient, RowBlock& xGradient,
                                     const RowBlock& mask) const {
    assert(mask.columns() == m_inputs);
    RowsCall call = backCall(*this, outGradient, xGradient);
    call.end = RowsEnd::Back;
    call.mask = mask.data();
    call.slope = kNoSlope;
    tcnKernels().rows(call);
}

void Linear::inputGradientAdded(const RowBlock& outGradient, RowBlock& xGradient,
                                const RowBlock& add) const {
    assert(add.columns() == m_inputs);
    RowsCall call = backCall(*this, outGradient, xGradient);
    call.end = RowsEnd::Bias;
    call.bias = m_zero.data();
    call.residual = add.data();
    tcnKernels().rows(call);
}

void addOuterProducts(RowsView a, int depth, RowsView b, float* gradient) {
    assert(a.rows == b.rows);
    constexpr int kGroup = 32; // rows that stay in the first-level cache with their partners
    WeightsCall call;
    call.stride = a.stride;
    call.depth = roundedUp(depth, kQuad);
    call.columns = b.stride;
    call.gradient = gradient;
    const int rows = static_cast<int>(a.rows);
    const auto run = [&](int first, int groups, int groupRows) {
        call.groups = groups;
        call.rows = groupRows;
        call.a = a.data + product(first, a.stride);
        call.aGroupStride = static_cast<std::ptrdiff_t>(groupRows) * a.stride;
        call.b = b.data + product(first, b.stride);
        call.bGroupStride = static_cast<std::ptrdiff_t>(groupRows) * b.stride;
        tcnKernels().weights(call);
    };
    if (rows >= kGroup)
        run(0, rows / kGroup, kGroup);
    if (rows % kGroup > 0)
        run(rows / kGroup * kGroup, 1, rows % kGroup);
}

void addColumnSums(RowsView a, int columns, float* to) {
    float* __restrict sums = to;
    for (std::size_t r = 0; r < a.rows; ++r) {
        const float* __restrict row = a.data + r * static_cast<std::size_t>(a.stride);
        for (int n = 0; n < columns; ++n)
            sums[n] += row[n];
    }
}

} // namespace loom::learn::detail
