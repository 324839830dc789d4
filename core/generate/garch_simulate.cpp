// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/garch_simulate.h"

#include <algorithm>

namespace loom::generate {

namespace {

/// Beyond it a return would not fit a float; shocks so large are no market any more, but heavy
/// tails in an EGARCH can reach any size (Nelson 1991, theorem 2.2).
constexpr double kLargestLogVariance = 60;
constexpr double kLongestMemory = 0.9999;

} // namespace

double GarchStep::nextEgarch(double variance, double shock) const {
    const double g = m_p.omega + m_p.alpha * (std::abs(shock) - kMeanAbsoluteNormal) +
                     m_p.gamma * shock + m_p.beta * std::log(variance);
    return std::exp(std::min(g, kLargestLogVariance));
}

GarchStart stationaryStart(const GarchParams& p, double persistence) {
    GarchStart start;
    if (p.volatility == Volatility::Egarch)
        start.variance = p.typicalVariance();
    else // a variance without a mean still has a law; the burn-in finds it from a high start
        start.variance = p.omega / (1 - (persistence < kLongestMemory ? persistence : 0.99));
    const double memory = std::clamp(persistence, 1e-6, kLongestMemory);
    start.burnIn =
        static_cast<std::size_t>(std::clamp(std::log(0.01) / std::log(memory), 100.0, 2000.0));
    return start;
}

GarchSimulator::GarchSimulator(const GarchParams& params)
    : m_law(params.law()), m_step(params), m_start(stationaryStart(params, params.persistence())) {}

void GarchSimulator::operator()(Rng& rng, std::span<float> path) const {
    double variance = m_start.variance;
    for (std::size_t t = 0; t < m_start.burnIn; ++t)
        m_step(variance, m_law.draw(rng));
    for (float& value : path)
        value = static_cast<float>(m_step(variance, m_law.draw(rng)) / 100);
}

} // namespace loom::generate
