// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/torch_networks.h"

#include <cmath>

namespace loom::learn::detail {

namespace {

/// One encoder block on [sample, step, width].
class TorchEncoder {
  public:
    TorchEncoder(const LstmTransformerShape& shape, const TorchPieces& pieces,
                 const TorchDropout& dropout, int block)
        : m_shape(shape), m_pieces(pieces), m_dropout(dropout),
          m_prefix("encoder" + std::to_string(block) + "."),
          m_firstSite(shape.lstmLayers + 4 * block) {}

    at::Tensor forward(const at::Tensor& x) const {
        if (m_shape.norm == NormPlace::BeforeBranch) {
            const at::Tensor sum = x + attend(norm("norm1", x));
            return sum + feed(norm("norm2", sum));
        }
        const at::Tensor middle = norm("norm1", x + attend(x));
        return norm("norm2", middle + feed(middle));
    }

  private:
    at::Tensor drop(int site, const at::Tensor& x) const {
        return m_dropout && m_shape.dropout > 0 ? m_dropout(m_firstSite + site, x, m_shape.dropout)
                                                : x;
    }
    at::Tensor norm(const std::string& name, const at::Tensor& x) const {
        return at::layer_norm(x, {m_shape.hidden}, m_pieces.at(m_prefix + name + ".weight"),
                              m_pieces.at(m_prefix + name + ".bias"), 1e-5);
    }
    at::Tensor attend(const at::Tensor& x) const {
        const std::int64_t depth = m_shape.hidden / m_shape.heads;
        const at::Tensor projected =
            at::linear(x, m_pieces.at(m_prefix + "self_attn.in_proj_weight"),
                       m_pieces.at(m_prefix + "self_attn.in_proj_bias"))
                .view({x.size(0), x.size(1), 3, m_shape.heads, depth})
                .permute({2, 0, 3, 1, 4});
        const at::Tensor scores = at::matmul(projected[0], projected[1].transpose(-2, -1)) /
                                  std::sqrt(static_cast<double>(depth));
        const at::Tensor context = at::matmul(drop(0, at::softmax(scores, -1)), projected[2])
                                       .transpose(1, 2)
                                       .reshape(x.sizes());
        return drop(1, m_pieces.linear(m_prefix + "self_attn.out_proj", context));
    }
    at::Tensor feed(const at::Tensor& x) const {
        const at::Tensor hidden = at::relu(m_pieces.linear(m_prefix + "linear1", x));
        return drop(3, m_pieces.linear(m_prefix + "linear2", drop(2, hidden)));
    }

    const LstmTransformerShape& m_shape;
    const TorchPieces& m_pieces;
    const TorchDropout& m_dropout;
    std::string m_prefix;
    int m_firstSite;
};

} // namespace

at::Tensor torchForward(const LstmTransformerShape& shape, const at::Tensor& flat,
                        const at::Tensor& x, const TorchDropout& dropout) {
    const TorchPieces pieces(shape.parameters(), flat);
    at::Tensor h = torchLstm(pieces, "lstm.", shape.lstmLayers, shape.dropout,
                             x.view({x.size(0), shape.steps, shape.features}), dropout);
    for (int b = 0; b < shape.blocks; ++b)
        h = TorchEncoder(shape, pieces, dropout, b).forward(h);
    return torchHead(pieces, shape.head.size() + 1,
                     shape.reads == HeadReads::LastStep ? h.select(1, -1) : h.mean(1));
}

} // namespace loom::learn::detail
