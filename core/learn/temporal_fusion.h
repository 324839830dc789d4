// SPDX-License-Identifier: GPL-3.0-or-later
// A temporal fusion transformer that reads a window and answers once (Lim, Arik, Loeff & Pfister
// 2021, arXiv 1912.09363): variable selection at every step, an LSTM, a gated skip around it,
// enrichment by a gated residual network, interpretable multi-head attention, a gated residual
// network behind it and gated skips around both, a linear map to all answers. The paper's decoder
// reads inputs that are known ahead, and its static context tells the series apart; a window of
// features has neither, so all horizons are answered from the last step and the networks have no
// context. What the answer is made of can be read out: the weights of the variables at every step
// and the attention over the steps. Equal to the same made of torch.nn modules. Thread rule: as
// learn/network.h.
//
// A sample of inputs is `steps` times `features` floats, the oldest step first, a step's features
// together. A sample of outputs is whatever the head is trained for.
#pragma once

#include <memory>
#include <vector>

#include "learn/network.h"

namespace loom::learn {

struct TemporalFusionShape {
    int steps = 60;
    int features = 1; ///< variables
    int width = 16;   ///< of every vector; a multiple of heads
    int heads = 4;
    double dropout = 0.1; ///< in front of every gate
    int outputs = 10;

    /// select (embed, weights, variable0 …: learn/detail/variable_selection.h), lstm (as
    /// LstmShape), gate1 (behind the LSTM), enrich, attention (query, key, value, out), gate2,
    /// feed, gate3 (learn/detail/gated_residual.h), head (weight, bias).
    std::vector<Parameter> parameters() const;

    friend bool operator==(const TemporalFusionShape&, const TemporalFusionShape&) = default;
};

class TemporalFusion final : public Network {
  public:
    explicit TemporalFusion(TemporalFusionShape shape);
    ~TemporalFusion() override;
    const TemporalFusionShape& shape() const { return m_shape; }

    int inputs() const override { return m_shape.steps * m_shape.features; }
    int outputs() const override { return m_shape.outputs; }
    const std::vector<Parameter>& parameters() const override { return m_parameters; }
    double multiplyAdds() const override;
    std::vector<float> initial(std::uint64_t seed) const override;
    void setWeightPiece(std::size_t piece, std::span<const float> flat) override;
    std::unique_ptr<Workspace> workspace() const override;
    void forward(const RowBlock& inputs, Workspace& workspace, RowBlock& outputs,
                 const Pass& pass = {}) const override;
    void backward(const RowBlock& inputs, Workspace& workspace, const RowBlock& outputGradient,
                  std::span<float> gradient, RowBlock* inputGradient = nullptr) const override;
    std::unique_ptr<detail::TorchTwin> twin() const override;

    /// Of a sample of the last forward pass. What each step (row) looks at among those up to it
    /// (columns; a row adds up to one): steps * steps floats. The answer reads the last row.
    std::vector<float> attention(const Workspace& workspace, std::size_t sample, int head) const;
    /// The weight of each feature at each step: steps * features floats, a step's add up to one.
    std::vector<float> selection(const Workspace& workspace, std::size_t sample) const;

  private:
    struct Parts;
    struct Space;

    TemporalFusionShape m_shape;
    std::vector<Parameter> m_parameters;
    std::unique_ptr<Parts> m_parts;
};

} // namespace loom::learn
