// SPDX-License-Identifier: GPL-3.0-or-later
// Least squares on the first 1, 2, … columns of one design at the cost of a single orthogonal
// decomposition: what the search for a lag length needs. Thread rule: each object in one thread.
#pragma once

#include <Eigen/Core>

namespace loom::stats {

class NestedRegression {
  public:
    /// Rows at least as many as columns; takes both.
    NestedRegression(Eigen::MatrixXd design, const Eigen::VectorXd& response);

    /// Whether every column adds something to those before it, and some residual is left.
    bool determined() const { return m_determined; }
    /// Sum of squared residuals on the first `columns` columns.
    double residualSum(Eigen::Index columns) const { return m_residualSums(columns); }
    /// t of the last of the first `columns` columns, with the variance residualSum / (n - columns).
    double lastT(Eigen::Index columns) const;
    /// Akaike's and Schwarz's criterion with the Gaussian likelihood: -2 log L + p, p = 2 k or
    /// k log n.
    double aic(Eigen::Index columns) const;
    double bic(Eigen::Index columns) const;

  private:
    double minusTwiceLogLikelihood(Eigen::Index columns) const;

    double m_rows;
    Eigen::VectorXd m_projected;    ///< Q'y, the first columns
    Eigen::VectorXd m_diagonal;     ///< of R
    Eigen::VectorXd m_residualSums; ///< by number of columns
    bool m_determined = true;
};

} // namespace loom::stats
