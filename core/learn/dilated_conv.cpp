// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/dilated_conv.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "learn/detail/tcn_kernels.h"

namespace loom::learn::detail {

namespace {

std::size_t floatsOf(const RowBlock& block, std::size_t rowsAStep) {
    return rowsAStep * static_cast<std::size_t>(block.stride());
}

double lengthOf(const float* values, std::size_t count) {
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i)
        sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
    return std::sqrt(sum);
}

} // namespace

std::size_t DilatedConv::addParameters(ParameterList& list, const std::string& name,
                                       const Sizes& sizes) {
    const std::size_t at = list.next();
    const auto outputs = static_cast<std::size_t>(sizes.outputs);
    const std::vector<std::size_t> shape{outputs, static_cast<std::size_t>(sizes.inputs),
                                         static_cast<std::size_t>(sizes.taps)};
    if (sizes.weightNorm)
        list.add(name + ".weight_g", {outputs});
    list.add(name + (sizes.weightNorm ? ".weight_v" : ".weight"), shape);
    list.add(name + ".bias", {outputs});
    return at;
}

std::size_t DilatedConv::parameterCount(const Sizes& sizes) {
    return product(sizes.outputs, sizes.inputs * sizes.taps + (sizes.weightNorm ? 2 : 1));
}

void DilatedConv::initialise(std::span<float> pieces, const Sizes& sizes, Rng& rng) {
    const auto outputs = static_cast<std::size_t>(sizes.outputs);
    const std::size_t filter = product(sizes.inputs, sizes.taps);
    const std::size_t gains = sizes.weightNorm ? outputs : 0;
    fillUniform(pieces.subspan(gains), 1 / std::sqrt(static_cast<double>(filter)), rng);
    for (std::size_t o = 0; o < gains; ++o)
        pieces[o] = static_cast<float>(lengthOf(pieces.data() + gains + o * filter, filter));
}

DilatedConv::DilatedConv(const Sizes& sizes, std::size_t at)
    : m_sizes(sizes), m_at(at), m_columns(roundedUp(sizes.outputs, kLane)),
      m_backColumns(roundedUp(sizes.inputs, kLane)),
      m_forward(product(sizes.taps * depth(), m_columns)),
      m_back(product(sizes.taps * m_columns, m_backColumns)),
      m_bias(static_cast<std::size_t>(m_columns)), m_zero(static_cast<std::size_t>(m_backColumns)) {
    assert(sizes.taps >= 1 && sizes.taps <= kMaxTaps);
}

/// inputs x taps values, the newest tap last.
void DilatedConv::setFilter(int output, const float* values) {
    for (int lag = 0; lag < m_sizes.taps; ++lag) {
        float* forward = m_forward.data() + product(lag * depth(), m_columns) + output;
        float* back = m_back.data() + product(lag * m_columns + output, m_backColumns);
        for (int c = 0; c < m_sizes.inputs; ++c) {
            const float value =
                values[product(c, m_sizes.taps) + static_cast<std::size_t>(m_sizes.taps - 1 - lag)];
            forward[product(c, m_columns)] = value;
            back[c] = value;
        }
    }
}

void DilatedConv::setWeights(std::span<const float> flat) {
    const float* from = flat.data() + m_at;
    const auto outputs = static_cast<std::size_t>(m_sizes.outputs);
    if (m_sizes.weightNorm) {
        m_gains.assign(from, from + outputs);
        from += outputs;
        m_directions.assign(from, from + outputs * filter());
        m_lengths.resize(outputs);
    }
    std::vector<float> scaled(filter());
    for (std::size_t o = 0; o < outputs; ++o, from += filter()) {
        std::copy_n(from, filter(), scaled.data());
        if (m_sizes.weightNorm) {
            m_lengths[o] = static_cast<float>(lengthOf(from, filter()));
            for (float& value : scaled)
                value *= m_gains[o] / m_lengths[o];
        }
        setFilter(static_cast<int>(o), scaled.data());
    }
    std::copy_n(from, outputs, m_bias.data());
}

void DilatedConv::forward(const RowBlock& x, const Steps& steps, RowBlock& out) const {
    assert(x.columns() == m_sizes.inputs && x.rows() % steps.rows == 0);
    out.resize(static_cast<std::size_t>(steps.outputs) * steps.rows, m_sizes.outputs);
    const int inputs = static_cast<int>(x.rows() / steps.rows);
    RowsCall call;
    call.end = RowsEnd::Prelu;
    call.columns = m_columns;
    call.depth = m_sizes.inputs;
    call.stride = x.stride();
    call.bias = m_bias.data();
    call.slope = kNoSlope;
    for (int lag = 0; lag < m_sizes.taps; ++lag)
        call.w[lag] = m_forward.data() + product(lag * depth(), m_columns);
    // From the oldest output on; those that lie side by side and see all taps in one call.
    for (int m = steps.outputs - 1; m >= 0;) {
        const int newest = steps.stride * m; // input place under the output
        call.taps = std::min(m_sizes.taps, inputs - newest);
        const int together = steps.stride == 1 && call.taps == m_sizes.taps ? m + 1 : 1;
        call.quads = static_cast<std::ptrdiff_t>(steps.rows / kQuad) * together;
        for (int lag = 0; lag < call.taps; ++lag)
            call.a[lag] = x.data() + static_cast<std::size_t>(inputs - 1 - newest - lag) *
                                         floatsOf(x, steps.rows);
        call.out = out.data() +
                   static_cast<std::size_t>(steps.outputs - 1 - m) * floatsOf(out, steps.rows);
        tcnKernels().rows(call);
        m -= together;
    }
}

void DilatedConv::weightGradient(const RowBlock& x, const Steps& steps, const RowBlock& outGradient,
                                 std::span<float> gradient, AlignedBuffer& scratch) const {
    const int inputs = static_cast<int>(x.rows() / steps.rows);
    scratch.resize(m_forward.size());
    scratch.zero();
    WeightsCall call;
    call.rows = static_cast<int>(steps.rows);
    call.stride = x.stride();
    call.aGroupStride = static_cast<std::ptrdiff_t>(floatsOf(x, steps.rows)) * steps.stride;
    call.depth = depth();
    call.bGroupStride = static_cast<std::ptrdiff_t>(floatsOf(outGradient, steps.rows));
    call.columns = m_columns;
    for (int lag = 0; lag < m_sizes.taps && lag < inputs; ++lag) {
        // Outputs whose tap lies within the window.
        const int count = std::min(steps.outputs, (inputs - lag + steps.stride - 1) / steps.stride);
        const int oldest = inputs - 1 - steps.stride * (count - 1) - lag;
        call.groups = count;
        call.a = x.data() + static_cast<std::size_t>(oldest) * floatsOf(x, steps.rows);
        call.b = outGradient.data() + static_cast<std::size_t>(steps.outputs - count) *
                                          floatsOf(outGradient, steps.rows);
        call.gradient = scratch.data() + product(lag * depth(), m_columns);
        tcnKernels().weights(call);
    }
    float* to = gradient.data() + m_at;
    const auto outputs = static_cast<std::size_t>(m_sizes.outputs);
    std::vector<float> whole(filter());
    for (std::size_t o = 0; o < outputs; ++o) {
        for (int lag = 0; lag < m_sizes.taps; ++lag)
            for (int c = 0; c < m_sizes.inputs; ++c)
                whole[product(c, m_sizes.taps) + static_cast<std::size_t>(m_sizes.taps - 1 - lag)] =
                    scratch.data()[product(lag * depth() + c, m_columns) + o];
        addFilterGradient(o, whole, to);
    }
    const std::size_t gains = m_sizes.weightNorm ? outputs : 0;
    addColumnSums(RowsView::of(outGradient), m_sizes.outputs, to + gains + outputs * filter());
}

/// From the gradient of a filter to that of its pieces (Salimans & Kingma 2016, eq. 3).
void DilatedConv::addFilterGradient(std::size_t output, std::span<const float> whole,
                                    float* pieces) const {
    if (!m_sizes.weightNorm) {
        float* line = pieces + output * filter();
        for (std::size_t i = 0; i < whole.size(); ++i)
            line[i] += whole[i];
        return;
    }
    const float* v = m_directions.data() + output * filter();
    const float length = m_lengths[output], share = m_gains[output] / length;
    float along = 0;
    for (std::size_t i = 0; i < whole.size(); ++i)
        along += whole[i] * v[i];
    along /= length;
    pieces[output] += along;
    float* line = pieces + static_cast<std::size_t>(m_sizes.outputs) + output * filter();
    for (std::size_t i = 0; i < whole.size(); ++i)
        line[i] += share * (whole[i] - along * v[i] / length);
}

void DilatedConv::inputGradient(const RowBlock& outGradient, const Steps& steps, int inputSteps,
                                RowBlock& xGradient) const {
    xGradient.resize(static_cast<std::size_t>(inputSteps) * steps.rows, m_sizes.inputs);
    RowsCall call;
    call.end = RowsEnd::Bias;
    call.quads = static_cast<std::ptrdiff_t>(steps.rows / kQuad);
    call.columns = m_backColumns;
    call.depth = m_sizes.outputs;
    call.stride = outGradient.stride();
    call.bias = m_zero.data();
    for (int place = 0; place < inputSteps; ++place) {
        call.taps = 0;
        for (int lag = 0; lag < m_sizes.taps && lag <= place; ++lag) {
            const int m = (place - lag) / steps.stride;
            if (m >= steps.outputs || (place - lag) % steps.stride != 0)
                continue;
            call.a[call.taps] =
                outGradient.data() +
                static_cast<std::size_t>(steps.outputs - 1 - m) * floatsOf(outGradient, steps.rows);
            call.w[call.taps++] = m_back.data() + product(lag * m_columns, m_backColumns);
        }
        call.out = xGradient.data() + static_cast<std::size_t>(inputSteps - 1 - place) *
                                          floatsOf(xGradient, steps.rows);
        tcnKernels().rows(call);
    }
}

} // namespace loom::learn::detail
