// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/torch_networks.h"

#include <cmath>

namespace loom::learn::detail {

namespace {

class TorchEncoder {
  public:
    TorchEncoder(const TorchPieces& pieces, const std::string& prefix, const EncoderSizes& sizes,
                 const TorchDropout& dropout)
        : m_pieces(pieces), m_prefix(prefix), m_sizes(sizes), m_dropout(dropout) {}

    at::Tensor forward(const at::Tensor& x) const {
        if (m_sizes.normFirst) {
            const at::Tensor sum = x + attend(norm("norm1", x));
            return sum + feed(norm("norm2", sum));
        }
        const at::Tensor middle = norm("norm1", x + attend(x));
        return norm("norm2", middle + feed(middle));
    }

  private:
    at::Tensor drop(int site, const at::Tensor& x) const {
        return m_dropout && m_sizes.dropout > 0
                   ? m_dropout(m_sizes.firstSite + site, x, m_sizes.dropout)
                   : x;
    }
    at::Tensor norm(const std::string& name, const at::Tensor& x) const {
        return at::layer_norm(x, {m_sizes.width}, m_pieces.at(m_prefix + name + ".weight"),
                              m_pieces.at(m_prefix + name + ".bias"), 1e-5);
    }
    at::Tensor attend(const at::Tensor& x) const {
        const std::int64_t depth = m_sizes.width / m_sizes.heads;
        const at::Tensor projected =
            at::linear(x, m_pieces.at(m_prefix + "self_attn.in_proj_weight"),
                       m_pieces.at(m_prefix + "self_attn.in_proj_bias"))
                .view({x.size(0), x.size(1), 3, m_sizes.heads, depth})
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

    const TorchPieces& m_pieces;
    const std::string& m_prefix;
    const EncoderSizes& m_sizes;
    const TorchDropout& m_dropout;
};

} // namespace

at::Tensor torchEncoder(const TorchPieces& pieces, const std::string& prefix,
                        const EncoderSizes& sizes, const at::Tensor& x,
                        const TorchDropout& dropout) {
    return TorchEncoder(pieces, prefix, sizes, dropout).forward(x);
}

} // namespace loom::learn::detail
