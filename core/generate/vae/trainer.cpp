// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/vae/trainer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <boost/math/tools/minima.hpp>
#include <fmt/format.h>

#include "base/random.h"
#include "generate/model_support.h"
#include "generate/vae/model.h"
#include "learn/adam.h"

namespace loom::generate {

namespace {

constexpr double kSmallestVariance = 1e-4; // of an asset's decoder, network units

/// Days as the network sees them.
struct Days {
    std::size_t count = 0, assets = 0;
    std::vector<float> values;
    std::vector<std::uint8_t> observed; ///< empty when nothing is missing
};

Days daysOf(std::span<const double> returns, const PanelScaler& scaler) {
    Days out{.count = returns.size() / scaler.assets(),
             .assets = scaler.assets(),
             .values = std::vector<float>(returns.size()),
             .observed = {}};
    const bool missing =
        std::any_of(returns.begin(), returns.end(), [](double r) { return std::isnan(r); });
    if (missing)
        out.observed.assign(returns.size(), 1);
    for (std::size_t i = 0; i < returns.size(); ++i) {
        const double x = scaler.toNetwork(i % scaler.assets(), returns[i]);
        out.values[i] = std::isnan(x) ? 0.0F : static_cast<float>(x);
        if (std::isnan(x))
            out.observed[i] = 0;
    }
    return out;
}

/// What an epoch adds up to.
struct EpochSums {
    double reconstruction = 0, divergence = 0;
    std::size_t days = 0;
    std::vector<double> squares, counts;
    std::vector<double> distances;
    std::vector<std::size_t> observed;

    void add(const VaeLoss& loss, std::size_t rows) {
        reconstruction += loss.reconstruction * static_cast<double>(rows);
        divergence += loss.divergence * static_cast<double>(rows);
        days += rows;
        squares.resize(loss.squares.size(), 0);
        counts.resize(loss.counts.size(), 0);
        for (std::size_t a = 0; a < squares.size(); ++a) {
            squares[a] += loss.squares[a];
            counts[a] += loss.counts[a];
        }
        distances.insert(distances.end(), loss.distances.begin(), loss.distances.end());
        observed.insert(observed.end(), loss.observed.begin(), loss.observed.end());
    }
    double perDay(double sum) const { return sum / static_cast<double>(days); }
};

class VaeTrainer {
  public:
    VaeTrainer(const VaeConfig& config, const TrainingData& data, const FitOptions& options)
        : m_config(config), m_rng(options.seed),
          m_scaler(PanelScaler::fitted(data, config.marginals)),
          m_training(daysOf(data.training(), m_scaler)),
          m_validation(data.wholeWindow ? Days{} : daysOf(data.validation(), m_scaler)),
          m_network(static_cast<int>(m_scaler.assets()), config.hidden, config.latent),
          m_weights(m_network.initialWeights(options.seed)),
          m_adam(m_weights.size(),
                 {.rate = config.rate, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8}),
          m_noise{.kind = config.decoder,
                  .scale2 = std::vector<double>(m_scaler.assets(), 1.0),
                  .nu = 10},
          m_order(m_training.count) {
        std::iota(m_order.begin(), m_order.end(), std::size_t{0});
    }

    Result<std::unique_ptr<Generator>> run(jobs::JobContext& context);

  private:
    VaeLoss step(const Days& days, std::span<const std::size_t> chosen, double beta, bool learn);
    EpochSums trainEpoch(double beta, jobs::JobContext& context);
    EpochSums validate();
    void learnNoise(const EpochSums& sums);
    void learnScales(const VaeLoss& loss);
    std::unique_ptr<Generator> finished(jobs::JobContext& context);

    struct Best {
        int epoch = 0;
        double loss = std::numeric_limits<double>::infinity();
        std::vector<float> weights;
        DecoderNoise noise;
    };

    VaeConfig m_config;
    Rng m_rng;
    PanelScaler m_scaler;
    Days m_training, m_validation;
    VaeNetwork m_network;
    std::vector<float> m_weights, m_gradient;
    learn::Adam m_adam;
    DecoderNoise m_noise;
    std::vector<std::size_t> m_order;
    VaeBatch m_batch;
    VaeTape m_tape;
    Best m_best;
};

VaeLoss VaeTrainer::step(const Days& days, std::span<const std::size_t> chosen, double beta,
                         bool learn) {
    const std::size_t assets = days.assets;
    m_batch.values.resize(chosen.size(), static_cast<int>(assets));
    m_batch.observed.clear();
    for (std::size_t row = 0; row < chosen.size(); ++row) {
        const auto from = static_cast<std::ptrdiff_t>(chosen[row] * assets);
        std::copy_n(days.values.begin() + from, assets, m_batch.values.row(row).begin());
        if (!days.observed.empty())
            m_batch.observed.insert(m_batch.observed.end(), days.observed.begin() + from,
                                    days.observed.begin() + from +
                                        static_cast<std::ptrdiff_t>(assets));
    }
    m_gradient.assign(learn ? m_weights.size() : 0, 0.0F);
    return vaeLoss(m_network, m_batch, m_noise, {.beta = beta, .freeBits = m_config.freeBits},
                   m_tape, m_gradient);
}

EpochSums VaeTrainer::trainEpoch(double beta, jobs::JobContext& context) {
    EpochSums sums;
    for (std::size_t i = m_order.size(); i-- > 1;)
        std::swap(m_order[i], m_order[m_rng.below(i + 1)]);
    const auto batch = static_cast<std::size_t>(m_config.batch);
    for (std::size_t from = 0; from < m_order.size() && !context.shouldStop(); from += batch) {
        const auto chosen =
            std::span(m_order).subspan(from, std::min(batch, m_order.size() - from));
        m_batch.noise.resize(chosen.size() * static_cast<std::size_t>(m_config.latent));
        for (float& value : m_batch.noise)
            value = static_cast<float>(m_rng.normal());
        m_network.setWeights(m_weights);
        const VaeLoss loss = step(m_training, chosen, beta, true);
        m_adam.step(m_weights, m_gradient);
        learnScales(loss);
        sums.add(loss, chosen.size());
    }
    return sums;
}

/// The optimal variance of a normal decoder is its mean squared residual (Rybkin, Daniilidis &
/// Levine 2021); of a t decoder the weighted one (Dempster, Laird & Rubin 1980). A running mean
/// over some hundred batches follows the training.
void VaeTrainer::learnScales(const VaeLoss& loss) {
    constexpr double kKeep = 0.99;
    if (m_config.decoder == VaeDecoder::SquaredError)
        return;
    for (std::size_t a = 0; a < m_noise.scale2.size(); ++a) {
        if (loss.counts[a] == 0)
            continue;
        const double now = loss.squares[a] / loss.counts[a];
        m_noise.scale2[a] =
            std::max(kSmallestVariance, kKeep * m_noise.scale2[a] + (1 - kKeep) * now);
    }
}

/// The degrees of freedom that make the epoch's residuals most likely (Brent's search).
void VaeTrainer::learnNoise(const EpochSums& sums) {
    if (m_config.decoder != VaeDecoder::StudentT)
        return;
    const auto loss = [&](double logNu) {
        const double nu = std::exp(logNu);
        double sum = 0;
        for (std::size_t i = 0; i < sums.distances.size(); ++i) {
            const auto d = static_cast<double>(sums.observed[i]);
            sum += std::lgamma(nu / 2) - std::lgamma((nu + d) / 2) + d / 2 * std::log(nu) +
                   (nu + d) / 2 * std::log1p(sums.distances[i] / nu);
        }
        return sum;
    };
    constexpr int kBits = 12;
    m_noise.nu = std::exp(
        boost::math::tools::brent_find_minima(loss, std::log(2.2), std::log(100.0), kBits).first);
}

/// With the encoded means themselves: the same numbers every time.
EpochSums VaeTrainer::validate() {
    EpochSums sums;
    if (m_validation.count == 0)
        return sums;
    std::vector<std::size_t> all(m_validation.count);
    std::iota(all.begin(), all.end(), std::size_t{0});
    m_batch.noise.assign(all.size() * static_cast<std::size_t>(m_config.latent), 0.0F);
    m_network.setWeights(m_weights);
    sums.add(step(m_validation, all, 1, false), all.size());
    return sums;
}

std::unique_ptr<Generator> VaeTrainer::finished(jobs::JobContext& context) {
    VaeState state;
    state.config = m_config;
    state.weights = m_best.weights;
    state.noise = m_best.noise;
    state.epoch = m_best.epoch;
    state.loss = m_best.loss;
    m_network.setWeights(state.weights);
    const auto latent = static_cast<std::size_t>(m_config.latent);
    const auto n = static_cast<Eigen::Index>(latent);
    std::vector<std::size_t> all(m_training.count);
    std::iota(all.begin(), all.end(), std::size_t{0});
    m_batch.noise.assign(all.size() * latent, 0.0F);
    (void)step(m_training, all, 1, false);
    const auto& encoded = m_tape.encoder.activations.back();
    Eigen::MatrixXd means(static_cast<Eigen::Index>(all.size()), n);
    Eigen::VectorXd ownVariance = Eigen::VectorXd::Zero(n);
    for (std::size_t t = 0; t < all.size(); ++t) {
        for (std::size_t d = 0; d < latent; ++d) {
            means(static_cast<Eigen::Index>(t), static_cast<Eigen::Index>(d)) =
                static_cast<double>(encoded.row(t)[d]);
            ownVariance(static_cast<Eigen::Index>(d)) +=
                std::exp(static_cast<double>(encoded.row(t)[latent + d]));
        }
    }
    const auto days = static_cast<double>(all.size());
    state.latentMean = means.colwise().mean();
    const Eigen::MatrixXd centred = means.rowwise() - state.latentMean.transpose();
    state.latentCovariance = centred.transpose() * centred / days;
    for (Eigen::Index d = 0; d < n; ++d)
        state.unitVariance.push_back(state.latentCovariance(d, d));
    state.latentCovariance.diagonal() += ownVariance / days;
    context.metric("active_units", m_best.epoch,
                   static_cast<double>(activeUnits(state.unitVariance)));
    state.scaler = std::move(m_scaler);
    return makeVaeGenerator(std::move(state));
}

Result<std::unique_ptr<Generator>> VaeTrainer::run(jobs::JobContext& context) {
    for (int epoch = 1; epoch <= m_config.epochs && !context.shouldStop(); ++epoch) {
        const double beta =
            m_config.beta * (m_config.warmUp == 0
                                 ? 1.0
                                 : std::min(1.0, static_cast<double>(epoch) / m_config.warmUp));
        const EpochSums sums = trainEpoch(beta, context);
        if (sums.days < m_training.count)
            break; // stopped within the epoch
        learnNoise(sums);
        const double reconstruction = sums.perDay(sums.reconstruction);
        const double divergence = sums.perDay(sums.divergence);
        double loss = reconstruction + divergence;
        if (!std::isfinite(loss))
            return fail(ErrorCode::Internal,
                        fmt::format("The training diverged in epoch {}: the loss is no number any "
                                    "more. Lower the learning rate.",
                                    epoch));
        context.metric("train_loss", epoch, loss);
        context.metric("reconstruction", epoch, reconstruction);
        context.metric("divergence", epoch, divergence);
        if (const EpochSums unseen = validate(); unseen.days > 0) {
            loss = unseen.perDay(unseen.reconstruction + unseen.divergence);
            context.metric("validation_loss", epoch, loss);
        }
        const bool warm = epoch >= m_config.warmUp; // before, the loss is another one
        if (!m_config.keepBest || m_validation.count == 0 || m_best.epoch < m_config.warmUp ||
            (warm && loss < m_best.loss))
            m_best = {.epoch = epoch, .loss = loss, .weights = m_weights, .noise = m_noise};
        context.progress(static_cast<double>(epoch) / m_config.epochs,
                         fmt::format("{} / {} epochs", epoch, m_config.epochs));
    }
    if (context.stopRequest() == jobs::StopRequest::Discard || m_best.epoch == 0)
        return fail(ErrorCode::Cancelled, "The training was stopped.");
    return finished(context);
}

} // namespace

Result<std::unique_ptr<Generator>> trainVae(const VaeConfig& config, const TrainingData& data,
                                            const FitOptions& options, jobs::JobContext& context) {
    if (auto checked = checkPanel(data, kFewestVaeDays, MissingReturns::Allowed, "VAE"); !checked)
        return std::move(checked).error();
    return VaeTrainer(config, data, options).run(context);
}

} // namespace loom::generate
