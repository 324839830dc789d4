// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/garch_generator.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace loom::generate {

namespace {

std::string unitOf(std::size_t parameter, Volatility volatility) {
    if (parameter == 0)
        return "% a day";
    if (parameter == 1)
        return volatility == Volatility::Egarch ? "log %²" : "%²";
    return parameter == 5 ? "degrees of freedom" : "";
}

std::string withError(double value, double error) {
    return std::isfinite(error) ? fmt::format("{:.4f} ({:.4f})", value, error)
                                : fmt::format("{:.4f}", value);
}

} // namespace

std::vector<Generator::Fact> garchFacts(const GarchFit& fit) {
    const GarchParams& p = fit.params;
    const GarchVector values = toVector(p);
    std::vector<Generator::Fact> out;
    for (std::size_t k = 0; k < kGarchParameters; ++k) {
        const bool absent = (k == 5 && p.nu <= 0) || (k == 6 && p.lambda == 0) ||
                            (k == 3 && p.volatility == Volatility::Garch);
        if (!absent)
            out.push_back({.name = std::string(kGarchNames[k]),
                           .value = withError(values[k], fit.standardErrors[k]),
                           .unit = unitOf(k, p.volatility),
                           .warning = k == 5 && p.nu <= 4});
    }
    if (std::isfinite(fit.standardErrors[1]))
        out.push_back({.name = "Standard errors",
                       .value = "in brackets",
                       .unit = "robust (Bollerslev and Wooldridge 1992)"});
    out.push_back({.name = "Persistence",
                   .value = fmt::format("{:.4f}", p.persistence()),
                   .warning = p.persistence() > 0.999});
    out.push_back({.name = "Log-likelihood",
                   .value = fmt::format("{:.2f}", fit.logLikelihood),
                   .unit = "of percent returns, exponentially weighted backcast"});
    if (p.volatility == Volatility::Egarch && p.nu > 0)
        out.push_back({.name = "Variance of the paths",
                       .value = "not finite: heavy-tailed shocks in an EGARCH (Nelson 1991)",
                       .warning = true});
    if (!fit.converged)
        out.push_back({.name = "Convergence",
                       .value = "not reached: the likelihood still rises where the search stopped",
                       .warning = true});
    for (const std::string& bound : fit.onBound)
        out.push_back({.name = "On a bound",
                       .value = bound,
                       .unit = "its standard error is formal",
                       .warning = true});
    return out;
}

Json garchToJson(const GarchFit& fit) {
    Json state{{"log_likelihood", fit.logLikelihood},
               {"converged", fit.converged},
               {"on_bound", fit.onBound}};
    const GarchVector values = toVector(fit.params);
    Json errors = Json::object();
    for (std::size_t k = 0; k < kGarchParameters; ++k) {
        state[std::string(kGarchNames[k])] = values[k];
        if (std::isfinite(fit.standardErrors[k]))
            errors[std::string(kGarchNames[k])] = fit.standardErrors[k];
    }
    state["standard_errors"] = std::move(errors);
    return state;
}

GarchFit garchFromJson(const Json& state, Volatility volatility) {
    GarchFit fit;
    GarchVector values{};
    const Json errors = state.value("standard_errors", Json::object());
    for (std::size_t k = 0; k < kGarchParameters; ++k) {
        const std::string name(kGarchNames[k]);
        values[k] = name == "lambda" ? state.value(name, 0.0) : state.at(name).get<double>();
        fit.standardErrors[k] = errors.value(name, std::numeric_limits<double>::quiet_NaN());
    }
    fit.params = fromVector(values, volatility);
    fit.logLikelihood = state.at("log_likelihood").get<double>();
    fit.converged = state.value("converged", true);
    fit.onBound = state.value("on_bound", std::vector<std::string>{});
    return fit;
}

bool isUsable(const GarchParams& p) {
    const bool law = p.nu == 0 || (p.nu > 2 && std::abs(p.lambda) < 1);
    if (p.volatility == Volatility::Egarch)
        return law && std::abs(p.beta) < 1;
    return law && p.omega > 0 && p.alpha + p.gamma / 2 + p.beta < 1;
}

} // namespace loom::generate
