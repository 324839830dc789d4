// SPDX-License-Identifier: GPL-3.0-or-later
// What every hand-written network is held to: outputs and gradients of LibTorch's automatic
// differentiation on the same flat parameters, and of finite differences of the double-precision
// twin.
#pragma once

#include <ATen/ATen.h>
#include <torch/autograd.h>

#include <functional>

#include <QByteArray>

#include "learn/detail/torch_networks.h"
#include "learn/network.h"

namespace loom::learn {

/// Samples x inputs to samples x outputs, from flat parameters, in any precision.
using Twin = std::function<at::Tensor(const at::Tensor& flat, const at::Tensor& x)>;

/// The masks that the hand-written networks draw, as the twins take them.
detail::TorchDropout masksOf(const Pass& pass);

/// The LibTorch network of a shape; masks where it is to drop what the hand-written one drops.
template <class Shape>
Twin twinOf(const Shape& shape, const detail::TorchDropout& dropout = {}) {
    return [=](const at::Tensor& flat, const at::Tensor& x) {
        return detail::torchForward(shape, flat, x, dropout);
    };
}

at::Tensor tensorOf(const RowBlock& block);
at::Tensor tensorOf(std::span<const float> values);
/// Standard normal rows; the padding is filled with a large number, which nobody may read.
RowBlock normalRows(std::size_t rows, int columns, std::uint64_t seed);

struct Differences {
    double outputs = 0, weights = 0, inputs = 0; ///< of the largest entry of each
    double worst() const { return std::max({outputs, weights, inputs}); }
    QByteArray words() const;
};

/// Largest differences from the twin in double precision.
Differences differencesFromTwin(Network& network, std::span<const float> flat, const Twin& twin,
                                const RowBlock& inputs, const Pass& pass = {});

/// Largest relative difference of the directional derivatives of a random linear function of the
/// outputs along a random direction of the parameters, the hand-written gradient's from central
/// differences of the twin in double precision.
double finiteDifferenceError(Network& network, std::span<const float> flat, const Twin& twin,
                             const RowBlock& inputs);

/// Whether whole batches give equal bytes for one, two and five threads, and about the gradient of
/// one pass over all rows.
bool equalForAnyThreads(Network& network, std::span<const float> flat, std::size_t rows);

} // namespace loom::learn
