// SPDX-License-Identifier: GPL-3.0-or-later
// Maximum likelihood of the GARCH family, with standard errors. Thread rule: pure functions.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "generate/garch_model.h"

namespace loom::generate {

struct GarchFit {
    GarchParams params;
    double logLikelihood = 0;
    /// Robust (Bollerslev & Wooldridge 1992): H^-1 S H^-1 with the Hessian of the mean
    /// log-likelihood and the covariance of the scores, as arch's default. NaN where the model has
    /// no such parameter, or the Hessian says nothing about it. At a bound they are formal.
    GarchVector standardErrors{};
    /// No free direction gains: the largest slope is below 1 % of sqrt(days), about 1e-4 of
    /// log-likelihood in a direction whose curvature is one a day.
    bool converged = true;
    std::vector<std::string> onBound = {}; ///< in words: "alpha = 0"
};

/// Maximises the likelihood by sequential quadratic programming (Kraft 1994, NLopt's SLSQP) with
/// exact slopes from the best of a coarse grid, restarted until it gains nothing, and by BOBYQA
/// (Powell 2009) where that does not converge. GARCH and GJR: alpha, alpha + gamma, beta >= 0 and
/// alpha + gamma / 2 + beta <= 0.9999; EGARCH: 0 <= beta <= 0.9999, |alpha|, |gamma| <= 2;
/// 2.05 <= nu <= 500 (300 for the skewed t), |lambda| <= 0.99. Nothing when shouldStop() says so.
/// The returns must have a variance.
std::optional<GarchFit> fitGarch(GarchShape shape, std::span<const double> percentReturns,
                                 const std::function<bool()>& shouldStop);

/// The robust standard errors alone; see GarchFit.
GarchVector garchStandardErrors(GarchShape shape, const GarchParams& params,
                                std::span<const double> percentReturns);

} // namespace loom::generate
