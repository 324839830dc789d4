// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/torch_networks.h"

namespace loom::learn::detail {

namespace {

/// Of each stack coefficients x backcast and forecast; undefined for a generic one.
using Bases = std::vector<at::Tensor>;

Bases basesOf(const NBeatsShape& shape, const at::TensorOptions& options) {
    Bases out;
    for (const NBeatsStack& stack : shape.stacks) {
        const std::vector<double> basis = nbeatsBasis(shape, stack);
        out.emplace_back();
        if (!basis.empty())
            out.back() = at::tensor(basis, at::TensorOptions(at::kDouble))
                             .view({-1, shape.lookback + shape.outputs()})
                             .to(options);
    }
    return out;
}

at::Tensor throughStacks(const NBeatsShape& shape, const TorchPieces& pieces, const Bases& bases,
                         const at::Tensor& x) {
    const at::Tensor extras = x.narrow(1, x.size(1) - shape.extras, shape.extras);
    at::Tensor residual = x.narrow(1, 0, shape.lookback);
    at::Tensor out = at::zeros({x.size(0), shape.outputs()}, x.options());
    for (std::size_t s = 0; s < shape.stacks.size(); ++s) {
        const NBeatsStack& stack = shape.stacks[s];
        for (int b = 0; b < stack.blocks; ++b) {
            const std::string name =
                "stack" + std::to_string(s) + ".block" + std::to_string(stack.shared ? 0 : b);
            at::Tensor h = at::cat({residual, extras}, 1);
            for (int i = 0; i < stack.layers; ++i)
                h = at::relu(pieces.linear(name + ".layer" + std::to_string(i), h));
            at::Tensor both = pieces.linear(name + ".coefficients", h);
            if (bases[s].defined())
                both = at::matmul(both, bases[s]);
            residual = residual - both.narrow(1, 0, shape.lookback);
            if (shape.masked)
                residual = residual * x.narrow(1, shape.lookback, shape.lookback);
            out = out + both.narrow(1, shape.lookback, shape.outputs());
        }
    }
    return out;
}

} // namespace

TorchPieces::TorchPieces(const std::vector<Parameter>& parameters, const at::Tensor& flat) {
    for (const Parameter& p : parameters) {
        const std::vector<std::int64_t> sizes(p.shape.begin(), p.shape.end());
        m_pieces[p.name] = flat.narrow(0, static_cast<std::int64_t>(p.offset),
                                       static_cast<std::int64_t>(p.count()))
                               .view(sizes);
    }
}

TorchPieces TorchPieces::leaves(const std::vector<Parameter>& parameters, const at::Tensor& flat) {
    TorchPieces out(parameters, flat);
    for (auto& [name, piece] : out.m_pieces)
        piece = piece.detach().set_requires_grad(true);
    return out;
}

at::Tensor TorchPieces::linear(const std::string& name, const at::Tensor& x) const {
    return at::linear(x, at(name + ".weight"), at(name + ".bias"));
}

at::Tensor torchForward(const NBeatsShape& shape, const TorchPieces& pieces, const at::Tensor& x,
                        const TorchDropout&) {
    return throughStacks(shape, pieces, basesOf(shape, x.options()), x);
}

} // namespace loom::learn::detail

namespace loom::learn {

std::unique_ptr<detail::TorchTwin> NBeats::twin() const {
    using namespace detail;
    return std::make_unique<TorchTwin>(
        TorchTwin{[shape = m_shape, bases = Bases()](const TorchPieces& pieces, const at::Tensor& x,
                                                     const TorchDropout&) mutable {
            if (bases.empty()) // made once: they cross to the device
                bases = basesOf(shape, x.options());
            return throughStacks(shape, pieces, bases, x);
        }});
}

} // namespace loom::learn
