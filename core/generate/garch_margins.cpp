// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/garch_margins.h"

#include <algorithm>
#include <atomic>

#include <fmt/format.h>

#include "generate/garch_generator.h"
#include "stats/moments.h"
#include "stats/parallel.h"

namespace loom::generate {

std::size_t fewestPanelGarchDays(std::size_t assets) {
    return std::max(kFewestGarchReturns, 2 * assets);
}

std::optional<GarchMargins> fitMargins(GarchShape shape, std::span<const double> returns,
                                       std::size_t assets,
                                       const std::function<bool()>& shouldStop) {
    const std::size_t days = returns.size() / assets;
    GarchMargins out{.fits = std::vector<GarchFit>(assets),
                     .shocks = std::vector<double>(returns.size())};
    std::atomic<bool> stopped{false};
    stats::parallelFor(assets, [&](std::size_t a) {
        if (stopped)
            return;
        std::vector<double> percent(days);
        for (std::size_t t = 0; t < days; ++t)
            percent[t] = 100 * returns[t * assets + a];
        auto fit = fitGarch(shape, percent, shouldStop);
        if (!fit) {
            stopped = true;
            return;
        }
        GarchLikelihood likelihood(shape, percent);
        likelihood.value(fit->params);
        for (std::size_t t = 0; t < days; ++t)
            out.shocks[t * assets + a] = likelihood.shocks()[t];
        out.fits[a] = std::move(*fit);
    });
    if (stopped)
        return std::nullopt;
    return out;
}

MarginSteps::MarginSteps(const std::vector<GarchFit>& fits) {
    for (const GarchFit& fit : fits) {
        steps.emplace_back(fit.params);
        starts.push_back(stationaryStart(fit.params, fit.params.persistence()));
        burnIn = std::max(burnIn, starts.back().burnIn);
    }
}

std::vector<double> MarginSteps::startStates() const {
    std::vector<double> out;
    for (const GarchStart& start : starts)
        out.push_back(start.state);
    return out;
}

ParamSpec marginSpec() {
    return {.key = "volatility",
            .title = "Volatility of each asset",
            .type = ParamType::Choice,
            .defaultValue = std::string("gjr"),
            .help = "Fitted asset by asset before the dependence between them.",
            .choices = {{"garch", "GARCH(1,1)"}, {"gjr", "GJR-GARCH"}}};
}

Volatility marginVolatility(const Params& params) {
    return volatilityFrom(params.has("volatility") ? params.text("volatility") : "gjr");
}

std::vector<Generator::Fact> marginFacts(const std::vector<GarchFit>& fits) {
    std::vector<double> persistence;
    std::size_t unfinished = 0;
    double logLikelihood = 0;
    for (const GarchFit& fit : fits) {
        persistence.push_back(fit.params.persistence());
        unfinished += fit.converged ? 0 : 1;
        logLikelihood += fit.logLikelihood;
    }
    const auto longest = *std::max_element(persistence.begin(), persistence.end());
    std::vector<Generator::Fact> out{
        {.name = "Assets", .value = std::to_string(fits.size())},
        {.name = "Persistence of volatility",
         .value = fmt::format("{:.4f}, at most {:.4f}", stats::median(persistence), longest),
         .unit = "median over the assets",
         .warning = longest > 0.999},
        {.name = "Log-likelihood of the margins",
         .value = fmt::format("{:.2f}", logLikelihood),
         .unit = "of percent returns, exponentially weighted backcast"}};
    if (unfinished > 0)
        out.push_back(
            {.name = "Convergence",
             .value = fmt::format("not reached for {} of {} assets", unfinished, fits.size()),
             .warning = true});
    return out;
}

void marginsToJson(const std::vector<GarchFit>& fits, Json& state) {
    state["volatility"] = static_cast<int>(fits.front().params.volatility);
    Json margins = Json::array();
    for (const GarchFit& fit : fits)
        margins.push_back(garchToJson(fit));
    state["margins"] = std::move(margins);
}

std::optional<std::vector<GarchFit>> marginsFromJson(const Json& state) {
    const auto volatility = state.at("volatility").get<int>();
    if (volatility < 0 || volatility > static_cast<int>(Volatility::Egarch))
        return std::nullopt;
    std::vector<GarchFit> fits;
    for (const Json& margin : state.at("margins")) {
        fits.push_back(garchFromJson(margin, static_cast<Volatility>(volatility)));
        if (!isUsable(fits.back().params))
            return std::nullopt;
    }
    return fits;
}

} // namespace loom::generate
