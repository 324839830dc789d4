// SPDX-License-Identifier: GPL-3.0-or-later
// Interpretable multi-head attention (Lim et al. 2021, section 4.4, eqs. 13 to 16): every head has
// queries and keys of its own and all share the values, so that the mean of the heads' maps is the
// map. Only the last step asks, which may look at every step: so nothing is masked and one query a
// head is made. No biases. Rows and threads: as detail/gated_residual.h.
#pragma once

#include "learn/detail/gated_residual.h"

namespace loom::learn::detail {

class LastStepAttention {
  public:
    struct Sizes {
        int steps = 60, width = 32;
        int heads = 4; ///< divides the width
        int depth() const { return width / heads; }
    };
    struct Space {
        RowBlock asking; ///< the last step
        RowBlock queries, keys, values;
        RowBlock maps;          ///< a row for each sample and head
        RowBlock mean, context; ///< of the heads
        RowBlock out;
        RowBlock contextGradient, queriesGradient, keysGradient, valuesGradient, mapsGradient,
            askingGradient;
        AlignedBuffer scratch;
    };

    /// name.query.weight, name.key.weight (width x width each), name.value.weight (depth x width),
    /// name.out.weight (width x depth). Returns where they begin.
    static std::size_t addParameters(ParameterList& list, const std::string& name,
                                     const Sizes& sizes);
    static std::size_t parameterCount(const Sizes& sizes);
    static void initialise(std::span<float> pieces, const Sizes& sizes, Rng& rng);

    LastStepAttention(const Sizes& sizes, std::size_t at);
    void setWeights(std::span<const float> flat);
    /// x: all steps; gives the last one's.
    const RowBlock& forward(const RowBlock& x, const StepRows& steps, Space& space) const;
    /// Sizes and fills xGradient.
    void backward(const RowBlock& x, const StepRows& steps, Space& space,
                  const RowBlock& outGradient, std::span<float> gradient,
                  RowBlock& xGradient) const;

    /// What a head's query of each step (row) would look at among the steps up to it (columns; a
    /// row adds up to one): steps x steps floats of a sample of the last forward pass on x.
    std::vector<float> fullMap(const RowBlock& x, const StepRows& steps, const Space& space,
                               std::size_t sample, int head) const;

  private:
    float scale() const;
    void mapsBack(const StepRows& steps, Space& space) const;

    Sizes m_sizes;
    Linear m_query, m_key, m_value, m_mix;
};

/// The rows of the last step.
void copyLastStep(const RowBlock& from, std::size_t rowsAStep, RowBlock& to);
/// Adds to the rows of the last step.
void addToLastStep(const RowBlock& rows, RowBlock& to);

} // namespace loom::learn::detail
