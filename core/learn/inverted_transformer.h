// SPDX-License-Identifier: GPL-3.0-or-later
// A Transformer whose tokens are the series of a window instead of its steps (iTransformer: Liu,
// Hu, Zhang, Wu, Wang, Ma & Long, ICLR 2024, arXiv 2310.06625, eq. 1): each series' whole window
// becomes one token by a linear map, encoder blocks let the tokens look at one another, and one
// linear map shared by all tokens makes each series' answer. So an attention map is series by
// series and can be read out. As the authors' code: normalisation behind the residual sums and once
// more before the answer, dropout on the tokens; unlike it ReLU in place of GELU, and no
// normalisation of the single window. Equal to torch.nn.Linear, torch.nn.TransformerEncoderLayer
// (ReLU) and torch.nn.LayerNorm. Thread rule: as learn/network.h.
//
// A sample of inputs is `steps` times `series` floats, the oldest step first, a step's series
// together. A sample of outputs is `series` times `answers` floats, a series' answers together.
#pragma once

#include <memory>
#include <vector>

#include "learn/network.h"

namespace loom::learn {

struct InvertedTransformerShape {
    int steps = 30;
    int series = 10; ///< tokens
    int width = 32;  ///< of a token; a multiple of heads
    int blocks = 2;
    int heads = 4;
    int feedForward = 64;
    double dropout = 0.1; ///< on the tokens and at the four places of every block
    int answers = 1;      ///< of each series

    /// embed (weight, bias), then for each block "encoder0." and so on as in
    /// LstmTransformerShape::parameters(), then norm and project (weight and bias each).
    std::vector<Parameter> parameters() const;

    friend bool operator==(const InvertedTransformerShape&,
                           const InvertedTransformerShape&) = default;
};

class InvertedTransformer final : public Network {
  public:
    explicit InvertedTransformer(InvertedTransformerShape shape);
    ~InvertedTransformer() override;
    const InvertedTransformerShape& shape() const { return m_shape; }

    int inputs() const override { return m_shape.steps * m_shape.series; }
    int outputs() const override { return m_shape.series * m_shape.answers; }
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

    /// What each series (row) of a sample of the last forward pass looked at (columns; a row adds
    /// up to one), before dropout: series * series floats, row by row.
    std::vector<float> attention(const Workspace& workspace, std::size_t sample, int block,
                                 int head) const;

  private:
    struct Parts;
    struct Space;

    InvertedTransformerShape m_shape;
    std::vector<Parameter> m_parameters;
    std::unique_ptr<Parts> m_parts;
};

} // namespace loom::learn
