// SPDX-License-Identifier: GPL-3.0-or-later
// Models of one day's variance given the days before, with constant mean,
//   r_t = mu + e_t,  e_t = sqrt(h_t) z_t:
// GARCH(1,1) (Bollerslev 1986) and GJR-GARCH(1,1) (Glosten, Jagannathan & Runkle 1993)
//   h_t = omega + alpha e_{t-1}^2 + gamma e_{t-1}^2 1{e_{t-1} < 0} + beta h_{t-1};
// EGARCH(1,1) (Nelson 1991)
//   ln h_t = omega + alpha (|z_{t-1}| - sqrt(2/pi)) + gamma z_{t-1} + beta ln h_{t-1}.
// Unit of returns inside: percent (100 x log return), as users of arch know it. Thread rule: pure
// functions and plain values.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include <Eigen/Core>

#include "generate/garch_innovation.h"

namespace loom::generate {

enum class Volatility { Garch, Gjr, Egarch };

/// "garch", "gjr", "egarch": as the parameter "volatility" says it.
Volatility volatilityFrom(std::string_view id);

struct GarchShape {
    Volatility volatility = Volatility::Garch;
    Innovation innovation = Innovation::Normal;
};

/// One number for each parameter in the order mu, omega, alpha, gamma, beta, nu, lambda.
inline constexpr std::size_t kGarchParameters = 7;
using GarchVector = std::array<double, kGarchParameters>;
inline constexpr std::array<std::string_view, kGarchParameters> kGarchNames{
    "mu", "omega", "alpha", "gamma", "beta", "nu", "lambda"};

struct GarchParams {
    double mu = 0;    ///< percent a day
    double omega = 0; ///< percent^2; EGARCH: log of it
    double alpha = 0;
    double gamma = 0;
    double beta = 0;
    double nu = 0;     ///< degrees of freedom; 0 = normal
    double lambda = 0; ///< skewness of the skewed t
    Volatility volatility = Volatility::Garch;

    InnovationLaw law() const;
    /// How much of a shock to the variance is left the day after, on average under the law of the
    /// shocks; EGARCH: beta.
    double persistence() const;
    /// Of a GARCH or GJR with persistence below 1; EGARCH: exp(E ln h), the variance of an
    /// ordinary day (its mean has no closed form).
    double typicalVariance() const;
};

GarchVector toVector(const GarchParams& params);
GarchParams fromVector(const GarchVector& values, Volatility volatility);

/// Which of the seven the shape has.
std::vector<std::size_t> parametersOf(GarchShape shape);

/// The likelihood of percent returns with its derivatives. h_0 starts from arch's backcast: the
/// mean of the first 75 squared deviations from the sample mean with weights 0.94^t, which stands
/// for both e^2_{-1} and h_{-1}. Borrows the returns; not thread-safe (it reuses its memory).
class GarchLikelihood {
  public:
    GarchLikelihood(GarchShape shape, std::span<const double> percentReturns);

    /// Constants included.
    double value(const GarchParams& params);
    double valueAndGradient(const GarchParams& params, GarchVector& gradient);
    /// Derivatives of each day's term: days x 7, day by day.
    std::vector<GarchVector> scores(const GarchParams& params);
    /// The standardised shocks z of the last call.
    const std::vector<double>& shocks() const { return m_z; }
    /// The variance of the day after the last return, of the last call.
    double nextVariance() const { return m_nextVariance; }

  private:
    GarchShape m_shape;
    std::span<const double> m_returns;
    double m_backcast;
    double m_nextVariance = 0;
    std::vector<double> m_z;
};

/// E|z| of the normal law, which Nelson's recursion subtracts whatever the law is (as arch).
inline constexpr double kMeanAbsoluteNormal = 0.79788456080286535588; // sqrt(2 / pi)

} // namespace loom::generate
