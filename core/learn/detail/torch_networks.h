// SPDX-License-Identifier: GPL-3.0-or-later
// The networks of learn/nbeats.h, learn/lstm.h and learn/attention_net.h in LibTorch with automatic
// differentiation, on any device and in any precision: what trains on a GPU, and the ordinary form
// that the hand-written ones are checked against.
#pragma once

#include <torch/types.h>

#include <map>
#include <string>
#include <vector>

#include "learn/nbeats.h"

namespace loom::learn::detail {

/// Views into the flat vector by name.
class TorchPieces {
  public:
    TorchPieces(const std::vector<Parameter>& parameters, const at::Tensor& flat);
    const at::Tensor& at(const std::string& name) const { return m_pieces.at(name); }
    /// x * weight' + bias.
    at::Tensor linear(const std::string& name, const at::Tensor& x) const;

  private:
    std::map<std::string, at::Tensor> m_pieces;
};

/// Samples x inputs() to samples x outputs(), laid out as the hand-written networks'. N-BEATS has
/// no dropout.
at::Tensor torchForward(const NBeatsShape& shape, const at::Tensor& flat, const at::Tensor& x);

} // namespace loom::learn::detail
