// SPDX-License-Identifier: GPL-3.0-or-later
// A variable selection network (Lim et al. 2021, section 4.2, eqs. 6 to 8, without static context):
// every number of a step becomes a vector of its own, a gated residual network reads all vectors of
// the step together and weighs them (softmax), another one for each variable works on its vector,
// and the step becomes the weighted sum. Rows and threads: as detail/gated_residual.h.
#pragma once

#include "learn/detail/gated_residual.h"

namespace loom::learn::detail {

class VariableSelection {
  public:
    struct Sizes {
        int variables = 1, width = 32;
        double dropout = 0;
        int firstSite = 0; ///< of the dropout; one for the weights and one for each variable
        int sites() const { return 1 + variables; }
    };
    struct Space {
        std::vector<RowBlock> embedded; ///< one a variable
        RowBlock together;              ///< the same side by side
        RowBlock weights;               ///< of the variables: a row adds up to one
        RowBlock selected;
        GatedResidual::Space weighing;
        std::vector<GatedResidual::Space> each;
        RowBlock weightsGradient, togetherGradient, ownGradient, embeddedGradient;
    };

    /// name.embed.weight and name.embed.bias (variables x width each), name.weights (a gated
    /// residual network), name.variable0 and so on. Returns where they begin.
    static std::size_t addParameters(ParameterList& list, const std::string& name,
                                     const Sizes& sizes);
    static std::size_t parameterCount(const Sizes& sizes);
    static void initialise(std::span<float> pieces, const Sizes& sizes, Rng& rng);

    VariableSelection(const Sizes& sizes, std::size_t at);
    void setWeights(std::span<const float> flat);
    /// x: a column a variable.
    const RowBlock& forward(const RowBlock& x, const StepRows& steps, Space& space) const;
    void backward(const RowBlock& x, const StepRows& steps, Space& space,
                  const RowBlock& outGradient, std::span<float> gradient,
                  RowBlock* xGradient) const;

  private:
    void embed(const RowBlock& x, Space& space) const;
    void embedBack(const RowBlock& x, int variable, Space& space, std::span<float> gradient,
                   RowBlock* xGradient) const;

    Sizes m_sizes;
    std::size_t m_at;
    std::vector<float> m_scale, m_shift; ///< of the vectors: variables x width
    GatedResidual m_weighing;
    std::vector<GatedResidual> m_each;
};

} // namespace loom::learn::detail
