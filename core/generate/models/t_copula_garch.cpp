// SPDX-License-Identifier: GPL-3.0-or-later
// A t copula over GARCH-t margins (Jondeau & Rockinger 2006, with constant dependence): every asset
// keeps its own tail, all share the copula's.
#include "generate/garch_margins.h"
#include "generate/model_support.h"
#include "generate/multivariate_t.h"
#include "generate/t_copula.h"
#include "stats/parallel.h"

#include <algorithm>

#include <Eigen/Cholesky>
#include <fmt/format.h>

namespace loom::generate {

void register_t_copula_garch(GeneratorRegistry& registry);

namespace {

constexpr std::string_view kId = "t_copula_garch";
constexpr std::string_view kTitle = "t copula over GARCH-t";

class TCopulaGarch final : public Generator {
  public:
    TCopulaGarch(std::vector<GarchFit> margins, TCopulaFit copula)
        : m_margins(std::move(margins)), m_copula(std::move(copula)),
          m_root(m_copula.correlation.llt().matrixL()), m_mixing(mixingFactor(m_copula.nu)),
          m_maps(m_margins.size(), TailMap(8, 8)), m_steps(m_margins) {
        stats::parallelFor(m_margins.size(), [this](std::size_t a) {
            m_maps[a] = TailMap(m_copula.nu, m_margins[a].params.nu);
        });
    }

    Result<Sample> sample(const SampleRequest& request, jobs::JobContext& context) const override {
        const auto fill = [this](Rng& rng, std::span<float> path) { fillPath(rng, path); };
        return samplePaths(request, context, fill, m_margins.size());
    }

    std::vector<Fact> facts() const override {
        auto out = marginFacts(m_margins);
        for (auto& fact : copulaFacts(m_copula))
            out.push_back(std::move(fact));
        return out;
    }

    Result<std::string> serialize() const override {
        Json state = Json::object();
        copulaToJson(m_copula, state);
        marginsToJson(m_margins, state);
        return sealState(kId, std::move(state));
    }

  private:
    void fillPath(Rng& rng, std::span<float> path) const {
        const std::size_t assets = m_margins.size();
        std::vector<double> states = m_steps.startStates();
        Eigen::VectorXd normal(m_root.rows());
        Eigen::VectorXd x(m_root.rows());
        const std::size_t days = m_steps.burnIn + path.size() / assets;
        for (std::size_t t = 0; t < days; ++t) {
            for (double& value : normal)
                value = rng.normal();
            x.noalias() = m_root.triangularView<Eigen::Lower>() * normal;
            x *= m_mixing(rng);
            for (std::size_t a = 0; a < assets; ++a) {
                const double shock = m_maps[a](x(static_cast<Eigen::Index>(a)));
                const double today = m_steps.steps[a](states[a], shock);
                if (t >= m_steps.burnIn)
                    path[(t - m_steps.burnIn) * assets + a] = static_cast<float>(today / 100);
            }
        }
    }

    std::vector<GarchFit> m_margins;
    TCopulaFit m_copula;
    Eigen::MatrixXd m_root;
    NormalMap m_mixing;
    std::vector<TailMap> m_maps;
    MarginSteps m_steps;
};

std::unique_ptr<Generator> read(const Json& state) {
    auto margins = marginsFromJson(state);
    auto copula = copulaFromJson(state, margins ? margins->size() : 0);
    if (margins && copula && std::all_of(margins->begin(), margins->end(), [](const GarchFit& f) {
            return f.params.nu > 2;
        }))
        return std::make_unique<TCopulaGarch>(std::move(*margins), std::move(*copula));
    return nullptr;
}

Result<std::unique_ptr<Generator>> load(std::string_view bytes) {
    return loadState(kId, bytes, "The stored copula model is incomplete. Fit it again.", read);
}

Result<std::unique_ptr<Generator>> fit(const TrainingData& data, const FitOptions& options,
                                       jobs::JobContext& context) {
    const std::size_t assets = data.assetCount();
    if (auto checked =
            checkPanel(data, fewestPanelGarchDays(assets), MissingReturns::Refused, kTitle);
        !checked)
        return std::move(checked).error();
    const auto shouldStop = [&] { return context.shouldStop(); };
    const GarchShape shape{.volatility = marginVolatility(options.params),
                           .innovation = Innovation::StudentT};
    auto margins = fitMargins(shape, data.training(), assets, shouldStop);
    if (!margins)
        return fail(ErrorCode::Cancelled, "Fitting was stopped.");
    auto copula = fitTCopula(margins->shocks, assets, shouldStop);
    if (!copula)
        return fail(ErrorCode::Cancelled, "Fitting was stopped.");
    return std::unique_ptr<Generator>(
        std::make_unique<TCopulaGarch>(std::move(margins->fits), std::move(*copula)));
}

} // namespace

void register_t_copula_garch(GeneratorRegistry& registry) {
    registry.add({.id = std::string(kId),
                  .title = std::string(kTitle),
                  .reference = "Jondeau and Rockinger 2006",
                  .summary =
                      "Each asset's volatility clusters with tails of its own; ranks move together "
                      "as those of a multivariate t.",
                  .params = {marginSpec()},
                  .minAssets = 2,
                  .maxAssets = kAnyNumberOfAssets,
                  .minimumReturns = [](const Params&,
                                       std::size_t assets) { return fewestPanelGarchDays(assets); },
                  .fit = fit,
                  .load = load});
}

} // namespace loom::generate
