// SPDX-License-Identifier: GPL-3.0-or-later
// Independent normal days with the mean and covariance of the training days: the plainest rival of
// a series or a panel, without tails, asymmetry or memory.
#include "generate/model_support.h"

#include <cmath>

#include <Eigen/Eigenvalues>
#include <fmt/format.h>

#include "stats/cross_section.h"
#include "stats/moments.h"

namespace loom::generate {

void register_gaussian(GeneratorRegistry& registry);

namespace {

constexpr std::string_view kId = "gaussian";
constexpr std::string_view kTitle = "Gaussian";
constexpr std::size_t kFewestDays = 20;

struct NormalLaw {
    Eigen::VectorXd mean;
    Eigen::MatrixXd covariance;
};

NormalLaw lawOf(std::span<const double> training, std::size_t assets) {
    const stats::PanelView panel{
        .days = training.size() / assets, .assets = assets, .values = training};
    NormalLaw law{Eigen::VectorXd(static_cast<Eigen::Index>(assets)),
                  stats::covarianceMatrix(panel)};
    for (std::size_t a = 0; a < assets; ++a)
        law.mean(static_cast<Eigen::Index>(a)) = stats::mean(panel.column(a));
    return law;
}

class Gaussian final : public Generator {
  public:
    explicit Gaussian(NormalLaw law) : m_law(std::move(law)) {
        // A root by eigenvalues exists for singular matrices too: more assets than days.
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(m_law.covariance);
        m_root =
            solver.eigenvectors() * solver.eigenvalues().cwiseMax(0.0).cwiseSqrt().asDiagonal();
    }

    Result<Sample> sample(const SampleRequest& request, jobs::JobContext& context) const override {
        const auto assets = static_cast<std::size_t>(m_law.mean.size());
        const auto fill = [&](Rng& rng, std::span<float> path) {
            Eigen::VectorXd z(m_law.mean.size());
            for (std::size_t at = 0; at < path.size(); at += assets) {
                for (double& value : z)
                    value = rng.normal();
                const Eigen::VectorXd day = m_law.mean + m_root * z;
                for (std::size_t a = 0; a < assets; ++a)
                    path[at + a] = static_cast<float>(day(static_cast<Eigen::Index>(a)));
            }
        };
        return samplePaths(request, context, fill, assets);
    }

    std::vector<Fact> facts() const override {
        if (m_law.mean.size() > 1)
            return {{.name = "Assets", .value = std::to_string(m_law.mean.size())}};
        return {{.name = "Mean", .value = fmt::format("{:.4g}", m_law.mean(0))},
                {.name = "Standard deviation",
                 .value = fmt::format("{:.4g}", std::sqrt(m_law.covariance(0, 0)))}};
    }

    Result<std::string> serialize() const override {
        const auto values = [](const auto& matrix) {
            return std::vector<double>(matrix.data(), matrix.data() + matrix.size());
        };
        return sealState(kId,
                         {{"mean", values(m_law.mean)}, {"covariance", values(m_law.covariance)}});
    }

  private:
    NormalLaw m_law;
    Eigen::MatrixXd m_root; ///< root * root' = covariance
};

std::unique_ptr<Generator> read(const Json& state) {
    const auto mean = state.at("mean").get<std::vector<double>>();
    const auto covariance = state.at("covariance").get<std::vector<double>>();
    const auto n = static_cast<Eigen::Index>(mean.size());
    if (n > 0 && covariance.size() == mean.size() * mean.size())
        return std::make_unique<Gaussian>(
            NormalLaw{Eigen::Map<const Eigen::VectorXd>(mean.data(), n),
                      Eigen::Map<const Eigen::MatrixXd>(covariance.data(), n, n)});
    return nullptr;
}

Result<std::unique_ptr<Generator>> load(std::string_view bytes) {
    return loadState(kId, bytes, "The stored normal law is incomplete. Fit it again.", read);
}

Result<std::unique_ptr<Generator>> fit(const TrainingData& data, const FitOptions&,
                                       jobs::JobContext& context) {
    const auto checked = data.assetCount() == 1
                             ? checkTraining(data, kFewestDays, kTitle)
                             : checkPanel(data, kFewestDays, MissingReturns::Refused, kTitle);
    if (!checked)
        return checked.error();
    if (context.shouldStop())
        return fail(ErrorCode::Cancelled, "Fitting was stopped.");
    return std::unique_ptr<Generator>(
        std::make_unique<Gaussian>(lawOf(data.training(), data.assetCount())));
}

} // namespace

void register_gaussian(GeneratorRegistry& registry) {
    registry.add({.id = std::string(kId),
                  .title = std::string(kTitle),
                  .reference = "Bachelier 1900",
                  .summary = "Independent normal days with the right mean and covariance: no heavy "
                             "tails, no memory.",
                  .maxAssets = kAnyNumberOfAssets,
                  .orderFree = true,
                  .minimumReturns = [](const Params&, std::size_t) { return kFewestDays; },
                  .fit = fit,
                  .load = load});
}

} // namespace loom::generate
