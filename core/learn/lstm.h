// SPDX-License-Identifier: GPL-3.0-or-later
// An LSTM that reads a window and answers once: stacked layers with dropout between them, the last
// hidden state, and a dense head (ReLU between its layers). Equal to torch.nn.LSTM with
// torch.nn.Linear. Thread rule: as learn/network.h.
//
// A sample of inputs is `steps` times `features` floats, the oldest step first, a step's features
// together. A sample of outputs is whatever the head is trained for.
#pragma once

#include <memory>
#include <vector>

#include "learn/network.h"

namespace loom::learn {

struct LstmShape {
    int steps = 60;
    int features = 1;
    int hidden = 64;
    int layers = 2;
    double dropout = 0;         ///< between the layers
    std::vector<int> head = {}; ///< widths of the head's hidden layers; none: one linear map
    int outputs = 10;

    /// For each layer "lstm." weight_ih_l0 (4 hidden x inputs), weight_hh_l0 (4 hidden x hidden),
    /// bias_ih_l0, bias_hh_l0 (gates i, f, g, o), then the head's layers, weight and bias.
    std::vector<Parameter> parameters() const;

    friend bool operator==(const LstmShape&, const LstmShape&) = default;
};

class Lstm final : public Network {
  public:
    explicit Lstm(LstmShape shape);
    ~Lstm() override;
    const LstmShape& shape() const { return m_shape; }

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

  private:
    struct Parts;
    struct Space;

    LstmShape m_shape;
    std::vector<Parameter> m_parameters;
    std::unique_ptr<Parts> m_parts;
};

} // namespace loom::learn
