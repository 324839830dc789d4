// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/series_tests/nested_regression.h"

#include <cmath>
#include <numbers>
#include <utility>

#include <Eigen/QR>

namespace loom::stats {

using Eigen::Index;

NestedRegression::NestedRegression(Eigen::MatrixXd design, const Eigen::VectorXd& response)
    : m_rows(static_cast<double>(design.rows())) {
    // A column within this share of its size of the span of those before it adds only rounding.
    constexpr double kCollinear = 1e-12;
    const Index columns = design.cols();
    const Eigen::VectorXd sizes = design.colwise().norm();
    const Eigen::HouseholderQR<Eigen::Ref<Eigen::MatrixXd>> qr(design);
    Eigen::VectorXd rotated = response;
    rotated.applyOnTheLeft(qr.householderQ().adjoint());
    m_projected = rotated.head(columns);
    m_diagonal = design.diagonal().head(columns);
    m_residualSums.resize(columns + 1);
    m_residualSums(columns) = rotated.tail(rotated.size() - columns).squaredNorm();
    for (Index k = columns; k > 0; --k)
        m_residualSums(k - 1) = m_residualSums(k) + m_projected(k - 1) * m_projected(k - 1);
    for (Index k = 0; k < columns; ++k)
        m_determined = m_determined && std::abs(m_diagonal(k)) > kCollinear * sizes(k);
    m_determined = m_determined && design.rows() > columns &&
                   m_residualSums(columns) > kCollinear * kCollinear * response.squaredNorm();
}

double NestedRegression::lastT(Index columns) const {
    const double variance = residualSum(columns) / (m_rows - static_cast<double>(columns));
    return std::copysign(1.0, m_diagonal(columns - 1)) * m_projected(columns - 1) /
           std::sqrt(variance);
}

double NestedRegression::minusTwiceLogLikelihood(Index columns) const {
    return m_rows * (std::log(2 * std::numbers::pi * residualSum(columns) / m_rows) + 1);
}

double NestedRegression::aic(Index columns) const {
    return minusTwiceLogLikelihood(columns) + 2 * static_cast<double>(columns);
}

double NestedRegression::bic(Index columns) const {
    return minusTwiceLogLikelihood(columns) + std::log(m_rows) * static_cast<double>(columns);
}

} // namespace loom::stats
