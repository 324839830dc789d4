// SPDX-License-Identifier: GPL-3.0-or-later
// Efron (1979): single days drawn with replacement. Right one-day law, no dynamics at all.
#include "generate/resampler.h"

namespace loom::generate {

void register_iid_bootstrap(GeneratorRegistry& registry);

namespace {

void resample(std::size_t days, double, Rng& rng, std::span<std::size_t> drawn) {
    for (std::size_t& day : drawn)
        day = rng.below(days);
}

} // namespace

void register_iid_bootstrap(GeneratorRegistry& registry) {
    registry.add(makeResampler(
        {.id = "iid_bootstrap",
         .title = "Day-by-day bootstrap",
         .reference = "Efron 1979",
         .summary = "Draws single days with replacement: the right one-day law without dynamics.",
         .params = {},
         .orderFree = true},
        20, [](std::span<const double>, const Params&) { return 1.0; }, resample));
}

} // namespace loom::generate
