// SPDX-License-Identifier: GPL-3.0-or-later
// A Transformer encoder block by hand, equal to torch.nn.TransformerEncoderLayer with ReLU, with
// normalisation behind the residual sums (post, Vaswani et al. 2017) or in front of attention and
// feed-forward part (pre, Xiong et al. 2020). Rows are laid out step by step as in
// detail/lstm_layers.h. Thread rule: immutable while it is used; a Space for each thread.
#pragma once

#include <string>
#include <vector>

#include "learn/detail/attention_heads.h"
#include "learn/detail/parameter_list.h"

namespace loom::learn::detail {

/// Layer normalisation (Ba et al. 2016) with scale and shift.
class LayerNorm {
  public:
    LayerNorm(int columns, std::size_t at);
    void setWeights(std::span<const float> flat);
    void forward(const RowBlock& x, RowBlock& out, std::vector<float>& moments) const;
    /// Sizes and fills xGradient.
    void backward(const RowBlock& x, std::vector<float>& moments, const RowBlock& outGradient,
                  RowBlock& xGradient, std::span<float> gradient) const;

  private:
    int m_columns;
    std::size_t m_at;
    AlignedBuffer m_scale, m_shift;
};

struct EncoderSizes {
    int steps = 30, width = 64, heads = 4, feedForward = 128;
    double dropout = 0;
    bool normFirst = false;
    int firstSite = 0; ///< of the dropout; four sites: maps, attention, inside and behind the
                       ///< feed-forward part
};

/// Torch's names and order, with a prefix; returns where they begin.
std::size_t addEncoderParameters(ParameterList& list, const std::string& prefix,
                                 const EncoderSizes& sizes);
/// Torch's start: Xavier's bound for the projections to queries, keys and values (Glorot & Bengio
/// 2010), +-1/sqrt(inputs) for the rest, attention's biases zero, normalisation the identity.
void initialiseEncoder(std::span<float> pieces, const EncoderSizes& sizes, Rng& rng);

class EncoderBlock {
  public:
    struct Space {
        std::size_t rows = 0, rowsAStep = 0;
        Pass pass;
        RowBlock projected, context, sum1, normed1, hidden, droppedHidden, sum2, normed2;
        std::vector<float> moments1, moments2;
        AttentionHeads::Space heads;
        RowBlock gradient, branch, hiddenGradient, contextGradient, projectedGradient, normGradient;
        AlignedBuffer scratch;
    };

    EncoderBlock(const EncoderSizes& sizes, std::size_t at);
    void setWeights(std::span<const float> flat);
    const AttentionHeads& heads() const { return m_heads; }

    const RowBlock& forward(const RowBlock& x, std::size_t rows, std::size_t rowsAStep,
                            Space& space, const Pass& pass) const;
    /// What the last forward pass gave.
    const RowBlock& output(const Space& space) const {
        return m_sizes.normFirst ? space.sum2 : space.normed2;
    }
    /// outGradient: padding rows zero. Sizes and fills xGradient, which must be another block.
    void backward(const RowBlock& x, Space& space, const RowBlock& outGradient,
                  std::span<float> gradient, RowBlock& xGradient) const;

  private:
    Dropout dropout(const Space& space, int site) const;
    /// sum = x + dropout(layer(branch)).
    void addBranch(const Linear& layer, const RowBlock& branch, const RowBlock& x, RowBlock& sum,
                   const Space& space, int site) const;
    void attend(const RowBlock& x, const RowBlock& in, Space& space) const;
    void feed(const RowBlock& in, Space& space) const;
    /// From a residual sum's gradient to that of what its branch read.
    void attendBack(const RowBlock& in, Space& space, const RowBlock& sumGradient,
                    std::span<float> gradient, RowBlock& inGradient, const RowBlock* add) const;
    void feedBack(const RowBlock& in, Space& space, const RowBlock& sumGradient,
                  std::span<float> gradient, RowBlock& inGradient, const RowBlock* add) const;
    const RowBlock& branchGradient(const RowBlock& sumGradient, Space& space, int site) const;

    EncoderSizes m_sizes;
    AttentionHeads m_heads;
    Linear m_project, m_mix, m_widen, m_narrow;
    LayerNorm m_norm1, m_norm2;
};

} // namespace loom::learn::detail
