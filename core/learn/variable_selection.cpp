// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/variable_selection.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "learn/detail/pointwise_kernels.h"

namespace loom::learn::detail {

namespace {

using Sizes = VariableSelection::Sizes;

GatedResidual::Sizes weighingOf(const Sizes& s) {
    return {.inputs = s.variables * s.width,
            .hidden = s.width,
            .outputs = s.variables,
            .dropout = s.dropout,
            .site = s.firstSite};
}

GatedResidual::Sizes eachOf(const Sizes& s, int variable) {
    return {.inputs = s.width,
            .hidden = s.width,
            .outputs = s.width,
            .dropout = s.dropout,
            .site = s.firstSite + 1 + variable};
}

} // namespace

std::size_t VariableSelection::addParameters(ParameterList& list, const std::string& name,
                                             const Sizes& sizes) {
    const std::size_t at = list.next();
    const std::vector<std::size_t> shape{static_cast<std::size_t>(sizes.variables),
                                         static_cast<std::size_t>(sizes.width)};
    list.add(name + ".embed.weight", shape);
    list.add(name + ".embed.bias", shape);
    GatedResidual::addParameters(list, name + ".weights", weighingOf(sizes));
    for (int j = 0; j < sizes.variables; ++j)
        GatedResidual::addParameters(list, name + ".variable" + std::to_string(j),
                                     eachOf(sizes, j));
    return at;
}

std::size_t VariableSelection::parameterCount(const Sizes& sizes) {
    return 2 * product(sizes.variables, sizes.width) +
           GatedResidual::parameterCount(weighingOf(sizes)) +
           static_cast<std::size_t>(sizes.variables) *
               GatedResidual::parameterCount(eachOf(sizes, 0));
}

void VariableSelection::initialise(std::span<float> pieces, const Sizes& sizes, Rng& rng) {
    std::size_t at = 2 * product(sizes.variables, sizes.width);
    fillUniform(pieces.first(at), 1, rng); // a linear map of one number
    const auto start = [&](const GatedResidual::Sizes& part) {
        const std::size_t count = GatedResidual::parameterCount(part);
        GatedResidual::initialise(pieces.subspan(at, count), part, rng);
        at += count;
    };
    start(weighingOf(sizes));
    for (int j = 0; j < sizes.variables; ++j)
        start(eachOf(sizes, j));
}

VariableSelection::VariableSelection(const Sizes& sizes, std::size_t at)
    : m_sizes(sizes), m_at(at),
      m_weighing(weighingOf(sizes), at + 2 * product(sizes.variables, sizes.width)) {
    std::size_t next = at + 2 * product(sizes.variables, sizes.width) +
                       GatedResidual::parameterCount(weighingOf(sizes));
    for (int j = 0; j < sizes.variables; ++j) {
        m_each.emplace_back(eachOf(sizes, j), next);
        next += GatedResidual::parameterCount(eachOf(sizes, j));
    }
}

void VariableSelection::setWeights(std::span<const float> flat) {
    const std::size_t count = product(m_sizes.variables, m_sizes.width);
    const float* from = flat.data() + m_at;
    m_scale.assign(from, from + count);
    m_shift.assign(from + count, from + 2 * count);
    m_weighing.setWeights(flat);
    for (GatedResidual& each : m_each)
        each.setWeights(flat);
}

void VariableSelection::embed(const RowBlock& x, Space& space) const {
    const auto width = static_cast<std::size_t>(m_sizes.width);
    space.embedded.resize(m_each.size());
    space.together.resize(x.rows(), m_sizes.variables * m_sizes.width);
    for (std::size_t j = 0; j < m_each.size(); ++j) {
        space.embedded[j].resize(x.rows(), m_sizes.width);
        const float* scale = m_scale.data() + j * width;
        const float* shift = m_shift.data() + j * width;
        for (std::size_t i = 0; i < x.rows(); ++i) {
            const float value = x.row(i)[j];
            float* __restrict own = space.embedded[j].row(i).data();
            float* __restrict all = space.together.row(i).data() + j * width;
            for (std::size_t k = 0; k < width; ++k)
                own[k] = all[k] = value * scale[k] + shift[k];
        }
    }
}

const RowBlock& VariableSelection::forward(const RowBlock& x, const StepRows& steps,
                                           Space& space) const {
    assert(x.columns() == m_sizes.variables);
    embed(x, space);
    const RowBlock& scores = m_weighing.forward(space.together, steps, space.weighing);
    space.weights.resize(x.rows(), m_sizes.variables);
    std::copy_n(scores.data(), scores.rows() * static_cast<std::size_t>(scores.stride()),
                space.weights.data());
    pointwiseKernels().softmax(space.weights.data(), x.rows(), m_sizes.variables,
                               space.weights.stride(), 1);
    space.selected.resize(x.rows(), m_sizes.width);
    space.selected.zero();
    space.each.resize(m_each.size());
    const auto width = static_cast<std::size_t>(m_sizes.width);
    for (std::size_t j = 0; j < m_each.size(); ++j) {
        const RowBlock& own = m_each[j].forward(space.embedded[j], steps, space.each[j]);
        for (std::size_t i = 0; i < x.rows(); ++i) {
            const float weight = space.weights.row(i)[j];
            const float* __restrict from = own.row(i).data();
            float* __restrict to = space.selected.row(i).data();
            for (std::size_t k = 0; k < width; ++k)
                to[k] += weight * from[k];
        }
    }
    return space.selected;
}

void VariableSelection::backward(const RowBlock& x, const StepRows& steps, Space& space,
                                 const RowBlock& outGradient, std::span<float> gradient,
                                 RowBlock* xGradient) const {
    const auto width = static_cast<std::size_t>(m_sizes.width);
    space.weightsGradient.resize(x.rows(), m_sizes.variables);
    for (std::size_t j = 0; j < m_each.size(); ++j) {
        const RowBlock& own = m_each[j].output(space.each[j]);
        for (std::size_t i = 0; i < x.rows(); ++i) {
            const float* a = outGradient.row(i).data();
            const float* b = own.row(i).data();
            float sum = 0;
            for (std::size_t k = 0; k < width; ++k)
                sum += a[k] * b[k];
            space.weightsGradient.row(i)[j] = sum;
        }
    }
    pointwiseKernels().softmaxBack(space.weights.data(), space.weightsGradient.data(), x.rows(),
                                   m_sizes.variables, space.weights.stride(), 1);
    m_weighing.backward(space.together, steps, space.weighing, space.weightsGradient, gradient,
                        space.togetherGradient);
    if (xGradient != nullptr)
        xGradient->resize(x.rows(), m_sizes.variables);
    space.ownGradient.resize(x.rows(), m_sizes.width);
    for (std::size_t j = 0; j < m_each.size(); ++j) {
        for (std::size_t i = 0; i < x.rows(); ++i) {
            const float weight = space.weights.row(i)[j];
            const float* __restrict from = outGradient.row(i).data();
            float* __restrict to = space.ownGradient.row(i).data();
            for (std::size_t k = 0; k < width; ++k)
                to[k] = weight * from[k];
        }
        m_each[j].backward(space.embedded[j], steps, space.each[j], space.ownGradient, gradient,
                           space.embeddedGradient);
        embedBack(x, static_cast<int>(j), space, gradient, xGradient);
    }
}

/// From the gradients of a variable's vectors, of both readers.
void VariableSelection::embedBack(const RowBlock& x, int variable, Space& space,
                                  std::span<float> gradient, RowBlock* xGradient) const {
    const auto j = static_cast<std::size_t>(variable);
    const auto width = static_cast<std::size_t>(m_sizes.width);
    float* __restrict scaleGradient = gradient.data() + m_at + j * width;
    float* __restrict shiftGradient = scaleGradient + m_scale.size();
    const float* scale = m_scale.data() + j * width;
    for (std::size_t i = 0; i < x.rows(); ++i) {
        const float value = x.row(i)[j];
        float* __restrict own = space.embeddedGradient.row(i).data();
        const float* __restrict all = space.togetherGradient.row(i).data() + j * width;
        float sum = 0;
        for (std::size_t k = 0; k < width; ++k) {
            own[k] += all[k];
            scaleGradient[k] += value * own[k];
            shiftGradient[k] += own[k];
            sum += own[k] * scale[k];
        }
        if (xGradient != nullptr)
            xGradient->row(i)[j] = sum;
    }
}

} // namespace loom::learn::detail
