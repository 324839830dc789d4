// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/nbeats.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "learn/detail/linear.h"
#include "learn/detail/parameter_list.h"

namespace loom::learn {

using detail::Activation;
using detail::Linear;

namespace {

void loadExtras(const NBeatsShape& shape, const RowBlock& inputs, RowBlock& x) {
    x.resize(inputs.rows(), shape.lookback + shape.extras);
    if (shape.extras > 0)
        for (std::size_t r = 0; r < x.rows(); ++r)
            std::copy_n(inputs.row(r).end() - shape.extras, shape.extras,
                        x.row(r).end() - shape.extras);
}

/// to = or += the columns of `from` that start at `column`.
void accumulate(const RowBlock& from, int column, RowBlock& to, bool first) {
    const int columns = to.columns();
    for (std::size_t r = 0; r < to.rows(); ++r) {
        const float* __restrict source = from.row(r).data() + column;
        float* __restrict target = to.row(r).data();
        for (int k = 0; k < columns; ++k)
            target[k] = first ? source[k] : target[k] + source[k];
    }
}

/// next = (x - backcast) * mask.
void takeOff(const NBeatsShape& shape, const RowBlock& inputs, const RowBlock& x,
             const RowBlock& both, RowBlock& next) {
    for (std::size_t r = 0; r < x.rows(); ++r) {
        const float* __restrict value = x.row(r).data();
        const float* __restrict backcast = both.row(r).data();
        const float* __restrict mask = inputs.row(r).data() + (shape.masked ? shape.lookback : 0);
        float* __restrict to = next.row(r).data();
        for (int k = 0; k < shape.lookback; ++k)
            to[k] = (value[k] - backcast[k]) * (shape.masked ? mask[k] : 1.0F);
    }
}

/// Through takeOff(): x's gradient is the next residual's times the mask, the backcast's the
/// negative of that.
void backThroughTakeOff(const NBeatsShape& shape, const RowBlock& inputs, RowBlock& xGradient,
                        RowBlock& bothGradient) {
    for (std::size_t r = 0; r < inputs.rows(); ++r) {
        const float* __restrict mask = inputs.row(r).data() + (shape.masked ? shape.lookback : 0);
        float* __restrict x = xGradient.row(r).data();
        float* __restrict backcast = bothGradient.row(r).data();
        for (int k = 0; k < shape.lookback; ++k) {
            x[k] *= shape.masked ? mask[k] : 1.0F;
            backcast[k] = -x[k];
        }
    }
}

} // namespace

/// Weights of one block: layers, the map to the coefficients, and the basis (none: the identity).
struct NBeats::Block {
    std::vector<Linear> layers;
    std::vector<Linear> basis; ///< empty or one
};

/// What the application of a block keeps, and the buffers of the backward pass.
struct NBeats::Space final : Network::Workspace {
    struct Step {
        RowBlock x; ///< residual and extras
        std::vector<RowBlock> hidden;
    };
    std::vector<Step> steps;
    std::vector<RowBlock> parts; ///< forecasts of the stacks
    RowBlock coefficients, both; ///< both: backcast, then forecast

    RowBlock xGradient, bothGradient, coefficientGradient;
    std::vector<RowBlock> hiddenGradient;
    AlignedBuffer scratch;
};

NBeats::NBeats(NBeatsShape shape) : m_shape(std::move(shape)), m_parameters(m_shape.parameters()) {
    assert(!m_shape.stacks.empty());
    std::size_t at = 0;
    const auto addLayer = [&](Block& block, int inputs, int outputs) {
        block.layers.emplace_back(inputs, outputs, at, at + detail::product(inputs, outputs));
        at += detail::product(inputs + 1, outputs);
    };
    const int both = m_shape.lookback + m_shape.outputs();
    for (std::size_t s = 0; s < m_shape.stacks.size(); ++s) {
        const NBeatsStack& stack = m_shape.stacks[s];
        const int count = m_shape.coefficients(stack);
        for (int b = 0; b < stack.blocks; ++b) {
            if (b == 0 || !stack.shared) {
                Block& block = m_blocks.emplace_back();
                for (int i = 0; i < stack.layers; ++i)
                    addLayer(block, i == 0 ? m_shape.lookback + m_shape.extras : stack.width,
                             stack.width);
                addLayer(block, stack.width, count);
                const std::vector<double> basis = nbeatsBasis(m_shape, stack);
                if (!basis.empty()) {
                    const std::vector<float> rows(basis.begin(), basis.end());
                    std::vector<float> weights(rows.size());
                    detail::transpose(rows.data(), count, both, both, weights.data(), count);
                    block.basis.emplace_back(count, both, 0, std::nullopt).setWeights(weights);
                }
            }
            m_steps.push_back(m_blocks.size() - 1);
            m_stackOf.push_back(s);
        }
    }
    assert(at == parameterCount());
}

NBeats::~NBeats() = default;

double NBeats::multiplyAdds() const {
    double sum = 0;
    for (std::size_t s = 0; s < m_shape.stacks.size(); ++s) {
        const NBeatsStack& stack = m_shape.stacks[s];
        sum += weightsOf("stack" + std::to_string(s) + ".") * (stack.shared ? stack.blocks : 1);
    }
    return sum;
}

std::vector<float> NBeats::initial(std::uint64_t seed) const {
    std::vector<float> flat(parameterCount());
    Rng rng(seed);
    double bound = 0;
    for (const Parameter& piece : m_parameters) {
        // The biases follow their weights and are drawn like them.
        if (piece.shape.size() == 2)
            bound = 1 / std::sqrt(static_cast<double>(piece.shape[1]));
        detail::fillUniform(std::span(flat).subspan(piece.offset, piece.count()), bound, rng);
    }
    return flat;
}

std::size_t NBeats::weightPieces() const {
    return m_blocks.size();
}

void NBeats::setWeightPiece(std::size_t piece, std::span<const float> flat) {
    assert(flat.size() == parameterCount());
    for (Linear& layer : m_blocks[piece].layers)
        layer.setWeights(flat);
}

std::unique_ptr<Network::Workspace> NBeats::workspace() const {
    return std::make_unique<Space>();
}

void NBeats::blockForward(const Block& block, Space& space, std::size_t step) const {
    Space::Step& here = space.steps[step];
    here.hidden.resize(block.layers.size() - 1);
    const RowBlock* x = &here.x;
    for (std::size_t i = 0; i < here.hidden.size(); ++i) {
        block.layers[i].forward(*x, here.hidden[i], Activation::Relu);
        x = &here.hidden[i];
    }
    RowBlock& coefficients = block.basis.empty() ? space.both : space.coefficients;
    block.layers.back().forward(*x, coefficients, Activation::None);
    if (!block.basis.empty())
        block.basis.front().forward(coefficients, space.both, Activation::None);
}

void NBeats::forward(const RowBlock& inputs, Workspace& workspace, RowBlock& outputs,
                     const Pass&) const {
    assert(inputs.columns() == m_shape.inputs());
    auto& space = static_cast<Space&>(workspace);
    space.steps.resize(m_steps.size());
    space.parts.resize(m_shape.stacks.size());
    for (Space::Step& step : space.steps)
        loadExtras(m_shape, inputs, step.x);
    for (std::size_t r = 0; r < inputs.rows(); ++r)
        std::copy_n(inputs.row(r).data(), m_shape.lookback, space.steps[0].x.row(r).data());
    for (std::size_t i = 0; i < m_steps.size(); ++i) {
        blockForward(m_blocks[m_steps[i]], space, i);
        RowBlock& part = space.parts[m_stackOf[i]];
        part.resize(inputs.rows(), m_shape.outputs());
        const bool first = i == 0 || m_stackOf[i] != m_stackOf[i - 1];
        accumulate(space.both, m_shape.lookback, part, first);
        if (i + 1 < m_steps.size())
            takeOff(m_shape, inputs, space.steps[i].x, space.both, space.steps[i + 1].x);
    }
    outputs.resize(inputs.rows(), m_shape.outputs());
    for (std::size_t s = 0; s < space.parts.size(); ++s)
        accumulate(space.parts[s], 0, outputs, s == 0);
}

std::span<const RowBlock> NBeats::decomposition(const Workspace& workspace) const {
    return static_cast<const Space&>(workspace).parts;
}

/// From bothGradient to the gradient of the weights, and added to that of x.
void NBeats::blockBackward(const Block& block, Space& space, std::size_t step,
                           std::span<float> gradient, bool wantsInputs) const {
    const Space::Step& here = space.steps[step];
    const RowBlock* top = &space.bothGradient;
    if (!block.basis.empty()) {
        block.basis.front().inputGradient(*top, space.coefficientGradient);
        top = &space.coefficientGradient;
    }
    space.hiddenGradient.resize(std::max(space.hiddenGradient.size(), here.hidden.size()));
    for (std::size_t i = block.layers.size(); i-- > 1;) {
        const RowBlock& below = here.hidden[i - 1];
        block.layers[i].weightGradient(below, *top, gradient, space.scratch);
        block.layers[i].inputGradientBehindRelu(*top, space.hiddenGradient[i - 1], below);
        top = &space.hiddenGradient[i - 1];
    }
    block.layers[0].weightGradient(here.x, *top, gradient, space.scratch);
    if (wantsInputs)
        block.layers[0].inputGradientAdded(*top, space.xGradient, space.xGradient);
}

void NBeats::backward(const RowBlock& inputs, Workspace& workspace, const RowBlock& outputGradient,
                      std::span<float> gradient, RowBlock* inputGradient) const {
    auto& space = static_cast<Space&>(workspace);
    const std::size_t rows = inputs.rows();
    assert(outputGradient.rows() == rows && gradient.size() == parameterCount());
    space.xGradient.resize(rows, m_shape.lookback + m_shape.extras);
    space.xGradient.zero();
    space.bothGradient.resize(rows, m_shape.lookback + m_shape.outputs());
    for (std::size_t r = 0; r < rows; ++r)
        std::copy_n(outputGradient.row(r).data(), m_shape.outputs(),
                    space.bothGradient.row(r).data() + m_shape.lookback);
    for (std::size_t i = m_steps.size(); i-- > 0;) {
        // Nobody uses the last backcast: its gradient is zero.
        backThroughTakeOff(m_shape, inputs, space.xGradient, space.bothGradient);
        blockBackward(m_blocks[m_steps[i]], space, i, gradient, i > 0 || inputGradient != nullptr);
    }
    if (inputGradient == nullptr)
        return;
    inputGradient->resize(rows, m_shape.inputs());
    inputGradient->zero();
    for (std::size_t r = 0; r < rows; ++r) {
        const float* x = space.xGradient.row(r).data();
        std::copy_n(x, m_shape.lookback, inputGradient->row(r).data());
        std::copy_n(x + m_shape.lookback, m_shape.extras,
                    inputGradient->row(r).end() - m_shape.extras);
    }
}

} // namespace loom::learn
