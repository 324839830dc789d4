// SPDX-License-Identifier: GPL-3.0-or-later
// How long the blocks of a block bootstrap should be. Thread rule: pure functions.
#pragma once

#include <span>

namespace loom::stats {

/// Expected (stationary) and fixed (circular) block length in observations; at least a fraction of
/// one, at most ceil(min(3 sqrt(n), n / 3)).
struct BlockLength {
    double stationary = 1;
    double circular = 1;
};

/// Politis & White (2004) with the correction of Patton, Politis & White (2009); equal to
/// arch.bootstrap.optimal_block_length. For returns choose it on |r|, whose memory is the longer
/// one. NaN is left out; fewer than 16 values or a constant series give blocks of one.
BlockLength optimalBlockLength(std::span<const double> series);

} // namespace loom::stats
