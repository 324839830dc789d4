// SPDX-License-Identifier: GPL-3.0-or-later
// A temporal convolutional network that reads a window and answers once (Bai, Kolter & Koltun 2018,
// arXiv 1803.01271, section 3): residual blocks of two dilated causal convolutions, each behind a
// ReLU and spatial dropout, with weight normalisation; dilation 2^b in block b; the last step and a
// dense head (ReLU between its layers). Only the steps that the answer depends on are ever made: at
// 60 steps and four blocks less than a third of the positions that a general library computes.
// Equal to torch.nn.Conv1d, torch.nn.Linear. Thread rule: as learn/network.h.
//
// A sample of inputs is `steps` times `features` floats, the oldest step first, a step's features
// together. A sample of outputs is whatever the head is trained for.
#pragma once

#include <memory>
#include <vector>

#include "learn/network.h"

namespace loom::learn {

struct TemporalConvShape {
    int steps = 60;
    int features = 1;
    int channels = 32; ///< of every block
    int blocks = 4;
    int taps = 3; ///< kernel size, 2 to 16
    bool weightNorm = true;
    double dropout = 0;         ///< of whole channels of a sample, behind each convolution
    std::vector<int> head = {}; ///< widths of the head's hidden layers; none: one linear map
    int outputs = 10;

    /// Steps back that the answer depends on: 1 + 2 (taps - 1) (2^blocks - 1).
    int receptiveField() const { return 1 + 2 * (taps - 1) * ((1 << blocks) - 1); }

    /// For each block "block0." and so on conv1 and conv2 (weight_g, weight_v as
    /// torch.nn.utils.weight_norm has them, or weight; bias), where the number of channels changes
    /// downsample (weight, bias), then the head's layers.
    std::vector<Parameter> parameters() const;

    friend bool operator==(const TemporalConvShape&, const TemporalConvShape&) = default;
};

class TemporalConv final : public Network {
  public:
    explicit TemporalConv(TemporalConvShape shape);
    ~TemporalConv() override;
    const TemporalConvShape& shape() const { return m_shape; }

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
    struct Block;
    struct Parts;
    struct Space;
    void blockForward(const Block& block, std::size_t index, const RowBlock& x, Space& space) const;
    void blockBackward(const Block& block, std::size_t index, const RowBlock& x, Space& space,
                       std::span<float> gradient, RowBlock* xGradient) const;

    TemporalConvShape m_shape;
    std::vector<Parameter> m_parameters;
    std::unique_ptr<Parts> m_parts;
};

} // namespace loom::learn
