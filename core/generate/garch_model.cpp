// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/garch_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include <nlopt.hpp>

#include "stats/moments.h"

namespace loom::generate {

namespace {

double backcast(std::span<const double> returns) {
    constexpr double kDecay = 0.94;
    constexpr std::size_t kDays = 75;
    const double mean = stats::mean(returns);
    double weight = 1;
    double weights = 0;
    double sum = 0;
    for (const double r : returns.first(std::min(kDays, returns.size()))) {
        sum += weight * (r - mean) * (r - mean);
        weights += weight;
        weight *= kDecay;
    }
    return sum / weights;
}

/// Minus twice the log-likelihood without constants, the part that depends on the recursion.
template <class Density>
double sumOverDays(const GarchParams& p, std::span<const double> returns, double start,
                   Density density) {
    double h = p.omega + (p.alpha + p.gamma / 2 + p.beta) * start;
    double sum = 0;
    for (const double r : returns) {
        const double e = r - p.mu;
        const double square = e * e;
        sum += density(square, h);
        h = p.omega + (p.alpha + (e < 0 ? p.gamma : 0)) * square + p.beta * h;
    }
    return sum;
}

double logLikelihoodFrom(const GarchParams& p, std::span<const double> returns, double start) {
    const auto n = static_cast<double>(returns.size());
    if (p.nu <= 0) {
        const double sum = sumOverDays(
            p, returns, start, [](double square, double h) { return std::log(h) + square / h; });
        return -0.5 * (n * std::log(2 * std::numbers::pi) + sum);
    }
    // Student t scaled to unit variance (Bollerslev 1987, eq. 1).
    const double constant = std::lgamma((p.nu + 1) / 2) - std::lgamma(p.nu / 2) -
                            0.5 * std::log(std::numbers::pi * (p.nu - 2));
    const double sum = sumOverDays(p, returns, start, [&](double square, double h) {
        return std::log(h) + (p.nu + 1) * std::log1p(square / (h * (p.nu - 2)));
    });
    return n * constant - 0.5 * sum;
}

/// The search runs over nearly independent quantities with simple bounds: mean, log of the
/// unconditional variance, persistence, the share of it that answers to shocks, the symmetric part
/// of that answer (1 = no asymmetry, 0 = losses only) and 1/nu.
class Search {
  public:
    Search(GarchShape shape, std::span<const double> returns)
        : m_shape(shape), m_returns(returns), m_backcast(backcast(returns)),
          m_mean(stats::mean(returns)), m_stdev(stats::standardDeviation(returns)) {}

    GarchParams decode(const std::vector<double>& x) const {
        GarchParams p;
        p.mu = m_mean + m_stdev * x[0];
        const double persistence = x[2];
        const double answer = persistence * x[3];
        p.omega = m_stdev * m_stdev * std::exp(x[1]) * (1 - persistence);
        p.beta = persistence - answer;
        std::size_t next = 4;
        const double symmetric = m_shape.asymmetric ? x[next++] : 1;
        p.alpha = answer * symmetric;
        p.gamma = 2 * answer * (1 - symmetric);
        p.nu = m_shape.studentT ? 1 / x[next] : 0;
        return p;
    }

    double logLikelihood(const std::vector<double>& x) const {
        return logLikelihoodFrom(decode(x), m_returns, m_backcast);
    }

    std::vector<double> lower() const { return only({-1, -6, 0, 0, 0, 1.0 / 500}); }
    std::vector<double> upper() const { return only({1, 6, 0.9999, 1, 2, 1 / 2.05}); }

    /// The best of a coarse grid, so that the local search starts in the right valley.
    std::vector<double> start() const {
        std::vector<double> best;
        double bestValue = -std::numeric_limits<double>::infinity();
        for (const double persistence : {0.5, 0.9, 0.97, 0.99}) {
            for (const double answer : {0.05, 0.1, 0.2}) {
                auto x = only({0, 0, persistence, answer, 0.8, 1.0 / 8});
                const double value = logLikelihood(x);
                if (best.empty() || value > bestValue) {
                    best = std::move(x);
                    bestValue = value;
                }
            }
        }
        return best;
    }

  private:
    std::vector<double> only(const std::array<double, 6>& all) const {
        std::vector<double> out(all.begin(), all.begin() + 4);
        if (m_shape.asymmetric)
            out.push_back(all[4]);
        if (m_shape.studentT)
            out.push_back(all[5]);
        return out;
    }

    GarchShape m_shape;
    std::span<const double> m_returns;
    double m_backcast;
    double m_mean;
    double m_stdev;
};

struct Objective {
    const Search& search;
    const std::function<bool()>& shouldStop;

    static double call(unsigned count, const double* x, double*, void* self) {
        const auto& me = *static_cast<const Objective*>(self);
        if (me.shouldStop())
            throw nlopt::forced_stop();
        const double value = me.search.logLikelihood({x, x + count});
        return std::isfinite(value) ? value : -1e300;
    }
};

/// Student t with nu degrees of freedom by Bailey's (1994) polar method.
double studentT(Rng& rng, double nu) {
    double u = 0;
    double w = 0;
    do {
        u = 2 * rng.uniform() - 1;
        const double v = 2 * rng.uniform() - 1;
        w = u * u + v * v;
    } while (w > 1 || w == 0);
    return u * std::sqrt(nu * (std::pow(w, -2 / nu) - 1) / w);
}

} // namespace

double garchLogLikelihood(const GarchParams& params, std::span<const double> percentReturns) {
    return logLikelihoodFrom(params, percentReturns, backcast(percentReturns));
}

std::optional<GarchFit> fitGarch(GarchShape shape, std::span<const double> percentReturns,
                                 const std::function<bool()>& shouldStop) {
    const Search search(shape, percentReturns);
    Objective objective{search, shouldStop};
    std::vector<double> x = search.start();
    nlopt::opt optimizer(nlopt::LN_BOBYQA, static_cast<unsigned>(x.size()));
    optimizer.set_max_objective(&Objective::call, &objective);
    optimizer.set_lower_bounds(search.lower());
    optimizer.set_upper_bounds(search.upper());
    optimizer.set_xtol_abs(1e-9);
    optimizer.set_maxeval(4000);
    constexpr int kRestarts = 6;
    constexpr double kGain = 1e-8;
    double best = search.logLikelihood(x);
    for (int round = 0; round < kRestarts; ++round) {
        optimizer.set_initial_step(round == 0 ? 0.05 : 0.01);
        const double before = best;
        try {
            optimizer.optimize(x, best);
        } catch (const nlopt::forced_stop&) {
            return std::nullopt;
        } catch (const nlopt::roundoff_limited&) {
            best = search.logLikelihood(x); // as far as double precision goes
        }
        if (best - before < kGain)
            break;
    }
    return GarchFit{.params = search.decode(x), .logLikelihood = search.logLikelihood(x)};
}

void simulateGarch(const GarchParams& p, Rng& rng, std::span<float> path) {
    const double persistence = std::clamp(p.persistence(), 1e-6, 0.9999);
    const auto burnIn =
        static_cast<std::size_t>(std::clamp(std::log(0.01) / std::log(persistence), 100.0, 2000.0));
    const double unitVariance = p.nu > 0 ? std::sqrt((p.nu - 2) / p.nu) : 1;
    double h = p.unconditionalVariance();
    for (std::size_t t = 0; t < burnIn + path.size(); ++t) {
        const double z = p.nu > 0 ? unitVariance * studentT(rng, p.nu) : rng.normal();
        const double e = std::sqrt(h) * z;
        h = p.omega + (p.alpha + (e < 0 ? p.gamma : 0)) * e * e + p.beta * h;
        if (t >= burnIn)
            path[t - burnIn] = static_cast<float>((p.mu + e) / 100);
    }
}

} // namespace loom::generate
