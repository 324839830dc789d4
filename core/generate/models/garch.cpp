// SPDX-License-Identifier: GPL-3.0-or-later
// The only classical model of the Quant GANs paper: symmetric, normal innovations.
#include "generate/garch_generator.h"

namespace loom::generate {

void register_garch(GeneratorRegistry& registry);

void register_garch(GeneratorRegistry& registry) {
    registry.add(makeGarchGenerator(
        {.id = "garch",
         .title = "GARCH(1,1)",
         .reference = "Bollerslev 1986",
         .summary = "Volatility clusters with normal innovations and a constant mean. Has no "
                    "leverage effect."},
        {.asymmetric = false, .studentT = false}));
}

} // namespace loom::generate
