// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/torch_tcn.h"

#include <array>
#include <map>

namespace loom::learn::detail {

namespace {

/// Views into the flat vector by name.
class Pieces {
  public:
    Pieces(const TcnShape& shape, const at::Tensor& flat) {
        for (const Parameter& p : shape.parameters()) {
            std::vector<std::int64_t> sizes(p.shape.begin(), p.shape.end());
            m_pieces[p.name] = flat.narrow(0, static_cast<std::int64_t>(p.offset),
                                           static_cast<std::int64_t>(p.count()))
                                   .view(sizes);
        }
    }

    at::Tensor convolve(const std::string& name, const at::Tensor& x, std::int64_t dilation = 1,
                        std::int64_t stride = 1) const {
        const at::Tensor weight = m_pieces.at(name + ".weight").permute({2, 1, 0});
        return at::conv1d(x, weight, m_pieces.at(name + ".bias"), std::array{stride},
                          std::array{std::int64_t{0}}, std::array{dilation});
    }
    at::Tensor prelu(const std::string& name, const at::Tensor& x) const {
        return at::prelu(x, m_pieces.at(name + ".slope"));
    }

  private:
    std::map<std::string, at::Tensor> m_pieces;
};

at::Tensor latest(const at::Tensor& x, std::int64_t steps) {
    return x.narrow(2, x.size(2) - steps, steps);
}

} // namespace

at::Tensor torchTcn(const TcnShape& shape, const at::Tensor& flat, const at::Tensor& x,
                    TcnGeometry geometry) {
    const Pieces pieces(shape, flat);
    const bool last = geometry == TcnGeometry::Last;
    const std::int64_t outputs =
        last ? 1 : x.size(2) - static_cast<std::int64_t>(shape.receptiveField()) + 1;
    at::Tensor in = x;
    at::Tensor skips;
    for (int b = 0; b <= shape.blocks; ++b) {
        const std::string block = "block" + std::to_string(b);
        const std::int64_t dilation = b == 0 || last ? 1 : shape.dilation(b);
        const bool halving = last && b > 0;
        const at::Tensor inner =
            pieces.prelu(block + ".first", pieces.convolve(block + ".first", in, dilation));
        const at::Tensor second =
            pieces.prelu(block + ".second",
                         pieces.convolve(block + ".second", inner, dilation, halving ? 2 : 1));
        const at::Tensor residual =
            b == 0 ? pieces.convolve(block + ".residual", in)
                   : (halving ? in.slice(2, 2, std::nullopt, 2) : latest(in, second.size(2)));
        in = pieces.prelu(block + ".out", second + residual);
        const at::Tensor skip = pieces.convolve(block + ".skip", latest(in, outputs));
        skips = skips.defined() ? skips + skip : skip;
    }
    return pieces.convolve("head", pieces.prelu("head", skips));
}

} // namespace loom::learn::detail
