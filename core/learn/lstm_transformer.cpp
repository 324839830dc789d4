// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/lstm_transformer.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "learn/detail/encoder_block.h"
#include "learn/detail/lstm_layers.h"
#include "learn/detail/window_rows.h"

namespace loom::learn {

namespace {

detail::LstmSizes lstmOf(const LstmTransformerShape& shape) {
    return {.inputs = shape.features,
            .hidden = shape.hidden,
            .layers = shape.lstmLayers,
            .dropout = shape.dropout};
}

detail::EncoderSizes encoderOf(const LstmTransformerShape& shape, int block) {
    return {.steps = shape.steps,
            .width = shape.hidden,
            .heads = shape.heads,
            .feedForward = shape.feedForward,
            .dropout = shape.dropout,
            .normFirst = shape.norm == NormPlace::BeforeBranch,
            .firstSite = shape.lstmLayers + 4 * block};
}

DenseShape headOf(const LstmTransformerShape& shape) {
    return detail::headShape(shape.hidden, shape.head, shape.outputs);
}

} // namespace

struct LstmTransformer::Parts {
    detail::LstmLayers layers;
    std::vector<detail::EncoderBlock> blocks;
    DenseNet head;
    std::vector<std::size_t> blockAt; ///< in the flat vector; last: the head's
};

struct LstmTransformer::Space final : Network::Workspace {
    RowBlock steps, summary, summaryGradient, stepsGradient;
    detail::LstmLayers::Space layers;
    std::vector<detail::EncoderBlock::Space> blocks;
    std::vector<RowBlock> gradients; ///< of what each block reads; last: of what the head reads
    DenseNet::Workspace head;
};

std::vector<Parameter> LstmTransformerShape::parameters() const {
    detail::ParameterList list;
    detail::addLstmParameters(list, "lstm.", lstmOf(*this));
    for (int b = 0; b < blocks; ++b)
        detail::addEncoderParameters(list, "encoder" + std::to_string(b) + ".",
                                     encoderOf(*this, b));
    const DenseShape widths = headOf(*this);
    for (std::size_t i = 0; i < widths.layers(); ++i)
        list.addLinear("head" + std::to_string(i), widths.widths[i], widths.widths[i + 1]);
    return list.take();
}

LstmTransformer::LstmTransformer(LstmTransformerShape shape)
    : m_shape(std::move(shape)), m_parameters(m_shape.parameters()),
      m_parts(std::make_unique<Parts>(
          Parts{detail::LstmLayers(lstmOf(m_shape), 0), {}, DenseNet(headOf(m_shape)), {}})) {
    for (int b = 0; b < m_shape.blocks; ++b) {
        const std::string first = "encoder" + std::to_string(b) + ".self_attn.in_proj_weight";
        const auto piece = std::find_if(m_parameters.begin(), m_parameters.end(),
                                        [&](const Parameter& p) { return p.name == first; });
        m_parts->blockAt.push_back(piece->offset);
        m_parts->blocks.emplace_back(encoderOf(m_shape, b), piece->offset);
    }
    m_parts->blockAt.push_back(parameterCount() - m_parts->head.shape().parameterCount());
}

LstmTransformer::~LstmTransformer() = default;

double LstmTransformer::multiplyAdds() const {
    const double steps = m_shape.steps;
    return steps * (weightsOf("lstm.") + weightsOf("encoder")) +
           m_shape.blocks * 2 * steps * steps * m_shape.hidden + weightsOf("head");
}

std::vector<float> LstmTransformer::initial(std::uint64_t seed) const {
    std::vector<float> flat(parameterCount());
    const std::span<float> all(flat);
    const auto& at = m_parts->blockAt;
    Rng rng(seed);
    detail::fillUniform(all.first(at.front()), 1 / std::sqrt(m_shape.hidden), rng);
    for (std::size_t b = 0; b + 1 < at.size(); ++b)
        detail::initialiseEncoder(all.subspan(at[b], at[b + 1] - at[b]),
                                  encoderOf(m_shape, static_cast<int>(b)), rng);
    const auto head = initialWeights(m_parts->head.shape(), rng.engine()());
    std::copy(head.begin(), head.end(), all.subspan(at.back()).begin());
    return flat;
}

void LstmTransformer::setWeightPiece(std::size_t, std::span<const float> flat) {
    assert(flat.size() == parameterCount());
    m_parts->layers.setWeights(flat);
    for (detail::EncoderBlock& block : m_parts->blocks)
        block.setWeights(flat);
    m_parts->head.setWeights(flat.subspan(m_parts->blockAt.back()));
}

std::unique_ptr<Network::Workspace> LstmTransformer::workspace() const {
    return std::make_unique<Space>();
}

const RowBlock& LstmTransformer::encode(Space& space, std::size_t rows, const Pass& pass) const {
    const RowBlock* x = &m_parts->layers.forward(space.steps, rows, space.layers, pass);
    space.blocks.resize(m_parts->blocks.size());
    for (std::size_t b = 0; b < space.blocks.size(); ++b)
        x = &m_parts->blocks[b].forward(*x, rows, space.layers.rowsAStep, space.blocks[b], pass);
    return *x;
}

void LstmTransformer::summarise(const RowBlock& encoded, Space& space, std::size_t rows) const {
    const std::size_t jump = space.layers.rowsAStep;
    const auto steps = static_cast<std::size_t>(m_shape.steps);
    const bool mean = m_shape.reads == HeadReads::MeanOfSteps;
    const float share = mean ? 1 / static_cast<float>(steps) : 1.0F;
    space.summary.resize(rows, m_shape.hidden);
    for (std::size_t r = 0; r < rows; ++r) {
        const std::span<float> to = space.summary.row(r);
        std::fill(to.begin(), to.end(), 0.0F);
        for (std::size_t t = mean ? 0 : steps - 1; t < steps; ++t)
            for (std::size_t k = 0; k < to.size(); ++k)
                to[k] += share * encoded.row(t * jump + r)[k];
    }
}

/// Fills the gradient of what the last block gave, padding rows zero.
void LstmTransformer::backThroughSummary(Space& space, std::size_t rows) const {
    const std::size_t jump = space.layers.rowsAStep;
    const auto steps = static_cast<std::size_t>(m_shape.steps);
    const bool mean = m_shape.reads == HeadReads::MeanOfSteps;
    const float share = mean ? 1 / static_cast<float>(steps) : 1.0F;
    RowBlock& to = space.gradients.back();
    to.resize(steps * jump, m_shape.hidden);
    to.zero();
    for (std::size_t t = mean ? 0 : steps - 1; t < steps; ++t)
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t k = 0; k < to.row(r).size(); ++k)
                to.row(t * jump + r)[k] = share * space.summaryGradient.row(r)[k];
}

void LstmTransformer::forward(const RowBlock& inputs, Workspace& workspace, RowBlock& outputs,
                              const Pass& pass) const {
    assert(inputs.columns() == this->inputs());
    auto& space = static_cast<Space&>(workspace);
    const std::size_t rows = inputs.rows();
    detail::toSteps(inputs, m_shape.steps, space.steps);
    summarise(encode(space, rows, pass), space, rows);
    m_parts->head.forward(space.summary, space.head);
    outputs.resize(rows, m_shape.outputs);
    for (std::size_t r = 0; r < rows; ++r)
        std::copy_n(space.head.activations.back().row(r).data(), m_shape.outputs,
                    outputs.row(r).data());
}

void LstmTransformer::backward(const RowBlock& inputs, Workspace& workspace,
                               const RowBlock& outputGradient, std::span<float> gradient,
                               RowBlock* inputGradient) const {
    auto& space = static_cast<Space&>(workspace);
    const std::size_t rows = inputs.rows();
    m_parts->head.sizeGradients(space.head);
    for (std::size_t r = 0; r < rows; ++r)
        std::copy_n(outputGradient.row(r).data(), m_shape.outputs,
                    space.head.gradients.back().row(r).data());
    m_parts->head.backward(space.summary, space.head, gradient.subspan(m_parts->blockAt.back()),
                           &space.summaryGradient);
    space.gradients.resize(space.blocks.size() + 1);
    backThroughSummary(space, rows);
    const RowBlock& hidden = space.layers.layers.back().out;
    for (std::size_t b = space.blocks.size(); b-- > 0;) {
        const RowBlock& x = b == 0 ? hidden : m_parts->blocks[b - 1].output(space.blocks[b - 1]);
        m_parts->blocks[b].backward(x, space.blocks[b], space.gradients[b + 1], gradient,
                                    space.gradients[b]);
    }
    const bool wanted = inputGradient != nullptr;
    m_parts->layers.backward(space.steps, space.layers, space.gradients.front(), gradient,
                             wanted ? &space.stepsGradient : nullptr);
    if (wanted)
        detail::toSamples(space.stepsGradient, rows, m_shape.steps, *inputGradient);
}

std::vector<float> LstmTransformer::attention(const Workspace& workspace, std::size_t sample,
                                              int block, int head) const {
    const auto b = static_cast<std::size_t>(block);
    const detail::AttentionHeads& heads = m_parts->blocks[b].heads();
    const float* from =
        heads.map(static_cast<const Space&>(workspace).blocks[b].heads, sample, head);
    std::vector<float> out;
    for (int q = 0; q < m_shape.steps; ++q, from += heads.mapStride())
        out.insert(out.end(), from, from + m_shape.steps);
    return out;
}

} // namespace loom::learn
