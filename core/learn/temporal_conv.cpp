// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/temporal_conv.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <optional>

#include "learn/detail/dilated_conv.h"
#include "learn/detail/dropout.h"
#include "learn/detail/lstm_layers.h"
#include "learn/detail/window_rows.h"

namespace loom::learn {

using detail::DilatedConv;
using detail::Dropout;

namespace {

/// What the ReLU behind a sum leaves of the negative side: the sign alone, through any depth.
constexpr float kNothing = -detail::kNoSlope;

DilatedConv::Sizes convOf(const TemporalConvShape& shape, int block, int which) {
    return {.inputs = block == 0 && which == 0 ? shape.features : shape.channels,
            .outputs = shape.channels,
            .taps = shape.taps,
            .weightNorm = shape.weightNorm};
}

bool changesChannels(const TemporalConvShape& shape, int block) {
    return block == 0 && shape.features != shape.channels;
}

DenseShape headOf(const TemporalConvShape& shape) {
    return detail::headShape(shape.channels, shape.head, shape.outputs);
}

std::size_t floatsOf(const RowBlock& block) {
    return block.rows() * static_cast<std::size_t>(block.stride());
}

/// Whole channels of a sample, the same at every step.
void dropChannels(const Dropout& dropout, RowBlock& block, std::size_t rowsAStep,
                  std::size_t rows) {
    if (!dropout.active())
        return;
    for (std::size_t i = 0; i < block.rows(); ++i)
        if (i % rowsAStep < rows)
            dropout.apply(block.row(i).data(), block.columns(), i % rowsAStep, 0);
}

void copyRows(const RowBlock& from, RowBlock& to) {
    to.resize(from.rows(), from.columns());
    std::copy_n(from.data(), floatsOf(from), to.data());
}

/// out = relu(a + b).
void addThenRelu(const float* __restrict a, const float* __restrict b, std::size_t count,
                 float* __restrict out) {
    for (std::size_t i = 0; i < count; ++i) {
        const float sum = a[i] + b[i];
        out[i] = sum > 0 ? sum : kNothing;
    }
}

/// Zero where the ReLU gave nothing.
void maskBy(const RowBlock& behindRelu, RowBlock& gradient) {
    const float* __restrict mask = behindRelu.data();
    float* __restrict values = gradient.data();
    const std::size_t count = floatsOf(gradient);
    for (std::size_t i = 0; i < count; ++i)
        values[i] = mask[i] < 0 ? 0.0F : values[i];
}

} // namespace

struct TemporalConv::Block {
    DilatedConv first, second;
    std::optional<detail::Linear> downsample;
    int middleSteps = 1; ///< that the first convolution makes
    int outSteps = 1;
    int stride = 1; ///< of the second: the next block's dilation over this one's
    std::size_t at = 0;
};

struct TemporalConv::Parts {
    std::vector<Block> blocks;
    DenseNet head;
    std::size_t headAt = 0;
};

struct TemporalConv::Space final : Network::Workspace {
    struct Block {
        RowBlock hidden1, dropped1, hidden2, dropped2, out;
        RowBlock under, bypass; ///< inputs under the outputs, and what the downsampling makes
        RowBlock outGradient;
    };
    std::size_t rows = 0, rowsAStep = 0;
    Pass pass;
    RowBlock steps;
    std::vector<Block> blocks;
    DenseNet::Workspace head;
    RowBlock gradient1, gradient2, bypassGradient, stepsGradient;
    AlignedBuffer scratch;
};

std::vector<Parameter> TemporalConvShape::parameters() const {
    detail::ParameterList list;
    for (int b = 0; b < blocks; ++b) {
        const std::string block = "block" + std::to_string(b);
        DilatedConv::addParameters(list, block + ".conv1", convOf(*this, b, 0));
        DilatedConv::addParameters(list, block + ".conv2", convOf(*this, b, 1));
        if (changesChannels(*this, b))
            list.addLinear(block + ".downsample", features, channels);
    }
    const DenseShape widths = headOf(*this);
    for (std::size_t i = 0; i < widths.layers(); ++i)
        list.addLinear("head" + std::to_string(i), widths.widths[i], widths.widths[i + 1]);
    return list.take();
}

TemporalConv::TemporalConv(TemporalConvShape shape)
    : m_shape(std::move(shape)), m_parameters(m_shape.parameters()),
      m_parts(std::make_unique<Parts>(Parts{{}, DenseNet(headOf(m_shape)), 0})) {
    std::size_t at = 0;
    for (int b = 0; b < m_shape.blocks; ++b) {
        const auto first = convOf(m_shape, b, 0), second = convOf(m_shape, b, 1);
        const std::size_t secondAt = at + DilatedConv::parameterCount(first);
        const std::size_t behind = secondAt + DilatedConv::parameterCount(second);
        Block block{DilatedConv(first, at), DilatedConv(second, secondAt), std::nullopt};
        block.at = at;
        at = behind;
        if (changesChannels(m_shape, b)) {
            const std::size_t biasAt = behind + detail::product(first.inputs, first.outputs);
            block.downsample.emplace(first.inputs, first.outputs, behind, biasAt);
            at = biasAt + static_cast<std::size_t>(first.outputs);
        }
        m_parts->blocks.push_back(std::move(block));
    }
    m_parts->headAt = at;
    // From the top down: which steps must be there, each block's dilation apart.
    int wanted = 1;
    for (int b = m_shape.blocks; b-- > 0;) {
        Block& block = m_parts->blocks[static_cast<std::size_t>(b)];
        const int all = 1 + (m_shape.steps - 1) / (1 << b);
        block.outSteps = wanted;
        block.stride = b + 1 == m_shape.blocks ? 1 : 2;
        block.middleSteps = std::min(all, block.stride * (wanted - 1) + m_shape.taps);
        wanted = std::min(all, block.middleSteps + m_shape.taps - 1);
    }
}

TemporalConv::~TemporalConv() = default;

double TemporalConv::multiplyAdds() const {
    return m_shape.steps * weightsOf("block") + weightsOf("head");
}

std::vector<float> TemporalConv::initial(std::uint64_t seed) const {
    std::vector<float> flat(parameterCount());
    const std::span<float> all(flat);
    Rng rng(seed);
    for (int b = 0; b < m_shape.blocks; ++b) {
        std::size_t at = m_parts->blocks[static_cast<std::size_t>(b)].at;
        for (const int which : {0, 1}) {
            const auto sizes = convOf(m_shape, b, which);
            const std::size_t count = DilatedConv::parameterCount(sizes);
            DilatedConv::initialise(all.subspan(at, count), sizes, rng);
            at += count;
        }
        if (changesChannels(m_shape, b))
            detail::fillUniform(
                all.subspan(at, detail::product(m_shape.features + 1, m_shape.channels)),
                1 / std::sqrt(m_shape.features), rng);
    }
    const auto head = initialWeights(m_parts->head.shape(), rng.engine()());
    std::copy(head.begin(), head.end(), all.subspan(m_parts->headAt).begin());
    return flat;
}

void TemporalConv::setWeightPiece(std::size_t, std::span<const float> flat) {
    assert(flat.size() == parameterCount());
    for (Block& block : m_parts->blocks) {
        block.first.setWeights(flat);
        block.second.setWeights(flat);
        if (block.downsample)
            block.downsample->setWeights(flat);
    }
    m_parts->head.setWeights(flat.subspan(m_parts->headAt));
}

std::unique_ptr<Network::Workspace> TemporalConv::workspace() const {
    return std::make_unique<Space>();
}

void TemporalConv::blockForward(const Block& block, std::size_t index, const RowBlock& x,
                                Space& space) const {
    Space::Block& here = space.blocks[index];
    const int site = 2 * static_cast<int>(index);
    const Dropout drop1(m_shape.dropout, space.pass, site);
    const Dropout drop2(m_shape.dropout, space.pass, site + 1);
    block.first.forward(x, {.rows = space.rowsAStep, .outputs = block.middleSteps}, here.hidden1);
    if (drop1.active()) {
        copyRows(here.hidden1, here.dropped1);
        dropChannels(drop1, here.dropped1, space.rowsAStep, space.rows);
    }
    block.second.forward(
        drop1.active() ? here.dropped1 : here.hidden1,
        {.rows = space.rowsAStep, .outputs = block.outSteps, .stride = block.stride}, here.hidden2);
    if (drop2.active()) {
        copyRows(here.hidden2, here.dropped2);
        dropChannels(drop2, here.dropped2, space.rowsAStep, space.rows);
    }
    // The inputs that lie under the outputs go around the convolutions.
    const auto outSteps = static_cast<std::size_t>(block.outSteps);
    const std::size_t inSteps = x.rows() / space.rowsAStep;
    const std::size_t part = space.rowsAStep * static_cast<std::size_t>(x.stride());
    here.under.resize(outSteps * space.rowsAStep, x.columns());
    for (std::size_t m = 0; m < outSteps; ++m)
        std::copy_n(x.data() + (inSteps - 1 - m * static_cast<std::size_t>(block.stride)) * part,
                    part, here.under.data() + (outSteps - 1 - m) * part);
    if (block.downsample)
        block.downsample->forward(here.under, here.bypass, detail::Activation::None);
    here.out.resize(outSteps * space.rowsAStep, m_shape.channels);
    addThenRelu((drop2.active() ? here.dropped2 : here.hidden2).data(),
                (block.downsample ? here.bypass : here.under).data(), floatsOf(here.out),
                here.out.data());
}

void TemporalConv::forward(const RowBlock& inputs, Workspace& workspace, RowBlock& outputs,
                           const Pass& pass) const {
    assert(inputs.columns() == this->inputs());
    auto& space = static_cast<Space&>(workspace);
    space.rows = inputs.rows();
    space.rowsAStep = detail::LstmLayers::stepRows(space.rows);
    space.pass = pass;
    space.blocks.resize(m_parts->blocks.size());
    detail::toSteps(inputs, m_shape.steps, space.steps);
    for (std::size_t b = 0; b < space.blocks.size(); ++b)
        blockForward(m_parts->blocks[b], b, b == 0 ? space.steps : space.blocks[b - 1].out, space);
    m_parts->head.forward(space.blocks.back().out, space.head);
    outputs.resize(space.rows, m_shape.outputs);
    const RowBlock& result = space.head.activations.back();
    std::copy_n(result.data(), outputs.paddedRows() * static_cast<std::size_t>(result.stride()),
                outputs.data());
}

void TemporalConv::blockBackward(const Block& block, std::size_t index, const RowBlock& x,
                                 Space& space, std::span<float> gradient,
                                 RowBlock* xGradient) const {
    Space::Block& here = space.blocks[index];
    const int site = 2 * static_cast<int>(index);
    const Dropout drop1(m_shape.dropout, space.pass, site);
    const Dropout drop2(m_shape.dropout, space.pass, site + 1);
    const std::size_t rowsAStep = space.rowsAStep;
    const DilatedConv::Steps steps1{.rows = rowsAStep, .outputs = block.middleSteps};
    const DilatedConv::Steps steps2{
        .rows = rowsAStep, .outputs = block.outSteps, .stride = block.stride};
    maskBy(here.out, here.outGradient);
    copyRows(here.outGradient, space.gradient2);
    dropChannels(drop2, space.gradient2, rowsAStep, space.rows);
    maskBy(here.hidden2, space.gradient2);
    block.second.weightGradient(drop1.active() ? here.dropped1 : here.hidden1, steps2,
                                space.gradient2, gradient, space.scratch);
    block.second.inputGradient(space.gradient2, steps2, block.middleSteps, space.gradient1);
    dropChannels(drop1, space.gradient1, rowsAStep, space.rows);
    maskBy(here.hidden1, space.gradient1);
    block.first.weightGradient(x, steps1, space.gradient1, gradient, space.scratch);
    if (block.downsample)
        block.downsample->weightGradient(here.under, here.outGradient, gradient, space.scratch);
    if (xGradient == nullptr)
        return;
    if (block.downsample)
        block.downsample->inputGradient(here.outGradient, space.bypassGradient);
    const RowBlock& around = block.downsample ? space.bypassGradient : here.outGradient;
    const int inSteps = static_cast<int>(x.rows() / rowsAStep);
    block.first.inputGradient(space.gradient1, steps1, inSteps, *xGradient);
    const std::size_t part = rowsAStep * static_cast<std::size_t>(around.stride());
    for (int m = 0; m < block.outSteps; ++m) {
        const float* from = around.data() + static_cast<std::size_t>(block.outSteps - 1 - m) * part;
        float* to =
            xGradient->data() + static_cast<std::size_t>(inSteps - 1 - m * block.stride) * part;
        for (std::size_t i = 0; i < part; ++i)
            to[i] += from[i];
    }
}

void TemporalConv::backward(const RowBlock& inputs, Workspace& workspace,
                            const RowBlock& outputGradient, std::span<float> gradient,
                            RowBlock* inputGradient) const {
    auto& space = static_cast<Space&>(workspace);
    m_parts->head.sizeGradients(space.head);
    RowBlock& top = space.head.gradients.back();
    top.zero();
    for (std::size_t r = 0; r < space.rows; ++r)
        std::copy_n(outputGradient.row(r).data(), m_shape.outputs, top.row(r).data());
    m_parts->head.backward(space.blocks.back().out, space.head, gradient.subspan(m_parts->headAt),
                           &space.blocks.back().outGradient);
    const bool wanted = inputGradient != nullptr;
    for (std::size_t b = space.blocks.size(); b-- > 0;)
        blockBackward(m_parts->blocks[b], b, b == 0 ? space.steps : space.blocks[b - 1].out, space,
                      gradient,
                      b > 0    ? &space.blocks[b - 1].outGradient
                      : wanted ? &space.stepsGradient
                               : nullptr);
    if (wanted)
        detail::toSamples(space.stepsGradient, inputs.rows(), m_shape.steps, *inputGradient);
}

} // namespace loom::learn
