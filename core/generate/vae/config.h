// SPDX-License-Identifier: GPL-3.0-or-later
// The parameters of a variational autoencoder over one day's returns. Thread rule: plain values.
#pragma once

#include <vector>

#include "base/param_spec.h"
#include "generate/generator.h"
#include "generate/panel_scaler.h"

namespace loom::generate {

enum class VaeDecoder {
    SquaredError, ///< summed squared error: a fixed decoder variance of one half
    Normal,       ///< normal, with a variance of its own for every asset, learnt
    StudentT,     ///< multivariate t: one mixing variable a day, so that tails come together
};

/// The law the latent units are drawn from.
enum class LatentLaw {
    Standard, ///< N(0, I), which presumes that the encodings are distributed like that
    Fitted,   ///< normal with the mean and covariance of the encoded training days
};

struct VaeConfig {
    int latent = 16;
    int hidden = 128;
    int epochs = 100;
    int batch = 64;
    double rate = 1e-3;
    VaeDecoder decoder = VaeDecoder::Normal;
    bool decoderNoise = true;
    double beta = 1;
    int warmUp = 10;     ///< epochs over which beta rises to its value
    double freeBits = 0; ///< nats a latent unit that cost nothing
    Marginals marginals = Marginals::Ranks;
    LatentLaw latentLaw = LatentLaw::Fitted;
    bool keepBest = true; ///< the epoch with the best validation loss; else the last
};

std::vector<ParamSpec> vaeSpecs();
std::vector<GeneratorInfo::Preset> vaePresets();
VaeConfig vaeConfig(const Params& params);
Json toJson(const VaeConfig& config);
/// Throws Json::exception when a field is missing or of the wrong type.
VaeConfig vaeConfigFromJson(const Json& json);

/// The "marginals" parameter, shared with probabilistic PCA.
ParamSpec marginalsSpec();
Marginals marginalsOf(const Params& params);

} // namespace loom::generate
