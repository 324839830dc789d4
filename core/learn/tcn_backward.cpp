// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/tcn_kernels.h"
#include "learn/tcn.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace loom::learn {

using detail::RowsCall;
using detail::RowsEnd;
using detail::WeightsCall;

/// Rows that contribute to the gradient at the steps [from, from + count) through a matrix.
struct TcnTape::Source {
    const float* rows = nullptr;
    const float* weight = nullptr;
    std::size_t from = 0;
    std::size_t count = 0;
    bool covers(std::size_t step) const { return step >= from && step < from + count; }
};

namespace {

std::ptrdiff_t quads(std::size_t rows) {
    return static_cast<std::ptrdiff_t>(rows) / detail::kQuad;
}

} // namespace

void TcnTape::backward(TcnGradient* gradient, bool wantInput) {
    pullBack(gradient, wantInput, false);
}

void TcnTape::addDirectionalGradient(std::span<const float> direction, TcnGradient& gradient) {
    assert(direction.size() == m_input.size());
    m_inputT.resize(m_input.size());
    std::copy(direction.begin(), direction.end(), m_inputT.data());
    for (Stage& s : m_stages) {
        s.firstT.resize(s.first.size());
        s.secondT.resize(s.second.size());
        s.outT.resize(s.out.size());
    }
    m_skipT.resize(m_skip.size());
    for (int b = 0; b <= m_weights->shape().blocks; ++b)
        forwardBlock(b, true);
    forwardHead(true);
    pullBack(&gradient, false, true);
}

float TcnTape::inputGradient(std::size_t at, std::size_t sample, int channel) const {
    return m_inputGradient
        .data()[(at * m_rows + sample) *
                    static_cast<std::size_t>(m_weights->block(0).first.backColumns) +
                static_cast<std::size_t>(channel)];
}

void TcnTape::pullBack(TcnGradient* gradient, bool wantInput, bool tangent) {
    m_firstGradient.resize(m_inputSteps * step());
    m_secondGradient.resize(m_inputSteps * step());
    for (AlignedBuffer& buffer : m_outGradient)
        buffer.resize(m_inputSteps * step());
    backHead(gradient, tangent);
    const int blocks = m_weights->shape().blocks;
    for (int b = blocks; b >= 0; --b) {
        backOut(b, gradient, tangent);
        backInner(b, gradient, tangent);
        if (gradient)
            addWeights(b, *gradient, tangent);
    }
    if (wantInput)
        backInput();
}

/// From the outputs to the sum of the skips, before the head's PReLU.
void TcnTape::backHead(TcnGradient* gradient, bool tangent) {
    const auto width = static_cast<std::size_t>(m_weights->width());
    const auto& head = m_weights->head();
    const float slope = m_weights->slope(m_weights->headSlopeIndex());
    float slopeSum = 0;
    for (std::size_t row = 0; row < m_outputSteps * m_rows; ++row) {
        const float* mask = m_skip.data() + row * width;
        const float* value = (tangent ? m_skipT : m_skip).data() + row * width;
        float* to = m_skipGradient.data() + row * width;
        std::fill_n(to, width, 0.0F);
        for (int o = 0; o < head.outputs; ++o) {
            const float dy = m_outputGradient.data()[row * static_cast<std::size_t>(head.outputs) +
                                                     static_cast<std::size_t>(o)];
            const auto at = static_cast<std::size_t>(o) * width;
            const float* w = m_weights->weight(head, 0) + at;
            for (std::size_t i = 0; i < width; ++i)
                to[i] += dy * w[i];
            if (!gradient)
                continue;
            float* dw = gradient->weight(head, 0) + at;
            for (std::size_t i = 0; i < width; ++i)
                dw[i] += dy * value[i];
            if (!tangent)
                gradient->bias(head)[o] += dy;
        }
        for (std::size_t i = 0; i < width; ++i) {
            slopeSum += mask[i] < 0 ? to[i] * value[i] : 0.0F;
            to[i] *= mask[i] < 0 ? slope : 1.0F;
        }
        if (gradient && !tangent)
            for (std::size_t i = 0; i < width; ++i)
                gradient->skipBias()[i] += to[i];
    }
    if (gradient)
        *gradient->slopeSum(m_weights->headSlopeIndex()) += slopeSum;
}

/// The gradient by a block's output, from its skip and from the block behind it, pulled through the
/// block's last two PReLUs.
void TcnTape::backOut(int b, TcnGradient* gradient, bool tangent) {
    Stage& s = m_stages[static_cast<std::size_t>(b)];
    std::array<Source, 3> sources;
    sources[0] = {m_skipGradient.data(), m_weights->transposed(m_weights->block(b).skip, 0),
                  s.outSteps - m_outputSteps, m_outputSteps};
    std::size_t crop = 0; // of the residual in the block behind
    std::size_t shift = 0;
    const bool hasNext = b < m_weights->shape().blocks;
    if (hasNext) {
        const Stage& next = m_stages[static_cast<std::size_t>(b + 1)];
        const auto& first = m_weights->block(b + 1).first;
        shift = next.inSteps - next.innerSteps;
        crop = 2 * shift;
        for (int tap = 0; tap < 2; ++tap)
            sources[static_cast<std::size_t>(tap) + 1] = {
                m_firstGradient.data(), m_weights->transposed(first, tap),
                static_cast<std::size_t>(tap) * shift, next.innerSteps};
    }
    RowsCall call;
    call.end = RowsEnd::BackEnd;
    call.columns = call.depth = call.stride = m_weights->width();
    call.slope = m_weights->slope(TcnWeights::slopeIndex(b, 2));
    call.slopeInner = m_weights->slope(TcnWeights::slopeIndex(b, 1));
    if (gradient) {
        call.biasGradient = tangent ? nullptr : gradient->bias(m_weights->block(b).second);
        call.slopeSum = gradient->slopeSum(TcnWeights::slopeIndex(b, 2));
        call.slopeSumInner = gradient->slopeSum(TcnWeights::slopeIndex(b, 1));
    }
    const float* behind = m_outGradient[(b + 1) % 2].data();
    for (std::size_t from = 0; from < s.outSteps;) {
        std::size_t to = last() && hasNext ? from + 1 : s.outSteps;
        call.taps = 0;
        for (const Source& source : sources) {
            for (const std::size_t edge : {source.from, source.from + source.count})
                if (edge > from)
                    to = std::min(to, edge);
            if (source.covers(from)) {
                call.a[call.taps] = source.rows + (from - source.from) * step();
                call.w[call.taps++] = source.weight;
            }
        }
        if (crop > from)
            to = std::min(to, crop);
        call.residual = nullptr;
        if (hasNext && from >= crop && !last())
            call.residual = behind + (from - crop) * step();
        if (hasNext && last() && from >= 2 && from % 2 == 0)
            call.residual = behind + (from / 2 - 1) * step();
        const std::size_t at = from * step();
        call.quads = quads((to - from) * m_rows);
        call.mask = s.out.data() + at;
        call.maskInner = s.second.data() + at;
        call.value = gradient ? (tangent ? s.outT : s.out).data() + at : nullptr;
        call.valueInner = gradient ? (tangent ? s.secondT : s.second).data() + at : nullptr;
        call.out = m_outGradient[b % 2].data() + at;
        call.inner = m_secondGradient.data() + at;
        detail::tcnKernels().rows(call);
        from = to;
    }
}

/// Through a block's second convolution and the PReLU before it.
void TcnTape::backInner(int b, TcnGradient* gradient, bool tangent) {
    Stage& s = m_stages[static_cast<std::size_t>(b)];
    const auto& block = m_weights->block(b);
    const auto shift = static_cast<std::size_t>(last() ? 1 : m_weights->shape().dilation(b));
    RowsCall call;
    call.end = RowsEnd::Back;
    call.columns = call.depth = call.stride = m_weights->width();
    call.slope = m_weights->slope(TcnWeights::slopeIndex(b, 0));
    if (gradient) {
        call.biasGradient = tangent ? nullptr : gradient->bias(block.first);
        call.slopeSum = gradient->slopeSum(TcnWeights::slopeIndex(b, 0));
    }
    const bool halving = last() && b > 0;
    for (std::size_t from = 0; from < s.innerSteps;) {
        std::size_t to = halving ? from + 1 : s.innerSteps;
        call.taps = 0;
        const auto add = [&](std::size_t step_, int tap) {
            call.a[call.taps] = m_secondGradient.data() + step_ * step();
            call.w[call.taps++] = m_weights->transposed(block.second, tap);
        };
        if (halving) {
            add(from / 2, static_cast<int>(from % 2));
        } else {
            for (const std::size_t edge : {shift, s.outSteps})
                if (edge > from)
                    to = std::min(to, edge);
            if (from < s.outSteps)
                add(from, 0);
            if (b > 0 && from >= shift)
                add(from - shift, 1);
        }
        const std::size_t at = from * step();
        call.quads = quads((to - from) * m_rows);
        call.mask = s.first.data() + at;
        call.value = gradient ? (tangent ? s.firstT : s.first).data() + at : nullptr;
        call.out = m_firstGradient.data() + at;
        detail::tcnKernels().rows(call);
        from = to;
    }
}

void TcnTape::addWeights(int b, TcnGradient& gradient, bool tangent) {
    const auto& kernels = detail::tcnKernels();
    const Stage& s = m_stages[static_cast<std::size_t>(b)];
    const auto& block = m_weights->block(b);
    const bool halving = last() && b > 0;
    const auto shift =
        static_cast<std::size_t>(last() ? 1 : m_weights->shape().dilation(b)) * step();
    const auto hop = static_cast<std::ptrdiff_t>(step());
    WeightsCall call;
    call.rows = static_cast<int>(m_rows);
    call.columns = m_weights->width();
    call.bGroupStride = hop;

    call.depth = call.stride = m_weights->width();
    call.groups = static_cast<std::ptrdiff_t>(s.outSteps);
    call.aGroupStride = halving ? 2 * hop : hop;
    call.b = m_secondGradient.data();
    for (int tap = 0; tap < block.second.taps; ++tap) {
        call.a = (tangent ? s.firstT : s.first).data() + static_cast<std::size_t>(tap) * shift;
        call.gradient = gradient.weight(block.second, tap);
        kernels.weights(call);
    }

    call.aGroupStride = hop;
    call.groups = static_cast<std::ptrdiff_t>(m_outputSteps);
    call.a = (tangent ? s.outT : s.out).data() + (s.outSteps - m_outputSteps) * step();
    call.b = m_skipGradient.data();
    call.gradient = gradient.weight(block.skip, 0);
    kernels.weights(call);

    call.depth = call.stride = block.first.rows;
    call.aGroupStride = static_cast<std::ptrdiff_t>(m_rows) * call.stride;
    call.groups = static_cast<std::ptrdiff_t>(s.innerSteps);
    call.b = m_firstGradient.data();
    for (int tap = 0; tap < block.first.taps; ++tap) {
        call.a = in(b, tangent) + static_cast<std::size_t>(tap) * shift;
        call.gradient = gradient.weight(block.first, tap);
        kernels.weights(call);
    }
    if (b > 0)
        return;
    call.b = m_outGradient[0].data();
    call.a = in(0, tangent);
    call.gradient = gradient.weight(block.residual, 0);
    kernels.weights(call);
    if (tangent)
        return;
    const auto width = static_cast<std::size_t>(m_weights->width());
    float* bias = gradient.bias(block.residual);
    for (std::size_t row = 0; row < s.outSteps * m_rows; ++row)
        for (std::size_t i = 0; i < width; ++i)
            bias[i] += m_outGradient[0].data()[row * width + i];
}

void TcnTape::backInput() {
    const auto& block = m_weights->block(0);
    const int columns = block.first.backColumns;
    m_inputGradient.resize(m_inputSteps * m_rows * static_cast<std::size_t>(columns));
    RowsCall call;
    call.end = RowsEnd::Bias;
    call.columns = columns;
    call.quads = quads(m_inputSteps * m_rows);
    call.taps = 2;
    call.a[0] = m_firstGradient.data();
    call.w[0] = m_weights->transposed(block.first, 0);
    call.a[1] = m_outGradient[0].data();
    call.w[1] = m_weights->transposed(block.residual, 0);
    call.depth = call.stride = m_weights->width();
    call.bias = m_weights->zeros();
    call.out = m_inputGradient.data();
    detail::tcnKernels().rows(call);
}

} // namespace loom::learn
