// SPDX-License-Identifier: GPL-3.0-or-later
// The constrained stochastic volatility neural network with drift (Wiese et al. 2020, section 5.3).
#include "generate/quantgan/model.h"

namespace loom::generate {

namespace {

/// As for the TCN, but Quick is longer: after the TCN's four passes this network has learnt no
/// dynamics yet. Figures: resources/help/results.md.
std::vector<GeneratorInfo::Preset> svnnPresets() {
    return {
        {"quick",
         "Quick",
         "Ten passes over the data, for a first look in about half a minute: volatility clusters "
         "and the daily distribution are there; long horizons and the level of volatility are "
         "still rough.",
         {{"epochs", 10},
          {"generator_rate", 5e-4},
          {"critic_rate", 5e-4},
          {"averaging", 0.99},
          {"check_every", 25}}},
        {"standard", "Standard",
         "2,400 steps, about two minutes on two cores. On the S&P 500 of 2009 to 2018, in-sample: "
         "volatility within 5 %, volatility clustering misses 48 % and leverage 85 % of what a "
         "model without dynamics misses, every horizon closer than a normal GARCH(1,1).",
         Json::object()},
        {"thorough",
         "Thorough",
         "6,000 steps with falling learning rates, two and a half times as long as Standard. Not "
         "measured for this network: its report shows what the longer training brought.",
         {{"steps", 6000}, {"final_rate", 0.1}, {"check_every", 200}}},
    };
}

} // namespace

void register_quantgan_svnn(GeneratorRegistry& registry);

void register_quantgan_svnn(GeneratorRegistry& registry) {
    GeneratorInfo info = quantGanInfo(QuantGanKind::Svnn);
    info.id = "quantgan_svnn";
    info.title = "QuantGAN, stochastic volatility";
    info.presets = svnnPresets();
    info.reference = "Wiese, Knobloch, Korn and Kretschmer 2020";
    info.summary = "A QuantGAN whose return is volatility times a new shock plus drift, both "
                   "learned from past noise alone: closer to models of option pricing.";
    registry.add(std::move(info));
}

} // namespace loom::generate
