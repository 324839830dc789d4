// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/garch_search.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/moments.h"

namespace loom::generate {

namespace {

constexpr double kImpossible = -1e300;
constexpr double kLongestMemory = 0.9999;
constexpr double kLargestLambda = 0.99;

} // namespace

GarchSearch::GarchSearch(GarchShape shape, std::span<const double> percentReturns)
    : m_shape(shape), m_likelihood(shape, percentReturns), m_mean(stats::mean(percentReturns)),
      m_stdev(stats::standardDeviation(percentReturns)) {
    const double largestNu = shape.innovation == Innovation::SkewedT ? 300 : 500;
    if (egarch()) {
        m_lower = only({-1, -6, 0, -2, -2, 1 / largestNu, -kLargestLambda});
        m_upper = only({1, 6, kLongestMemory, 2, 2, 1 / 2.05, kLargestLambda});
    } else {
        m_lower = only({-1, -6, 0, 0, 0, 1 / largestNu, -kLargestLambda});
        m_upper = only({1, 6, kLongestMemory, 1, 2, 1 / 2.05, kLargestLambda});
    }
}

std::vector<double> GarchSearch::only(const std::vector<double>& all) const {
    std::vector<double> out;
    for (std::size_t k = 0; k < all.size(); ++k) {
        const bool absent = (k == 4 && m_shape.volatility == Volatility::Garch) ||
                            (k == 5 && m_shape.innovation == Innovation::Normal) ||
                            (k == 6 && m_shape.innovation != Innovation::SkewedT);
        if (!absent)
            out.push_back(all[k]);
    }
    return out;
}

GarchParams GarchSearch::decode(std::span<const double> x) const {
    GarchParams p;
    p.volatility = m_shape.volatility;
    p.mu = m_mean + m_stdev * x[0];
    std::size_t next = 4;
    if (egarch()) {
        p.beta = x[2];
        p.alpha = x[3];
        p.gamma = x[next++];
        p.omega = (2 * std::log(m_stdev) + x[1]) * (1 - p.beta);
    } else {
        const double answer = x[2] * x[3];
        p.omega = m_stdev * m_stdev * std::exp(x[1]) * (1 - x[2]);
        p.beta = x[2] - answer;
        const double symmetric = m_shape.volatility == Volatility::Gjr ? x[next++] : 1;
        p.alpha = answer * symmetric;
        p.gamma = 2 * answer * (1 - symmetric);
    }
    if (m_shape.innovation != Innovation::Normal)
        p.nu = 1 / x[next++];
    if (m_shape.innovation == Innovation::SkewedT)
        p.lambda = x[next];
    return p;
}

double GarchSearch::logLikelihood(std::span<const double> x) {
    const double value = m_likelihood.value(decode(x));
    return std::isfinite(value) ? value : kImpossible;
}

double GarchSearch::logLikelihood(std::span<const double> x, std::span<double> gradient) {
    GarchVector slopes{};
    const double value = m_likelihood.valueAndGradient(decode(x), slopes);
    chain(x, slopes, gradient);
    if (std::isfinite(value) &&
        std::all_of(gradient.begin(), gradient.end(), [](double g) { return std::isfinite(g); }))
        return value;
    std::fill(gradient.begin(), gradient.end(), 0.0);
    return kImpossible;
}

/// Slopes by the model's parameters into slopes by x.
void GarchSearch::chain(std::span<const double> x, const GarchVector& slopes,
                        std::span<double> gradient) const {
    const auto [mu, omega, alpha, gamma, beta, nu, lambda] = slopes;
    gradient[0] = m_stdev * mu;
    std::size_t next = 4;
    if (egarch()) {
        gradient[1] = (1 - x[2]) * omega;
        gradient[2] = beta - (2 * std::log(m_stdev) + x[1]) * omega;
        gradient[3] = alpha;
        gradient[next++] = gamma;
    } else {
        const double level = m_stdev * m_stdev * std::exp(x[1]);
        const double symmetric = m_shape.volatility == Volatility::Gjr ? x[4] : 1;
        const double byAnswer = symmetric * alpha + 2 * (1 - symmetric) * gamma - beta;
        gradient[1] = level * (1 - x[2]) * omega;
        gradient[2] = beta - level * omega + x[3] * byAnswer;
        gradient[3] = x[2] * byAnswer;
        if (m_shape.volatility == Volatility::Gjr)
            gradient[next++] = x[2] * x[3] * (alpha - 2 * gamma);
    }
    if (m_shape.innovation != Innovation::Normal) {
        gradient[next] = -nu / (x[next] * x[next]);
        ++next;
    }
    if (m_shape.innovation == Innovation::SkewedT)
        gradient[next] = lambda;
}

std::vector<double> GarchSearch::start() {
    std::vector<double> best;
    double bestValue = -std::numeric_limits<double>::infinity();
    const double asymmetry = egarch() ? -0.08 : 0.5;
    for (const double persistence : {0.5, 0.9, 0.97, 0.99}) {
        for (const double answer : {0.05, 0.1, 0.2}) {
            auto x = only({0, 0, persistence, answer, asymmetry, 1.0 / 8, 0});
            const double value = logLikelihood(x);
            if (best.empty() || value > bestValue) {
                best = std::move(x);
                bestValue = value;
            }
        }
    }
    return best;
}

std::vector<std::string> GarchSearch::boundsReached(std::span<const double> x) const {
    constexpr double kNear = 1e-7;
    const std::vector<std::string> low =
        egarch() ? std::vector<std::string>{"mu at its lower bound",
                                            "omega at its lower bound",
                                            "beta = 0",
                                            "alpha = -2",
                                            "gamma = -2",
                                            "nu at its upper bound: the shocks are nearly normal",
                                            "lambda = -0.99"}
                 : std::vector<std::string>{"mu at its lower bound",
                                            "omega at its lower bound",
                                            "persistence = 0",
                                            "no answer to shocks",
                                            "alpha = 0",
                                            "nu at its upper bound: the shocks are nearly normal",
                                            "lambda = -0.99"};
    const std::vector<std::string> high{"mu at its upper bound",
                                        "omega at its upper bound",
                                        egarch() ? "beta = 0.9999" : "persistence = 0.9999",
                                        egarch() ? "alpha = 2" : "beta = 0",
                                        egarch() ? "gamma = 2" : "alpha + gamma = 0",
                                        "nu = 2.05",
                                        "lambda = 0.99"};
    std::vector<std::string> out;
    std::size_t at = 0;
    for (std::size_t k = 0; k < low.size() && at < x.size(); ++k) {
        const bool absent = (k == 4 && m_shape.volatility == Volatility::Garch) ||
                            (k == 5 && m_shape.innovation == Innovation::Normal);
        if (absent)
            continue;
        if (x[at] - m_lower[at] < kNear)
            out.push_back(low[k]);
        else if (m_upper[at] - x[at] < kNear)
            out.push_back(high[k]);
        ++at;
    }
    return out;
}

} // namespace loom::generate
