// SPDX-License-Identifier: GPL-3.0-or-later
// Paths of a GARCH model. Thread rule: immutable, may be shared.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "base/random.h"
#include "generate/garch_model.h"

namespace loom::generate {

/// One day after the other: shock in, return and next state out. The state is the variance in
/// percent^2, of an EGARCH its logarithm.
class GarchStep {
  public:
    explicit GarchStep(const GarchParams& params) : m_p(params) {}

    double stateOf(double variance) const {
        return m_p.volatility == Volatility::Egarch ? std::log(variance) : variance;
    }

    /// The day's return in percent, given its state and shock; moves the state on.
    double operator()(double& state, double shock) const {
        if (m_p.volatility == Volatility::Egarch) {
            const double e = std::exp(0.5 * state) * shock;
            state = std::min(m_p.omega + m_p.alpha * (std::abs(shock) - kMeanAbsoluteNormal) +
                                 m_p.gamma * shock + m_p.beta * state,
                             kLargestLogVariance);
            return m_p.mu + e;
        }
        const double e = std::sqrt(state) * shock;
        state = m_p.omega + (m_p.alpha + (e < 0 ? m_p.gamma : 0)) * e * e + m_p.beta * state;
        return m_p.mu + e;
    }

  private:
    /// Beyond it a return would not fit a float; shocks so large are no market any more, but heavy
    /// tails in an EGARCH can reach any size (Nelson 1991, theorem 2.2).
    static constexpr double kLargestLogVariance = 60;

    GarchParams m_p;
};

/// Where paths start and how long they are run before they count.
struct GarchStart {
    double state = 1;       ///< as GarchStep wants it
    std::size_t burnIn = 0; ///< days until 1 % of the memory of the start is left: 100 to 2,000
};
/// Towards the stationary law with that persistence: the model's own under its law of shocks, or
/// another one when the shocks have another law (filtered historical simulation).
GarchStart stationaryStart(const GarchParams& params, double persistence);

/// Log returns (not percent) from the stationary law.
class GarchSimulator {
  public:
    explicit GarchSimulator(const GarchParams& params);
    void operator()(Rng& rng, std::span<float> path) const;

  private:
    InnovationDraws m_draw;
    GarchStep m_step;
    GarchStart m_start;
};

} // namespace loom::generate
