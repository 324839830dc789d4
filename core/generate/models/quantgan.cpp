// SPDX-License-Identifier: GPL-3.0-or-later
// Quant GANs with a pure temporal convolutional network (Wiese et al. 2020, section 5).
#include "generate/quantgan/model.h"

namespace loom::generate {

void register_quantgan(GeneratorRegistry& registry);

void register_quantgan(GeneratorRegistry& registry) {
    GeneratorInfo info = quantGanInfo(QuantGanKind::Tcn);
    info.id = "quantgan";
    info.title = "QuantGAN";
    info.reference = "Wiese, Knobloch, Korn and Kretschmer 2020";
    info.summary = "Two convolutional networks compete until generated returns are hard to tell "
                   "from real ones; learns volatility clusters and leverage from data.";
    registry.add(std::move(info));
}

} // namespace loom::generate
