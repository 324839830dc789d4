// SPDX-License-Identifier: GPL-3.0-or-later
// The t copula (Demarta & McNeil 2005): dependence with joint extremes whatever the margins are.
// Thread rule: the fit and the constructor use all cores; the rest are pure.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include <Eigen/Core>

#include "base/json.h"
#include "generate/generator.h"

namespace loom::generate {

struct TCopulaFit {
    Eigen::MatrixXd correlation;
    double nu = 8;            ///< degrees of freedom, 1.5 to 200
    double logLikelihood = 0; ///< of the pseudo-observations
    bool repaired = false;    ///< the matrix of pairwise values was not positive definite
};

/// Sum of the log copula density over days of pseudo-observations 0 < u < 1 (day by day, then asset
/// by asset).
double tCopulaLogLikelihood(const Eigen::MatrixXd& correlation, double nu,
                            std::span<const double> pseudo);

/// Correlations sin(pi tau / 2) from Kendall's tau (Lindskog, McNeil & Schmock 2003), raised to
/// positive definite where needed; nu by maximum likelihood of the ranks (Genest, Ghoudi & Rivest
/// 1995). Nothing when shouldStop() says so.
std::optional<TCopulaFit> fitTCopula(std::span<const double> values, std::size_t assets,
                                     const std::function<bool()>& shouldStop);

/// Degrees of freedom, likelihood and repairs for people.
std::vector<Generator::Fact> copulaFacts(const TCopulaFit& fit);

/// Writes the members into a stored model's state, and reads them back. Throws Json::exception when
/// something is missing; nothing when it is no copula of so many assets.
void copulaToJson(const TCopulaFit& fit, Json& state);
std::optional<TCopulaFit> copulaFromJson(const Json& state, std::size_t assets);

/// x of a Student t with `from` degrees of freedom to the value with equal probability under a t
/// with `to`, scaled to unit variance: a table, linear in asinh, exact to about 1e-4 of the value.
class TailMap {
  public:
    TailMap(double from, double to);
    double operator()(double x) const;

  private:
    std::vector<double> m_table; ///< asinh of the value at asinh(x) = i * step
};

} // namespace loom::generate
