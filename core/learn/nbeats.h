// SPDX-License-Identifier: GPL-3.0-or-later
// N-BEATS (Oreshkin, Carpov, Chapados, Bengio, ICLR 2020, arXiv 1905.10437): blocks of fully
// connected ReLU layers with a linear map to the coefficients of a basis, doubly residual. Generic
// (identity basis) and interpretable (polynomial trend, Fourier seasonality). Forward and backward
// by hand on the matrix kernels. Thread rule: as learn/network.h.
//
// A sample of inputs is, in this order,
//   lookback values, the NEWEST FIRST, relative to the level (the last value, which the caller
//   takes
//     off and adds again: a network whose blocks give zero then repeats the last value);
//   if masked: lookback factors, 1 where a value is real and 0 where a short series was padded;
//   they
//     multiply every backcast residual;
//   extras further numbers (time of day …), which every block sees beside its residual.
// A sample of outputs is `levels` (quantiles; 1 for a point forecast) times `horizon` values, a
// level's steps together, relative to the level of the series.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "learn/network.h"

namespace loom::learn {

enum class NBeatsBasis { Generic, Trend, Seasonality };

struct NBeatsStack {
    NBeatsBasis basis = NBeatsBasis::Generic;
    int blocks = 1;
    int layers = 4; ///< fully connected ones before the coefficients
    int width = 512;
    bool shared = false; ///< one block's weights applied `blocks` times
    int degree = 2;      ///< of the polynomial: trend only
    int harmonics = 1;   ///< the paper's N: seasonality only
    friend bool operator==(const NBeatsStack&, const NBeatsStack&) = default;
};

struct NBeatsShape {
    int lookback = 60;
    int horizon = 12;
    int levels = 1;
    int extras = 0;
    bool masked = false;
    std::vector<NBeatsStack> stacks = {};

    /// The paper's sizes: 30 stacks of one block; and trend, then seasonality, three shared blocks
    /// each.
    static NBeatsShape generic(int lookback, int horizon, int stacks = 30, int width = 512);
    static NBeatsShape interpretable(int lookback, int horizon, int trendWidth = 256,
                                     int seasonalWidth = 2048);

    int inputs() const { return lookback + (masked ? lookback : 0) + extras; }
    int outputs() const { return levels * horizon; }
    /// Coefficients of one block, with those of the backcast.
    int coefficients(const NBeatsStack& stack) const;

    /// Of each stack's block (of its only one when shared) the layers with weight (outputs x
    /// inputs) and bias, then the map to the coefficients the same way. Their order: generic has
    /// lookback backcast values, then the outputs; trend has degree + 1 coefficients for each level
    /// of the forecast, then those of the backcast; seasonality the cosines of each level, then the
    /// sines of each, then cosines and sines of the backcast.
    std::vector<Parameter> parameters() const;

    friend bool operator==(const NBeatsShape&, const NBeatsShape&) = default;
};

/// coefficients x (lookback + outputs), row by row: what a block's coefficients are multiplied
/// with to give its backcast (newest first) and its forecast. Empty for the identity.
///   trend: (k/L)^i and (k/H)^i; seasonality: cos and sin of -2 pi f k / H and 2 pi f k / H at
///   f = 0, 1, 1 + 1/N … below H/2.
std::vector<double> nbeatsBasis(const NBeatsShape& shape, const NBeatsStack& stack);

class NBeats final : public Network {
  public:
    explicit NBeats(NBeatsShape shape);
    ~NBeats() override;
    const NBeatsShape& shape() const { return m_shape; }

    int inputs() const override { return m_shape.inputs(); }
    int outputs() const override { return m_shape.outputs(); }
    const std::vector<Parameter>& parameters() const override { return m_parameters; }
    double multiplyAdds() const override;
    std::vector<float> initial(std::uint64_t seed) const override;
    std::size_t weightPieces() const override;
    void setWeightPiece(std::size_t piece, std::span<const float> flat) override;
    std::unique_ptr<Workspace> workspace() const override;
    void forward(const RowBlock& inputs, Workspace& workspace, RowBlock& outputs,
                 const Pass& pass = {}) const override;

    /// As Network::backward(); the gradient of the mask is given as zero.
    void backward(const RowBlock& inputs, Workspace& workspace, const RowBlock& outputGradient,
                  std::span<float> gradient, RowBlock* inputGradient = nullptr) const override;
    std::unique_ptr<detail::TorchTwin> twin() const override;

    /// The part of the outputs of the last forward pass that each stack gave: outputs =
    /// ((part 0 + part 1) + part 2) + … exactly, in float and in this order.
    std::span<const RowBlock> decomposition(const Workspace& workspace) const;

  private:
    struct Block;
    struct Space;
    void blockForward(const Block& block, Space& space, std::size_t step) const;
    void blockBackward(const Block& block, Space& space, std::size_t step,
                       std::span<float> gradient, bool wantsInputs) const;

    NBeatsShape m_shape;
    std::vector<Parameter> m_parameters;
    std::vector<Block> m_blocks;        ///< those with weights of their own
    std::vector<std::size_t> m_steps;   ///< the block of each application, in order
    std::vector<std::size_t> m_stackOf; ///< the stack of each application
};

} // namespace loom::learn
