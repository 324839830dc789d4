// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/vae/model.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include <Eigen/Eigenvalues>
#include <boost/random/chi_squared_distribution.hpp>
#include <fmt/format.h>

#include "generate/model_support.h"

namespace loom::generate {

namespace {

constexpr std::string_view kId = "vae";
constexpr std::size_t kDaysAtOnce = 256;

Eigen::MatrixXd rootOf(const Eigen::MatrixXd& covariance) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
    return solver.eigenvectors() * solver.eigenvalues().cwiseMax(0.0).cwiseSqrt().asDiagonal();
}

class VaeGenerator final : public Generator {
  public:
    explicit VaeGenerator(VaeState state)
        : m_state(std::move(state)), m_network(static_cast<int>(m_state.scaler.assets()),
                                               m_state.config.hidden, m_state.config.latent),
          m_latentRoot(rootOf(m_state.latentCovariance)) {
        m_network.setWeights(m_state.weights);
    }

    Result<Sample> sample(const SampleRequest& request, jobs::JobContext& context) const override;
    std::vector<Fact> facts() const override;
    Result<std::string> serialize() const override;

  private:
    /// Encoded days that steer a draw.
    struct Guide {
        Steering::Kind kind = Steering::Kind::None;
        Encoding days;
        double scale = 1;
    };
    Result<Guide> guideFor(const Steering& steering) const;
    void drawLatent(Rng& rng, const Guide& guide, double place, std::span<float> latent) const;
    std::size_t fill(Rng& rng, const Guide& guide, std::span<float> path) const;
    std::size_t decodeRow(Rng& rng, std::span<const float> mean, double scale,
                          std::span<float> day) const;

    VaeState m_state;
    VaeNetwork m_network;
    Eigen::MatrixXd m_latentRoot; ///< root * root' = latent covariance
};

Result<VaeGenerator::Guide> VaeGenerator::guideFor(const Steering& steering) const {
    Guide guide{.kind = steering.kind, .days = {}, .scale = 1};
    const std::size_t assets = m_state.scaler.assets();
    const std::size_t days = steering.rows.size() / assets;
    if (steering.kind == Steering::Kind::TailScale)
        guide.scale = steering.tailScale;
    if (steering.kind == Steering::Kind::LikeDays || steering.kind == Steering::Kind::Between) {
        if (days * assets != steering.rows.size() || days == 0)
            return fail(
                ErrorCode::InvalidInput,
                fmt::format("Days to start from need {} returns each, one an asset.", assets));
        if (steering.kind == Steering::Kind::Between && days != 2)
            return fail(ErrorCode::InvalidInput,
                        fmt::format("A way between days needs two of them, not {}.", days));
        guide.days = encode(m_network, m_state.scaler, steering.rows);
    }
    if (!(guide.scale > 0 && guide.scale <= 10))
        return fail(ErrorCode::InvalidInput, "The tail scale must lie between 0 and 10.");
    return guide;
}

void VaeGenerator::drawLatent(Rng& rng, const Guide& guide, double place,
                              std::span<float> latent) const {
    const std::size_t units = latent.size();
    if (guide.kind == Steering::Kind::LikeDays) {
        const std::size_t day = rng.below(guide.days.means.size() / units);
        for (std::size_t d = 0; d < units; ++d)
            latent[d] = guide.days.means[day * units + d] +
                        static_cast<float>(rng.normal()) *
                            std::exp(0.5F * guide.days.logVariances[day * units + d]);
        return;
    }
    if (guide.kind == Steering::Kind::Between) {
        for (std::size_t d = 0; d < units; ++d)
            latent[d] =
                static_cast<float>((1 - place) * static_cast<double>(guide.days.means[d]) +
                                   place * static_cast<double>(guide.days.means[units + d]));
        return;
    }
    Eigen::VectorXd z(static_cast<Eigen::Index>(units));
    for (double& value : z)
        value = guide.scale * rng.normal();
    if (m_state.config.latentLaw == LatentLaw::Fitted)
        z = m_state.latentMean + m_latentRoot * z;
    for (std::size_t d = 0; d < units; ++d)
        latent[d] = static_cast<float>(z(static_cast<Eigen::Index>(d)));
}

/// One day from the decoder's mean; how many returns had to be bounded.
std::size_t VaeGenerator::decodeRow(Rng& rng, std::span<const float> mean, double scale,
                                    std::span<float> day) const {
    const DecoderNoise& noise = m_state.noise;
    double spread = m_state.config.decoderNoise ? scale : 0;
    if (spread > 0 && noise.kind == VaeDecoder::StudentT)
        spread *= std::sqrt(
            noise.nu / boost::random::chi_squared_distribution<double>(noise.nu)(rng.engine()));
    std::size_t bounded = 0;
    for (std::size_t a = 0; a < day.size(); ++a) {
        double x = static_cast<double>(mean[a]);
        if (spread > 0)
            x += spread * std::sqrt(noise.scale2[a]) * rng.normal();
        const auto back = m_state.scaler.toReturn(a, x);
        day[a] = static_cast<float>(back.value);
        bounded += back.bounded ? 1 : 0;
    }
    return bounded;
}

std::size_t VaeGenerator::fill(Rng& rng, const Guide& guide, std::span<float> path) const {
    const std::size_t assets = m_state.scaler.assets();
    const std::size_t days = path.size() / assets;
    learn::RowBlock latent;
    learn::DenseNet::Workspace workspace;
    std::size_t bounded = 0;
    for (std::size_t from = 0; from < days; from += kDaysAtOnce) {
        const std::size_t count = std::min(kDaysAtOnce, days - from);
        latent.resize(count, m_state.config.latent);
        for (std::size_t t = 0; t < count; ++t)
            drawLatent(rng, guide,
                       days < 2 ? 0 : static_cast<double>(from + t) / static_cast<double>(days - 1),
                       latent.row(t));
        m_network.decoder().forward(latent, workspace);
        for (std::size_t t = 0; t < count; ++t)
            bounded += decodeRow(rng, workspace.activations.back().row(t), guide.scale,
                                 path.subspan((from + t) * assets, assets));
    }
    return bounded;
}

Result<Sample> VaeGenerator::sample(const SampleRequest& request, jobs::JobContext& context) const {
    const auto guide = guideFor(request.steering);
    if (!guide)
        return guide.error();
    std::atomic<std::size_t> bounded{0};
    auto out = samplePaths(
        request, context,
        [&](Rng& rng, std::span<float> path) { bounded += fill(rng, *guide, path); },
        m_state.scaler.assets());
    if (out)
        out->report.boundedValues = bounded;
    return out;
}

std::vector<Generator::Fact> VaeGenerator::facts() const {
    const std::size_t active = activeUnits(m_state.unitVariance);
    std::vector<Fact> out{
        {.name = "Active latent units",
         .value = fmt::format("{} of {}", active, m_state.config.latent)},
        {.name = "Epoch kept", .value = std::to_string(m_state.epoch)},
        {.name = "Loss", .value = fmt::format("{:.3f}", m_state.loss), .unit = "nats a day"}};
    if (active == 0)
        out.push_back({.name = "Posterior collapse",
                       .value = "No latent unit is active: the model draws every day from the same "
                                "law and the assets move independently. Lower beta, give it a "
                                "warm-up or free bits, or train longer.",
                       .warning = true});
    if (!m_state.config.decoderNoise)
        out.push_back({.name = "Decoder noise",
                       .value = "Off: days are the decoder's means, so each asset loses its own "
                                "variance and pairs look too correlated.",
                       .warning = true});
    if (m_state.noise.kind == VaeDecoder::StudentT)
        out.push_back(
            {.name = "Degrees of freedom", .value = fmt::format("{:.1f}", m_state.noise.nu)});
    return out;
}

Result<std::string> VaeGenerator::serialize() const {
    const auto values = [](const auto& matrix) {
        return std::vector<double>(matrix.data(), matrix.data() + matrix.size());
    };
    return sealState(kId, {{"config", toJson(m_state.config)},
                           {"scaler", m_state.scaler.toJson()},
                           {"weights", m_state.weights},
                           {"decoder", static_cast<int>(m_state.noise.kind)},
                           {"scale2", m_state.noise.scale2},
                           {"nu", m_state.noise.nu},
                           {"latent_mean", values(m_state.latentMean)},
                           {"latent_covariance", values(m_state.latentCovariance)},
                           {"unit_variance", m_state.unitVariance},
                           {"epoch", m_state.epoch},
                           {"loss", m_state.loss}});
}

VaeState stateFrom(const Json& json) {
    VaeState out;
    out.config = vaeConfigFromJson(json.at("config"));
    out.scaler = PanelScaler::fromJson(json.at("scaler"));
    out.weights = json.at("weights").get<std::vector<float>>();
    out.noise = {.kind = out.config.decoder,
                 .scale2 = json.at("scale2").get<std::vector<double>>(),
                 .nu = json.at("nu").get<double>()};
    const auto mean = json.at("latent_mean").get<std::vector<double>>();
    const auto covariance = json.at("latent_covariance").get<std::vector<double>>();
    out.unitVariance = json.at("unit_variance").get<std::vector<double>>();
    out.epoch = json.at("epoch").get<int>();
    out.loss = json.at("loss").get<double>();
    const auto latent = static_cast<std::size_t>(out.config.latent);
    const VaeNetwork network(static_cast<int>(out.scaler.assets()), out.config.hidden,
                             out.config.latent);
    if (out.scaler.assets() < 2 || out.weights.size() != network.parameterCount() ||
        out.noise.scale2.size() != out.scaler.assets() || mean.size() != latent ||
        covariance.size() != latent * latent || out.unitVariance.size() != latent)
        throw Json::other_error::create(501, "sizes do not fit", &json);
    const auto n = static_cast<Eigen::Index>(latent);
    out.latentMean = Eigen::Map<const Eigen::VectorXd>(mean.data(), n);
    out.latentCovariance = Eigen::Map<const Eigen::MatrixXd>(covariance.data(), n, n);
    return out;
}

} // namespace

std::size_t activeUnits(std::span<const double> unitVariance) {
    constexpr double kActive = 0.01;
    return static_cast<std::size_t>(std::count_if(unitVariance.begin(), unitVariance.end(),
                                                  [](double v) { return v > kActive; }));
}

std::unique_ptr<Generator> makeVaeGenerator(VaeState state) {
    return std::make_unique<VaeGenerator>(std::move(state));
}

Result<std::unique_ptr<Generator>> loadVae(std::string_view bytes) {
    auto state = openState(kId, bytes);
    if (!state)
        return std::move(state).error();
    try {
        return makeVaeGenerator(stateFrom(*state));
    } catch (const Json::exception&) {
        return fail(ErrorCode::Corrupt, "The stored VAE is incomplete. Train it again.");
    }
}

Encoding encode(const VaeNetwork& network, const PanelScaler& scaler,
                std::span<const double> returns) {
    const auto latent = static_cast<std::size_t>(network.latent());
    const std::size_t assets = scaler.assets();
    const std::size_t days = returns.size() / assets;
    Encoding out;
    learn::RowBlock block;
    learn::DenseNet::Workspace workspace;
    for (std::size_t from = 0; from < days; from += kDaysAtOnce) {
        const std::size_t count = std::min(kDaysAtOnce, days - from);
        block.resize(count, network.assets());
        for (std::size_t t = 0; t < count; ++t) {
            for (std::size_t a = 0; a < assets; ++a) {
                const double x = scaler.toNetwork(a, returns[(from + t) * assets + a]);
                block.row(t)[a] = std::isnan(x) ? 0.0F : static_cast<float>(x);
            }
        }
        network.encoder().forward(block, workspace);
        for (std::size_t t = 0; t < count; ++t) {
            const auto e = std::as_const(workspace.activations).back().row(t);
            out.means.insert(out.means.end(), e.begin(),
                             e.begin() + static_cast<std::ptrdiff_t>(latent));
            for (std::size_t d = 0; d < latent; ++d)
                out.logVariances.push_back(std::clamp(e[latent + d], -10.0F, 10.0F));
        }
    }
    return out;
}

} // namespace loom::generate
