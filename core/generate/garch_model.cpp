// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/garch_model.h"

#include <algorithm>
#include <cmath>

#include "stats/moments.h"

namespace loom::generate {

namespace {

/// Keeps an exploding EGARCH trial within the range of a double.
constexpr double kLargestLogVariance = 300;

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

/// Derivatives with respect to mu, omega, alpha, gamma and beta.
using Slopes = std::array<double, 5>;

struct NoSlopes {
    static constexpr bool kWanted = false;
    void operator()(std::size_t, const Slopes&) const {}
};

struct Summed {
    static constexpr bool kWanted = true;
    Slopes sum{};
    void operator()(std::size_t, const Slopes& slopes) {
        for (std::size_t k = 0; k < sum.size(); ++k)
            sum[k] += slopes[k];
    }
};

struct EachDay {
    static constexpr bool kWanted = true;
    std::vector<GarchVector>& rows;
    void operator()(std::size_t t, const Slopes& slopes) const {
        std::copy(slopes.begin(), slopes.end(), rows[t].begin());
    }
};

struct Recursion {
    double sumLogVariance = 0;
    double nextVariance = 0;
};

/// Fills z and hands each day's derivative of log f(z) - 1/2 log h to the sink: with psi the score
/// of f it is -1/2 (1 + psi z) dh/h, and -psi / sqrt(h) more for mu.
template <class Sink>
Recursion runGarch(const GarchParams& p, std::span<const double> returns, double start,
                   const InnovationLaw& law, std::vector<double>& z, Sink& sink) {
    double h = p.omega + (p.alpha + p.gamma / 2 + p.beta) * start;
    Slopes dh{0, 1, start, start / 2, start};
    LogProduct variances;
    for (std::size_t t = 0; t < returns.size(); ++t) {
        const double e = returns[t] - p.mu;
        const double square = e * e;
        const double inverse = 1 / h;
        const double inverseRoot = std::sqrt(inverse);
        z[t] = e * inverseRoot;
        variances.multiply(h);
        const double answer = p.alpha + (e < 0 ? p.gamma : 0);
        if constexpr (Sink::kWanted) {
            const double psi = law.score(z[t]);
            const double weight = -0.5 * (1 + psi * z[t]) * inverse;
            Slopes slopes;
            for (std::size_t k = 0; k < slopes.size(); ++k)
                slopes[k] = weight * dh[k];
            slopes[0] -= psi * inverseRoot;
            sink(t, slopes);
            const Slopes direct{-2 * e * answer, 1, square, e < 0 ? square : 0, h};
            for (std::size_t k = 0; k < dh.size(); ++k)
                dh[k] = direct[k] + p.beta * dh[k];
        }
        h = p.omega + answer * square + p.beta * h;
    }
    return {.sumLogVariance = variances.log(), .nextVariance = h};
}

/// The same for g = ln h.
template <class Sink>
Recursion runEgarch(const GarchParams& p, std::span<const double> returns, double start,
                    const InnovationLaw& law, std::vector<double>& z, Sink& sink) {
    double g = p.omega + p.beta * std::log(start);
    Slopes dg{0, 1, 0, 0, std::log(start)};
    double sum = 0;
    for (std::size_t t = 0; t < returns.size(); ++t) {
        g = std::min(g, kLargestLogVariance);
        const double inverseRoot = std::exp(-0.5 * g);
        const double shock = (returns[t] - p.mu) * inverseRoot;
        z[t] = shock;
        sum += g;
        if constexpr (Sink::kWanted) {
            const double psi = law.score(shock);
            const double weight = -0.5 * (1 + psi * shock);
            Slopes slopes;
            for (std::size_t k = 0; k < slopes.size(); ++k)
                slopes[k] = weight * dg[k];
            slopes[0] -= psi * inverseRoot;
            sink(t, slopes);
            const double answer = p.gamma + (shock < 0 ? -p.alpha : p.alpha);
            const Slopes direct{-answer * inverseRoot, 1, std::abs(shock) - kMeanAbsoluteNormal,
                                shock, g};
            for (std::size_t k = 0; k < dg.size(); ++k)
                dg[k] = direct[k] + (p.beta - 0.5 * answer * shock) * dg[k];
        }
        g = p.omega + p.alpha * (std::abs(shock) - kMeanAbsoluteNormal) + p.gamma * shock +
            p.beta * g;
    }
    return {.sumLogVariance = sum, .nextVariance = std::exp(std::min(g, kLargestLogVariance))};
}

template <class Sink>
Recursion run(const GarchParams& p, std::span<const double> returns, double start,
              const InnovationLaw& law, std::vector<double>& z, Sink& sink) {
    return p.volatility == Volatility::Egarch ? runEgarch(p, returns, start, law, z, sink)
                                              : runGarch(p, returns, start, law, z, sink);
}

/// A step for central differences of the law's own parameters.
constexpr double kNuStep = 1e-4; ///< relative to nu - 2, so that nu stays above it
constexpr double kLambdaStep = 1e-5;

/// (f(nu + step) - f(nu - step)) / 2 step and the same for lambda, f being a function of the law.
template <class OfLaw>
void lawSlopes(const GarchParams& p, Innovation kind, const OfLaw& f, double& byNu,
               double& byLambda) {
    if (kind == Innovation::Normal)
        return;
    const double step = kNuStep * (p.nu - 2);
    byNu = (f(InnovationLaw(kind, p.nu + step, p.lambda)) -
            f(InnovationLaw(kind, p.nu - step, p.lambda))) /
           (2 * step);
    if (kind == Innovation::SkewedT)
        byLambda = (f(InnovationLaw(kind, p.nu, p.lambda + kLambdaStep)) -
                    f(InnovationLaw(kind, p.nu, p.lambda - kLambdaStep))) /
                   (2 * kLambdaStep);
}

} // namespace

Volatility volatilityFrom(std::string_view id) {
    if (id == "egarch")
        return Volatility::Egarch;
    return id == "gjr" ? Volatility::Gjr : Volatility::Garch;
}

InnovationLaw GarchParams::law() const {
    if (nu <= 0)
        return InnovationLaw(Innovation::Normal);
    return InnovationLaw(lambda == 0 ? Innovation::StudentT : Innovation::SkewedT, nu, lambda);
}

double GarchParams::persistence() const {
    if (volatility == Volatility::Egarch)
        return beta;
    const double losses =
        lambda == 0 ? 0.5 : law().expectation([](double z) { return z < 0 ? z * z : 0.0; });
    return alpha + gamma * losses + beta;
}

double GarchParams::typicalVariance() const {
    if (volatility != Volatility::Egarch)
        return omega / (1 - persistence());
    const double meanAbsolute =
        nu <= 0 ? kMeanAbsoluteNormal : law().expectation([](double z) { return std::abs(z); });
    return std::exp((omega + alpha * (meanAbsolute - kMeanAbsoluteNormal)) / (1 - beta));
}

GarchVector toVector(const GarchParams& p) {
    return {p.mu, p.omega, p.alpha, p.gamma, p.beta, p.nu, p.lambda};
}

GarchParams fromVector(const GarchVector& v, Volatility volatility) {
    return {.mu = v[0],
            .omega = v[1],
            .alpha = v[2],
            .gamma = v[3],
            .beta = v[4],
            .nu = v[5],
            .lambda = v[6],
            .volatility = volatility};
}

std::vector<std::size_t> parametersOf(GarchShape shape) {
    std::vector<std::size_t> out{0, 1, 2};
    if (shape.volatility != Volatility::Garch)
        out.push_back(3);
    out.push_back(4);
    if (shape.innovation != Innovation::Normal)
        out.push_back(5);
    if (shape.innovation == Innovation::SkewedT)
        out.push_back(6);
    return out;
}

GarchLikelihood::GarchLikelihood(GarchShape shape, std::span<const double> percentReturns)
    : m_shape(shape), m_returns(percentReturns), m_backcast(backcast(percentReturns)),
      m_z(percentReturns.size()) {}

double GarchLikelihood::value(const GarchParams& params) {
    const InnovationLaw law(m_shape.innovation, params.nu, params.lambda);
    NoSlopes none;
    const Recursion result = run(params, m_returns, m_backcast, law, m_z, none);
    m_nextVariance = result.nextVariance;
    return law.sumLogDensity(m_z) - 0.5 * result.sumLogVariance;
}

double GarchLikelihood::valueAndGradient(const GarchParams& params, GarchVector& gradient) {
    const InnovationLaw law(m_shape.innovation, params.nu, params.lambda);
    Summed summed;
    const Recursion result = run(params, m_returns, m_backcast, law, m_z, summed);
    m_nextVariance = result.nextVariance;
    gradient = {};
    std::copy(summed.sum.begin(), summed.sum.end(), gradient.begin());
    lawSlopes(
        params, m_shape.innovation, [&](const InnovationLaw& l) { return l.sumLogDensity(m_z); },
        gradient[5], gradient[6]);
    return law.sumLogDensity(m_z) - 0.5 * result.sumLogVariance;
}

std::vector<GarchVector> GarchLikelihood::scores(const GarchParams& params) {
    const InnovationLaw law(m_shape.innovation, params.nu, params.lambda);
    std::vector<GarchVector> rows(m_returns.size(), GarchVector{});
    EachDay each{rows};
    m_nextVariance = run(params, m_returns, m_backcast, law, m_z, each).nextVariance;
    for (std::size_t t = 0; t < rows.size(); ++t)
        lawSlopes(
            params, m_shape.innovation,
            [&](const InnovationLaw& l) { return l.logDensity(m_z[t]); }, rows[t][5], rows[t][6]);
    return rows;
}

} // namespace loom::generate
