// SPDX-License-Identifier: GPL-3.0-or-later
// GARCH(1,1) (Bollerslev 1986) and GJR-GARCH(1,1) (Glosten, Jagannathan & Runkle 1993) with
// constant mean and normal or Student-t innovations, by maximum likelihood:
//   r_t = mu + e_t,  e_t = sqrt(h_t) z_t,
//   h_t = omega + alpha e_{t-1}^2 + gamma e_{t-1}^2 1{e_{t-1} < 0} + beta h_{t-1}.
// Unit of returns inside: percent (100 x log return), as users of arch know it. Thread rule: pure
// functions and plain values.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "base/random.h"

namespace loom::generate {

struct GarchShape {
    bool asymmetric = false; ///< with gamma (GJR)
    bool studentT = false;   ///< with nu, standardised to unit variance
};

struct GarchParams {
    double mu = 0;    ///< percent a day
    double omega = 0; ///< percent^2
    double alpha = 0;
    double gamma = 0;
    double beta = 0;
    double nu = 0; ///< degrees of freedom; 0 = normal

    double persistence() const { return alpha + gamma / 2 + beta; }
    double unconditionalVariance() const { return omega / (1 - persistence()); }
};

/// Gaussian or Student-t log-likelihood of the percent returns, constants included. h_0 starts from
/// arch's backcast: the mean of the first 75 squared deviations from the sample mean with weights
/// 0.94^t, which stands for both e^2_{-1} and h_{-1}.
double garchLogLikelihood(const GarchParams& params, std::span<const double> percentReturns);

struct GarchFit {
    GarchParams params;
    double logLikelihood = 0;
};

/// Maximises the likelihood over alpha, alpha + gamma, beta >= 0, persistence <= 0.9999 and
/// 2.05 <= nu <= 500 by BOBYQA (Powell 2009) restarted until it gains nothing. Nothing when
/// shouldStop() says so. The returns must have a variance.
std::optional<GarchFit> fitGarch(GarchShape shape, std::span<const double> percentReturns,
                                 const std::function<bool()>& shouldStop);

/// Log returns (not percent) from the stationary law: a burn-in of as many days as it takes the
/// memory of the start to fall to 1 %, at least 100 and at most 2,000.
void simulateGarch(const GarchParams& params, Rng& rng, std::span<float> path);

} // namespace loom::generate
