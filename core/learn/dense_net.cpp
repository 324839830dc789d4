// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/dense_net.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "base/random.h"
#include "learn/detail/linear.h"
#include "learn/detail/tcn_kernels.h"

namespace loom::learn {

using detail::Activation;
using detail::product;

std::size_t DenseShape::parameterCount() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i + 1 < widths.size(); ++i)
        count += product(widths[i] + 1, widths[i + 1]);
    return count;
}

std::vector<float> initialWeights(const DenseShape& shape, std::uint64_t seed) {
    std::vector<float> out;
    out.reserve(shape.parameterCount());
    Rng rng(seed);
    for (std::size_t i = 0; i < shape.layers(); ++i) {
        const double bound = 1 / std::sqrt(static_cast<double>(shape.widths[i]));
        for (std::size_t k = product(shape.widths[i] + 1, shape.widths[i + 1]); k > 0; --k)
            out.push_back(static_cast<float>(bound * (2 * rng.uniform() - 1)));
    }
    return out;
}

void RowBlock::resize(std::size_t rows, int columns) {
    m_rows = rows;
    m_columns = columns;
    m_stride = detail::roundedUp(columns, detail::kLane);
    m_paddedRows =
        static_cast<std::size_t>(detail::roundedUp(static_cast<int>(rows), detail::kQuad));
    m_values.resize(m_paddedRows * static_cast<std::size_t>(m_stride));
}

DenseNet::DenseNet(DenseShape shape) : m_shape(std::move(shape)) {
    assert(m_shape.widths.size() >= 2);
    std::size_t at = 0;
    for (std::size_t i = 0; i < m_shape.layers(); ++i) {
        const int inputs = m_shape.widths[i], outputs = m_shape.widths[i + 1];
        m_layers.emplace_back(inputs, outputs, at, at + product(inputs, outputs));
        at += product(inputs + 1, outputs);
    }
}

DenseNet::~DenseNet() = default;
DenseNet::DenseNet(DenseNet&&) noexcept = default;
DenseNet& DenseNet::operator=(DenseNet&&) noexcept = default;

void DenseNet::setWeights(std::span<const float> flat) {
    assert(flat.size() == m_shape.parameterCount());
    for (detail::Linear& layer : m_layers)
        layer.setWeights(flat);
}

void DenseNet::forward(const RowBlock& inputs, Workspace& workspace) const {
    workspace.activations.resize(m_layers.size());
    const RowBlock* from = &inputs;
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        const bool last = i + 1 == m_layers.size();
        m_layers[i].forward(*from, workspace.activations[i],
                            last ? Activation::None : Activation::Relu);
        from = &workspace.activations[i];
    }
}

void DenseNet::sizeGradients(Workspace& workspace) const {
    workspace.gradients.resize(m_layers.size());
    for (std::size_t i = 0; i < m_layers.size(); ++i)
        workspace.gradients[i].resize(workspace.activations[i].rows(), m_layers[i].outputs());
}

void DenseNet::backward(const RowBlock& inputs, Workspace& workspace, std::span<float> gradient,
                        RowBlock* inputGradient) const {
    for (std::size_t i = m_layers.size(); i-- > 0;) {
        const RowBlock& below = i == 0 ? inputs : workspace.activations[i - 1];
        const RowBlock& here = workspace.gradients[i];
        m_layers[i].weightGradient(below, here, gradient, workspace.scratch);
        if (i > 0)
            m_layers[i].inputGradientBehindRelu(here, workspace.gradients[i - 1], below);
        else if (inputGradient != nullptr)
            m_layers[i].inputGradient(here, *inputGradient);
    }
}

} // namespace loom::learn
