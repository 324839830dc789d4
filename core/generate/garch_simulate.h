// SPDX-License-Identifier: GPL-3.0-or-later
// Paths of a GARCH model. Thread rule: immutable, may be shared.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>

#include "base/random.h"
#include "generate/garch_model.h"

namespace loom::generate {

/// One day after the other: shock in, return and next variance out.
class GarchStep {
  public:
    explicit GarchStep(const GarchParams& params) : m_p(params) {}

    /// The day's return in percent, given its variance and shock; moves the variance on.
    double operator()(double& variance, double shock) const {
        const double e = std::sqrt(variance) * shock;
        if (m_p.volatility == Volatility::Egarch)
            variance = nextEgarch(variance, shock);
        else
            variance =
                m_p.omega + (m_p.alpha + (e < 0 ? m_p.gamma : 0)) * e * e + m_p.beta * variance;
        return m_p.mu + e;
    }

  private:
    double nextEgarch(double variance, double shock) const;

    GarchParams m_p;
};

/// Where paths start and how long they are run before they count.
struct GarchStart {
    double variance = 1;    ///< percent^2
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
    InnovationLaw m_law;
    GarchStep m_step;
    GarchStart m_start;
};

} // namespace loom::generate
