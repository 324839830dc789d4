// SPDX-License-Identifier: GPL-3.0-or-later
// The temporal convolutional network of Wiese et al. (2020) as a list of parameters: a block with
// kernel 1, then blocks of two dilated causal convolutions with kernel 2, each with a residual
// connection and a learned 1x1 skip into one head. All parameters lie in one flat float vector, so
// optimiser, averaging, checkpoints and bundles never know the network. Thread rule: plain values.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/random.h"

namespace loom::learn {

/// One named piece of the flat vector. A convolution's weight is [tap][input][output], the
/// earliest tap first.
struct Parameter {
    std::string name;
    std::vector<std::size_t> shape;
    std::size_t offset = 0;
    std::size_t count() const;
};

struct TcnShape {
    int inputs = 3;
    int hidden = 80;
    int outputs = 1;
    int blocks = 6; ///< dilated ones: 1, 2, 4 … 2^(blocks - 1)

    /// Days an output depends on: 1 + 2 (2^blocks - 1); 127 for six blocks.
    std::size_t receptiveField() const;
    int dilation(int block) const { return block == 0 ? 0 : 1 << (block - 1); }

    /// Sorted as they lie in the flat vector; block 0 is the one with kernel 1.
    std::vector<Parameter> parameters() const;
    std::size_t parameterCount() const;

    friend bool operator==(const TcnShape&, const TcnShape&) = default;
};

/// PReLU slopes never fall below this, so that an activation keeps the sign of its input (the
/// backward pass relies on it).
inline constexpr float kSmallestSlope = 0.01F;

/// Uniform in +-1/sqrt(fan in), slopes 1/4: what PyTorch starts convolutions and PReLU with.
std::vector<float> initialParameters(const TcnShape& shape, Rng& rng);

/// Applies the lower bound of the slopes.
void boundSlopes(const TcnShape& shape, std::span<float> parameters);

} // namespace loom::learn
