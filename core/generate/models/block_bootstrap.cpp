// SPDX-License-Identifier: GPL-3.0-or-later
// Politis & Romano (1992): blocks of one fixed length that wrap around.
#include "generate/resampler.h"

#include <algorithm>
#include <cmath>

namespace loom::generate {

void register_block_bootstrap(GeneratorRegistry& registry);

namespace {

double chooseLength(std::span<const double> history, const Params& params) {
    return blockLengthFor(BlockKind::Fixed, history, params);
}

/// Circular blocks: with equal chance for every starting day no day is drawn less often than
/// another, which moving blocks cannot say of the first and last days.
void resample(std::size_t days, double length, Rng& rng, std::span<std::size_t> drawn) {
    const auto block = std::max<std::size_t>(1, static_cast<std::size_t>(std::round(length)));
    for (std::size_t filled = 0; filled < drawn.size(); filled += block) {
        const std::size_t start = rng.below(days);
        for (std::size_t i = filled; i < std::min(filled + block, drawn.size()); ++i)
            drawn[i] = (start + i - filled) % days;
    }
}

} // namespace

void register_block_bootstrap(GeneratorRegistry& registry) {
    registry.add(makeResampler({.id = "block_bootstrap",
                                .title = "Circular block bootstrap",
                                .reference = "Politis and Romano 1992",
                                .summary = "Copies stretches of history of one fixed length.",
                                .params = {blockLengthSpec()},
                                .testParams = {{"block_length", 10}}},
                               50, chooseLength, resample));
}

} // namespace loom::generate
