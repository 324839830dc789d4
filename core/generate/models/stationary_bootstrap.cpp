// SPDX-License-Identifier: GPL-3.0-or-later
// Politis & Romano (1994): blocks of geometric length that start anywhere and wrap around.
#include "generate/resampler.h"

namespace loom::generate {

void register_stationary_bootstrap(GeneratorRegistry& registry);

namespace {

double chooseLength(std::span<const double> history, const Params& params) {
    return blockLengthFor(BlockKind::Geometric, history, params);
}

void resample(std::size_t days, double length, Rng& rng, std::span<std::size_t> drawn) {
    std::size_t at = rng.below(days);
    for (std::size_t& day : drawn) {
        day = at;
        at = rng.uniform() * length < 1 ? rng.below(days) : (at + 1) % days;
    }
}

} // namespace

void register_stationary_bootstrap(GeneratorRegistry& registry) {
    registry.add(makeResampler(
        {.id = "stationary_bootstrap",
         .title = "Stationary bootstrap",
         .reference = "Politis and Romano 1994",
         .summary = "Copies stretches of history of random length. Keeps short dynamics well; "
                    "every stretch has happened before.",
         .params = {blockLengthSpec()},
         .testParams = {{"block_length", 10}}},
        50, chooseLength, resample));
}

} // namespace loom::generate
