// SPDX-License-Identifier: GPL-3.0-or-later
#include "learn/detail/torch_networks.h"

namespace loom::learn::detail {

namespace {

/// Backcast and forecast of coefficients.
at::Tensor expand(const NBeatsShape& shape, const NBeatsStack& stack,
                  const at::Tensor& coefficients) {
    const std::vector<double> basis = nbeatsBasis(shape, stack);
    if (basis.empty())
        return coefficients;
    const at::Tensor matrix = at::tensor(basis, coefficients.options().dtype(at::kDouble))
                                  .view({coefficients.size(1), shape.lookback + shape.outputs()})
                                  .to(coefficients.options());
    return at::matmul(coefficients, matrix);
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

at::Tensor TorchPieces::linear(const std::string& name, const at::Tensor& x) const {
    return at::linear(x, at(name + ".weight"), at(name + ".bias"));
}

at::Tensor torchForward(const NBeatsShape& shape, const at::Tensor& flat, const at::Tensor& x) {
    const TorchPieces pieces(shape.parameters(), flat);
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
            const at::Tensor both = expand(shape, stack, pieces.linear(name + ".coefficients", h));
            residual = residual - both.narrow(1, 0, shape.lookback);
            if (shape.masked)
                residual = residual * x.narrow(1, shape.lookback, shape.lookback);
            out = out + both.narrow(1, shape.lookback, shape.outputs());
        }
    }
    return out;
}

} // namespace loom::learn::detail
