// SPDX-License-Identifier: GPL-3.0-or-later
// Künsch (1989): blocks of one fixed length that lie within the history.
#include "generate/resampler.h"

#include <algorithm>
#include <cmath>

namespace loom::generate {

void register_moving_block_bootstrap(GeneratorRegistry& registry);

namespace {

double chooseLength(std::span<const double> history, const Params& params) {
    return blockLengthFor(BlockKind::Fixed, history, params);
}

/// A block starts on any day that leaves room for all of it, so the first and last days of the
/// history are drawn less often than the others.
void resample(std::size_t days, double length, Rng& rng, std::span<std::size_t> drawn) {
    const auto block =
        std::clamp<std::size_t>(static_cast<std::size_t>(std::round(length)), 1, days);
    for (std::size_t filled = 0; filled < drawn.size(); filled += block) {
        const std::size_t start = rng.below(days - block + 1);
        for (std::size_t i = filled; i < std::min(filled + block, drawn.size()); ++i)
            drawn[i] = start + i - filled;
    }
}

} // namespace

void register_moving_block_bootstrap(GeneratorRegistry& registry) {
    registry.add(
        makeResampler({.id = "moving_block_bootstrap",
                       .title = "Moving block bootstrap",
                       .reference = "Künsch 1989",
                       .summary = "Copies stretches of history of one fixed length that never wrap "
                                  "around.",
                       .params = {blockLengthSpec()},
                       .testParams = {{"block_length", 10}}},
                      50, chooseLength, resample));
}

} // namespace loom::generate
