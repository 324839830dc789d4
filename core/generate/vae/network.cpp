// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/vae/network.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace loom::generate {

namespace {

/// Log variances beyond this say nothing more and would overflow.
constexpr float kLogVarianceLimit = 10;

struct Residuals {
    double sum = 0;      ///< of the row's negative log-likelihood
    double distance = 0; ///< sum of residual^2 / scale^2
    std::size_t observed = 0;
};

bool isObserved(const VaeBatch& batch, std::size_t row, std::size_t asset) {
    return batch.observed.empty() ||
           batch.observed[row * static_cast<std::size_t>(batch.values.columns()) + asset] != 0;
}

/// -log of the multivariate t density with d observed assets, without sum log scale (McNeil, Frey &
/// Embrechts 2015, eq. 6.26).
double studentLoss(double distance, double nu, double d) {
    return std::lgamma(nu / 2) - std::lgamma((nu + d) / 2) +
           d / 2 * std::log(nu * std::numbers::pi) + (nu + d) / 2 * std::log1p(distance / nu);
}

class Reconstruction {
  public:
    Reconstruction(const VaeBatch& batch, const DecoderNoise& noise, VaeTape& tape, VaeLoss& loss,
                   bool wantsGradient)
        : m_batch(batch), m_noise(noise), m_tape(tape), m_loss(loss), m_gradient(wantsGradient),
          m_scale(1 / static_cast<double>(batch.values.rows())) {
        m_loss.squares.assign(noise.scale2.size(), 0);
        m_loss.counts.assign(noise.scale2.size(), 0);
    }

    void addRow(std::size_t row) {
        const auto x = m_batch.values.row(row);
        const auto mean = std::as_const(m_tape.decoder.activations).back().row(row);
        double distance = 0, logScales = 0;
        std::size_t observed = 0;
        for (std::size_t a = 0; a < x.size(); ++a) {
            if (!isObserved(m_batch, row, a))
                continue;
            const double d = static_cast<double>(x[a]) - static_cast<double>(mean[a]);
            distance += d * d / m_noise.scale2[a];
            logScales += std::log(m_noise.scale2[a]);
            ++observed;
        }
        const auto count = static_cast<double>(observed);
        double weight = 1; // of the squared residuals
        double loss = 0;
        switch (m_noise.kind) {
        case VaeDecoder::SquaredError:
            loss = distance; // scale2 is 1: the summed squared error itself
            weight = 2;
            break;
        case VaeDecoder::Normal:
            loss = 0.5 * (distance + logScales + count * std::log(2 * std::numbers::pi));
            break;
        case VaeDecoder::StudentT:
            loss = studentLoss(distance, m_noise.nu, count) + 0.5 * logScales;
            weight = (m_noise.nu + count) / (m_noise.nu + distance);
            break;
        }
        m_loss.reconstruction += loss * m_scale;
        m_loss.distances.push_back(distance);
        m_loss.observed.push_back(observed);
        keepRow(row, weight);
    }

  private:
    void keepRow(std::size_t row, double weight) {
        const auto x = m_batch.values.row(row);
        const auto mean = std::as_const(m_tape.decoder.activations).back().row(row);
        const double estimated = m_noise.kind == VaeDecoder::StudentT ? weight : 1;
        for (std::size_t a = 0; a < x.size(); ++a) {
            const bool observed = isObserved(m_batch, row, a);
            const double d = static_cast<double>(mean[a]) - static_cast<double>(x[a]);
            if (observed) {
                m_loss.squares[a] += estimated * d * d;
                m_loss.counts[a] += 1;
            }
            if (m_gradient)
                m_tape.decoder.gradients.back().row(row)[a] =
                    observed ? static_cast<float>(weight * d / m_noise.scale2[a] * m_scale) : 0.0F;
        }
    }

    const VaeBatch& m_batch;
    const DecoderNoise& m_noise;
    VaeTape& m_tape;
    VaeLoss& m_loss;
    bool m_gradient;
    double m_scale;
};

/// Divergence of each unit from N(0, 1), mean over the batch (Kingma & Welling 2014, appendix B).
std::vector<double> divergences(const learn::RowBlock& encoded, std::size_t latent) {
    std::vector<double> out(latent, 0);
    for (std::size_t row = 0; row < encoded.rows(); ++row) {
        const auto e = encoded.row(row);
        for (std::size_t d = 0; d < latent; ++d) {
            const double mean = static_cast<double>(e[d]);
            const double logVariance = static_cast<double>(e[latent + d]);
            out[d] += 0.5 * (mean * mean + std::exp(logVariance) - 1 - logVariance);
        }
    }
    for (double& sum : out)
        sum /= static_cast<double>(encoded.rows());
    return out;
}

std::vector<double> unitVariances(const learn::RowBlock& encoded, std::size_t latent) {
    std::vector<double> out(latent, 0);
    const auto n = static_cast<double>(encoded.rows());
    for (std::size_t d = 0; d < latent; ++d) {
        double sum = 0, squares = 0;
        for (std::size_t row = 0; row < encoded.rows(); ++row) {
            const double mean = static_cast<double>(encoded.row(row)[d]);
            sum += mean;
            squares += mean * mean;
        }
        out[d] = squares / n - sum / n * (sum / n);
    }
    return out;
}

} // namespace

VaeNetwork::VaeNetwork(int assets, int hidden, int latent)
    : m_encoder({{assets, hidden, hidden, 2 * latent}}),
      m_decoder({{latent, hidden, hidden, assets}}),
      m_encoderSize(m_encoder.shape().parameterCount()),
      m_decoderSize(m_decoder.shape().parameterCount()) {}

std::vector<float> VaeNetwork::initialWeights(std::uint64_t seed) const {
    auto out = learn::initialWeights(m_encoder.shape(), seed);
    const auto decoder = learn::initialWeights(m_decoder.shape(), seed + 1);
    out.insert(out.end(), decoder.begin(), decoder.end());
    return out;
}

void VaeNetwork::setWeights(std::span<const float> flat) {
    m_encoder.setWeights(flat.first(m_encoderSize));
    m_decoder.setWeights(flat.subspan(m_encoderSize));
}

VaeLoss vaeLoss(const VaeNetwork& network, const VaeBatch& batch, const DecoderNoise& noise,
                VaeWeights weights, VaeTape& tape, std::span<float> gradient) {
    const auto latent = static_cast<std::size_t>(network.latent());
    const std::size_t rows = batch.values.rows();
    VaeLoss loss;
    network.encoder().forward(batch.values, tape.encoder);
    learn::RowBlock& encoded = tape.encoder.activations.back();
    tape.latent.resize(rows, network.latent());
    for (std::size_t row = 0; row < rows; ++row) {
        auto e = encoded.row(row);
        for (std::size_t d = 0; d < latent; ++d) {
            e[latent + d] = std::clamp(e[latent + d], -kLogVarianceLimit, kLogVarianceLimit);
            tape.latent.row(row)[d] =
                e[d] + std::exp(0.5F * e[latent + d]) * batch.noise[row * latent + d];
        }
    }
    network.decoder().forward(tape.latent, tape.decoder);
    const bool wanted = !gradient.empty();
    if (wanted) {
        network.encoder().sizeGradients(tape.encoder);
        network.decoder().sizeGradients(tape.decoder);
    }
    Reconstruction reconstruction(batch, noise, tape, loss, wanted);
    for (std::size_t row = 0; row < rows; ++row)
        reconstruction.addRow(row);
    const std::vector<double> perUnit = divergences(encoded, latent);
    for (const double one : perUnit)
        loss.divergence += one;
    loss.unitVariance = unitVariances(encoded, latent);
    if (!wanted)
        return loss;

    network.decoder().backward(tape.latent, tape.decoder, network.decoderPart(gradient),
                               &tape.latentGradient);
    const auto share = static_cast<float>(weights.beta / static_cast<double>(rows));
    for (std::size_t row = 0; row < rows; ++row) {
        const auto e = encoded.row(row);
        const auto back = tape.latentGradient.row(row);
        auto to = tape.encoder.gradients.back().row(row);
        for (std::size_t d = 0; d < latent; ++d) {
            const float active = perUnit[d] > weights.freeBits ? share : 0.0F;
            const float logVariance = e[latent + d];
            const float deviation = std::exp(0.5F * logVariance);
            to[d] = back[d] + active * e[d];
            to[latent + d] = std::abs(logVariance) < kLogVarianceLimit
                                 ? 0.5F * (back[d] * batch.noise[row * latent + d] * deviation +
                                           active * (deviation * deviation - 1))
                                 : 0.0F;
        }
    }
    network.encoder().backward(batch.values, tape.encoder, network.encoderPart(gradient));
    return loss;
}

} // namespace loom::generate
