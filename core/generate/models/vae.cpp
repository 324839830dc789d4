// SPDX-License-Identifier: GPL-3.0-or-later
// A variational autoencoder over one day's returns of several assets.
#include "generate/vae/model.h"
#include "generate/vae/trainer.h"

namespace loom::generate {

void register_vae(GeneratorRegistry& registry);

void register_vae(GeneratorRegistry& registry) {
    registry.add(
        {.id = "vae",
         .title = "VAE",
         .reference = "Kingma and Welling 2014",
         .summary = "One day of all assets at once, from a few latent numbers. Days are drawn "
                    "independently: no path, no volatility clusters.",
         .params = vaeSpecs(),
         .presets = vaePresets(),
         .trains = true,
         .minAssets = 2,
         .maxAssets = 2000,
         .timeless = true,
         .orderFree = true,
         .acceptsMissing = true,
         .steerings = {Steering::Kind::LikeDays, Steering::Kind::Between,
                       Steering::Kind::TailScale},
         .testParams = {{"epochs", 3}, {"hidden", 16}, {"latent", 2}, {"warm_up", 0}},
         .minimumReturns = [](const Params&, std::size_t) { return kFewestVaeDays; },
         .fit =
             [](const TrainingData& data, const FitOptions& options, jobs::JobContext& context) {
                 return trainVae(vaeConfig(options.params), data, options, context);
             },
         .load = loadVae});
}

} // namespace loom::generate
