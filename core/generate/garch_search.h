// SPDX-License-Identifier: GPL-3.0-or-later
// The coordinates in which the likelihood of a GARCH model is searched: nearly independent numbers
// of order one with simple bounds. Thread rule: not thread-safe (owns a likelihood).
#pragma once

#include <string>
#include <vector>

#include "generate/garch_model.h"

namespace loom::generate {

/// Mean, log of the variance's level, then for GARCH and GJR: persistence, the share of it that
/// answers to shocks, the symmetric part of that answer (1 = no asymmetry, 0 = losses only); for
/// EGARCH beta, alpha, gamma; then 1/nu and lambda.
class GarchSearch {
  public:
    GarchSearch(GarchShape shape, std::span<const double> percentReturns);

    std::size_t size() const { return m_lower.size(); }
    GarchParams decode(std::span<const double> x) const;
    /// Finite everywhere: -1e300 where the likelihood is not.
    double logLikelihood(std::span<const double> x);
    double logLikelihood(std::span<const double> x, std::span<double> gradient);

    const std::vector<double>& lower() const { return m_lower; }
    const std::vector<double>& upper() const { return m_upper; }
    /// The best of a coarse grid, so that the local search starts in the right valley.
    std::vector<double> start();
    /// Bounds that x lies on, in terms of the model's parameters.
    std::vector<std::string> boundsReached(std::span<const double> x) const;

  private:
    bool egarch() const { return m_shape.volatility == Volatility::Egarch; }
    std::vector<double> only(const std::vector<double>& all) const;
    void chain(std::span<const double> x, const GarchVector& slopes,
               std::span<double> gradient) const;

    GarchShape m_shape;
    GarchLikelihood m_likelihood;
    double m_mean;
    double m_stdev;
    std::vector<double> m_lower;
    std::vector<double> m_upper;
};

} // namespace loom::generate
