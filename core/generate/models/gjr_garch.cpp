// SPDX-License-Identifier: GPL-3.0-or-later
// As GJR-GARCH-t, but with normal innovations unless told otherwise: closer at long horizons,
// thinner one-day tails.
#include "generate/garch_generator.h"

namespace loom::generate {

void register_gjr_garch(GeneratorRegistry& registry);

void register_gjr_garch(GeneratorRegistry& registry) {
    registry.add(makeGarchGenerator(
        {.id = "gjr_garch",
         .title = "GJR-GARCH",
         .reference = "Glosten, Jagannathan and Runkle 1993",
         .summary = "Volatility clusters and losses raise volatility more than gains."},
        {.volatility = Volatility::Gjr}, InnovationChoice::Offered));
}

} // namespace loom::generate
