// SPDX-License-Identifier: GPL-3.0-or-later
// The two parts that a temporal fusion transformer repeats (Lim, Arik, Loeff & Pfister 2021,
// arXiv 1912.09363), forward and backward by hand:
//   gated sum         LayerNorm(skip + GLU(dropout(x))), GLU(x) = (W5 x + b5) * logistic(W4 x + b4)
//                     (eqs. 2 and 5)
//   gated residual    the same with x = W1 elu(W2 a + b2) + b1 and a, or W a + b where the widths
//                     differ, as skip (eqs. 2 to 4, without context)
// Rows are laid out step by step as in detail/lstm_layers.h; the gradient of padding rows must be
// zero and is given as zero. Thread rule: immutable while used; a Space for each thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "learn/detail/encoder_block.h"

namespace loom::learn::detail {

/// A pass over rows of one or several steps.
struct StepRows {
    std::size_t rows = 0, rowsAStep = 0; ///< real and padded ones of a step
    Pass pass = {};
};

class GatedSum {
  public:
    struct Sizes {
        int inputs = 32, outputs = 32;
        double dropout = 0;
        int site = 0; ///< of the dropout
    };
    struct Space {
        RowBlock dropped, value, gate, sum, out;
        std::vector<float> moments;
        RowBlock valueGradient, gateGradient;
        AlignedBuffer scratch;
    };

    /// name.glu.weight (2 outputs x inputs: values, then gates), name.glu.bias, name.norm.weight,
    /// name.norm.bias. Returns where they begin.
    static std::size_t addParameters(ParameterList& list, const std::string& name,
                                     const Sizes& sizes);
    static std::size_t parameterCount(const Sizes& sizes);
    /// As torch.nn.Linear and torch.nn.LayerNorm start.
    static void initialise(std::span<float> pieces, const Sizes& sizes, Rng& rng);

    GatedSum(const Sizes& sizes, std::size_t at);
    void setWeights(std::span<const float> flat);
    const RowBlock& forward(const RowBlock& x, const RowBlock& skip, const StepRows& steps,
                            Space& space) const;
    /// Sizes and fills both gradients, two blocks of their own.
    void backward(const RowBlock& x, const StepRows& steps, Space& space,
                  const RowBlock& outGradient, std::span<float> gradient, RowBlock& xGradient,
                  RowBlock& skipGradient) const;

  private:
    Dropout dropout(const StepRows& steps) const {
        return Dropout(m_sizes.dropout, steps.pass, m_sizes.site);
    }

    Sizes m_sizes;
    Linear m_value, m_gate;
    LayerNorm m_norm;
};

class GatedResidual {
  public:
    struct Sizes {
        int inputs = 32, hidden = 32, outputs = 32;
        double dropout = 0;
        int site = 0;
    };
    struct Space {
        RowBlock hidden, inner, skip;
        GatedSum::Space sum;
        RowBlock innerGradient, hiddenGradient, skipGradient, around;
        AlignedBuffer scratch;
    };

    /// name.fc1 (the paper's W2), name.fc2 (W1), name.skip where the widths differ (weight and bias
    /// each), then those of the gated sum.
    static std::size_t addParameters(ParameterList& list, const std::string& name,
                                     const Sizes& sizes);
    static std::size_t parameterCount(const Sizes& sizes);
    static void initialise(std::span<float> pieces, const Sizes& sizes, Rng& rng);

    GatedResidual(const Sizes& sizes, std::size_t at);
    void setWeights(std::span<const float> flat);
    const RowBlock& forward(const RowBlock& x, const StepRows& steps, Space& space) const;
    const RowBlock& output(const Space& space) const { return space.sum.out; }
    /// Sizes and fills xGradient, a block of its own.
    void backward(const RowBlock& x, const StepRows& steps, Space& space,
                  const RowBlock& outGradient, std::span<float> gradient,
                  RowBlock& xGradient) const;

  private:
    Linear m_first, m_second;
    std::optional<Linear> m_skip;
    GatedSum m_sum;
};

} // namespace loom::learn::detail
