// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/torch_networks.h"

namespace loom::learn::detail {

at::Tensor torchForward(const InvertedTransformerShape& shape, const TorchPieces& pieces,
                        const at::Tensor& x, const TorchDropout& dropout) {
    const at::Tensor windows = x.view({x.size(0), shape.steps, shape.series}).transpose(1, 2);
    at::Tensor h = pieces.linear("embed", windows);
    if (dropout && shape.dropout > 0)
        h = dropout(0, h, shape.dropout);
    for (int b = 0; b < shape.blocks; ++b)
        h = torchEncoder(pieces, "encoder" + std::to_string(b) + ".",
                         {.steps = shape.series,
                          .width = shape.width,
                          .heads = shape.heads,
                          .feedForward = shape.feedForward,
                          .dropout = shape.dropout,
                          .normFirst = false,
                          .firstSite = 1 + 4 * b},
                         h, dropout);
    h = at::layer_norm(h, {shape.width}, pieces.at("norm.weight"), pieces.at("norm.bias"), 1e-5);
    return pieces.linear("project", h).flatten(1);
}

} // namespace loom::learn::detail

namespace loom::learn {

std::unique_ptr<detail::TorchTwin> InvertedTransformer::twin() const {
    return detail::makeTwin(m_shape);
}

} // namespace loom::learn
