// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/last_step_attention.h"

#include <algorithm>
#include <cmath>

#include "learn/detail/pointwise_kernels.h"

namespace loom::learn::detail {

namespace {

float dot(const float* a, const float* b, std::size_t count) {
    float sum = 0;
    for (std::size_t k = 0; k < count; ++k)
        sum += a[k] * b[k];
    return sum;
}

void addScaled(float factor, const float* __restrict from, std::size_t count,
               float* __restrict to) {
    for (std::size_t k = 0; k < count; ++k)
        to[k] += factor * from[k];
}

} // namespace

void copyLastStep(const RowBlock& from, std::size_t rowsAStep, RowBlock& to) {
    to.resize(rowsAStep, from.columns());
    std::copy_n(from.row(from.rows() - rowsAStep).data(),
                rowsAStep * static_cast<std::size_t>(from.stride()), to.data());
}

void addToLastStep(const RowBlock& rows, RowBlock& to) {
    addScaled(1, rows.data(), rows.rows() * static_cast<std::size_t>(rows.stride()),
              to.row(to.rows() - rows.rows()).data());
}

std::size_t LastStepAttention::addParameters(ParameterList& list, const std::string& name,
                                             const Sizes& sizes) {
    const std::size_t at = list.next();
    const auto width = static_cast<std::size_t>(sizes.width);
    const auto depth = static_cast<std::size_t>(sizes.depth());
    list.add(name + ".query.weight", {width, width});
    list.add(name + ".key.weight", {width, width});
    list.add(name + ".value.weight", {depth, width});
    list.add(name + ".out.weight", {width, depth});
    return at;
}

std::size_t LastStepAttention::parameterCount(const Sizes& sizes) {
    return 2 * product(sizes.width, sizes.width + sizes.depth());
}

void LastStepAttention::initialise(std::span<float> pieces, const Sizes& sizes, Rng& rng) {
    const std::size_t mix = pieces.size() - product(sizes.width, sizes.depth());
    fillUniform(pieces.first(mix), 1 / std::sqrt(sizes.width), rng);
    fillUniform(pieces.subspan(mix), 1 / std::sqrt(sizes.depth()), rng);
}

LastStepAttention::LastStepAttention(const Sizes& sizes, std::size_t at)
    : m_sizes(sizes), m_query(sizes.width, sizes.width, at, std::nullopt),
      m_key(sizes.width, sizes.width, at + product(sizes.width, sizes.width), std::nullopt),
      m_value(sizes.width, sizes.depth(), at + 2 * product(sizes.width, sizes.width), std::nullopt),
      m_mix(sizes.depth(), sizes.width, at + product(sizes.width, 2 * sizes.width + sizes.depth()),
            std::nullopt) {}

void LastStepAttention::setWeights(std::span<const float> flat) {
    for (Linear* layer : {&m_query, &m_key, &m_value, &m_mix})
        layer->setWeights(flat);
}

float LastStepAttention::scale() const {
    return 1 / std::sqrt(static_cast<float>(m_sizes.depth()));
}

const RowBlock& LastStepAttention::forward(const RowBlock& x, const StepRows& steps,
                                           Space& space) const {
    const auto depth = static_cast<std::size_t>(m_sizes.depth());
    const auto heads = static_cast<std::size_t>(m_sizes.heads);
    const auto count = static_cast<std::size_t>(m_sizes.steps);
    copyLastStep(x, steps.rowsAStep, space.asking);
    m_query.forward(space.asking, space.queries, Activation::None);
    m_key.forward(x, space.keys, Activation::None);
    m_value.forward(x, space.values, Activation::None);
    space.maps.resize(steps.rows * heads, m_sizes.steps);
    for (std::size_t r = 0; r < steps.rows; ++r)
        for (std::size_t t = 0; t < count; ++t)
            for (std::size_t h = 0; h < heads; ++h)
                space.maps.row(r * heads + h)[t] =
                    dot(space.queries.row(r).data() + h * depth,
                        space.keys.row(t * steps.rowsAStep + r).data() + h * depth, depth);
    pointwiseKernels().softmax(space.maps.data(), space.maps.rows(), m_sizes.steps,
                               space.maps.stride(), scale());
    space.mean.resize(steps.rowsAStep, m_sizes.steps);
    space.mean.zero();
    space.context.resize(steps.rowsAStep, m_sizes.depth());
    space.context.zero();
    const float share = 1 / static_cast<float>(heads);
    for (std::size_t r = 0; r < steps.rows; ++r) {
        for (std::size_t h = 0; h < heads; ++h)
            addScaled(share, space.maps.row(r * heads + h).data(), count, space.mean.row(r).data());
        for (std::size_t t = 0; t < count; ++t)
            addScaled(space.mean.row(r)[t], space.values.row(t * steps.rowsAStep + r).data(), depth,
                      space.context.row(r).data());
    }
    m_mix.forward(space.context, space.out, Activation::None);
    return space.out;
}

/// From the gradient of the context to those of values, maps' scores, queries and keys.
void LastStepAttention::mapsBack(const StepRows& steps, Space& space) const {
    const auto depth = static_cast<std::size_t>(m_sizes.depth());
    const auto heads = static_cast<std::size_t>(m_sizes.heads);
    const auto count = static_cast<std::size_t>(m_sizes.steps);
    for (RowBlock* block : {&space.queriesGradient, &space.keysGradient, &space.valuesGradient})
        block->zero(); // padding rows too
    const float share = 1 / static_cast<float>(heads);
    for (std::size_t r = 0; r < steps.rows; ++r)
        for (std::size_t t = 0; t < count; ++t) {
            const std::size_t row = t * steps.rowsAStep + r;
            const float* above = space.contextGradient.row(r).data();
            addScaled(space.mean.row(r)[t], above, depth, space.valuesGradient.row(row).data());
            const float slope = share * dot(above, space.values.row(row).data(), depth);
            for (std::size_t h = 0; h < heads; ++h)
                space.mapsGradient.row(r * heads + h)[t] = slope;
        }
    pointwiseKernels().softmaxBack(space.maps.data(), space.mapsGradient.data(), space.maps.rows(),
                                   m_sizes.steps, space.maps.stride(), scale());
    for (std::size_t r = 0; r < steps.rows; ++r)
        for (std::size_t t = 0; t < count; ++t)
            for (std::size_t h = 0; h < heads; ++h) {
                const float slope = space.mapsGradient.row(r * heads + h)[t];
                const std::size_t row = t * steps.rowsAStep + r;
                addScaled(slope, space.keys.row(row).data() + h * depth, depth,
                          space.queriesGradient.row(r).data() + h * depth);
                addScaled(slope, space.queries.row(r).data() + h * depth, depth,
                          space.keysGradient.row(row).data() + h * depth);
            }
}

void LastStepAttention::backward(const RowBlock& x, const StepRows& steps, Space& space,
                                 const RowBlock& outGradient, std::span<float> gradient,
                                 RowBlock& xGradient) const {
    m_mix.weightGradient(space.context, outGradient, gradient, space.scratch);
    m_mix.inputGradient(outGradient, space.contextGradient);
    space.queriesGradient.resize(steps.rowsAStep, m_sizes.width);
    space.keysGradient.resize(x.rows(), m_sizes.width);
    space.valuesGradient.resize(x.rows(), m_sizes.depth());
    space.mapsGradient.resize(space.maps.rows(), m_sizes.steps);
    mapsBack(steps, space);
    m_query.weightGradient(space.asking, space.queriesGradient, gradient, space.scratch);
    m_key.weightGradient(x, space.keysGradient, gradient, space.scratch);
    m_value.weightGradient(x, space.valuesGradient, gradient, space.scratch);
    m_key.inputGradient(space.keysGradient, xGradient);
    m_value.inputGradientAdded(space.valuesGradient, xGradient, xGradient);
    m_query.inputGradient(space.queriesGradient, space.askingGradient);
    addToLastStep(space.askingGradient, xGradient);
}

std::vector<float> LastStepAttention::fullMap(const RowBlock& x, const StepRows& steps,
                                              const Space& space, std::size_t sample,
                                              int head) const {
    const auto depth = static_cast<std::size_t>(m_sizes.depth());
    const auto count = static_cast<std::size_t>(m_sizes.steps);
    const std::size_t at = static_cast<std::size_t>(head) * depth;
    RowBlock queries;
    m_query.forward(x, queries, Activation::None);
    std::vector<float> out(count * count, 0.0F);
    for (std::size_t q = 0; q < count; ++q) {
        float* row = out.data() + q * count;
        const float* query = queries.row(q * steps.rowsAStep + sample).data() + at;
        float most = -1e30F, sum = 0;
        for (std::size_t t = 0; t <= q; ++t) {
            row[t] = scale() *
                     dot(query, space.keys.row(t * steps.rowsAStep + sample).data() + at, depth);
            most = std::max(most, row[t]);
        }
        for (std::size_t t = 0; t <= q; ++t)
            sum += row[t] = std::exp(row[t] - most);
        for (std::size_t t = 0; t <= q; ++t)
            row[t] /= sum;
    }
    return out;
}

} // namespace loom::learn::detail
