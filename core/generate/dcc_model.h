// SPDX-License-Identifier: GPL-3.0-or-later
// Dynamic conditional correlation of standardised shocks (Engle 2002, eqs. 2, 4 and 24), with a
// multivariate t law of unit variances:
//   Q_t = (1 - a - b) Qbar + a z_{t-1} z_{t-1}' + b Q_{t-1},  R_t = diag(Q_t)^-1/2 Q_t
//   diag(Q_t)^-1/2.
// Qbar is the sample correlation of the shocks (correlation targeting). Thread rule: the fit uses
// all cores; the rest are pure functions.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include <Eigen/Core>

namespace loom::generate {

struct DccParams {
    double a = 0;
    double b = 0;
    double nu = 8; ///< degrees of freedom, 2.05 to 500
};

/// Sum over the days of the log density of z_t given the days before, constants included;
/// Q_0 = Qbar. Shocks day by day, then asset by asset; qbar positive definite.
double dccLogLikelihood(const DccParams& params, const Eigen::MatrixXd& qbar,
                        std::span<const double> shocks);

struct DccFit {
    DccParams params;
    Eigen::MatrixXd qbar;
    double logLikelihood = 0; ///< of the second step
    bool repaired = false;    ///< qbar was not positive definite
    bool onBound = false;     ///< a = 0 or a + b = 0.9995
};

/// Maximum likelihood over 0 <= a, a + b <= 0.9995 by BOBYQA, nu concentrated out by Brent's
/// method. Nothing when shouldStop() says so.
std::optional<DccFit> fitDcc(std::span<const double> shocks, std::size_t assets,
                             const std::function<bool()>& shouldStop);

} // namespace loom::generate
