// SPDX-License-Identifier: GPL-3.0-or-later
// Politis & Romano (1994): blocks of geometric length that start anywhere and wrap around.
#include "generate/resampler.h"
#include "stats/block_length.h"

#include <algorithm>
#include <cmath>

namespace loom::generate {

void register_stationary_bootstrap(GeneratorRegistry& registry);

namespace {

double chooseLength(std::span<const double> history, const Params& params) {
    const auto wanted = params.has("block_length") ? params.integer("block_length") : 0;
    if (wanted > 0)
        return std::min(static_cast<double>(wanted), static_cast<double>(history.size()));
    std::vector<double> absolute(history.begin(), history.end());
    for (double& r : absolute)
        r = std::abs(r);
    return std::max(1.0, stats::optimalBlockLength(absolute).stationary);
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
