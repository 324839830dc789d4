// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/garch_generator.h"

#include "generate/model_support.h"
#include "stats/moments.h"

#include <cmath>

#include <fmt/format.h>

namespace loom::generate {

namespace {

constexpr std::size_t kMinimumReturns = 250;

class GarchGenerator final : public Generator {
  public:
    GarchGenerator(std::string id, GarchFit fit) : m_id(std::move(id)), m_fit(fit) {}

    Result<Sample> sample(const SampleRequest& request, jobs::JobContext& context) const override {
        return samplePaths(request, context, [this](Rng& rng, std::span<float> path) {
            simulateGarch(m_fit.params, rng, path);
        });
    }

    std::vector<Fact> facts() const override {
        const GarchParams& p = m_fit.params;
        const auto number = [](double v) { return fmt::format("{:.4f}", v); };
        std::vector<Fact> out{{.name = "mu", .value = number(p.mu), .unit = "% a day"},
                              {.name = "omega", .value = number(p.omega), .unit = "%²"},
                              {.name = "alpha", .value = number(p.alpha)},
                              {.name = "gamma", .value = number(p.gamma)},
                              {.name = "beta", .value = number(p.beta)},
                              {.name = "Persistence",
                               .value = number(p.persistence()),
                               .warning = p.persistence() > 0.999}};
        if (p.nu > 0)
            out.push_back({.name = "nu",
                           .value = number(p.nu),
                           .unit = "degrees of freedom",
                           .warning = p.nu <= 4});
        out.push_back({.name = "Log-likelihood",
                       .value = fmt::format("{:.2f}", m_fit.logLikelihood),
                       .unit = "of percent returns, exponentially weighted backcast"});
        return out;
    }

    Result<std::string> serialize() const override {
        const GarchParams& p = m_fit.params;
        return sealState(m_id, {{"mu", p.mu},
                                {"omega", p.omega},
                                {"alpha", p.alpha},
                                {"gamma", p.gamma},
                                {"beta", p.beta},
                                {"nu", p.nu},
                                {"log_likelihood", m_fit.logLikelihood}});
    }

  private:
    std::string m_id;
    GarchFit m_fit;
};

Result<std::unique_ptr<Generator>> loadGarch(const std::string& id, std::string_view bytes) {
    auto state = openState(id, bytes);
    if (!state)
        return std::move(state).error();
    try {
        const auto real = [&](const char* key) { return state->at(key).get<double>(); };
        const GarchFit fit{.params = {.mu = real("mu"),
                                      .omega = real("omega"),
                                      .alpha = real("alpha"),
                                      .gamma = real("gamma"),
                                      .beta = real("beta"),
                                      .nu = real("nu")},
                           .logLikelihood = real("log_likelihood")};
        if (!(fit.params.omega > 0) || !(fit.params.persistence() < 1))
            return fail(ErrorCode::Corrupt, "The stored GARCH model has no stationary law. Fit it "
                                            "again.");
        return std::unique_ptr<Generator>(std::make_unique<GarchGenerator>(id, fit));
    } catch (const Json::exception&) {
        return fail(ErrorCode::Corrupt, "The stored GARCH model is incomplete. Fit it again.");
    }
}

Result<std::unique_ptr<Generator>> fitGenerator(const std::string& id, const std::string& title,
                                                GarchShape shape, const TrainingData& data,
                                                const FitOptions& options,
                                                jobs::JobContext& context) {
    if (auto checked = checkTraining(data, kMinimumReturns, title); !checked)
        return std::move(checked).error();
    const auto history = data.training();
    std::vector<double> percent(history.begin(), history.end());
    for (double& r : percent)
        r *= 100;
    auto fit = fitGarch(shape, percent, [&] { return context.shouldStop(); });
    if (!fit)
        return fail(ErrorCode::Cancelled, "Fitting was stopped.");
    // The likelihood's mean weights calm days more; over 100 days the difference dominates the law.
    if (options.params.has("mean") && options.params.text("mean") == "sample")
        fit->params.mu = stats::mean(percent);
    return std::unique_ptr<Generator>(std::make_unique<GarchGenerator>(id, *fit));
}

} // namespace

GeneratorInfo makeGarchGenerator(GeneratorInfo info, GarchShape shape) {
    info.params = {{.key = "mean",
                    .title = "Mean of the paths",
                    .type = ParamType::Choice,
                    .defaultValue = std::string("likelihood"),
                    .help = "The likelihood's mean differs from the sample's, which shows over "
                            "long horizons.",
                    .choices = {{"likelihood", "Maximum likelihood"}, {"sample", "Sample mean"}}}};
    info.minimumReturns = [](const Params&, std::size_t) { return kMinimumReturns; };
    info.load = [id = info.id](std::string_view bytes) { return loadGarch(id, bytes); };
    info.fit = [id = info.id, title = info.title, shape](
                   const TrainingData& data, const FitOptions& options, jobs::JobContext& context) {
        return fitGenerator(id, title, shape, data, options, context);
    };
    return info;
}

} // namespace loom::generate
