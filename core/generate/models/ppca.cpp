// SPDX-License-Identifier: GPL-3.0-or-later
// Probabilistic principal components (Tipping & Bishop 1999): x = W z + noise, the closed-form
// answer that a VAE with linear networks would find. What a VAE scores beyond it is what its
// networks add.
#include "generate/model_support.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <fmt/format.h>

#include "generate/panel_scaler.h"
#include "generate/vae/config.h"
#include "stats/cross_section.h"
#include "stats/moments.h"

namespace loom::generate {

void register_ppca(GeneratorRegistry& registry);

namespace {

constexpr std::string_view kId = "ppca";
constexpr std::string_view kTitle = "Probabilistic PCA";
constexpr std::size_t kFewestDays = 60;

struct PpcaState {
    PanelScaler scaler;
    Eigen::VectorXd mean;
    Eigen::MatrixXd loadings; ///< W, assets x latent
    double noise = 1;         ///< variance of the noise, equal for all assets
    double explained = 0;     ///< share of variance on the latent directions
};

class Ppca final : public Generator {
  public:
    explicit Ppca(PpcaState state) : m_state(std::move(state)) {
        // Posterior of z given x (Tipping & Bishop 1999, eq. 26): M = W'W + noise I.
        const Eigen::Index latent = m_state.loadings.cols();
        const Eigen::MatrixXd m = m_state.loadings.transpose() * m_state.loadings +
                                  m_state.noise * Eigen::MatrixXd::Identity(latent, latent);
        const Eigen::MatrixXd inverse = m.inverse();
        m_toLatent = inverse * m_state.loadings.transpose();
        m_posteriorRoot = Eigen::LLT<Eigen::MatrixXd>(m_state.noise * inverse).matrixL();
    }

    Result<Sample> sample(const SampleRequest& request, jobs::JobContext& context) const override {
        const std::size_t assets = m_state.scaler.assets();
        if (auto checked = checkSteering(request.steering); !checked)
            return std::move(checked).error();
        const auto posteriors = encoded(request.steering.rows);
        std::atomic<std::size_t> bounded{0};
        auto out = samplePaths(
            request, context,
            [&](Rng& rng, std::span<float> path) {
                for (std::size_t at = 0; at < path.size(); at += assets)
                    bounded += fillDay(rng, request.steering, posteriors, path.subspan(at, assets));
            },
            assets);
        if (out)
            out->report.boundedValues = bounded;
        return out;
    }

    std::vector<Fact> facts() const override {
        return {{.name = "Latent units", .value = std::to_string(m_state.loadings.cols())},
                {.name = "Explained variance",
                 .value = fmt::format("{:.0f}", 100 * m_state.explained),
                 .unit = "%"}};
    }

    Result<std::string> serialize() const override {
        const auto values = [](const auto& matrix) {
            return std::vector<double>(matrix.data(), matrix.data() + matrix.size());
        };
        return sealState(kId, {{"scaler", m_state.scaler.toJson()},
                               {"mean", values(m_state.mean)},
                               {"loadings", values(m_state.loadings)},
                               {"noise", m_state.noise},
                               {"explained", m_state.explained}});
    }

  private:
    Status checkSteering(const Steering& steering) const {
        if (steering.kind == Steering::Kind::LikeDays &&
            (steering.rows.empty() || steering.rows.size() % m_state.scaler.assets() != 0))
            return fail(ErrorCode::InvalidInput,
                        fmt::format("Days to start from need {} returns each, one an asset.",
                                    m_state.scaler.assets()));
        if (steering.kind == Steering::Kind::TailScale &&
            !(steering.tailScale > 0 && steering.tailScale <= 10))
            return fail(ErrorCode::InvalidInput, "The tail scale must lie between 0 and 10.");
        return {};
    }

    /// Posterior means of the given days; a missing return is taken at its mean.
    std::vector<Eigen::VectorXd> encoded(const std::vector<double>& rows) const {
        std::vector<Eigen::VectorXd> out;
        const std::size_t assets = m_state.scaler.assets();
        for (std::size_t at = 0; at + assets <= rows.size(); at += assets) {
            Eigen::VectorXd x(static_cast<Eigen::Index>(assets));
            for (std::size_t a = 0; a < assets; ++a) {
                const auto i = static_cast<Eigen::Index>(a);
                const double value = m_state.scaler.toNetwork(a, rows[at + a]);
                x(i) = std::isnan(value) ? 0 : value - m_state.mean(i);
            }
            out.push_back(m_toLatent * x);
        }
        return out;
    }

    std::size_t fillDay(Rng& rng, const Steering& steering,
                        const std::vector<Eigen::VectorXd>& posteriors,
                        std::span<float> day) const {
        const double scale = steering.kind == Steering::Kind::TailScale ? steering.tailScale : 1.0;
        Eigen::VectorXd z(m_state.loadings.cols());
        for (double& value : z)
            value = scale * rng.normal();
        if (steering.kind == Steering::Kind::LikeDays)
            z = posteriors[rng.below(posteriors.size())] + m_posteriorRoot * z;
        const Eigen::VectorXd centre = m_state.mean + m_state.loadings * z;
        std::size_t bounded = 0;
        for (std::size_t a = 0; a < day.size(); ++a) {
            const double x = centre(static_cast<Eigen::Index>(a)) +
                             scale * std::sqrt(m_state.noise) * rng.normal();
            const auto back = m_state.scaler.toReturn(a, x);
            day[a] = static_cast<float>(back.value);
            bounded += back.bounded ? 1 : 0;
        }
        return bounded;
    }

    PpcaState m_state;
    Eigen::MatrixXd m_toLatent, m_posteriorRoot;
};

/// Maximum likelihood in closed form (Tipping & Bishop 1999, eqs. 7 and 8), from pairwise complete
/// covariances.
PpcaState fitted(const TrainingData& data, std::size_t latent, Marginals marginals) {
    PpcaState out;
    out.scaler = PanelScaler::fitted(data, marginals);
    const auto training = data.training();
    const std::size_t assets = data.assetCount();
    std::vector<double> seen(training.size());
    for (std::size_t i = 0; i < training.size(); ++i)
        seen[i] = out.scaler.toNetwork(i % assets, training[i]);
    const stats::PanelView panel{
        .days = training.size() / assets, .assets = assets, .values = seen};
    const auto n = static_cast<Eigen::Index>(assets);
    out.mean.resize(n);
    for (Eigen::Index a = 0; a < n; ++a)
        out.mean(a) = stats::moments(panel.column(static_cast<std::size_t>(a))).mean;
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(stats::covarianceMatrix(panel));
    const Eigen::VectorXd variances = solver.eigenvalues().cwiseMax(0.0); // ascending
    const auto q = static_cast<Eigen::Index>(std::min(latent, assets - 1));
    constexpr double kSmallestNoise = 1e-6;
    out.noise = std::max(kSmallestNoise, variances.head(n - q).mean());
    out.loadings.resize(n, q);
    for (Eigen::Index k = 0; k < q; ++k)
        out.loadings.col(k) = solver.eigenvectors().col(n - 1 - k) *
                              std::sqrt(std::max(0.0, variances(n - 1 - k) - out.noise));
    out.explained = variances.tail(q).sum() / variances.sum();
    return out;
}

Result<std::unique_ptr<Generator>> fit(const TrainingData& data, const FitOptions& options,
                                       jobs::JobContext& context) {
    if (auto checked = checkPanel(data, kFewestDays, MissingReturns::Allowed, kTitle); !checked)
        return std::move(checked).error();
    if (context.shouldStop())
        return fail(ErrorCode::Cancelled, "Fitting was stopped.");
    return std::unique_ptr<Generator>(std::make_unique<Ppca>(
        fitted(data, static_cast<std::size_t>(options.params.integer("latent")),
               marginalsOf(options.params))));
}

std::unique_ptr<Generator> read(const Json& state) {
    PpcaState out;
    out.scaler = PanelScaler::fromJson(state.at("scaler"));
    const auto mean = state.at("mean").get<std::vector<double>>();
    const auto loadings = state.at("loadings").get<std::vector<double>>();
    out.noise = state.at("noise").get<double>();
    out.explained = state.at("explained").get<double>();
    const std::size_t assets = out.scaler.assets();
    if (assets >= 2 && mean.size() == assets && !loadings.empty() &&
        loadings.size() % assets == 0) {
        const auto n = static_cast<Eigen::Index>(assets);
        out.mean = Eigen::Map<const Eigen::VectorXd>(mean.data(), n);
        out.loadings = Eigen::Map<const Eigen::MatrixXd>(
            loadings.data(), n, static_cast<Eigen::Index>(loadings.size()) / n);
        return std::make_unique<Ppca>(std::move(out));
    }
    return nullptr;
}

Result<std::unique_ptr<Generator>> load(std::string_view bytes) {
    return loadState(kId, bytes, "The stored components are incomplete. Fit them again.", read);
}

} // namespace

void register_ppca(GeneratorRegistry& registry) {
    registry.add(
        {.id = std::string(kId),
         .title = std::string(kTitle),
         .reference = "Tipping and Bishop 1999",
         .summary = "One day of all assets at once, linear and in closed form: the yardstick of "
                    "the VAE.",
         .params = {{.key = "latent",
                     .title = "Latent units",
                     .type = ParamType::Integer,
                     .defaultValue = std::int64_t{16},
                     .minimum = 1,
                     .maximum = 256,
                     .help = "How many directions the assets share; at most one less than assets."},
                    marginalsSpec()},
         .minAssets = 2,
         .maxAssets = 2000,
         .timeless = true,
         .orderFree = true,
         .acceptsMissing = true,
         .steerings = {Steering::Kind::LikeDays, Steering::Kind::TailScale},
         .testParams = {{"latent", 1}},
         .minimumReturns = [](const Params&, std::size_t) { return kFewestDays; },
         .fit = fit,
         .load = load});
}

} // namespace loom::generate
