// SPDX-License-Identifier: GPL-3.0-or-later
// A dilated causal convolution over time that makes only the steps somebody reads. Rows are laid
// out step by step as in detail/lstm_layers.h, the oldest first; a block may hold every step or
// every d-th one, always with the newest. Output place m (counted back from the newest) reads the
// input places stride * m + j for j = 0 … taps - 1; what lies before the window is zero. So a
// convolution of dilation d on steps d apart has stride 1 when its outputs are d apart and stride 2
// when only every second one of those is wanted. Equal to torch.nn.Conv1d with zeros in front, with
// weight normalisation (Salimans & Kingma 2016: w = g v / |v| for each output) equal to
// torch.nn.utils.weight_norm. Thread rule: immutable while it is used.
#pragma once

#include <string>
#include <vector>

#include "learn/detail/linear.h"
#include "learn/detail/parameter_list.h"

namespace loom::learn::detail {

class DilatedConv {
  public:
    struct Sizes {
        int inputs = 1, outputs = 32;
        int taps = 3; ///< at most kMaxTaps
        bool weightNorm = true;
    };

    /// name.weight_g (outputs) and name.weight_v (outputs x inputs x taps, the newest tap last), or
    /// name.weight; then name.bias. Returns where they begin.
    static std::size_t addParameters(ParameterList& list, const std::string& name,
                                     const Sizes& sizes);
    /// As torch.nn.Conv1d starts; gains are the lengths of their filters.
    static void initialise(std::span<float> pieces, const Sizes& sizes, Rng& rng);
    static std::size_t parameterCount(const Sizes& sizes);

    DilatedConv(const Sizes& sizes, std::size_t at);

    void setWeights(std::span<const float> flat);

    /// How the steps of the two sides lie to one another.
    struct Steps {
        std::size_t rows = 4; ///< of a step: whole quads
        int outputs = 1;      ///< steps made
        int stride = 1;       ///< input steps from one output step to the next
    };
    /// Sizes and fills out, behind a ReLU whose negative side keeps its sign (kNoSlope).
    void forward(const RowBlock& x, const Steps& steps, RowBlock& out) const;
    /// Adds to the flat gradient.
    void weightGradient(const RowBlock& x, const Steps& steps, const RowBlock& outGradient,
                        std::span<float> gradient, AlignedBuffer& scratch) const;
    /// Sizes and fills xGradient for `inputSteps` steps.
    void inputGradient(const RowBlock& outGradient, const Steps& steps, int inputSteps,
                       RowBlock& xGradient) const;

  private:
    int depth() const { return roundedUp(m_sizes.inputs, 4); }
    std::size_t filter() const { return product(m_sizes.inputs, m_sizes.taps); }
    void setFilter(int output, const float* values);
    void addFilterGradient(std::size_t output, std::span<const float> whole, float* pieces) const;

    Sizes m_sizes;
    std::size_t m_at;
    int m_columns, m_backColumns;
    AlignedBuffer m_forward, m_back; ///< lag by lag
    AlignedBuffer m_bias, m_zero;
    std::vector<float> m_gains, m_directions; ///< g, and v, of the normalised form
    std::vector<float> m_lengths;             ///< |v|
};

} // namespace loom::learn::detail
