// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/garch_simulate.h"

#include <algorithm>

namespace loom::generate {

namespace {

constexpr double kLongestMemory = 0.9999;

} // namespace

GarchStart stationaryStart(const GarchParams& p, double persistence) {
    GarchStart start;
    if (p.volatility == Volatility::Egarch)
        start.state = std::log(p.typicalVariance());
    else // a variance without a mean still has a law; the burn-in finds it from a high start
        start.state = p.omega / (1 - (persistence < kLongestMemory ? persistence : 0.99));
    const double memory = std::clamp(persistence, 1e-6, kLongestMemory);
    start.burnIn =
        static_cast<std::size_t>(std::clamp(std::log(0.01) / std::log(memory), 100.0, 2000.0));
    return start;
}

GarchSimulator::GarchSimulator(const GarchParams& params)
    : m_draw(params.law()), m_step(params), m_start(stationaryStart(params, params.persistence())) {
}

void GarchSimulator::operator()(Rng& rng, std::span<float> path) const {
    double state = m_start.state;
    for (std::size_t t = 0; t < m_start.burnIn; ++t)
        m_step(state, m_draw(rng));
    for (float& value : path)
        value = static_cast<float>(m_step(state, m_draw(rng)) / 100);
}

} // namespace loom::generate
