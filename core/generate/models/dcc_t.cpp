// SPDX-License-Identifier: GPL-3.0-or-later
// DCC(1,1) with multivariate t shocks in two steps (Engle 2002; Engle & Sheppard 2001): GARCH
// margins by normal quasi-likelihood, which is right whatever the law of the shocks, then the
// correlations and the tail by maximum likelihood.
#include "generate/dcc_model.h"
#include "generate/garch_margins.h"
#include "generate/model_support.h"
#include "generate/multivariate_t.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Cholesky>
#include <fmt/format.h>

namespace loom::generate {

void register_dcc_t(GeneratorRegistry& registry);

namespace {

constexpr std::string_view kId = "dcc_t";
constexpr std::string_view kTitle = "DCC-GARCH-t";
/// The likelihood factorises a matrix of all assets each day: at 100 a fit takes most of a minute.
constexpr std::size_t kMostAssets = 100;

/// The volatilities and correlations of one path, moved on day by day.
class DccWalk {
  public:
    DccWalk(const DccFit& dcc, const NormalMap& mixing, const MarginSteps& margins)
        : m_dcc(dcc), m_mixing(mixing), m_steps(margins.steps), m_states(margins.startStates()),
          m_q(dcc.qbar), m_factor(dcc.qbar.rows(), dcc.qbar.rows()), m_normal(dcc.qbar.rows()),
          m_z(dcc.qbar.rows()) {}

    /// A day of the burn-in: shocks with the average correlations, which need no factorisation.
    void burn(Rng& rng, const Eigen::MatrixXd& averageRoot) {
        drawNormal(rng);
        m_z.noalias() = averageRoot.triangularView<Eigen::Lower>() * m_normal;
        finishDay(rng, {});
    }

    void day(Rng& rng, std::span<float> returns) {
        m_factor.triangularView<Eigen::Lower>() = m_q;
        const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> llt(m_factor);
        drawNormal(rng);
        m_z.noalias() = m_factor.triangularView<Eigen::Lower>() * m_normal;
        m_z.array() /= m_q.diagonal().array().sqrt();
        finishDay(rng, returns);
    }

  private:
    void drawNormal(Rng& rng) {
        for (double& value : m_normal)
            value = rng.normal();
    }

    void finishDay(Rng& rng, std::span<float> returns) {
        const auto& [a, b, nu] = m_dcc.params;
        m_z *= m_mixing(rng) * std::sqrt((nu - 2) / nu);
        for (std::size_t i = 0; i < m_states.size(); ++i) {
            const double today = m_steps[i](m_states[i], m_z(static_cast<Eigen::Index>(i)));
            if (!returns.empty())
                returns[i] = static_cast<float>(today / 100);
        }
        for (Eigen::Index j = 0; j < m_q.cols(); ++j) {
            const Eigen::Index below = m_q.rows() - j;
            m_q.col(j).tail(below) = (1 - a - b) * m_dcc.qbar.col(j).tail(below) +
                                     b * m_q.col(j).tail(below) + (a * m_z(j)) * m_z.tail(below);
        }
    }

    const DccFit& m_dcc;
    const NormalMap& m_mixing;
    const std::vector<GarchStep>& m_steps;
    std::vector<double> m_states; ///< of the volatilities
    Eigen::MatrixXd m_q;
    Eigen::MatrixXd m_factor;
    Eigen::VectorXd m_normal;
    Eigen::VectorXd m_z;
};

class DccT final : public Generator {
  public:
    DccT(std::vector<GarchFit> margins, DccFit dcc)
        : m_margins(std::move(margins)), m_dcc(std::move(dcc)), m_root(m_dcc.qbar.llt().matrixL()),
          m_mixing(mixingFactor(m_dcc.params.nu)), m_steps(m_margins) {}

    Result<Sample> sample(const SampleRequest& request, jobs::JobContext& context) const override {
        const std::size_t assets = m_margins.size();
        const auto fill = [&](Rng& rng, std::span<float> path) {
            DccWalk walk(m_dcc, m_mixing, m_steps);
            for (std::size_t t = 0; t < m_steps.burnIn; ++t)
                walk.burn(rng, m_root);
            for (std::size_t at = 0; at < path.size(); at += assets)
                walk.day(rng, path.subspan(at, assets));
        };
        return samplePaths(request, context, fill, assets);
    }

    std::vector<Fact> facts() const override {
        auto out = marginFacts(m_margins);
        const auto& p = m_dcc.params;
        out.push_back({.name = "a", .value = fmt::format("{:.4f}", p.a)});
        out.push_back({.name = "b", .value = fmt::format("{:.4f}", p.b)});
        out.push_back({.name = "nu",
                       .value = fmt::format("{:.2f}", p.nu),
                       .unit = "degrees of freedom, of all assets together",
                       .warning = p.nu <= 4});
        out.push_back({.name = "Log-likelihood of the correlations",
                       .value = fmt::format("{:.2f}", m_dcc.logLikelihood),
                       .unit = "of standardised shocks, from the average correlations"});
        if (m_dcc.onBound)
            out.push_back({.name = "On a bound",
                           .value = "the correlations do not move, or never return to their mean",
                           .warning = true});
        if (m_dcc.repaired)
            out.push_back({.name = "Average correlations",
                           .value = "nearly singular: raised to positive definite",
                           .warning = true});
        return out;
    }

    Result<std::string> serialize() const override {
        Json state{
            {"a", m_dcc.params.a},
            {"b", m_dcc.params.b},
            {"nu", m_dcc.params.nu},
            {"qbar", std::vector<double>(m_dcc.qbar.data(), m_dcc.qbar.data() + m_dcc.qbar.size())},
            {"log_likelihood", m_dcc.logLikelihood},
            {"repaired", m_dcc.repaired},
            {"on_bound", m_dcc.onBound}};
        marginsToJson(m_margins, state);
        return sealState(kId, std::move(state));
    }

  private:
    std::vector<GarchFit> m_margins;
    DccFit m_dcc;
    Eigen::MatrixXd m_root; ///< Cholesky factor of the average correlations
    NormalMap m_mixing;
    MarginSteps m_steps;
};

bool isPositiveDefinite(const Eigen::MatrixXd& matrix) {
    return matrix.llt().info() == Eigen::Success;
}

std::unique_ptr<Generator> read(const Json& state) {
    auto margins = marginsFromJson(state);
    const auto qbar = state.at("qbar").get<std::vector<double>>();
    if (margins && margins->size() >= 2 && qbar.size() == margins->size() * margins->size()) {
        const auto n = static_cast<Eigen::Index>(margins->size());
        DccFit dcc{.params = {.a = state.at("a").get<double>(),
                              .b = state.at("b").get<double>(),
                              .nu = state.at("nu").get<double>()},
                   .qbar = Eigen::Map<const Eigen::MatrixXd>(qbar.data(), n, n),
                   .logLikelihood = state.at("log_likelihood").get<double>(),
                   .repaired = state.at("repaired").get<bool>(),
                   .onBound = state.at("on_bound").get<bool>()};
        const auto& p = dcc.params;
        if (p.a >= 0 && p.b >= 0 && p.a + p.b < 1 && p.nu > 2 && isPositiveDefinite(dcc.qbar))
            return std::make_unique<DccT>(std::move(*margins), std::move(dcc));
    }
    return nullptr;
}

Result<std::unique_ptr<Generator>> load(std::string_view bytes) {
    return loadState(kId, bytes, "The stored DCC model is incomplete. Fit it again.", read);
}

Result<std::unique_ptr<Generator>> fit(const TrainingData& data, const FitOptions& options,
                                       jobs::JobContext& context) {
    const std::size_t assets = data.assetCount();
    if (auto checked =
            checkPanel(data, fewestPanelGarchDays(assets), MissingReturns::Refused, kTitle);
        !checked)
        return std::move(checked).error();
    if (assets > kMostAssets)
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} takes at most {} assets, this data has {}. Choose fewer, or "
                                "the t copula.",
                                kTitle, kMostAssets, assets));
    const auto shouldStop = [&] { return context.shouldStop(); };
    auto margins = fitMargins({.volatility = marginVolatility(options.params)}, data.training(),
                              assets, shouldStop);
    if (!margins)
        return fail(ErrorCode::Cancelled, "Fitting was stopped.");
    auto dcc = fitDcc(margins->shocks, assets, shouldStop);
    if (!dcc)
        return fail(ErrorCode::Cancelled, "Fitting was stopped.");
    return std::unique_ptr<Generator>(
        std::make_unique<DccT>(std::move(margins->fits), std::move(*dcc)));
}

} // namespace

void register_dcc_t(GeneratorRegistry& registry) {
    registry.add(
        {.id = std::string(kId),
         .title = std::string(kTitle),
         .reference = "Engle 2002",
         .summary = "Each asset's volatility clusters, correlations rise and fall day by day, and "
                    "all assets share their extreme days.",
         .params = {marginSpec()},
         .minAssets = 2,
         .maxAssets = kMostAssets,
         .minimumReturns = [](const Params&,
                              std::size_t assets) { return fewestPanelGarchDays(assets); },
         .fit = fit,
         .load = load});
}

} // namespace loom::generate
