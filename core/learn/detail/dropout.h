// SPDX-License-Identifier: GPL-3.0-or-later
// Dropout (Srivastava et al. 2014), inverted: what is kept is divided by the chance of being kept.
// The mask is a hash of the seed, the place in the network, the row's place in the batch and the
// entry, so that the backward pass makes it again instead of keeping it, and so that it does not
// depend on how a batch is cut. Thread rule: plain values.
#pragma once

#include <cstdint>

#include "learn/dense_net.h"
#include "learn/network.h"

namespace loom::learn::detail {

class Dropout {
  public:
    Dropout() = default;
    /// Does nothing when the pass evaluates or the rate is zero. `site`: the place in the network.
    Dropout(double rate, const Pass& pass, int site);

    bool active() const { return m_threshold > 0; }

    /// `count` adjacent floats: the entries first, first + 1 … of a row of the pass.
    void apply(float* values, int count, std::size_t row, std::uint32_t first) const;
    /// Rows of several steps, `rowsAStep` of each, of which `rows` are real: entry i of step t has
    /// the number t * columns + i.
    void applySteps(RowBlock& block, std::size_t rowsAStep, std::size_t rows) const;

  private:
    std::uint32_t m_threshold = 0;
    float m_scale = 1;
    std::uint64_t m_seed = 0;
    std::size_t m_firstRow = 0;
};

} // namespace loom::learn::detail
