// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/lstm_layers.h"

#include <cassert>

#include "learn/detail/pointwise_kernels.h"
#include "learn/detail/tcn_kernels.h"

namespace loom::learn::detail {

namespace {

/// The rows of one step in a block, as a pointer.
float* stepOf(RowBlock& block, std::size_t step, std::size_t rowsAStep) {
    return block.data() + step * rowsAStep * static_cast<std::size_t>(block.stride());
}
const float* stepOf(const RowBlock& block, std::size_t step, std::size_t rowsAStep) {
    return block.data() + step * rowsAStep * static_cast<std::size_t>(block.stride());
}

/// Calls with the place of each row of a layer's parameters in the flat layout (gates `hidden` rows
/// apart), its place when the gates are `padded` rows apart, and its length: rows of both weights,
/// and the biases as rows of one float.
template <class Row>
void forEachRow(int inputs, int hidden, int padded, Row&& row) {
    std::size_t from = 0, to = 0;
    for (const int length : {inputs, hidden, 1, 1}) {
        for (int gate = 0; gate < 4; ++gate)
            for (int j = 0; j < hidden; ++j)
                row(from + product(gate * hidden + j, length),
                    to + product(gate * padded + j, length), length);
        from += product(4 * hidden, length);
        to += product(4 * padded, length);
    }
}

} // namespace

std::size_t addLstmParameters(ParameterList& list, const std::string& prefix,
                              const LstmSizes& sizes) {
    const std::size_t at = list.next();
    const auto hidden = static_cast<std::size_t>(sizes.hidden);
    for (int i = 0; i < sizes.layers; ++i) {
        const std::string layer = "_l" + std::to_string(i);
        const auto inputs = static_cast<std::size_t>(i == 0 ? sizes.inputs : sizes.hidden);
        list.add(prefix + "weight_ih" + layer, {4 * hidden, inputs});
        list.add(prefix + "weight_hh" + layer, {4 * hidden, hidden});
        list.add(prefix + "bias_ih" + layer, {4 * hidden});
        list.add(prefix + "bias_hh" + layer, {4 * hidden});
    }
    return at;
}

LstmLayers::LstmLayers(const LstmSizes& sizes, std::size_t at)
    : m_sizes(sizes), m_padded(roundedUp(sizes.hidden, kLane)),
      m_zero(static_cast<std::size_t>(4 * m_padded)) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(sizes.layers); ++i) {
        m_layers.push_back(
            {Linear(inputsOf(i), 4 * m_padded, 0, std::nullopt),
             Linear(sizes.hidden, 4 * m_padded, product(4 * m_padded, inputsOf(i)), std::nullopt),
             at});
        at += parametersOf(i);
    }
}

std::size_t LstmLayers::parametersOf(std::size_t layer) const {
    return product(4 * m_sizes.hidden, inputsOf(layer) + m_sizes.hidden + 2);
}

void LstmLayers::setWeights(std::span<const float> flat) {
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        Layer& layer = m_layers[i];
        const int inputs = inputsOf(i), width = 4 * m_padded;
        std::vector<float> padded(product(width, inputs + m_sizes.hidden + 2));
        forEachRow(inputs, m_sizes.hidden, m_padded,
                   [&](std::size_t from, std::size_t to, int length) {
                       std::copy_n(flat.data() + layer.at + from, length, padded.data() + to);
                   });
        layer.fromInputs.setWeights(padded);
        layer.fromState.setWeights(padded);
        const std::span<float> first(padded.data() + product(width, inputs + m_sizes.hidden),
                                     static_cast<std::size_t>(width));
        for (float& bias : first)
            bias += *(&bias + width);
        layer.fromInputs.setBias(first);
    }
}

const RowBlock& LstmLayers::forward(const RowBlock& x, std::size_t rows, Space& space,
                                    const Pass& pass) const {
    space.layers.resize(m_layers.size());
    space.rows = rows;
    space.rowsAStep = stepRows(rows);
    space.pass = pass;
    assert(x.rows() % space.rowsAStep == 0);
    const RowBlock* from = &x;
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        Space::Layer& here = space.layers[i];
        layerForward(m_layers[i], *from, here, space.rowsAStep);
        from = &here.out;
        const Dropout dropout(m_sizes.dropout, pass, m_sizes.firstSite + static_cast<int>(i));
        if (!dropout.active() || i + 1 == m_layers.size())
            continue;
        here.dropped.resize(here.out.rows(), here.out.columns());
        std::copy_n(here.out.data(), here.out.rows() * static_cast<std::size_t>(m_padded),
                    here.dropped.data());
        dropout.applySteps(here.dropped, space.rowsAStep, rows);
        from = &here.dropped;
    }
    return space.layers.back().out;
}

void LstmLayers::layerForward(const Layer& layer, const RowBlock& x, Space::Layer& here,
                              std::size_t rowsAStep) const {
    for (RowBlock* block : {&here.cell, &here.squashed, &here.out})
        block->resize(x.rows(), m_sizes.hidden);
    layer.fromInputs.forward(x, here.gates, Activation::None);
    const std::size_t steps = x.rows() / rowsAStep;
    RowsCall call;
    call.quads = static_cast<std::ptrdiff_t>(rowsAStep / kQuad);
    call.columns = 4 * m_padded;
    call.taps = 1;
    call.w[0] = layer.fromState.forwardWeights();
    call.depth = m_sizes.hidden;
    call.stride = m_padded;
    call.bias = m_zero.data();
    for (std::size_t t = 0; t < steps; ++t) {
        float* gates = stepOf(here.gates, t, rowsAStep);
        if (t > 0) {
            call.a[0] = stepOf(here.out, t - 1, rowsAStep);
            call.out = gates;
            call.residual = gates;
            tcnKernels().rows(call);
        }
        pointwiseKernels().lstmCell(
            {.rows = rowsAStep,
             .hidden = m_padded,
             .gates = gates,
             .before = t > 0 ? stepOf(here.cell, t - 1, rowsAStep) : nullptr,
             .cell = stepOf(here.cell, t, rowsAStep),
             .squashed = stepOf(here.squashed, t, rowsAStep),
             .out = stepOf(here.out, t, rowsAStep)});
    }
}

void LstmLayers::backward(const RowBlock& x, Space& space, RowBlock& outGradient,
                          std::span<float> gradient, RowBlock* xGradient) const {
    space.outGradient.resize(m_layers.size());
    RowBlock* top = &outGradient;
    for (std::size_t i = m_layers.size(); i-- > 0;) {
        const Dropout dropout(m_sizes.dropout, space.pass, m_sizes.firstSite + static_cast<int>(i));
        const bool dropped = dropout.active();
        if (i + 1 < m_layers.size())
            dropout.applySteps(*top, space.rowsAStep, space.rows);
        const Layer& layer = m_layers[i];
        layerBackward(layer, space.layers[i], space, *top);
        const RowBlock& below =
            i == 0 ? x : (dropped ? space.layers[i - 1].dropped : space.layers[i - 1].out);
        weightGradients(layer, below, space.layers[i], space, gradient);
        RowBlock* next = i > 0 ? &space.outGradient[i - 1] : xGradient;
        if (next != nullptr)
            layer.fromInputs.inputGradient(space.sums, *next);
        top = next;
    }
}

/// Through all steps of a layer: fills space.sums.
void LstmLayers::layerBackward(const Layer& layer, const Space::Layer& here, Space& space,
                               RowBlock& outGradient) const {
    const std::size_t rowsAStep = space.rowsAStep;
    const std::size_t steps = here.out.rows() / rowsAStep;
    space.sums.resize(here.gates.rows(), here.gates.columns());
    space.cellGradient.resize(rowsAStep, m_sizes.hidden);
    space.cellGradient.zero();
    RowsCall call;
    call.quads = static_cast<std::ptrdiff_t>(rowsAStep / kQuad);
    call.columns = m_padded;
    call.taps = 1;
    call.w[0] = layer.fromState.backWeights();
    call.depth = 4 * m_padded;
    call.stride = 4 * m_padded;
    call.bias = m_zero.data();
    for (std::size_t t = steps; t-- > 0;) {
        float* sums = stepOf(space.sums, t, rowsAStep);
        pointwiseKernels().lstmCellBack(
            {.rows = rowsAStep,
             .hidden = m_padded,
             .gates = stepOf(here.gates, t, rowsAStep),
             .before = t > 0 ? stepOf(here.cell, t - 1, rowsAStep) : nullptr,
             .squashed = stepOf(here.squashed, t, rowsAStep),
             .outGradient = stepOf(outGradient, t, rowsAStep),
             .cellGradient = space.cellGradient.data(),
             .sums = sums});
        if (t == 0)
            continue;
        call.a[0] = sums;
        call.out = stepOf(outGradient, t - 1, rowsAStep);
        call.residual = call.out;
        tcnKernels().rows(call);
    }
}

void LstmLayers::weightGradients(const Layer& layer, const RowBlock& x, const Space::Layer& here,
                                 Space& space, std::span<float> gradient) const {
    const int inputs = layer.fromInputs.inputs();
    const std::size_t count = product(4 * m_padded, inputs + m_sizes.hidden + 2);
    const bool whole = m_padded == m_sizes.hidden;
    if (!whole)
        space.padded.assign(count, 0.0F);
    const std::span<float> to =
        whole ? gradient.subspan(layer.at, count) : std::span<float>(space.padded);
    const RowsView sums = RowsView::of(space.sums);
    layer.fromInputs.weightGradient(RowsView::of(x), sums, to, space.scratch);
    const std::size_t later = sums.rows - space.rowsAStep;
    if (later > 0)
        layer.fromState.weightGradient(RowsView::of(here.out).part(0, later),
                                       sums.part(space.rowsAStep, later), to, space.scratch);
    // Both biases have the same gradient.
    std::vector<float> bias(product(4, m_padded));
    addColumnSums(sums, 4 * m_padded, bias.data());
    float* biases = to.data() + count - 2 * bias.size();
    for (std::size_t i = 0; i < bias.size(); ++i) {
        biases[i] += bias[i];
        biases[i + bias.size()] += bias[i];
    }
    if (!whole)
        forEachRow(inputs, m_sizes.hidden, m_padded,
                   [&](std::size_t at, std::size_t from, int length) {
                       float* row = gradient.data() + layer.at + at;
                       for (int k = 0; k < length; ++k)
                           row[k] += space.padded[from + static_cast<std::size_t>(k)];
                   });
}

} // namespace loom::learn::detail
