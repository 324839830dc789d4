// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/tcn_kernels.h"
#include "learn/tcn.h"

#include <algorithm>
#include <cassert>

namespace loom::learn {

namespace {

int roundedUp(int count, int multiple) {
    return (count + multiple - 1) / multiple * multiple;
}

std::size_t product(int a, int b) {
    return static_cast<std::size_t>(a) * static_cast<std::size_t>(b);
}

} // namespace

template <class Visit>
void TcnWeights::forEachConvolution(Visit&& visit) const {
    for (std::size_t b = 0; b < m_blocks.size(); ++b) {
        visit(m_blocks[b].first);
        visit(m_blocks[b].second);
        if (b == 0)
            visit(m_blocks[b].residual);
        visit(m_blocks[b].skip);
    }
}

TcnWeights::TcnWeights(const TcnShape& shape) : m_shape(shape) {
    m_width = roundedUp(shape.hidden, detail::kLane);
    m_depth = roundedUp(shape.inputs, detail::kQuad);
    m_blocks.resize(static_cast<std::size_t>(shape.blocks) + 1);
    placeConvolutions();
    m_arranged.resize(m_gradientSize);
    std::size_t next = m_gradientSize;
    const auto placeBack = [&](Convolution& c) {
        c.backColumns = roundedUp(c.inputs, detail::kLane);
        c.backAt = next;
        c.backTapStep = product(c.columns, c.backColumns);
        next += static_cast<std::size_t>(c.taps) * c.backTapStep;
    };
    for (Block& block : m_blocks) {
        placeBack(block.first);
        placeBack(block.second);
        if (&block == m_blocks.data())
            placeBack(block.residual);
        placeBack(block.skip);
    }
    m_arranged.resize(next);
    m_skipBias.resize(static_cast<std::size_t>(m_width));
    m_zeros.resize(
        static_cast<std::size_t>(std::max(m_width, roundedUp(shape.inputs, detail::kLane))));
}

/// Walks through the flat vector in its order and gives every convolution its place in the
/// arranged form.
void TcnWeights::placeConvolutions() {
    const std::vector<Parameter> list = m_shape.parameters();
    std::size_t index = 0;
    std::size_t next = 0;
    const auto place = [&](Convolution& c, bool fromInput = false) {
        const Parameter& weight = list[index++];
        const Parameter& bias = list[index++];
        c.taps = static_cast<int>(weight.shape[0]);
        c.inputs = static_cast<int>(weight.shape[1]);
        c.outputs = static_cast<int>(weight.shape[2]);
        c.rows = fromInput ? m_depth : m_width;
        c.columns = roundedUp(c.outputs, detail::kLane);
        c.weight = weight.offset;
        c.bias = bias.offset;
        c.at = next;
        c.tapStep = product(c.rows, c.columns);
        next += static_cast<std::size_t>(c.taps) * c.tapStep;
        c.biasAt = next;
        next += static_cast<std::size_t>(c.columns);
    };
    const auto slope = [&] { m_slopeOffsets.push_back(list[index++].offset); };
    for (std::size_t b = 0; b < m_blocks.size(); ++b) {
        place(m_blocks[b].first, b == 0);
        slope();
        place(m_blocks[b].second);
        slope();
        if (b == 0)
            place(m_blocks[b].residual, true);
        slope();
        place(m_blocks[b].skip);
    }
    slope();
    // The head is a handful of dot products: one row of the arranged form an output.
    const Parameter& weight = list[index++];
    m_head = {.taps = 1,
              .inputs = m_shape.hidden,
              .outputs = m_shape.outputs,
              .rows = m_shape.outputs,
              .columns = m_width,
              .weight = weight.offset,
              .bias = list[index].offset,
              .at = next,
              .biasAt = next + product(m_shape.outputs, m_width),
              .tapStep = 0};
    m_gradientSize = m_head.biasAt + static_cast<std::size_t>(roundedUp(m_shape.outputs, 16));
    m_slopes.resize(m_slopeOffsets.size());
}

void TcnWeights::assign(std::span<const float> flat) {
    assert(flat.size() == m_shape.parameterCount());
    float* const to = m_arranged.data();
    forEachConvolution([&](const Convolution& c) {
        const float* from = flat.data() + c.weight;
        for (int tap = 0; tap < c.taps; ++tap)
            for (int i = 0; i < c.inputs; ++i)
                for (int o = 0; o < c.outputs; ++o, ++from) {
                    const auto t = static_cast<std::size_t>(tap);
                    to[c.at + t * c.tapStep + product(i, c.columns) + static_cast<std::size_t>(o)] =
                        *from;
                    to[c.backAt + t * c.backTapStep + product(o, c.backColumns) +
                       static_cast<std::size_t>(i)] = *from;
                }
        std::copy_n(flat.data() + c.bias, c.outputs, to + c.biasAt);
    });
    for (int o = 0; o < m_head.outputs; ++o)
        for (int i = 0; i < m_head.inputs; ++i)
            to[m_head.at + product(o, m_width) + static_cast<std::size_t>(i)] =
                flat[m_head.weight + product(i, m_head.outputs) + static_cast<std::size_t>(o)];
    std::copy_n(flat.data() + m_head.bias, m_head.outputs, to + m_head.biasAt);
    for (std::size_t i = 0; i < m_slopes.size(); ++i)
        m_slopes[i] = flat[m_slopeOffsets[i]];
    m_skipBias.zero();
    for (const Block& block : m_blocks)
        for (int o = 0; o < m_shape.hidden; ++o)
            m_skipBias.data()[o] += flat[block.skip.bias + static_cast<std::size_t>(o)];
}

TcnGradient::TcnGradient(const TcnWeights& weights)
    : m_weights(&weights), m_arranged(weights.m_gradientSize),
      m_skipBias(static_cast<std::size_t>(weights.width())), m_slopes(weights.m_slopes.size()) {}

void TcnGradient::zero() {
    m_arranged.zero();
    m_skipBias.zero();
    std::fill(m_slopes.begin(), m_slopes.end(), 0.0F);
}

void TcnGradient::addTo(std::span<float> flat) const {
    const float* const from = m_arranged.data();
    m_weights->forEachConvolution([&](const TcnWeights::Convolution& c) {
        float* to = flat.data() + c.weight;
        for (int tap = 0; tap < c.taps; ++tap)
            for (int i = 0; i < c.inputs; ++i)
                for (int o = 0; o < c.outputs; ++o, ++to)
                    *to += from[c.at + static_cast<std::size_t>(tap) * c.tapStep +
                                product(i, c.columns) + static_cast<std::size_t>(o)];
        for (int o = 0; o < c.outputs; ++o)
            flat[c.bias + static_cast<std::size_t>(o)] +=
                from[c.biasAt + static_cast<std::size_t>(o)];
    });
    for (const auto& block : m_weights->m_blocks)
        for (int o = 0; o < block.skip.outputs; ++o)
            flat[block.skip.bias + static_cast<std::size_t>(o)] += m_skipBias.data()[o];
    const auto& head = m_weights->m_head;
    for (int o = 0; o < head.outputs; ++o) {
        for (int i = 0; i < head.inputs; ++i)
            flat[head.weight + product(i, head.outputs) + static_cast<std::size_t>(o)] +=
                from[head.at + product(o, head.columns) + static_cast<std::size_t>(i)];
        flat[head.bias + static_cast<std::size_t>(o)] +=
            from[head.biasAt + static_cast<std::size_t>(o)];
    }
    for (std::size_t i = 0; i < m_slopes.size(); ++i)
        flat[m_weights->m_slopeOffsets[i]] += m_slopes[i] / m_weights->m_slopes[i];
}

} // namespace loom::learn
