// SPDX-License-Identifier: GPL-3.0-or-later
// A trained cross-section VAE as a generator. Thread rule: immutable, sample() from any thread.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include <Eigen/Core>

#include "generate/generator.h"
#include "generate/vae/network.h"

namespace loom::generate {

/// Everything that training hands over and a bundle keeps.
struct VaeState {
    VaeConfig config;
    PanelScaler scaler;
    std::vector<float> weights;
    DecoderNoise noise;
    Eigen::VectorXd latentMean; ///< of the encoded training days
    Eigen::MatrixXd latentCovariance;
    std::vector<double> unitVariance; ///< of each unit's encoded mean over the training days
    int epoch = 0;                    ///< the one that was kept, from 1
    double loss = 0;                  ///< its validation loss (training loss without validation)
};

/// A unit is active when the variance of its encoded mean exceeds 0.01 (Burda, Grosse &
/// Salakhutdinov 2016, section 5.1).
std::size_t activeUnits(std::span<const double> unitVariance);

std::unique_ptr<Generator> makeVaeGenerator(VaeState state);
Result<std::unique_ptr<Generator>> loadVae(std::string_view bytes);

/// Mean and log variance of the latent units of days of log returns (NaN = missing): days x latent.
struct Encoding {
    std::vector<float> means, logVariances;
};
Encoding encode(const VaeNetwork& network, const PanelScaler& scaler,
                std::span<const double> returns);

} // namespace loom::generate
