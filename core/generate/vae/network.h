// SPDX-License-Identifier: GPL-3.0-or-later
// Encoder, decoder and loss of the cross-section VAE (Kingma & Welling 2014), with gradients by
// hand. Thread rule: a network is immutable while it is used; each thread has a tape of its own.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "generate/vae/config.h"
#include "learn/dense_net.h"

namespace loom::generate {

/// What is spread around the decoder's mean, in the units the network sees.
struct DecoderNoise {
    VaeDecoder kind = VaeDecoder::Normal;
    std::vector<double> scale2; ///< squared scale of each asset; the variance for a normal decoder
    double nu = 10;             ///< degrees of freedom, StudentT
};

class VaeNetwork {
  public:
    VaeNetwork(int assets, int hidden, int latent);

    int assets() const { return m_encoder.shape().inputs(); }
    int latent() const { return m_decoder.shape().inputs(); }
    std::size_t parameterCount() const { return m_encoderSize + m_decoderSize; }
    std::vector<float> initialWeights(std::uint64_t seed) const;
    /// Encoder first, then decoder.
    void setWeights(std::span<const float> flat);

    const learn::DenseNet& encoder() const { return m_encoder; }
    const learn::DenseNet& decoder() const { return m_decoder; }
    std::span<float> encoderPart(std::span<float> flat) const { return flat.first(m_encoderSize); }
    std::span<float> decoderPart(std::span<float> flat) const {
        return flat.subspan(m_encoderSize);
    }

  private:
    learn::DenseNet m_encoder; ///< assets -> hidden -> hidden -> means and log variances
    learn::DenseNet m_decoder; ///< latent -> hidden -> hidden -> assets
    std::size_t m_encoderSize = 0, m_decoderSize = 0;
};

/// A batch of days as the network sees them; missing values are zero and not observed.
struct VaeBatch {
    learn::RowBlock values;
    std::vector<std::uint8_t> observed; ///< rows x assets; empty: everything is
    std::vector<float> noise;           ///< rows x latent standard normals
};

struct VaeWeights {
    double beta = 1;
    double freeBits = 0;
};

/// Means over the batch, in nats, and what the decoder's noise is estimated from.
struct VaeLoss {
    double reconstruction = 0;         ///< -log p(x | z) up to the squared error's constants
    double divergence = 0;             ///< KL(q(z | x) || p(z)), before beta and free bits
    std::vector<double> unitVariance;  ///< of each latent unit's encoded mean over the batch
    std::vector<double> squares;       ///< sum of weighted squared residuals of each asset
    std::vector<double> counts;        ///< of them
    std::vector<double> distances;     ///< sum of residual^2 / scale^2 of each row
    std::vector<std::size_t> observed; ///< assets of each row
};

/// Buffers of one training thread.
struct VaeTape {
    learn::DenseNet::Workspace encoder, decoder;
    learn::RowBlock latent, latentGradient;
};

/// Loss of a batch and, unless `gradient` is empty, the gradient of
/// reconstruction + beta sum_d max(KL_d, free bits), added to it.
VaeLoss vaeLoss(const VaeNetwork& network, const VaeBatch& batch, const DecoderNoise& noise,
                VaeWeights weights, VaeTape& tape, std::span<float> gradient);

} // namespace loom::generate
