// SPDX-License-Identifier: GPL-3.0-or-later
// The constrained stochastic volatility neural network with drift (Wiese et al. 2020, section 5.3).
#include "generate/quantgan/model.h"

namespace loom::generate {

void register_quantgan_svnn(GeneratorRegistry& registry);

void register_quantgan_svnn(GeneratorRegistry& registry) {
    GeneratorInfo info = quantGanInfo(QuantGanKind::Svnn);
    info.id = "quantgan_svnn";
    info.title = "QuantGAN, stochastic volatility";
    info.reference = "Wiese, Knobloch, Korn and Kretschmer 2020";
    info.summary = "A QuantGAN whose return is volatility times a new shock plus drift, both "
                   "learned from past noise alone: closer to models of option pricing.";
    registry.add(std::move(info));
}

} // namespace loom::generate
