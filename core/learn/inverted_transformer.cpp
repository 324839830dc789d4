// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/inverted_transformer.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "learn/detail/encoder_block.h"
#include "learn/detail/lstm_layers.h"

namespace loom::learn {

using detail::Dropout;
using detail::product;

namespace {

constexpr int kTokenSite = 0; // of the dropout; the blocks' follow

detail::EncoderSizes encoderOf(const InvertedTransformerShape& shape, int block) {
    return {.steps = shape.series,
            .width = shape.width,
            .heads = shape.heads,
            .feedForward = shape.feedForward,
            .dropout = shape.dropout,
            .normFirst = false,
            .firstSite = kTokenSite + 1 + 4 * block};
}

/// Where the pieces begin in the flat vector.
struct Places {
    std::size_t embed = 0, norm = 0, project = 0;
    std::vector<std::size_t> blocks = {};
};

Places addParameters(detail::ParameterList& list, const InvertedTransformerShape& shape) {
    Places at;
    list.addLinear("embed", shape.steps, shape.width);
    for (int b = 0; b < shape.blocks; ++b)
        at.blocks.push_back(detail::addEncoderParameters(list, "encoder" + std::to_string(b) + ".",
                                                         encoderOf(shape, b)));
    const auto width = static_cast<std::size_t>(shape.width);
    at.norm = list.add("norm.weight", {width});
    list.add("norm.bias", {width});
    at.project = list.next();
    list.addLinear("project", shape.width, shape.answers);
    return at;
}

detail::Linear linearAt(int inputs, int outputs, std::size_t at) {
    return detail::Linear(inputs, outputs, at, at + product(inputs, outputs));
}

} // namespace

struct InvertedTransformer::Parts {
    Places at;
    detail::Linear embed;
    std::vector<detail::EncoderBlock> blocks;
    detail::LayerNorm norm;
    detail::Linear project;
};

struct InvertedTransformer::Space final : Network::Workspace {
    std::size_t rows = 0, rowsAStep = 0; ///< real and padded ones of a token
    Pass pass;
    RowBlock windows, tokens, normed, answers; ///< token by token, as detail/lstm_layers.h's steps
    std::vector<detail::EncoderBlock::Space> blocks;
    std::vector<float> moments;
    std::vector<RowBlock> gradients; ///< of what each block reads; last: of what the norm reads
    RowBlock answersGradient, normedGradient, windowsGradient;
    AlignedBuffer scratch;
};

std::vector<Parameter> InvertedTransformerShape::parameters() const {
    detail::ParameterList list;
    addParameters(list, *this);
    return list.take();
}

InvertedTransformer::InvertedTransformer(InvertedTransformerShape shape)
    : m_shape(shape), m_parameters(m_shape.parameters()) {
    detail::ParameterList list;
    const Places at = addParameters(list, m_shape);
    m_parts = std::make_unique<Parts>(Parts{at,
                                            linearAt(m_shape.steps, m_shape.width, at.embed),
                                            {},
                                            detail::LayerNorm(m_shape.width, at.norm),
                                            linearAt(m_shape.width, m_shape.answers, at.project)});
    for (int b = 0; b < m_shape.blocks; ++b)
        m_parts->blocks.emplace_back(encoderOf(m_shape, b), at.blocks[static_cast<std::size_t>(b)]);
}

InvertedTransformer::~InvertedTransformer() = default;

double InvertedTransformer::multiplyAdds() const {
    const double tokens = m_shape.series;
    return tokens * static_cast<double>(parameterCount()) +
           m_shape.blocks * 2 * tokens * tokens * m_shape.width;
}

std::vector<float> InvertedTransformer::initial(std::uint64_t seed) const {
    std::vector<float> flat(parameterCount());
    const std::span<float> all(flat);
    const Places& at = m_parts->at;
    Rng rng(seed);
    detail::fillUniform(all.first(product(m_shape.steps + 1, m_shape.width)),
                        1 / std::sqrt(m_shape.steps), rng);
    for (std::size_t b = 0; b < at.blocks.size(); ++b) {
        const std::size_t end = b + 1 < at.blocks.size() ? at.blocks[b + 1] : at.norm;
        detail::initialiseEncoder(all.subspan(at.blocks[b], end - at.blocks[b]),
                                  encoderOf(m_shape, static_cast<int>(b)), rng);
    }
    std::fill_n(all.subspan(at.norm).begin(), m_shape.width, 1.0F);
    detail::fillUniform(all.subspan(at.project), 1 / std::sqrt(m_shape.width), rng);
    return flat;
}

void InvertedTransformer::setWeightPiece(std::size_t, std::span<const float> flat) {
    assert(flat.size() == parameterCount());
    m_parts->embed.setWeights(flat);
    for (detail::EncoderBlock& block : m_parts->blocks)
        block.setWeights(flat);
    m_parts->norm.setWeights(flat);
    m_parts->project.setWeights(flat);
}

std::unique_ptr<Network::Workspace> InvertedTransformer::workspace() const {
    return std::make_unique<Space>();
}

void InvertedTransformer::forward(const RowBlock& inputs, Workspace& workspace, RowBlock& outputs,
                                  const Pass& pass) const {
    assert(inputs.columns() == this->inputs());
    auto& space = static_cast<Space&>(workspace);
    space.rows = inputs.rows();
    space.rowsAStep = detail::LstmLayers::stepRows(space.rows);
    space.pass = pass;
    const auto series = static_cast<std::size_t>(m_shape.series);
    space.windows.resize(series * space.rowsAStep, m_shape.steps);
    space.windows.zero();
    const int jump = static_cast<int>(space.rowsAStep) * space.windows.stride();
    for (std::size_t r = 0; r < space.rows; ++r)
        detail::transpose(inputs.row(r).data(), m_shape.steps, m_shape.series, m_shape.series,
                          space.windows.row(r).data(), jump);
    m_parts->embed.forward(space.windows, space.tokens, detail::Activation::None);
    Dropout(m_shape.dropout, pass, kTokenSite)
        .applySteps(space.tokens, space.rowsAStep, space.rows);
    const RowBlock* x = &space.tokens;
    space.blocks.resize(m_parts->blocks.size());
    for (std::size_t b = 0; b < space.blocks.size(); ++b)
        x = &m_parts->blocks[b].forward(*x, space.rows, space.rowsAStep, space.blocks[b], pass);
    m_parts->norm.forward(*x, space.normed, space.moments);
    m_parts->project.forward(space.normed, space.answers, detail::Activation::None);
    outputs.resize(space.rows, this->outputs());
    for (std::size_t s = 0; s < series; ++s)
        for (std::size_t r = 0; r < space.rows; ++r)
            std::copy_n(space.answers.row(s * space.rowsAStep + r).data(), m_shape.answers,
                        outputs.row(r).data() + s * static_cast<std::size_t>(m_shape.answers));
}

void InvertedTransformer::backward(const RowBlock& inputs, Workspace& workspace,
                                   const RowBlock& outputGradient, std::span<float> gradient,
                                   RowBlock* inputGradient) const {
    auto& space = static_cast<Space&>(workspace);
    const auto series = static_cast<std::size_t>(m_shape.series);
    space.answersGradient.resize(space.answers.rows(), m_shape.answers);
    space.answersGradient.zero();
    for (std::size_t s = 0; s < series; ++s)
        for (std::size_t r = 0; r < space.rows; ++r)
            std::copy_n(outputGradient.row(r).data() +
                            s * static_cast<std::size_t>(m_shape.answers),
                        m_shape.answers, space.answersGradient.row(s * space.rowsAStep + r).data());
    m_parts->project.weightGradient(space.normed, space.answersGradient, gradient, space.scratch);
    m_parts->project.inputGradient(space.answersGradient, space.normedGradient);
    const auto read = [&](std::size_t b) -> const RowBlock& {
        return b == 0 ? space.tokens : m_parts->blocks[b - 1].output(space.blocks[b - 1]);
    };
    space.gradients.resize(space.blocks.size() + 1);
    m_parts->norm.backward(read(space.blocks.size()), space.moments, space.normedGradient,
                           space.gradients.back(), gradient);
    for (std::size_t b = space.blocks.size(); b-- > 0;)
        m_parts->blocks[b].backward(read(b), space.blocks[b], space.gradients[b + 1], gradient,
                                    space.gradients[b]);
    RowBlock& tokens = space.gradients.front();
    Dropout(m_shape.dropout, space.pass, kTokenSite)
        .applySteps(tokens, space.rowsAStep, space.rows);
    m_parts->embed.weightGradient(space.windows, tokens, gradient, space.scratch);
    if (inputGradient == nullptr)
        return;
    m_parts->embed.inputGradient(tokens, space.windowsGradient);
    const int jump = static_cast<int>(space.rowsAStep) * space.windowsGradient.stride();
    inputGradient->resize(inputs.rows(), this->inputs());
    for (std::size_t r = 0; r < space.rows; ++r)
        detail::transpose(space.windowsGradient.row(r).data(), m_shape.series, m_shape.steps, jump,
                          inputGradient->row(r).data(), m_shape.series);
}

std::vector<float> InvertedTransformer::attention(const Workspace& workspace, std::size_t sample,
                                                  int block, int head) const {
    const auto b = static_cast<std::size_t>(block);
    const detail::AttentionHeads& heads = m_parts->blocks[b].heads();
    const float* from =
        heads.map(static_cast<const Space&>(workspace).blocks[b].heads, sample, head);
    std::vector<float> out;
    for (int q = 0; q < m_shape.series; ++q, from += heads.mapStride())
        out.insert(out.end(), from, from + m_shape.series);
    return out;
}

} // namespace loom::learn
