// SPDX-License-Identifier: GPL-3.0-or-later
// Filtered historical simulation (Barone-Adesi, Giannopoulos & Vosper 1999): the shocks that a
// GARCH model leaves over, with the shape and the extremes history gave them, drawn again and
// carried by the model's volatility.
#include "generate/garch_generator.h"
#include "generate/garch_simulate.h"
#include "generate/model_support.h"
#include "stats/moments.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace loom::generate {

void register_filtered_historical(GeneratorRegistry& registry);

namespace {

constexpr std::string_view kId = "filtered_historical";
constexpr std::string_view kTitle = "Filtered historical simulation";

/// Mean 0 and variance 1 exactly, so that the model's variance is that of the paths.
std::vector<double> standardised(std::vector<double> shocks) {
    const auto m = stats::moments(std::span<const double>(shocks));
    const auto n = static_cast<double>(shocks.size());
    const double scale = m.stdev * std::sqrt((n - 1) / n);
    for (double& z : shocks)
        z = (z - m.mean) / scale;
    return shocks;
}

struct Filtered {
    GarchFit fit;
    std::vector<double> shocks;
    double nextVariance = 1; ///< of the day after the training days, percent^2
    bool fromToday = false;
};

class FilteredHistorical final : public Generator {
  public:
    explicit FilteredHistorical(Filtered state)
        : m_state(std::move(state)), m_step(m_state.fit.params), m_persistence(persistence()),
          m_start(stationaryStart(m_state.fit.params, m_persistence)) {
        if (m_state.fromToday)
            m_start = {.state = m_step.stateOf(m_state.nextVariance), .burnIn = 0};
    }

    Result<Sample> sample(const SampleRequest& request, jobs::JobContext& context) const override {
        return samplePaths(request, context, [this](Rng& rng, std::span<float> path) {
            double state = m_start.state;
            for (std::size_t t = 0; t < m_start.burnIn; ++t)
                m_step(state, shock(rng));
            for (float& value : path)
                value = static_cast<float>(m_step(state, shock(rng)) / 100);
        });
    }

    std::vector<Fact> facts() const override {
        auto out = garchFacts(m_state.fit);
        out.push_back({.name = "Shocks", .value = std::to_string(m_state.shocks.size())});
        out.push_back({.name = "Persistence under these shocks",
                       .value = fmt::format("{:.4f}", m_persistence),
                       .warning = m_persistence > 0.999});
        out.push_back({.name = "Paths start",
                       .value = m_state.fromToday
                                    ? "with the volatility after the last training day"
                                    : "anywhere in the long run"});
        return out;
    }

    Result<std::string> serialize() const override {
        return sealState(kId, {{"volatility", static_cast<int>(m_state.fit.params.volatility)},
                               {"garch", garchToJson(m_state.fit)},
                               {"shocks", m_state.shocks},
                               {"next_variance", m_state.nextVariance},
                               {"from_today", m_state.fromToday}});
    }

  private:
    double shock(Rng& rng) const { return m_state.shocks[rng.below(m_state.shocks.size())]; }

    double persistence() const {
        const GarchParams& p = m_state.fit.params;
        if (p.volatility == Volatility::Egarch)
            return p.beta;
        double losses = 0;
        for (const double z : m_state.shocks)
            losses += z < 0 ? z * z : 0;
        return p.alpha + p.beta + p.gamma * losses / static_cast<double>(m_state.shocks.size());
    }

    Filtered m_state;
    GarchStep m_step;
    double m_persistence;
    GarchStart m_start;
};

std::unique_ptr<Generator> read(const Json& state) {
    const auto volatility = state.at("volatility").get<int>();
    Filtered out;
    if (volatility >= 0 && volatility <= static_cast<int>(Volatility::Egarch))
        out = {.fit = garchFromJson(state.at("garch"), static_cast<Volatility>(volatility)),
               .shocks = state.at("shocks").get<std::vector<double>>(),
               .nextVariance = state.at("next_variance").get<double>(),
               .fromToday = state.at("from_today").get<bool>()};
    if (out.shocks.size() >= 2 && out.nextVariance > 0 && isUsable(out.fit.params))
        return std::make_unique<FilteredHistorical>(std::move(out));
    return nullptr;
}

Result<std::unique_ptr<Generator>> load(std::string_view bytes) {
    return loadState(kId, bytes, "The stored filtered simulation is incomplete. Fit it again.",
                     read);
}

std::string choice(const FitOptions& options, std::string_view key, std::string_view fallback) {
    return options.params.has(key) ? options.params.text(key) : std::string(fallback);
}

Result<std::unique_ptr<Generator>> fit(const TrainingData& data, const FitOptions& options,
                                       jobs::JobContext& context) {
    if (auto checked = checkTraining(data, kFewestGarchReturns, kTitle); !checked)
        return std::move(checked).error();
    const GarchShape shape{.volatility = volatilityFrom(choice(options, "volatility", "gjr")),
                           .innovation = innovationFrom(choice(options, "innovation", "normal"))};
    const auto history = data.training();
    std::vector<double> percent(history.begin(), history.end());
    for (double& r : percent)
        r *= 100;
    auto fitted = fitGarch(shape, percent, [&] { return context.shouldStop(); });
    if (!fitted)
        return fail(ErrorCode::Cancelled, "Fitting was stopped.");
    GarchLikelihood likelihood(shape, percent);
    likelihood.value(fitted->params);
    return std::unique_ptr<Generator>(std::make_unique<FilteredHistorical>(
        Filtered{.fit = std::move(*fitted),
                 .shocks = standardised(likelihood.shocks()),
                 .nextVariance = likelihood.nextVariance(),
                 .fromToday = choice(options, "start", "long_run") == "today"}));
}

std::vector<ParamSpec> parameters() {
    return {{.key = "volatility",
             .title = "Volatility",
             .type = ParamType::Choice,
             .defaultValue = std::string("gjr"),
             .help = "The model whose volatility is taken out of the returns and put back.",
             .choices = {{"garch", "GARCH(1,1)"}, {"gjr", "GJR-GARCH"}, {"egarch", "EGARCH"}}},
            innovationSpec("normal"),
            {.key = "start",
             .title = "Paths start",
             .type = ParamType::Choice,
             .defaultValue = std::string("long_run"),
             .help = "From today's volatility for a forecast of the next days, anywhere in the "
                     "long run for a likeness of the whole history.",
             .choices = {{"long_run", "Anywhere in the long run"},
                         {"today", "With today's volatility"}}}};
}

} // namespace

void register_filtered_historical(GeneratorRegistry& registry) {
    registry.add({.id = std::string(kId),
                  .title = std::string(kTitle),
                  .reference = "Barone-Adesi, Giannopoulos and Vosper 1999",
                  .summary = "Real shocks, freed of their volatility, drawn again under a GARCH "
                             "model's volatility.",
                  .params = parameters(),
                  .minimumReturns = [](const Params&, std::size_t) { return kFewestGarchReturns; },
                  .fit = fit,
                  .load = load});
}

} // namespace loom::generate
