// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/tcn_kernels.h"
#include "learn/tcn.h"

#include <cassert>

namespace loom::learn {

using detail::RowsCall;
using detail::RowsEnd;

namespace {

std::size_t quadRows(std::size_t samples) {
    return (samples + detail::kQuad - 1) / detail::kQuad * detail::kQuad;
}

std::ptrdiff_t quads(std::size_t rows) {
    return static_cast<std::ptrdiff_t>(rows) / detail::kQuad;
}

/// out = skip * head + bias for every row.
void multiplyHead(const TcnWeights& weights, const float* skip, std::size_t rows, bool withBias,
                  float* out) {
    const auto width = static_cast<std::size_t>(weights.width());
    const int outputs = weights.shape().outputs;
    const float* head = weights.weight(weights.head(), 0);
    const float* bias = weights.bias(weights.head());
    for (std::size_t row = 0; row < rows; ++row, skip += width)
        for (int o = 0; o < outputs; ++o) {
            const float* w = head + static_cast<std::size_t>(o) * width;
            float sums[8] = {};
            for (std::size_t i = 0; i < width; i += 8)
                for (std::size_t j = 0; j < 8; ++j)
                    sums[j] += skip[i + j] * w[i + j];
            float sum = withBias ? bias[o] : 0.0F;
            for (const float part : sums)
                sum += part;
            *out++ = sum;
        }
}

} // namespace

TcnTape::TcnTape(const TcnWeights& weights, TcnGeometry geometry, std::size_t samples,
                 std::size_t outputs)
    : m_weights(&weights), m_geometry(geometry), m_samples(samples), m_rows(quadRows(samples)),
      m_outputSteps(last() ? 1 : outputs) {
    const TcnShape& shape = weights.shape();
    m_inputSteps = m_outputSteps + shape.receptiveField() - 1;
    m_stages.resize(static_cast<std::size_t>(shape.blocks) + 1);
    std::size_t steps = m_inputSteps;
    for (int b = 0; b <= shape.blocks; ++b) {
        Stage& stage = m_stages[static_cast<std::size_t>(b)];
        const auto d = static_cast<std::size_t>(b == 0 ? 0 : (last() ? 1 : shape.dilation(b)));
        stage.inSteps = steps;
        stage.innerSteps = steps - d;
        stage.outSteps = b > 0 && last() ? stage.innerSteps / 2 : steps - 2 * d;
        steps = stage.outSteps;
        stage.first.resize(stage.innerSteps * step());
        stage.second.resize(stage.outSteps * step());
        stage.out.resize(stage.outSteps * step());
    }
    assert(steps == m_outputSteps);
    const auto rows = m_rows * m_outputSteps;
    m_input.resize(m_inputSteps * inputStep());
    m_residual.resize(m_inputSteps * step());
    m_skip.resize(m_outputSteps * step());
    m_skipGradient.resize(m_outputSteps * step());
    m_output.resize(rows * static_cast<std::size_t>(shape.outputs));
    m_outputGradient.resize(rows * static_cast<std::size_t>(shape.outputs));
}

float* TcnTape::input(std::size_t at, std::size_t sample) {
    return m_input.data() + at * inputStep() +
           sample * static_cast<std::size_t>(m_weights->depth());
}

float TcnTape::output(std::size_t at, std::size_t sample, int channel) const {
    return m_output
        .data()[(at * m_rows + sample) * static_cast<std::size_t>(m_weights->shape().outputs) +
                static_cast<std::size_t>(channel)];
}

float& TcnTape::outputGradient(std::size_t at, std::size_t sample, int channel) {
    return m_outputGradient
        .data()[(at * m_rows + sample) * static_cast<std::size_t>(m_weights->shape().outputs) +
                static_cast<std::size_t>(channel)];
}

const float* TcnTape::in(int b, bool tangent) const {
    if (b == 0)
        return (tangent ? m_inputT : m_input).data();
    const Stage& before = m_stages[static_cast<std::size_t>(b - 1)];
    return (tangent ? before.outT : before.out).data();
}

void TcnTape::forward() {
    for (int b = 0; b <= m_weights->shape().blocks; ++b)
        forwardBlock(b, false);
    forwardHead(false);
}

void TcnTape::forwardBlock(int b, bool tangent) {
    const auto& kernels = detail::tcnKernels();
    Stage& s = m_stages[static_cast<std::size_t>(b)];
    const auto& block = m_weights->block(b);
    const float* x = in(b, tangent);
    const auto shift = static_cast<std::size_t>(last() ? 1 : m_weights->shape().dilation(b)) *
                       step(); // of the second tap

    RowsCall call;
    call.columns = m_weights->width();
    call.taps = block.first.taps;
    call.a[0] = x;
    call.a[1] = x + shift;
    call.depth = b == 0 ? m_weights->depth() : m_weights->width();
    call.stride = call.depth;
    if (b == 0) { // a 1x1 convolution brings the input to the width of the block
        RowsCall residual = call;
        residual.end = RowsEnd::Bias;
        residual.quads = quads(s.inSteps * m_rows);
        residual.w[0] = m_weights->weight(block.residual, 0);
        residual.bias = tangent ? m_weights->zeros() : m_weights->bias(block.residual);
        residual.out = m_residual.data();
        kernels.rows(residual);
    }
    call.end = tangent ? RowsEnd::Tangent : RowsEnd::Prelu;
    call.quads = quads(s.innerSteps * m_rows);
    for (int tap = 0; tap < call.taps; ++tap)
        call.w[tap] = m_weights->weight(block.first, tap);
    call.bias = m_weights->bias(block.first);
    call.slope = m_weights->slope(TcnWeights::slopeIndex(b, 0));
    call.mask = s.first.data();
    call.out = (tangent ? s.firstT : s.first).data();
    kernels.rows(call);

    const float* inner = call.out;
    const float* residual = b == 0 ? m_residual.data() : x;
    const bool halving = last() && b > 0;
    const std::size_t pieces = halving ? s.outSteps : 1;
    call.end = tangent ? RowsEnd::TangentEnd : RowsEnd::BlockEnd;
    call.quads = quads(s.outSteps * m_rows / pieces);
    call.depth = call.stride = m_weights->width();
    for (int tap = 0; tap < call.taps; ++tap)
        call.w[tap] = m_weights->weight(block.second, tap);
    call.bias = m_weights->bias(block.second);
    call.slopeInner = m_weights->slope(TcnWeights::slopeIndex(b, 1));
    call.slope = m_weights->slope(TcnWeights::slopeIndex(b, 2));
    for (std::size_t piece = 0; piece < pieces; ++piece) {
        const std::size_t at = piece * step();
        call.a[0] = inner + 2 * at;
        call.a[1] = call.a[0] + shift;
        // The residual is cropped by what both convolutions took away.
        call.residual = b == 0 ? residual : residual + 2 * at + 2 * shift;
        call.maskInner = s.second.data() + at;
        call.mask = s.out.data() + at;
        call.inner = (tangent ? s.secondT : s.second).data() + at;
        call.out = (tangent ? s.outT : s.out).data() + at;
        kernels.rows(call);
    }
}

void TcnTape::forwardHead(bool tangent) {
    RowsCall call;
    call.columns = call.depth = call.stride = m_weights->width();
    call.quads = quads(m_outputSteps * m_rows);
    call.taps = static_cast<int>(m_stages.size());
    for (int b = 0; b < call.taps; ++b) {
        const Stage& s = m_stages[static_cast<std::size_t>(b)];
        call.a[b] = (tangent ? s.outT : s.out).data() + (s.outSteps - m_outputSteps) * step();
        call.w[b] = m_weights->weight(m_weights->block(b).skip, 0);
    }
    call.end = tangent ? RowsEnd::Tangent : RowsEnd::Prelu;
    call.bias = m_weights->skipBias();
    call.slope = m_weights->slope(m_weights->headSlopeIndex());
    call.mask = m_skip.data();
    call.out = (tangent ? m_skipT : m_skip).data();
    detail::tcnKernels().rows(call);
    if (!tangent)
        multiplyHead(*m_weights, m_skip.data(), m_outputSteps * m_rows, true, m_output.data());
}

TcnSampler::TcnSampler(const TcnWeights& weights, std::size_t samples, std::size_t outputs)
    : m_weights(&weights), m_rows(quadRows(samples)),
      m_inputSteps(outputs + weights.shape().receptiveField() - 1), m_outputSteps(outputs) {
    const auto step = m_rows * static_cast<std::size_t>(weights.width());
    m_input.resize(m_inputSteps * m_rows * static_cast<std::size_t>(weights.depth()));
    m_x.resize(m_inputSteps * step);
    m_inner.resize(m_inputSteps * step);
    m_skip.resize(outputs * step);
    m_output.resize(outputs * m_rows * static_cast<std::size_t>(weights.shape().outputs));
}

float* TcnSampler::input(std::size_t at, std::size_t sample) {
    return m_input.data() + (at * m_rows + sample) * static_cast<std::size_t>(m_weights->depth());
}

float TcnSampler::output(std::size_t at, std::size_t sample, int channel) const {
    return m_output
        .data()[(at * m_rows + sample) * static_cast<std::size_t>(m_weights->shape().outputs) +
                static_cast<std::size_t>(channel)];
}

void TcnSampler::run() {
    const auto& kernels = detail::tcnKernels();
    const auto step = m_rows * static_cast<std::size_t>(m_weights->width());
    const auto wide = m_weights->width();
    std::size_t steps = m_inputSteps;
    for (int b = 0; b <= m_weights->shape().blocks; ++b) {
        const auto& block = m_weights->block(b);
        const auto d = static_cast<std::size_t>(m_weights->shape().dilation(b));
        RowsCall call;
        call.columns = wide;
        call.taps = block.first.taps;
        call.depth = call.stride = b == 0 ? m_weights->depth() : wide;
        call.a[0] = b == 0 ? m_input.data() : m_x.data();
        call.a[1] = call.a[0] + d * step;
        if (b == 0) {
            call.end = RowsEnd::Bias;
            call.quads = quads(steps * m_rows);
            call.w[0] = m_weights->weight(block.residual, 0);
            call.bias = m_weights->bias(block.residual);
            call.out = m_x.data();
            kernels.rows(call);
        }
        call.end = RowsEnd::Prelu;
        call.quads = quads((steps - d) * m_rows);
        for (int tap = 0; tap < call.taps; ++tap)
            call.w[tap] = m_weights->weight(block.first, tap);
        call.bias = m_weights->bias(block.first);
        call.slope = m_weights->slope(TcnWeights::slopeIndex(b, 0));
        call.out = m_inner.data();
        kernels.rows(call);

        steps -= 2 * d;
        call.end = RowsEnd::BlockEnd;
        call.quads = quads(steps * m_rows);
        call.depth = call.stride = wide;
        for (int tap = 0; tap < call.taps; ++tap)
            call.w[tap] = m_weights->weight(block.second, tap);
        call.a[0] = m_inner.data();
        call.a[1] = m_inner.data() + d * step;
        call.bias = m_weights->bias(block.second);
        call.slopeInner = m_weights->slope(TcnWeights::slopeIndex(b, 1));
        call.slope = m_weights->slope(TcnWeights::slopeIndex(b, 2));
        call.residual = m_x.data() + 2 * d * step; // ahead of what is written in the same place
        call.out = m_x.data();
        kernels.rows(call);

        const bool lastBlock = b == m_weights->shape().blocks;
        RowsCall skip;
        skip.end = lastBlock ? RowsEnd::Prelu : RowsEnd::Bias;
        skip.columns = skip.depth = skip.stride = wide;
        skip.quads = quads(m_outputSteps * m_rows);
        skip.taps = 1;
        skip.a[0] = m_x.data() + (steps - m_outputSteps) * step;
        skip.w[0] = m_weights->weight(block.skip, 0);
        skip.bias = b == 0 ? m_weights->skipBias() : m_weights->zeros();
        skip.residual = b == 0 ? nullptr : m_skip.data();
        skip.slope = m_weights->slope(m_weights->headSlopeIndex());
        skip.out = m_skip.data();
        kernels.rows(skip);
    }
    multiplyHead(*m_weights, m_skip.data(), m_outputSteps * m_rows, true, m_output.data());
}

} // namespace loom::learn
