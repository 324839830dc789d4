// SPDX-License-Identifier: GPL-3.0-or-later
// The strongest small rival: losses raise volatility more than gains, Student-t innovations.
#include "generate/garch_generator.h"

namespace loom::generate {

void register_gjr_garch_t(GeneratorRegistry& registry);

void register_gjr_garch_t(GeneratorRegistry& registry) {
    registry.add(makeGarchGenerator(
        {.id = "gjr_garch_t",
         .title = "GJR-GARCH-t",
         .reference = "Glosten, Jagannathan and Runkle 1993",
         .summary = "Volatility clusters, losses raise volatility more than gains, heavy-tailed "
                    "innovations."},
        {.volatility = Volatility::Gjr, .innovation = Innovation::StudentT},
        InnovationChoice::Fixed));
}

} // namespace loom::generate
