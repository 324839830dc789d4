// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/lstm.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "learn/detail/lstm_layers.h"
#include "learn/detail/window_rows.h"

namespace loom::learn {

namespace {

detail::LstmSizes sizesOf(const LstmShape& shape) {
    return {.inputs = shape.features,
            .hidden = shape.hidden,
            .layers = shape.layers,
            .dropout = shape.dropout};
}

DenseShape headOf(const LstmShape& shape) {
    return detail::headShape(shape.hidden, shape.head, shape.outputs);
}

} // namespace

struct Lstm::Parts {
    detail::LstmLayers layers;
    DenseNet head;
    std::size_t headAt = 0;
};

struct Lstm::Space final : Network::Workspace {
    RowBlock steps, last, lastGradient, outGradient, stepsGradient;
    detail::LstmLayers::Space layers;
    DenseNet::Workspace head;
};

std::vector<Parameter> LstmShape::parameters() const {
    detail::ParameterList list;
    detail::addLstmParameters(list, "lstm.", sizesOf(*this));
    const DenseShape widths = headOf(*this);
    for (std::size_t i = 0; i < widths.layers(); ++i)
        list.addLinear("head" + std::to_string(i), widths.widths[i], widths.widths[i + 1]);
    return list.take();
}

Lstm::Lstm(LstmShape shape)
    : m_shape(std::move(shape)), m_parameters(m_shape.parameters()),
      m_parts(std::make_unique<Parts>(
          Parts{detail::LstmLayers(sizesOf(m_shape), 0), DenseNet(headOf(m_shape))})) {
    m_parts->headAt = parameterCount() - m_parts->head.shape().parameterCount();
}

Lstm::~Lstm() = default;

double Lstm::multiplyAdds() const {
    return m_shape.steps * weightsOf("lstm.") + weightsOf("head");
}

std::vector<float> Lstm::initial(std::uint64_t seed) const {
    std::vector<float> flat(parameterCount());
    Rng rng(seed);
    detail::fillUniform(std::span(flat).first(m_parts->headAt), 1 / std::sqrt(m_shape.hidden), rng);
    const auto head = initialWeights(m_parts->head.shape(), rng.engine()());
    std::copy(head.begin(), head.end(),
              flat.begin() + static_cast<std::ptrdiff_t>(m_parts->headAt));
    return flat;
}

void Lstm::setWeightPiece(std::size_t, std::span<const float> flat) {
    assert(flat.size() == parameterCount());
    m_parts->layers.setWeights(flat);
    m_parts->head.setWeights(flat.subspan(m_parts->headAt));
}

std::unique_ptr<Network::Workspace> Lstm::workspace() const {
    return std::make_unique<Space>();
}

void Lstm::forward(const RowBlock& inputs, Workspace& workspace, RowBlock& outputs,
                   const Pass& pass) const {
    assert(inputs.columns() == this->inputs());
    auto& space = static_cast<Space&>(workspace);
    detail::toSteps(inputs, m_shape.steps, space.steps);
    const RowBlock& hidden =
        m_parts->layers.forward(space.steps, inputs.rows(), space.layers, pass);
    const std::size_t lastStep = hidden.rows() - space.layers.rowsAStep;
    space.last.resize(inputs.rows(), m_shape.hidden);
    std::copy_n(hidden.row(lastStep).data(),
                space.last.paddedRows() * static_cast<std::size_t>(hidden.stride()),
                space.last.data());
    m_parts->head.forward(space.last, space.head);
    const RowBlock& result = space.head.activations.back();
    outputs.resize(result.rows(), result.columns());
    std::copy_n(result.data(), result.paddedRows() * static_cast<std::size_t>(result.stride()),
                outputs.data());
}

void Lstm::backward(const RowBlock& inputs, Workspace& workspace, const RowBlock& outputGradient,
                    std::span<float> gradient, RowBlock* inputGradient) const {
    auto& space = static_cast<Space&>(workspace);
    const std::size_t rows = inputs.rows();
    m_parts->head.sizeGradients(space.head);
    for (std::size_t r = 0; r < rows; ++r)
        std::copy_n(outputGradient.row(r).data(), m_shape.outputs,
                    space.head.gradients.back().row(r).data());
    m_parts->head.backward(space.last, space.head, gradient.subspan(m_parts->headAt),
                           &space.lastGradient);
    // Only the last step of the last layer is read.
    space.outGradient.resize(space.steps.rows(), m_shape.hidden);
    space.outGradient.zero();
    const std::size_t lastStep = space.outGradient.rows() - space.layers.rowsAStep;
    for (std::size_t r = 0; r < rows; ++r)
        std::copy_n(space.lastGradient.row(r).data(), m_shape.hidden,
                    space.outGradient.row(lastStep + r).data());
    const bool wanted = inputGradient != nullptr;
    m_parts->layers.backward(space.steps, space.layers, space.outGradient, gradient,
                             wanted ? &space.stepsGradient : nullptr);
    if (wanted)
        detail::toSamples(space.stepsGradient, rows, m_shape.steps, *inputGradient);
}

} // namespace loom::learn
