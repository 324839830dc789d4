// SPDX-License-Identifier: GPL-3.0-or-later
// Ridge regression of several outcomes on the same inputs from sums of products alone (Hoerl &
// Kennard 1970), so that every penalty and every fold of a cross-validation costs no second look at
// the samples. Thread rule: values; one accumulator a thread.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include <Eigen/Core>

namespace loom::forecast {

/// Sums over samples of inputs x (d values) and outcomes y (h values).
class ProductSums {
  public:
    ProductSums(std::size_t inputs, std::size_t outcomes);
    void add(std::span<const double> x, std::span<const double> y);
    void add(const ProductSums& other);

    double count() const { return m_xx(0, 0); }
    std::size_t inputs() const { return static_cast<std::size_t>(m_xx.rows()) - 1; }
    std::size_t outcomes() const { return static_cast<std::size_t>(m_xy.cols()); }
    const Eigen::MatrixXd& xx() const { return m_xx; } ///< of (1, x), complete
    const Eigen::MatrixXd& xy() const { return m_xy; } ///< of (1, x) by y
    const Eigen::VectorXd& yy() const { return m_yy; } ///< sum of each y squared
    /// Takes in samples that wait to be added in blocks; before any of the above is read.
    void flush();

  private:
    static constexpr Eigen::Index kBlock = 64;
    Eigen::MatrixXd m_xx, m_xy;
    Eigen::VectorXd m_yy;
    Eigen::MatrixXd m_waitingX, m_waitingY; ///< one sample a column
    Eigen::Index m_waiting = 0;
};

struct LinearModel {
    Eigen::VectorXd intercept;    ///< of each outcome
    Eigen::MatrixXd coefficients; ///< inputs x outcomes
};

/// The models of one set of samples for any penalty: least sum of squares + lambda n |b|^2, the
/// intercept not penalised.
class RidgePath {
  public:
    explicit RidgePath(const ProductSums& sums); ///< flushed, at least one sample
    LinearModel at(double lambda) const;

  private:
    Eigen::VectorXd m_meanX, m_meanY;
    Eigen::MatrixXd m_vectors;   ///< eigenvectors of the covariance of x
    Eigen::VectorXd m_values;    ///< its eigenvalues
    Eigen::MatrixXd m_rotatedXy; ///< covariance of x and y in their basis
};

/// Sum of squared errors of each outcome on samples known by their sums.
Eigen::VectorXd squaredErrors(const LinearModel& model, const ProductSums& samples);

/// The penalty with the least error on blocks left out in turn, from 0.0001 to 1000 in half
/// decades.
struct PenaltyChoice {
    double lambda = 1;
    /// 1 - squared error / that of the mean of the other blocks, mean over the outcomes.
    double r2 = 0;
};
/// At least two blocks with samples; none when there are fewer.
std::optional<PenaltyChoice> choosePenalty(std::span<const ProductSums> blocks);

} // namespace loom::forecast
