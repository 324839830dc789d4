// SPDX-License-Identifier: GPL-3.0-or-later
// The control of every report: the real days in random order. It has the real one-day law exactly
// and no dynamics, so a report whose dynamics rows it passes is broken.
#include "generate/resampler.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace loom::generate {

void register_shuffled_control(GeneratorRegistry& registry);

namespace {

/// Fisher-Yates (Knuth 1998, algorithm 3.4.2P), as far as the path needs; a path longer than the
/// history goes on with another shuffle of it.
void shuffle(std::size_t days, double, Rng& rng, std::span<std::size_t> drawn) {
    std::vector<std::size_t> deck(days);
    std::iota(deck.begin(), deck.end(), std::size_t{0});
    for (std::size_t filled = 0; filled < drawn.size(); filled += days) {
        const std::size_t take = std::min(days, drawn.size() - filled);
        for (std::size_t i = 0; i < take; ++i) {
            std::swap(deck[i], deck[i + rng.below(days - i)]);
            drawn[filled + i] = deck[i];
        }
    }
}

} // namespace

void register_shuffled_control(GeneratorRegistry& registry) {
    registry.add(makeResampler(
        {.id = "shuffled_control",
         .title = "Shuffled control",
         .reference = "Permutation of the real days",
         .summary = "The real days in random order. A report must fail it on every dynamics row.",
         .params = {},
         .control = true},
        20, [](std::span<const double>, const Params&) { return 1.0; }, shuffle));
}

} // namespace loom::generate
