// SPDX-License-Identifier: GPL-3.0-or-later
// Lays the pieces of a network's flat vector one behind the other, and starts them as PyTorch does.
// Thread rule: plain values.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "learn/tcn_shape.h"

namespace loom::learn::detail {

class ParameterList {
  public:
    /// Where the piece begins.
    std::size_t add(std::string name, std::vector<std::size_t> shape) {
        m_list.push_back({std::move(name), std::move(shape), m_next});
        m_next += m_list.back().count();
        return m_list.back().offset;
    }
    /// name.weight (outputs x inputs), then name.bias.
    void addLinear(const std::string& name, int inputs, int outputs) {
        const auto in = static_cast<std::size_t>(inputs), out = static_cast<std::size_t>(outputs);
        add(name + ".weight", {out, in});
        add(name + ".bias", {out});
    }
    std::size_t next() const { return m_next; }
    std::vector<Parameter> take() { return std::move(m_list); }

  private:
    std::vector<Parameter> m_list;
    std::size_t m_next = 0;
};

/// Uniform in +-bound.
void fillUniform(std::span<float> piece, double bound, Rng& rng);

} // namespace loom::learn::detail
