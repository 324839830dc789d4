// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/gated_residual.h"

#include <algorithm>
#include <cmath>

#include "learn/detail/pointwise_kernels.h"

namespace loom::learn::detail {

namespace {

std::size_t linearCount(int inputs, int outputs) {
    return product(inputs + 1, outputs);
}

Linear linearAt(int inputs, int outputs, std::size_t at) {
    return Linear(inputs, outputs, at, at + product(inputs, outputs));
}

std::size_t floatsOf(const RowBlock& block) {
    return block.rows() * static_cast<std::size_t>(block.stride());
}

/// sum = a + value * gate.
void addGated(const float* __restrict a, const float* __restrict value,
              const float* __restrict gate, std::size_t count, float* __restrict sum) {
    for (std::size_t i = 0; i < count; ++i)
        sum[i] = a[i] + value[i] * gate[i];
}

/// From the gradient of value * logistic(x) to those of value and x, where gate = logistic(x).
void gateBack(const float* __restrict gradient, const float* __restrict value,
              const float* __restrict gate, std::size_t count, float* __restrict valueGradient,
              float* __restrict gateGradient) {
    for (std::size_t i = 0; i < count; ++i) {
        valueGradient[i] = gradient[i] * gate[i];
        gateGradient[i] = gradient[i] * value[i] * gate[i] * (1 - gate[i]);
    }
}

/// Through the ELU, of which y is what it gave.
void eluBack(const float* __restrict y, std::size_t count, float* __restrict gradient) {
    for (std::size_t i = 0; i < count; ++i)
        gradient[i] = y[i] > 0 ? gradient[i] : gradient[i] * (y[i] + 1);
}

} // namespace

std::size_t GatedSum::addParameters(ParameterList& list, const std::string& name,
                                    const Sizes& sizes) {
    const std::size_t at = list.next();
    list.addLinear(name + ".glu", sizes.inputs, 2 * sizes.outputs);
    const auto outputs = static_cast<std::size_t>(sizes.outputs);
    list.add(name + ".norm.weight", {outputs});
    list.add(name + ".norm.bias", {outputs});
    return at;
}

std::size_t GatedSum::parameterCount(const Sizes& sizes) {
    return linearCount(sizes.inputs, 2 * sizes.outputs) +
           2 * static_cast<std::size_t>(sizes.outputs);
}

void GatedSum::initialise(std::span<float> pieces, const Sizes& sizes, Rng& rng) {
    const std::size_t glu = linearCount(sizes.inputs, 2 * sizes.outputs);
    fillUniform(pieces.first(glu), 1 / std::sqrt(sizes.inputs), rng);
    const auto outputs = static_cast<std::size_t>(sizes.outputs);
    std::fill_n(pieces.subspan(glu).begin(), outputs, 1.0F);
    std::fill_n(pieces.subspan(glu + outputs).begin(), outputs, 0.0F);
}

GatedSum::GatedSum(const Sizes& sizes, std::size_t at)
    : m_sizes(sizes),
      m_value(sizes.inputs, sizes.outputs, at, at + 2 * product(sizes.inputs, sizes.outputs)),
      m_gate(sizes.inputs, sizes.outputs, at + product(sizes.inputs, sizes.outputs),
             at + 2 * product(sizes.inputs, sizes.outputs) +
                 static_cast<std::size_t>(sizes.outputs)),
      m_norm(sizes.outputs, at + linearCount(sizes.inputs, 2 * sizes.outputs)) {}

void GatedSum::setWeights(std::span<const float> flat) {
    m_value.setWeights(flat);
    m_gate.setWeights(flat);
    m_norm.setWeights(flat);
}

const RowBlock& GatedSum::forward(const RowBlock& x, const RowBlock& skip, const StepRows& steps,
                                  Space& space) const {
    const Dropout drop = dropout(steps);
    if (drop.active()) {
        space.dropped.resize(x.rows(), x.columns());
        std::copy_n(x.data(), floatsOf(x), space.dropped.data());
        drop.applySteps(space.dropped, steps.rowsAStep, steps.rows);
    }
    const RowBlock& in = drop.active() ? space.dropped : x;
    m_value.forward(in, space.value, Activation::None);
    m_gate.forward(in, space.gate, Activation::None);
    pointwiseKernels().logistic(space.gate.data(), floatsOf(space.gate));
    space.sum.resize(x.rows(), m_sizes.outputs);
    addGated(skip.data(), space.value.data(), space.gate.data(), floatsOf(space.sum),
             space.sum.data());
    m_norm.forward(space.sum, space.out, space.moments);
    return space.out;
}

void GatedSum::backward(const RowBlock& x, const StepRows& steps, Space& space,
                        const RowBlock& outGradient, std::span<float> gradient, RowBlock& xGradient,
                        RowBlock& skipGradient) const {
    m_norm.backward(space.sum, space.moments, outGradient, skipGradient, gradient);
    space.valueGradient.resize(x.rows(), m_sizes.outputs);
    space.gateGradient.resize(x.rows(), m_sizes.outputs);
    gateBack(skipGradient.data(), space.value.data(), space.gate.data(), floatsOf(skipGradient),
             space.valueGradient.data(), space.gateGradient.data());
    const Dropout drop = dropout(steps);
    const RowBlock& in = drop.active() ? space.dropped : x;
    m_value.weightGradient(in, space.valueGradient, gradient, space.scratch);
    m_gate.weightGradient(in, space.gateGradient, gradient, space.scratch);
    m_value.inputGradient(space.valueGradient, xGradient);
    m_gate.inputGradientAdded(space.gateGradient, xGradient, xGradient);
    drop.applySteps(xGradient, steps.rowsAStep, steps.rows);
}

namespace {

GatedSum::Sizes sumOf(const GatedResidual::Sizes& sizes) {
    return {.inputs = sizes.hidden,
            .outputs = sizes.outputs,
            .dropout = sizes.dropout,
            .site = sizes.site};
}

/// Where each piece begins behind the part's first parameter.
struct Places {
    std::size_t second, skip, sum;
    explicit Places(const GatedResidual::Sizes& s) {
        second = linearCount(s.inputs, s.hidden);
        skip = second + linearCount(s.hidden, s.hidden);
        sum = skip + (s.inputs == s.outputs ? 0 : linearCount(s.inputs, s.outputs));
    }
};

} // namespace

std::size_t GatedResidual::addParameters(ParameterList& list, const std::string& name,
                                         const Sizes& sizes) {
    const std::size_t at = list.next();
    list.addLinear(name + ".fc1", sizes.inputs, sizes.hidden);
    list.addLinear(name + ".fc2", sizes.hidden, sizes.hidden);
    if (sizes.inputs != sizes.outputs)
        list.addLinear(name + ".skip", sizes.inputs, sizes.outputs);
    GatedSum::addParameters(list, name, sumOf(sizes));
    return at;
}

std::size_t GatedResidual::parameterCount(const Sizes& sizes) {
    return Places(sizes).sum + GatedSum::parameterCount(sumOf(sizes));
}

void GatedResidual::initialise(std::span<float> pieces, const Sizes& sizes, Rng& rng) {
    const Places at(sizes);
    fillUniform(pieces.first(at.second), 1 / std::sqrt(sizes.inputs), rng);
    fillUniform(pieces.subspan(at.second, at.skip - at.second), 1 / std::sqrt(sizes.hidden), rng);
    fillUniform(pieces.subspan(at.skip, at.sum - at.skip), 1 / std::sqrt(sizes.inputs), rng);
    GatedSum::initialise(pieces.subspan(at.sum), sumOf(sizes), rng);
}

GatedResidual::GatedResidual(const Sizes& sizes, std::size_t at)
    : m_first(linearAt(sizes.inputs, sizes.hidden, at)),
      m_second(linearAt(sizes.hidden, sizes.hidden, at + Places(sizes).second)),
      m_sum(sumOf(sizes), at + Places(sizes).sum) {
    if (sizes.inputs != sizes.outputs)
        m_skip.emplace(linearAt(sizes.inputs, sizes.outputs, at + Places(sizes).skip));
}

void GatedResidual::setWeights(std::span<const float> flat) {
    m_first.setWeights(flat);
    m_second.setWeights(flat);
    if (m_skip)
        m_skip->setWeights(flat);
    m_sum.setWeights(flat);
}

const RowBlock& GatedResidual::forward(const RowBlock& x, const StepRows& steps,
                                       Space& space) const {
    m_first.forward(x, space.hidden, Activation::None);
    pointwiseKernels().elu(space.hidden.data(), floatsOf(space.hidden));
    m_second.forward(space.hidden, space.inner, Activation::None);
    if (m_skip)
        m_skip->forward(x, space.skip, Activation::None);
    return m_sum.forward(space.inner, m_skip ? space.skip : x, steps, space.sum);
}

void GatedResidual::backward(const RowBlock& x, const StepRows& steps, Space& space,
                             const RowBlock& outGradient, std::span<float> gradient,
                             RowBlock& xGradient) const {
    m_sum.backward(space.inner, steps, space.sum, outGradient, gradient, space.innerGradient,
                   space.skipGradient);
    m_second.weightGradient(space.hidden, space.innerGradient, gradient, space.scratch);
    m_second.inputGradient(space.innerGradient, space.hiddenGradient);
    eluBack(space.hidden.data(), floatsOf(space.hidden), space.hiddenGradient.data());
    m_first.weightGradient(x, space.hiddenGradient, gradient, space.scratch);
    if (!m_skip) {
        m_first.inputGradientAdded(space.hiddenGradient, xGradient, space.skipGradient);
        return;
    }
    m_skip->weightGradient(x, space.skipGradient, gradient, space.scratch);
    m_skip->inputGradient(space.skipGradient, space.around);
    m_first.inputGradientAdded(space.hiddenGradient, xGradient, space.around);
}

} // namespace loom::learn::detail
