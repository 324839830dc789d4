// SPDX-License-Identifier: GPL-3.0-or-later
// Leverage in the logarithm of the variance, which needs no bounds to stay positive.
#include "generate/garch_generator.h"

namespace loom::generate {

void register_egarch(GeneratorRegistry& registry);

void register_egarch(GeneratorRegistry& registry) {
    registry.add(makeGarchGenerator(
        {.id = "egarch",
         .title = "EGARCH",
         .reference = "Nelson 1991",
         .summary = "The logarithm of the variance follows the size and the sign of each shock; "
                    "losses raise volatility more than gains."},
        {.volatility = Volatility::Egarch}, InnovationChoice::Offered));
}

} // namespace loom::generate
