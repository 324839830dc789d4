// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/torch_networks.h"

#include <array>

namespace loom::learn::detail {

namespace {

/// One residual block on [sample, channel, step], every step made.
class TorchBlock {
  public:
    TorchBlock(const TemporalConvShape& shape, const TorchPieces& pieces,
               const TorchDropout& dropout, int block)
        : m_shape(shape), m_pieces(pieces), m_dropout(dropout), m_block(block),
          m_prefix("block" + std::to_string(block) + ".") {}

    at::Tensor forward(const at::Tensor& x) const {
        const at::Tensor hidden = drop(0, at::relu(convolve("conv1", x)));
        const at::Tensor answer = drop(1, at::relu(convolve("conv2", hidden)));
        const bool same = x.size(1) == m_shape.channels;
        const at::Tensor around =
            same ? x : m_pieces.linear(m_prefix + "downsample", x.transpose(1, 2)).transpose(1, 2);
        return at::relu(answer + around);
    }

  private:
    at::Tensor convolve(const std::string& name, const at::Tensor& x) const {
        at::Tensor weight;
        if (m_shape.weightNorm) {
            const at::Tensor& v = m_pieces.at(m_prefix + name + ".weight_v");
            const at::Tensor length = (v * v).sum(at::IntArrayRef{1, 2}, true).sqrt();
            weight = v / length * m_pieces.at(m_prefix + name + ".weight_g").view({-1, 1, 1});
        } else {
            weight = m_pieces.at(m_prefix + name + ".weight");
        }
        const std::int64_t dilation = std::int64_t{1} << m_block;
        const at::Tensor padded =
            at::constant_pad_nd(x, std::array<std::int64_t, 2>{(m_shape.taps - 1) * dilation, 0});
        return at::conv1d(padded, weight, m_pieces.at(m_prefix + name + ".bias"),
                          std::array{std::int64_t{1}}, std::array{std::int64_t{0}},
                          std::array{dilation});
    }
    at::Tensor drop(int site, const at::Tensor& x) const {
        if (!m_dropout || m_shape.dropout <= 0)
            return x;
        const at::Tensor ones = at::ones({x.size(0), x.size(1)}, x.options());
        return x * m_dropout(2 * m_block + site, ones, m_shape.dropout).unsqueeze(2);
    }

    const TemporalConvShape& m_shape;
    const TorchPieces& m_pieces;
    const TorchDropout& m_dropout;
    int m_block;
    std::string m_prefix;
};

} // namespace

at::Tensor torchForward(const TemporalConvShape& shape, const TorchPieces& pieces,
                        const at::Tensor& x, const TorchDropout& dropout) {
    at::Tensor h = x.view({x.size(0), shape.steps, shape.features}).transpose(1, 2);
    for (int b = 0; b < shape.blocks; ++b)
        h = TorchBlock(shape, pieces, dropout, b).forward(h);
    return torchHead(pieces, shape.head.size() + 1, h.select(2, -1));
}

} // namespace loom::learn::detail

namespace loom::learn {

std::unique_ptr<detail::TorchTwin> TemporalConv::twin() const {
    return detail::makeTwin(m_shape);
}

} // namespace loom::learn
