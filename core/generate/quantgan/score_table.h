// SPDX-License-Identifier: GPL-3.0-or-later
// A monotone function that makes a variable standard normal, measured on a sample: what gives each
// asset of a generated panel exactly the marginal law it was fitted to. Thread rule: immutable.
#pragma once

#include <span>
#include <vector>

#include "base/json.h"

namespace loom::generate {

class ScoreTable {
  public:
    ScoreTable() = default;
    /// Of at least a few thousand values, of which not all may be equal; sorts them.
    static ScoreTable measured(std::span<double> values);

    /// Linear between normal scores -3.2, -3.18 … 3.2 of the sample, and on beyond them.
    double operator()(double value) const;

    const std::vector<double>& quantiles() const { return m_quantiles; }
    /// Throws Json::exception unless these are quantiles() of a table.
    static ScoreTable fromJson(const Json& quantiles);

  private:
    std::vector<double> m_quantiles; ///< of the sample, strictly ascending
};

} // namespace loom::generate
