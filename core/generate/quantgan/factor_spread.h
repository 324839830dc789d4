// SPDX-License-Identifier: GPL-3.0-or-later
// The factors of a panel beyond the leading ones, of which each moves few assets, in polar
// coordinates: how large they are together on a day (their root mean square), which is one more
// series for the networks to learn, since the own parts of all assets grow wild together (Herskovic
// et al. 2016, "The common factor in idiosyncratic volatility"), and their direction, which is
// drawn evenly. Thread rule: immutable once fitted.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "generate/quantgan/score_table.h"

namespace loom::generate {

class FactorSpread {
  public:
    FactorSpread() = default;
    /// Of uncorrelated factors of variance one, day by day, `all` a day, the leading ones first.
    static FactorSpread fitted(std::span<const double> factors, std::size_t all,
                               std::size_t leading);

    /// What the networks see of a day's factors: the normal score of their size's logarithm, less
    /// what the leading factors say about it, at variance one.
    double toNetwork(std::span<const double> factors) const;
    /// With the law of the size among generated values: leading factors and toNetwork()'s number,
    /// day by day. A few thousand days at least.
    FactorSpread calibrated(std::span<const float> values) const;
    /// Fills the factors beyond the leading ones, which are there already.
    void draw(double value, Rng& rng, std::span<double> factors) const;

    std::size_t leading() const { return m_slopes.size(); }

    Json toJson() const;
    /// Throws Json::exception when a field is missing, of the wrong type or of the wrong size.
    static FactorSpread fromJson(const Json& json);

  private:
    double scoreOf(std::span<const double> leading, double value) const;

    ScoreTable m_real;            ///< of log sizes
    ScoreTable m_generated;       ///< of generated scores; none before the calibration
    std::vector<double> m_slopes; ///< of the score by the leading factors
    double m_stdev = 1;           ///< of what they leave
};

} // namespace loom::generate
