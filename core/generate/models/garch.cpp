// SPDX-License-Identifier: GPL-3.0-or-later
// The only classical model of the Quant GANs paper: symmetric, with normal innovations unless told
// otherwise.
#include "generate/garch_generator.h"

namespace loom::generate {

void register_garch(GeneratorRegistry& registry);

void register_garch(GeneratorRegistry& registry) {
    registry.add(makeGarchGenerator(
        {.id = "garch",
         .title = "GARCH(1,1)",
         .reference = "Bollerslev 1986",
         .summary = "Volatility clusters with a constant mean. Has no leverage effect."},
        {.volatility = Volatility::Garch}, InnovationChoice::Offered));
}

} // namespace loom::generate
