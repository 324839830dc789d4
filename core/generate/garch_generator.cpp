// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/garch_generator.h"

#include "generate/garch_simulate.h"
#include "generate/model_support.h"
#include "stats/moments.h"

#include <limits>

namespace loom::generate {

namespace {

class GarchGenerator final : public Generator {
  public:
    GarchGenerator(std::string id, GarchFit fit)
        : m_id(std::move(id)), m_fit(std::move(fit)), m_simulate(m_fit.params) {}

    Result<Sample> sample(const SampleRequest& request, jobs::JobContext& context) const override {
        return samplePaths(request, context, m_simulate);
    }
    std::vector<Fact> facts() const override { return garchFacts(m_fit); }
    Result<std::string> serialize() const override { return sealState(m_id, garchToJson(m_fit)); }

  private:
    std::string m_id;
    GarchFit m_fit;
    GarchSimulator m_simulate;
};

Result<std::unique_ptr<Generator>> loadGarch(const std::string& id, Volatility volatility,
                                             std::string_view bytes) {
    auto state = openState(id, bytes);
    if (!state)
        return std::move(state).error();
    try {
        GarchFit fit = garchFromJson(*state, volatility);
        if (!isUsable(fit.params))
            return fail(ErrorCode::Corrupt, "The stored GARCH model has no stationary law. Fit it "
                                            "again.");
        return std::unique_ptr<Generator>(std::make_unique<GarchGenerator>(id, std::move(fit)));
    } catch (const Json::exception&) {
        return fail(ErrorCode::Corrupt, "The stored GARCH model is incomplete. Fit it again.");
    }
}

Result<std::unique_ptr<Generator>> fitGenerator(const std::string& id, const std::string& title,
                                                GarchShape shape, const TrainingData& data,
                                                const FitOptions& options,
                                                jobs::JobContext& context) {
    if (auto checked = checkTraining(data, kFewestGarchReturns, title); !checked)
        return std::move(checked).error();
    if (options.params.has("innovation"))
        shape.innovation = innovationFrom(options.params.text("innovation"));
    const auto history = data.training();
    std::vector<double> percent(history.begin(), history.end());
    for (double& r : percent)
        r *= 100;
    auto fit = fitGarch(shape, percent, [&] { return context.shouldStop(); });
    if (!fit)
        return fail(ErrorCode::Cancelled, "Fitting was stopped.");
    // The likelihood's mean weights calm days more; over 100 days the difference dominates the law.
    if (options.params.has("mean") && options.params.text("mean") == "sample") {
        fit->params.mu = stats::mean(percent);
        fit->standardErrors[0] = std::numeric_limits<double>::quiet_NaN();
    }
    return std::unique_ptr<Generator>(std::make_unique<GarchGenerator>(id, std::move(*fit)));
}

} // namespace

ParamSpec innovationSpec(const std::string& defaultId) {
    return {.key = "innovation",
            .title = "Shocks",
            .type = ParamType::Choice,
            .defaultValue = defaultId,
            .help = "The law of one day's shock after its volatility is taken out.",
            .choices = {{"normal", "Normal"},
                        {"student_t", "Student t"},
                        {"skewed_t", "Skewed t (Hansen 1994)"}}};
}

GeneratorInfo makeGarchGenerator(GeneratorInfo info, GarchShape shape, InnovationChoice choice) {
    info.params = {{.key = "mean",
                    .title = "Mean of the paths",
                    .type = ParamType::Choice,
                    .defaultValue = std::string("likelihood"),
                    .help = "The likelihood's mean differs from the sample's, which shows over "
                            "long horizons.",
                    .choices = {{"likelihood", "Maximum likelihood"}, {"sample", "Sample mean"}}}};
    if (choice == InnovationChoice::Offered)
        info.params.push_back(innovationSpec("normal"));
    info.minimumReturns = [](const Params&, std::size_t) { return kFewestGarchReturns; };
    info.load = [id = info.id, shape](std::string_view bytes) {
        return loadGarch(id, shape.volatility, bytes);
    };
    info.fit = [id = info.id, title = info.title, shape](
                   const TrainingData& data, const FitOptions& options, jobs::JobContext& context) {
        return fitGenerator(id, title, shape, data, options, context);
    };
    return info;
}

} // namespace loom::generate
