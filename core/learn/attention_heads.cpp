// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/attention_heads.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "learn/detail/pointwise_kernels.h"
#include "learn/detail/tcn_kernels.h"

namespace loom::learn::detail {

AttentionHeads::AttentionHeads(int steps, int width, int heads)
    : m_steps(steps), m_width(width), m_heads(heads), m_depth(width / heads),
      m_depthColumns(roundedUp(m_depth, kLane)), m_stepRows(roundedUp(steps, kQuad)),
      m_stepColumns(roundedUp(steps, kLane)),
      m_zero(static_cast<std::size_t>(std::max(m_depthColumns, m_stepColumns))) {
    assert(width % heads == 0);
}

void AttentionHeads::sizeSpace(Space& space) const {
    const std::size_t narrow = product(m_stepRows, m_depthColumns);
    for (AlignedBuffer* buffer : {&space.q, &space.k, &space.v, &space.out, &space.qGradient,
                                  &space.kGradient, &space.vGradient})
        buffer->resize(narrow);
    for (AlignedBuffer* buffer : {&space.kTurned, &space.vTurned})
        buffer->resize(product(roundedUp(m_depth, kQuad), m_stepColumns));
    for (AlignedBuffer* buffer : {&space.dropped, &space.mapGradient})
        buffer->resize(mapSize());
}

void AttentionHeads::gather(const RowBlock& from, std::size_t sample, std::size_t rowsAStep,
                            int column, AlignedBuffer& to) const {
    const std::size_t jump = rowsAStep * static_cast<std::size_t>(from.stride());
    const float* source = from.row(sample).data() + column;
    float* target = to.data();
    for (int t = 0; t < m_steps; ++t, source += jump, target += m_depthColumns)
        std::copy_n(source, m_depth, target);
}

void AttentionHeads::scatter(const AlignedBuffer& from, std::size_t sample, std::size_t rowsAStep,
                             int column, RowBlock& to) const {
    const std::size_t jump = rowsAStep * static_cast<std::size_t>(to.stride());
    const float* source = from.data();
    float* target = to.row(sample).data() + column;
    for (int t = 0; t < m_steps; ++t, target += jump, source += m_depthColumns)
        std::copy_n(source, m_depth, target);
}

void AttentionHeads::turn(const AlignedBuffer& rows, AlignedBuffer& turned) const {
    transpose(rows.data(), m_steps, m_depth, m_depthColumns, turned.data(), m_stepColumns);
}

void AttentionHeads::multiply(const float* a, int depth, int stride, const float* w, int columns,
                              float* out) const {
    RowsCall call;
    call.quads = m_stepRows / kQuad;
    call.columns = columns;
    call.taps = 1;
    call.a[0] = a;
    call.w[0] = w;
    call.depth = depth;
    call.stride = stride;
    call.out = out;
    call.bias = m_zero.data();
    tcnKernels().rows(call);
}

void AttentionHeads::dropMap(float* map, std::size_t sample, int head,
                             const Dropout& dropout) const {
    for (int q = 0; q < m_steps; ++q)
        dropout.apply(map + product(q, m_stepColumns), m_steps, sample,
                      static_cast<std::uint32_t>((head * m_steps + q) * m_steps));
}

const float* AttentionHeads::droppedMap(Space& space, std::size_t sample, int head,
                                        const Dropout& dropout) const {
    const float* map = space.maps.data() + mapAt(sample, head);
    if (!dropout.active())
        return map;
    std::copy_n(map, mapSize(), space.dropped.data());
    dropMap(space.dropped.data(), sample, head, dropout);
    return space.dropped.data();
}

void AttentionHeads::forward(const RowBlock& projected, std::size_t rows, std::size_t rowsAStep,
                             Space& space, RowBlock& context, const Dropout& dropout) const {
    sizeSpace(space);
    space.maps.resize(mapAt(rows, 0));
    context.resize(projected.rows(), m_width);
    const float scale = 1 / std::sqrt(static_cast<float>(m_depth));
    for (std::size_t r = 0; r < rows; ++r)
        for (int head = 0; head < m_heads; ++head) {
            const int column = head * m_depth;
            gather(projected, r, rowsAStep, column, space.q);
            gather(projected, r, rowsAStep, m_width + column, space.k);
            gather(projected, r, rowsAStep, 2 * m_width + column, space.v);
            turn(space.k, space.kTurned);
            float* map = space.maps.data() + mapAt(r, head);
            multiply(space.q.data(), m_depth, m_depthColumns, space.kTurned.data(), m_stepColumns,
                     map);
            pointwiseKernels().softmax(map, static_cast<std::size_t>(m_steps), m_steps,
                                       m_stepColumns, scale);
            multiply(droppedMap(space, r, head, dropout), m_steps, m_stepColumns, space.v.data(),
                     m_depthColumns, space.out.data());
            scatter(space.out, r, rowsAStep, column, context);
        }
}

void AttentionHeads::backward(const RowBlock& projected, const RowBlock& contextGradient,
                              std::size_t rows, std::size_t rowsAStep, Space& space,
                              RowBlock& projectedGradient, const Dropout& dropout) const {
    projectedGradient.resize(projected.rows(), 3 * m_width);
    for (std::size_t i = 0; i < projectedGradient.rows(); ++i)
        if (i % rowsAStep >= rows)
            std::fill_n(projectedGradient.row(i).data(), 3 * m_width, 0.0F);
    const float scale = 1 / std::sqrt(static_cast<float>(m_depth));
    const auto steps = static_cast<std::size_t>(m_steps);
    for (std::size_t r = 0; r < rows; ++r)
        for (int head = 0; head < m_heads; ++head) {
            const int column = head * m_depth;
            gather(projected, r, rowsAStep, column, space.q);
            gather(projected, r, rowsAStep, m_width + column, space.k);
            gather(projected, r, rowsAStep, 2 * m_width + column, space.v);
            gather(contextGradient, r, rowsAStep, column, space.out);
            turn(space.v, space.vTurned);
            const RowsView outs{space.out.data(), steps, m_depthColumns};
            space.vGradient.zero();
            addOuterProducts({droppedMap(space, r, head, dropout), steps, m_stepColumns}, m_steps,
                             outs, space.vGradient.data());
            float* mapGradient = space.mapGradient.data();
            multiply(space.out.data(), m_depth, m_depthColumns, space.vTurned.data(), m_stepColumns,
                     mapGradient);
            if (dropout.active())
                dropMap(mapGradient, r, head, dropout);
            pointwiseKernels().softmaxBack(map(space, r, head), mapGradient, steps, m_steps,
                                           m_stepColumns, scale);
            multiply(mapGradient, m_steps, m_stepColumns, space.k.data(), m_depthColumns,
                     space.qGradient.data());
            space.kGradient.zero();
            addOuterProducts({mapGradient, steps, m_stepColumns}, m_steps,
                             {space.q.data(), steps, m_depthColumns}, space.kGradient.data());
            scatter(space.qGradient, r, rowsAStep, column, projectedGradient);
            scatter(space.kGradient, r, rowsAStep, m_width + column, projectedGradient);
            scatter(space.vGradient, r, rowsAStep, 2 * m_width + column, projectedGradient);
        }
}

} // namespace loom::learn::detail
