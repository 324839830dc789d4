// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/garch_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/LU>
#include <nlopt.hpp>

#include "generate/garch_search.h"

namespace loom::generate {

namespace {

constexpr double kGain = 1e-9; ///< of log-likelihood: less is no progress

struct Objective {
    GarchSearch& search;
    const std::function<bool()>& shouldStop;
    bool stopped = false; ///< NLopt forgets it when the search would have ended there anyway

    static double call(unsigned count, const double* x, double* gradient, void* self) {
        auto& me = *static_cast<Objective*>(self);
        me.stopped = me.stopped || me.shouldStop();
        if (me.stopped)
            throw nlopt::forced_stop();
        if (gradient == nullptr)
            return me.search.logLikelihood({x, count});
        return me.search.logLikelihood({x, count}, {gradient, count});
    }
};

/// One run of an NLopt algorithm from x; false when it was asked to stop. x is never left worse.
bool improve(nlopt::algorithm algorithm, double firstStep, Objective& objective,
             std::vector<double>& x, double& best) {
    nlopt::opt optimizer(algorithm, static_cast<unsigned>(x.size()));
    optimizer.set_max_objective(&Objective::call, &objective);
    optimizer.set_lower_bounds(objective.search.lower());
    optimizer.set_upper_bounds(objective.search.upper());
    optimizer.set_xtol_abs(1e-10);
    optimizer.set_ftol_abs(1e-10);
    optimizer.set_maxeval(4000);
    if (firstStep > 0)
        optimizer.set_initial_step(firstStep);
    std::vector<double> trial = x;
    double value = best;
    try {
        optimizer.optimize(trial, value);
    } catch (const std::runtime_error&) {
        // stopped, or as far as double precision goes (roundoff_limited, a failed line search)
    }
    if (objective.stopped)
        return false;
    value = objective.search.logLikelihood(trial);
    if (value > best) {
        x = std::move(trial);
        best = value;
    }
    return true;
}

/// The largest slope that does not push against a bound.
double freeSlope(GarchSearch& search, const std::vector<double>& x) {
    std::vector<double> gradient(x.size());
    search.logLikelihood(x, gradient);
    double largest = 0;
    for (std::size_t k = 0; k < x.size(); ++k) {
        const bool pushesOut = (x[k] <= search.lower()[k] + 1e-9 && gradient[k] < 0) ||
                               (x[k] >= search.upper()[k] - 1e-9 && gradient[k] > 0);
        if (!pushesOut)
            largest = std::max(largest, std::abs(gradient[k]));
    }
    return largest;
}

/// Restarts one algorithm until it gains nothing; false when asked to stop.
bool climb(nlopt::algorithm algorithm, std::initializer_list<double> steps, Objective& objective,
           std::vector<double>& x, double& best) {
    for (const double step : steps) {
        const double before = best;
        if (!improve(algorithm, step, objective, x, best))
            return false;
        if (best - before < kGain)
            break;
    }
    return true;
}

/// Derivative of the mean log-likelihood's gradient, by central differences of exact gradients.
Eigen::MatrixXd hessian(GarchLikelihood& likelihood, const GarchParams& params,
                        const std::vector<std::size_t>& which, double days) {
    const auto size = static_cast<Eigen::Index>(which.size());
    Eigen::MatrixXd out(size, size);
    const GarchVector at = toVector(params);
    for (Eigen::Index k = 0; k < size; ++k) {
        const std::size_t parameter = which[static_cast<std::size_t>(k)];
        const double room = parameter == 5 ? at[5] - 2 : std::max(std::abs(at[parameter]), 1e-2);
        const double step = 1e-5 * room;
        GarchVector up = at;
        GarchVector down = at;
        up[parameter] += step;
        down[parameter] -= step;
        GarchVector above{};
        GarchVector below{};
        likelihood.valueAndGradient(fromVector(up, params.volatility), above);
        likelihood.valueAndGradient(fromVector(down, params.volatility), below);
        for (Eigen::Index j = 0; j < size; ++j) {
            const std::size_t by = which[static_cast<std::size_t>(j)];
            out(j, k) = (above[by] - below[by]) / (2 * step * days);
        }
    }
    return (out + out.transpose()) / 2;
}

Eigen::MatrixXd scoreCovariance(const std::vector<GarchVector>& scores,
                                const std::vector<std::size_t>& which) {
    Eigen::MatrixXd rows(static_cast<Eigen::Index>(scores.size()),
                         static_cast<Eigen::Index>(which.size()));
    for (std::size_t t = 0; t < scores.size(); ++t)
        for (std::size_t k = 0; k < which.size(); ++k)
            rows(static_cast<Eigen::Index>(t), static_cast<Eigen::Index>(k)) = scores[t][which[k]];
    rows.rowwise() -= rows.colwise().mean().eval();
    return rows.transpose() * rows / static_cast<double>(scores.size() - 1);
}

} // namespace

GarchVector garchStandardErrors(GarchShape shape, const GarchParams& params,
                                std::span<const double> percentReturns) {
    GarchVector out;
    out.fill(std::numeric_limits<double>::quiet_NaN());
    GarchLikelihood likelihood(shape, percentReturns);
    const auto which = parametersOf(shape);
    const auto days = static_cast<double>(percentReturns.size());
    const Eigen::FullPivLU<Eigen::MatrixXd> curvature(hessian(likelihood, params, which, days));
    if (!curvature.isInvertible())
        return out;
    const Eigen::MatrixXd inverse = curvature.inverse();
    const Eigen::MatrixXd covariance =
        inverse * scoreCovariance(likelihood.scores(params), which) * inverse / days;
    for (std::size_t k = 0; k < which.size(); ++k) {
        const auto i = static_cast<Eigen::Index>(k);
        if (covariance(i, i) > 0)
            out[which[k]] = std::sqrt(covariance(i, i));
    }
    return out;
}

std::optional<GarchFit> fitGarch(GarchShape shape, std::span<const double> percentReturns,
                                 const std::function<bool()>& shouldStop) {
    GarchSearch search(shape, percentReturns);
    Objective objective{search, shouldStop};
    std::vector<double> x = search.start();
    double best = search.logLikelihood(x);
    const double flat = 0.01 * std::sqrt(static_cast<double>(percentReturns.size()));
    if (!climb(nlopt::LD_SLSQP, {0.0, 0.0, 0.0, 0.0, 0.0, 0.0}, objective, x, best))
        return std::nullopt;
    if (freeSlope(search, x) > flat &&
        !climb(nlopt::LN_BOBYQA, {0.05, 0.01, 0.01, 0.01}, objective, x, best))
        return std::nullopt;
    const GarchParams params = search.decode(x);
    return GarchFit{.params = params,
                    .logLikelihood = best,
                    .standardErrors = garchStandardErrors(shape, params, percentReturns),
                    .converged = freeSlope(search, x) <= flat,
                    .onBound = search.boundsReached(x)};
}

} // namespace loom::generate
