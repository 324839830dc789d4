// SPDX-License-Identifier: GPL-3.0-or-later
// LSTM layers that read a window of several assets, Transformer encoder blocks over their hidden
// states, and a dense head that answers for all assets. The LSTM gives the order of the steps, so
// there is no positional encoding. The attention maps (step by step, for each head) can be read
// out. Equal to torch.nn.LSTM, torch.nn.TransformerEncoderLayer (ReLU) and torch.nn.Linear. Thread
// rule: as learn/network.h.
//
// A sample of inputs is `steps` times `features` floats, the oldest step first, a step's features
// together. A sample of outputs is whatever the head is trained for.
#pragma once

#include <memory>
#include <vector>

#include "learn/network.h"

namespace loom::learn {

enum class NormPlace { BehindSum, BeforeBranch }; ///< torch's norm_first = false, true
enum class HeadReads { LastStep, MeanOfSteps };

struct LstmTransformerShape {
    int steps = 30;
    int features = 10;
    int hidden = 64; ///< of the LSTM and the blocks; a multiple of heads
    int lstmLayers = 1;
    int blocks = 1;
    int heads = 4;
    int feedForward = 128;
    double dropout = 0.1; ///< between LSTM layers and at the four places of every block
    NormPlace norm = NormPlace::BehindSum;
    HeadReads reads = HeadReads::LastStep;
    std::vector<int> head = {}; ///< widths of the head's hidden layers; none: one linear map
    int outputs = 10;

    /// As LstmShape::parameters(), then for each block "encoder0." and so on
    /// self_attn.in_proj_weight (queries, keys, values), in_proj_bias, self_attn.out_proj, linear1,
    /// linear2, norm1, norm2 (weight and bias each), then the head's layers.
    std::vector<Parameter> parameters() const;

    friend bool operator==(const LstmTransformerShape&, const LstmTransformerShape&) = default;
};

class LstmTransformer final : public Network {
  public:
    explicit LstmTransformer(LstmTransformerShape shape);
    ~LstmTransformer() override;
    const LstmTransformerShape& shape() const { return m_shape; }

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

    /// What each step (row) of a sample of the last forward pass looked at (columns; a row adds up
    /// to one), before dropout: steps * steps floats, row by row.
    std::vector<float> attention(const Workspace& workspace, std::size_t sample, int block,
                                 int head) const;

  private:
    struct Parts;
    struct Space;
    const RowBlock& encode(Space& space, std::size_t rows, const Pass& pass) const;
    void summarise(const RowBlock& encoded, Space& space, std::size_t rows) const;
    void backThroughSummary(Space& space, std::size_t rows) const;

    LstmTransformerShape m_shape;
    std::vector<Parameter> m_parameters;
    std::unique_ptr<Parts> m_parts;
};

} // namespace loom::learn
