// SPDX-License-Identifier: GPL-3.0-or-later
// The networks of learn/nbeats.h, learn/lstm.h, learn/lstm_transformer.h, learn/temporal_conv.h,
// learn/inverted_transformer.h and learn/temporal_fusion.h in LibTorch with automatic
// differentiation, on any device and in any
// precision: what trains on a GPU, and the ordinary form that the hand-written ones are checked
// against.
#pragma once

#include <torch/types.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "learn/detail/encoder_block.h"
#include "learn/inverted_transformer.h"
#include "learn/lstm.h"
#include "learn/lstm_transformer.h"
#include "learn/nbeats.h"
#include "learn/temporal_conv.h"
#include "learn/temporal_fusion.h"

namespace loom::learn::detail {

/// Views into the flat vector by name.
class TorchPieces {
  public:
    TorchPieces() = default;
    TorchPieces(const std::vector<Parameter>& parameters, const at::Tensor& flat);
    /// The same memory as variables of their own: a gradient by the whole flat vector would be as
    /// long as it for every piece.
    static TorchPieces leaves(const std::vector<Parameter>& parameters, const at::Tensor& flat);
    const at::Tensor& at(const std::string& name) const { return m_pieces.at(name); }
    /// x * weight' + bias.
    at::Tensor linear(const std::string& name, const at::Tensor& x) const;

  private:
    std::map<std::string, at::Tensor> m_pieces;
};

/// Dropout at a place in the network, for a tensor whose first dimension is the sample: at::dropout
/// in a training. Called only for rates above zero; the places are numbered as in detail/dropout.h.
using TorchDropout = std::function<at::Tensor(int site, const at::Tensor& x, double rate)>;

/// Stacked LSTM layers on [sample, step, feature]: hidden states of the last one.
at::Tensor torchLstm(const TorchPieces& pieces, const std::string& prefix, int layers, double rate,
                     const at::Tensor& x, const TorchDropout& dropout);

/// One encoder block on [sample, token, width]; its pieces have the prefix.
at::Tensor torchEncoder(const TorchPieces& pieces, const std::string& prefix,
                        const EncoderSizes& sizes, const at::Tensor& x,
                        const TorchDropout& dropout);

/// relu between the linear layers "head0", "head1" …
at::Tensor torchHead(const TorchPieces& pieces, std::size_t layers, at::Tensor h);

/// Samples x inputs() to samples x outputs(), laid out as the hand-written networks'. Without a
/// dropout function: as in evaluation. N-BEATS has no dropout.
at::Tensor torchForward(const NBeatsShape& shape, const TorchPieces& pieces, const at::Tensor& x,
                        const TorchDropout& dropout);
at::Tensor torchForward(const LstmShape& shape, const TorchPieces& pieces, const at::Tensor& x,
                        const TorchDropout& dropout);
at::Tensor torchForward(const LstmTransformerShape& shape, const TorchPieces& pieces,
                        const at::Tensor& x, const TorchDropout& dropout);
at::Tensor torchForward(const InvertedTransformerShape& shape, const TorchPieces& pieces,
                        const at::Tensor& x, const TorchDropout& dropout);
at::Tensor torchForward(const TemporalFusionShape& shape, const TorchPieces& pieces,
                        const at::Tensor& x, const TorchDropout& dropout);
/// Its dropout function is given ones, sample by channel.
at::Tensor torchForward(const TemporalConvShape& shape, const TorchPieces& pieces,
                        const at::Tensor& x, const TorchDropout& dropout);

template <class Shape>
at::Tensor torchForward(const Shape& shape, const at::Tensor& flat, const at::Tensor& x,
                        const TorchDropout& dropout = {}) {
    return torchForward(shape, TorchPieces(shape.parameters(), flat), x, dropout);
}

/// What Network::twin() gives. Thread rule: belongs to one thread.
struct TorchTwin {
    std::function<at::Tensor(const TorchPieces& pieces, const at::Tensor& x,
                             const TorchDropout& dropout)>
        forward;
};

template <class Shape>
std::unique_ptr<TorchTwin> makeTwin(const Shape& shape) {
    return std::make_unique<TorchTwin>(TorchTwin{
        [shape](const TorchPieces& pieces, const at::Tensor& x, const TorchDropout& dropout) {
            return torchForward(shape, pieces, x, dropout);
        }});
}

} // namespace loom::learn::detail
