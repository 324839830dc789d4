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

    /// Linear between normal scores -3.2, -3.18 … 3.2 of the sample, beyond them by a generalised
    /// Pareto law: outputs with volatility clusters are heavy-tailed, and a straight line would
    /// make them far too rare, so that they came back as the largest moves there can be.
    double operator()(double value) const;
    /// The value whose score this is, beyond the ends along a straight line: for samples too small
    /// to tell a tail.
    double valueAt(double score) const;
    bool empty() const { return m_quantiles.empty(); }

    const std::vector<double>& quantiles() const { return m_quantiles; }
    /// Throws Json::exception unless these are quantiles() of a table.
    static ScoreTable fromJson(const Json& quantiles);

  private:
    std::vector<double> m_quantiles; ///< of the sample, strictly ascending
};

} // namespace loom::generate
