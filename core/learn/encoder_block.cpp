// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/encoder_block.h"

#include <algorithm>
#include <cmath>

#include "learn/detail/pointwise_kernels.h"
#include "learn/detail/tcn_kernels.h"

namespace loom::learn::detail {

namespace {

enum Site { kMaps, kAttention, kHidden, kFeedForward };

/// Where each piece begins behind the block's first parameter, in torch's order.
struct Places {
    std::size_t project, projectBias, mix, mixBias, widen, widenBias, narrow, narrowBias, norm1,
        norm2, end;
    explicit Places(const EncoderSizes& s) {
        const auto width = static_cast<std::size_t>(s.width);
        project = 0;
        projectBias = project + product(3 * s.width, s.width);
        mix = projectBias + 3 * width;
        mixBias = mix + product(s.width, s.width);
        widen = mixBias + width;
        widenBias = widen + product(s.feedForward, s.width);
        narrow = widenBias + static_cast<std::size_t>(s.feedForward);
        narrowBias = narrow + product(s.feedForward, s.width);
        norm1 = narrowBias + width;
        norm2 = norm1 + 2 * width;
        end = norm2 + 2 * width;
    }
};

void copyRows(const RowBlock& from, RowBlock& to) {
    to.resize(from.rows(), from.columns());
    std::copy_n(from.data(), from.rows() * static_cast<std::size_t>(from.stride()), to.data());
}

void addRows(const RowBlock& from, RowBlock& to) {
    const float* __restrict source = from.data();
    float* __restrict target = to.data();
    const std::size_t count = from.rows() * static_cast<std::size_t>(from.stride());
    for (std::size_t i = 0; i < count; ++i)
        target[i] += source[i];
}

} // namespace

LayerNorm::LayerNorm(int columns, std::size_t at)
    : m_columns(columns), m_at(at), m_scale(static_cast<std::size_t>(roundedUp(columns, kLane))),
      m_shift(m_scale.size()) {}

void LayerNorm::setWeights(std::span<const float> flat) {
    std::copy_n(flat.data() + m_at, m_columns, m_scale.data());
    std::copy_n(flat.data() + m_at + m_columns, m_columns, m_shift.data());
}

void LayerNorm::forward(const RowBlock& x, RowBlock& out, std::vector<float>& moments) const {
    out.resize(x.rows(), m_columns);
    moments.resize(2 * x.rows());
    pointwiseKernels().norm({.rows = x.rows(),
                             .columns = m_columns,
                             .stride = x.stride(),
                             .x = x.data(),
                             .scale = m_scale.data(),
                             .shift = m_shift.data(),
                             .out = out.data(),
                             .moments = moments.data()});
}

void LayerNorm::backward(const RowBlock& x, std::vector<float>& moments,
                         const RowBlock& outGradient, RowBlock& xGradient,
                         std::span<float> gradient) const {
    xGradient.resize(x.rows(), m_columns);
    AlignedBuffer sums(2 * m_scale.size());
    float* shiftSums = sums.data() + m_scale.size();
    pointwiseKernels().normBack({.rows = x.rows(),
                                 .columns = m_columns,
                                 .stride = x.stride(),
                                 .x = x.data(),
                                 .scale = m_scale.data(),
                                 .out = xGradient.data(),
                                 .moments = moments.data(),
                                 .outGradient = outGradient.data(),
                                 .scaleGradient = sums.data(),
                                 .shiftGradient = shiftSums});
    float* to = gradient.data() + m_at;
    for (int i = 0; i < m_columns; ++i) {
        to[i] += sums.data()[i];
        to[m_columns + i] += shiftSums[i];
    }
}

std::size_t addEncoderParameters(ParameterList& list, const std::string& prefix,
                                 const EncoderSizes& sizes) {
    const std::size_t at = list.next();
    const auto width = static_cast<std::size_t>(sizes.width);
    list.add(prefix + "self_attn.in_proj_weight", {3 * width, width});
    list.add(prefix + "self_attn.in_proj_bias", {3 * width});
    list.addLinear(prefix + "self_attn.out_proj", sizes.width, sizes.width);
    list.addLinear(prefix + "linear1", sizes.width, sizes.feedForward);
    list.addLinear(prefix + "linear2", sizes.feedForward, sizes.width);
    for (const char* name : {"norm1", "norm2"}) {
        list.add(prefix + name + ".weight", {width});
        list.add(prefix + name + ".bias", {width});
    }
    return at;
}

void initialiseEncoder(std::span<float> pieces, const EncoderSizes& sizes, Rng& rng) {
    const Places at(sizes);
    const double width = sizes.width, ff = sizes.feedForward;
    std::fill(pieces.begin(), pieces.end(), 0.0F);
    fillUniform(pieces.subspan(at.project, at.projectBias), std::sqrt(6 / (4 * width)), rng);
    fillUniform(pieces.subspan(at.mix, at.mixBias - at.mix), 1 / std::sqrt(width), rng);
    fillUniform(pieces.subspan(at.widen, at.narrow - at.widen), 1 / std::sqrt(width), rng);
    fillUniform(pieces.subspan(at.narrow, at.norm1 - at.narrow), 1 / std::sqrt(ff), rng);
    for (const std::size_t norm : {at.norm1, at.norm2})
        std::fill_n(pieces.begin() + static_cast<std::ptrdiff_t>(norm), sizes.width, 1.0F);
}

EncoderBlock::EncoderBlock(const EncoderSizes& sizes, std::size_t at)
    : m_sizes(sizes), m_heads(sizes.steps, sizes.width, sizes.heads),
      m_project(sizes.width, 3 * sizes.width, at + Places(sizes).project,
                at + Places(sizes).projectBias),
      m_mix(sizes.width, sizes.width, at + Places(sizes).mix, at + Places(sizes).mixBias),
      m_widen(sizes.width, sizes.feedForward, at + Places(sizes).widen,
              at + Places(sizes).widenBias),
      m_narrow(sizes.feedForward, sizes.width, at + Places(sizes).narrow,
               at + Places(sizes).narrowBias),
      m_norm1(sizes.width, at + Places(sizes).norm1),
      m_norm2(sizes.width, at + Places(sizes).norm2) {}

void EncoderBlock::setWeights(std::span<const float> flat) {
    for (Linear* layer : {&m_project, &m_mix, &m_widen, &m_narrow})
        layer->setWeights(flat);
    m_norm1.setWeights(flat);
    m_norm2.setWeights(flat);
}

Dropout EncoderBlock::dropout(const Space& space, int site) const {
    return Dropout(m_sizes.dropout, space.pass, m_sizes.firstSite + site);
}

void EncoderBlock::addBranch(const Linear& layer, const RowBlock& branch, const RowBlock& x,
                             RowBlock& sum, const Space& space, int site) const {
    const Dropout drop = dropout(space, site);
    layer.forward(branch, sum, Activation::None, drop.active() ? nullptr : &x);
    if (!drop.active())
        return;
    drop.applySteps(sum, space.rowsAStep, space.rows);
    addRows(x, sum);
}

/// sum1 = x + attention of `in`.
void EncoderBlock::attend(const RowBlock& x, const RowBlock& in, Space& space) const {
    m_project.forward(in, space.projected, Activation::None);
    m_heads.forward(space.projected, space.rows, space.rowsAStep, space.heads, space.context,
                    dropout(space, kMaps));
    addBranch(m_mix, space.context, x, space.sum1, space, kAttention);
}

/// Fills the hidden layer, behind its dropout too.
void EncoderBlock::feed(const RowBlock& in, Space& space) const {
    m_widen.forward(in, space.hidden, Activation::Relu);
    const Dropout drop = dropout(space, kHidden);
    if (!drop.active())
        return;
    copyRows(space.hidden, space.droppedHidden);
    drop.applySteps(space.droppedHidden, space.rowsAStep, space.rows);
}

const RowBlock& EncoderBlock::forward(const RowBlock& x, std::size_t rows, std::size_t rowsAStep,
                                      Space& space, const Pass& pass) const {
    space.rows = rows;
    space.rowsAStep = rowsAStep;
    space.pass = pass;
    const RowBlock& read = dropout(space, kHidden).active() ? space.droppedHidden : space.hidden;
    if (m_sizes.normFirst) {
        m_norm1.forward(x, space.normed1, space.moments1);
        attend(x, space.normed1, space);
        m_norm2.forward(space.sum1, space.normed2, space.moments2);
        feed(space.normed2, space);
        addBranch(m_narrow, read, space.sum1, space.sum2, space, kFeedForward);
        return space.sum2;
    }
    attend(x, x, space);
    m_norm1.forward(space.sum1, space.normed1, space.moments1);
    feed(space.normed1, space);
    addBranch(m_narrow, read, space.normed1, space.sum2, space, kFeedForward);
    m_norm2.forward(space.sum2, space.normed2, space.moments2);
    return space.normed2;
}

const RowBlock& EncoderBlock::branchGradient(const RowBlock& sumGradient, Space& space,
                                             int site) const {
    const Dropout drop = dropout(space, site);
    if (!drop.active())
        return sumGradient;
    copyRows(sumGradient, space.branch);
    drop.applySteps(space.branch, space.rowsAStep, space.rows);
    return space.branch;
}

void EncoderBlock::feedBack(const RowBlock& in, Space& space, const RowBlock& sumGradient,
                            std::span<float> gradient, RowBlock& inGradient,
                            const RowBlock* add) const {
    const Dropout drop = dropout(space, kHidden);
    const RowBlock& branch = branchGradient(sumGradient, space, kFeedForward);
    m_narrow.weightGradient(drop.active() ? space.droppedHidden : space.hidden, branch, gradient,
                            space.scratch);
    m_narrow.inputGradientBehindRelu(branch, space.hiddenGradient, space.hidden);
    drop.applySteps(space.hiddenGradient, space.rowsAStep, space.rows);
    m_widen.weightGradient(in, space.hiddenGradient, gradient, space.scratch);
    if (add != nullptr)
        m_widen.inputGradientAdded(space.hiddenGradient, inGradient, *add);
    else
        m_widen.inputGradient(space.hiddenGradient, inGradient);
}

void EncoderBlock::attendBack(const RowBlock& in, Space& space, const RowBlock& sumGradient,
                              std::span<float> gradient, RowBlock& inGradient,
                              const RowBlock* add) const {
    const RowBlock& branch = branchGradient(sumGradient, space, kAttention);
    m_mix.weightGradient(space.context, branch, gradient, space.scratch);
    m_mix.inputGradient(branch, space.contextGradient);
    m_heads.backward(space.projected, space.contextGradient, space.rows, space.rowsAStep,
                     space.heads, space.projectedGradient, dropout(space, kMaps));
    m_project.weightGradient(in, space.projectedGradient, gradient, space.scratch);
    if (add != nullptr)
        m_project.inputGradientAdded(space.projectedGradient, inGradient, *add);
    else
        m_project.inputGradient(space.projectedGradient, inGradient);
}

void EncoderBlock::backward(const RowBlock& x, Space& space, const RowBlock& outGradient,
                            std::span<float> gradient, RowBlock& xGradient) const {
    if (m_sizes.normFirst) {
        feedBack(space.normed2, space, outGradient, gradient, space.normGradient, nullptr);
        m_norm2.backward(space.sum1, space.moments2, space.normGradient, space.gradient, gradient);
        addRows(outGradient, space.gradient);
        attendBack(space.normed1, space, space.gradient, gradient, space.normGradient, nullptr);
        m_norm1.backward(x, space.moments1, space.normGradient, xGradient, gradient);
        addRows(space.gradient, xGradient);
        return;
    }
    m_norm2.backward(space.sum2, space.moments2, outGradient, space.gradient, gradient);
    feedBack(space.normed1, space, space.gradient, gradient, space.normGradient, &space.gradient);
    m_norm1.backward(space.sum1, space.moments1, space.normGradient, space.gradient, gradient);
    attendBack(x, space, space.gradient, gradient, xGradient, &space.gradient);
}

} // namespace loom::learn::detail
