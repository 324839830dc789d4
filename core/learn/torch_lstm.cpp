// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/torch_networks.h"

#include <tuple>

namespace loom::learn::detail {

at::Tensor torchLstm(const TorchPieces& pieces, const std::string& prefix, int layers, double rate,
                     const at::Tensor& x, const TorchDropout& dropout) {
    // cuDNN keeps what a backward pass needs in training only.
    const bool training = at::GradMode::is_enabled();
    at::Tensor out = x;
    for (int i = 0; i < layers; ++i) {
        const std::string layer = "_l" + std::to_string(i);
        const std::vector<at::Tensor> weights = {
            pieces.at(prefix + "weight_ih" + layer), pieces.at(prefix + "weight_hh" + layer),
            pieces.at(prefix + "bias_ih" + layer), pieces.at(prefix + "bias_hh" + layer)};
        const at::Tensor start = at::zeros({1, x.size(0), weights[1].size(1)}, x.options());
        out = std::get<0>(
            at::lstm(out, {start, start}, weights, true, 1, 0.0, training, false, true));
        if (dropout && rate > 0 && i + 1 < layers)
            out = dropout(i, out, rate);
    }
    return out;
}

at::Tensor torchHead(const TorchPieces& pieces, std::size_t layers, at::Tensor h) {
    for (std::size_t i = 0; i < layers; ++i) {
        h = pieces.linear("head" + std::to_string(i), h);
        if (i + 1 < layers)
            h = at::relu(h);
    }
    return h;
}

at::Tensor torchForward(const LstmShape& shape, const TorchPieces& pieces, const at::Tensor& x,
                        const TorchDropout& dropout) {
    const at::Tensor window = x.view({x.size(0), shape.steps, shape.features});
    return torchHead(
        pieces, shape.head.size() + 1,
        torchLstm(pieces, "lstm.", shape.layers, shape.dropout, window, dropout).select(1, -1));
}

} // namespace loom::learn::detail

namespace loom::learn {

std::unique_ptr<detail::TorchTwin> Lstm::twin() const {
    return detail::makeTwin(m_shape);
}

} // namespace loom::learn
