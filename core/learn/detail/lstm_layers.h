// SPDX-License-Identifier: GPL-3.0-or-later
// Stacked LSTM layers (Hochreiter & Schmidhuber 1997, with forget gates) over a window, by hand:
// the products with the inputs are one large product over all steps, those with the state one a
// step, and the gates are fused. Equal to torch.nn.LSTM with its parameters in its order: for each
// layer weight_ih (4 hidden x inputs), weight_hh (4 hidden x hidden), bias_ih, bias_hh; gates i, f,
// g, o. Thread rule: immutable while it is used; a Space for each thread.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "learn/detail/dropout.h"
#include "learn/detail/linear.h"
#include "learn/detail/parameter_list.h"

namespace loom::learn::detail {

struct LstmSizes {
    int inputs = 1, hidden = 64, layers = 1;
    double dropout = 0; ///< between layers
    int firstSite = 0;  ///< of the dropout: as many sites follow as there are layers
};

/// Adds weight_ih_l0 … with a prefix; returns where they begin.
std::size_t addLstmParameters(ParameterList& list, const std::string& prefix,
                              const LstmSizes& sizes);

class LstmLayers {
  public:
    struct Space {
        struct Layer {
            RowBlock gates, cell, squashed, out;
            RowBlock dropped; ///< out behind the dropout: what the next layer reads
        };
        std::vector<Layer> layers;
        std::size_t rows = 0, rowsAStep = 0; ///< real and padded ones of a step
        Pass pass;
        RowBlock sums, cellGradient;
        std::vector<RowBlock> outGradient; ///< of each layer but the last
        AlignedBuffer scratch;
        std::vector<float> padded;
    };

    LstmLayers(const LstmSizes& sizes, std::size_t at);
    void setWeights(std::span<const float> flat);

    /// Step by step: a step's rows follow one another, their number padded to a multiple of four
    /// (stepRows()), padding rows zero. Returns the hidden states of the last layer, laid out
    /// alike.
    static std::size_t stepRows(std::size_t rows) { return (rows + 3) / 4 * 4; }
    const RowBlock& forward(const RowBlock& x, std::size_t rows, Space& space,
                            const Pass& pass) const;

    /// outGradient: of what forward() returned, padding rows zero; overwritten.
    void backward(const RowBlock& x, Space& space, RowBlock& outGradient, std::span<float> gradient,
                  RowBlock* xGradient) const;

  private:
    struct Layer {
        Linear fromInputs, fromState;
        std::size_t at = 0; ///< of its parameters in the flat vector
    };
    void layerForward(const Layer& layer, const RowBlock& x, Space::Layer& here,
                      std::size_t rowsAStep) const;
    void layerBackward(const Layer& layer, const Space::Layer& here, Space& space,
                       RowBlock& outGradient) const;
    void weightGradients(const Layer& layer, const RowBlock& x, const Space::Layer& here,
                         Space& space, std::span<float> gradient) const;
    int inputsOf(std::size_t layer) const { return layer == 0 ? m_sizes.inputs : m_sizes.hidden; }
    std::size_t parametersOf(std::size_t layer) const;

    LstmSizes m_sizes;
    int m_padded; ///< hidden rounded up to whole lanes
    std::vector<Layer> m_layers;
    AlignedBuffer m_zero;
};

} // namespace loom::learn::detail
