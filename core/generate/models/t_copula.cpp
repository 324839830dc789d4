// SPDX-License-Identifier: GPL-3.0-or-later
// A t copula over the panel's own margins: days drawn one by one whose ranks move together as those
// of a multivariate t, joint extremes included, and whose single assets keep their law.
#include "generate/t_copula.h"
#include "generate/model_support.h"
#include "generate/multivariate_t.h"
#include "generate/panel_scaler.h"

#include <atomic>

#include <Eigen/Cholesky>

namespace loom::generate {

void register_t_copula(GeneratorRegistry& registry);

namespace {

constexpr std::string_view kId = "t_copula";
constexpr std::string_view kTitle = "t copula";
constexpr std::size_t kFewestDays = 100; // so that a tail of 5 % holds a handful of days
constexpr double kNormalDegrees = 1e6;   // a t with as many is normal

class TCopula final : public Generator {
  public:
    TCopula(PanelScaler margins, TCopulaFit copula)
        : m_margins(std::move(margins)), m_copula(std::move(copula)),
          m_root(m_copula.correlation.llt().matrixL()), m_mixing(mixingFactor(m_copula.nu)),
          m_toNormal(m_copula.nu, kNormalDegrees) {}

    Result<Sample> sample(const SampleRequest& request, jobs::JobContext& context) const override {
        const std::size_t assets = m_margins.assets();
        std::atomic<std::size_t> bounded = 0;
        const auto fill = [&](Rng& rng, std::span<float> path) {
            std::size_t here = 0;
            Eigen::VectorXd normal(m_root.rows());
            Eigen::VectorXd x(m_root.rows());
            for (std::size_t at = 0; at < path.size(); at += assets) {
                for (double& value : normal)
                    value = rng.normal();
                x.noalias() = m_root.triangularView<Eigen::Lower>() * normal;
                x *= m_mixing(rng);
                for (std::size_t a = 0; a < assets; ++a) {
                    const double score = m_toNormal(x(static_cast<Eigen::Index>(a)));
                    const auto back = m_margins.toReturn(a, score);
                    path[at + a] = static_cast<float>(back.value);
                    here += back.bounded ? 1 : 0;
                }
            }
            bounded += here;
        };
        auto out = samplePaths(request, context, fill, assets);
        if (out)
            out->report.boundedValues = bounded;
        return out;
    }

    std::vector<Fact> facts() const override { return copulaFacts(m_copula); }

    Result<std::string> serialize() const override {
        Json state{{"margins", m_margins.toJson()}};
        copulaToJson(m_copula, state);
        return sealState(kId, std::move(state));
    }

  private:
    PanelScaler m_margins;
    TCopulaFit m_copula;
    Eigen::MatrixXd m_root;
    NormalMap m_mixing;
    TailMap m_toNormal;
};

std::unique_ptr<Generator> read(const Json& state) {
    auto margins = PanelScaler::fromJson(state.at("margins"));
    auto copula = copulaFromJson(state, margins.assets());
    if (copula)
        return std::make_unique<TCopula>(std::move(margins), std::move(*copula));
    return nullptr;
}

Result<std::unique_ptr<Generator>> load(std::string_view bytes) {
    return loadState(kId, bytes, "The stored copula model is incomplete. Fit it again.", read);
}

Result<std::unique_ptr<Generator>> fit(const TrainingData& data, const FitOptions&,
                                       jobs::JobContext& context) {
    if (auto checked = checkPanel(data, kFewestDays, MissingReturns::Refused, kTitle); !checked)
        return std::move(checked).error();
    const auto copula =
        fitTCopula(data.training(), data.assetCount(), [&] { return context.shouldStop(); });
    if (!copula)
        return fail(ErrorCode::Cancelled, "Fitting was stopped.");
    return std::unique_ptr<Generator>(
        std::make_unique<TCopula>(PanelScaler::fitted(data, Marginals::Ranks), *copula));
}

} // namespace

void register_t_copula(GeneratorRegistry& registry) {
    registry.add({.id = std::string(kId),
                  .title = std::string(kTitle),
                  .reference = "Demarta and McNeil 2005",
                  .summary = "Independent days: each asset keeps its own law, ranks move together "
                             "as those of a multivariate t, also in the extremes.",
                  .minAssets = 2,
                  .maxAssets = kAnyNumberOfAssets,
                  .timeless = true,
                  .orderFree = true,
                  .minimumReturns = [](const Params&, std::size_t) { return kFewestDays; },
                  .fit = fit,
                  .load = load});
}

} // namespace loom::generate
