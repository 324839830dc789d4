// SPDX-License-Identifier: GPL-3.0-or-later
// The same network in LibTorch with automatic differentiation, on any device and in any precision:
// what trains on a GPU, and the ordinary form that the hand-written one is checked against.
#pragma once

#include <torch/types.h>

#include "learn/tcn.h"

namespace loom::learn::detail {

/// The network on x [sample, channel, time]; flat holds the parameters of shape.parameters().
/// Returns [sample, output, time]. Convolutions are valid: no padding.
at::Tensor torchTcn(const TcnShape& shape, const at::Tensor& flat, const at::Tensor& x,
                    TcnGeometry geometry);

} // namespace loom::learn::detail
