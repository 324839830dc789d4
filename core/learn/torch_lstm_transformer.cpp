// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/torch_networks.h"

namespace loom::learn::detail {

at::Tensor torchForward(const LstmTransformerShape& shape, const TorchPieces& pieces,
                        const at::Tensor& x, const TorchDropout& dropout) {
    at::Tensor h = torchLstm(pieces, "lstm.", shape.lstmLayers, shape.dropout,
                             x.view({x.size(0), shape.steps, shape.features}), dropout);
    for (int b = 0; b < shape.blocks; ++b)
        h = torchEncoder(pieces, "encoder" + std::to_string(b) + ".",
                         {.steps = shape.steps,
                          .width = shape.hidden,
                          .heads = shape.heads,
                          .feedForward = shape.feedForward,
                          .dropout = shape.dropout,
                          .normFirst = shape.norm == NormPlace::BeforeBranch,
                          .firstSite = shape.lstmLayers + 4 * b},
                         h, dropout);
    return torchHead(pieces, shape.head.size() + 1,
                     shape.reads == HeadReads::LastStep ? h.select(1, -1) : h.mean(1));
}

} // namespace loom::learn::detail

namespace loom::learn {

std::unique_ptr<detail::TorchTwin> LstmTransformer::twin() const {
    return detail::makeTwin(m_shape);
}

} // namespace loom::learn
