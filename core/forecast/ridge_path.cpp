// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/ridge_path.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include <Eigen/Eigenvalues>

namespace loom::forecast {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

ProductSums::ProductSums(std::size_t inputs, std::size_t outcomes) {
    const auto d = static_cast<Index>(inputs) + 1, h = static_cast<Index>(outcomes);
    m_xx = MatrixXd::Zero(d, d);
    m_xy = MatrixXd::Zero(d, h);
    m_yy = VectorXd::Zero(h);
    m_waitingX = MatrixXd::Ones(d, kBlock);
    m_waitingY = MatrixXd::Zero(h, kBlock);
}

void ProductSums::add(std::span<const double> x, std::span<const double> y) {
    std::ranges::copy(x, m_waitingX.col(m_waiting).data() + 1);
    std::ranges::copy(y, m_waitingY.col(m_waiting).data());
    if (++m_waiting == kBlock)
        flush();
}

void ProductSums::flush() {
    const auto x = m_waitingX.leftCols(m_waiting);
    const auto y = m_waitingY.leftCols(m_waiting);
    m_xx.noalias() += x * x.transpose();
    m_xy.noalias() += x * y.transpose();
    m_yy += y.rowwise().squaredNorm();
    m_waiting = 0;
}

void ProductSums::add(const ProductSums& other) {
    assert(other.m_waiting == 0);
    m_xx += other.m_xx;
    m_xy += other.m_xy;
    m_yy += other.m_yy;
}

RidgePath::RidgePath(const ProductSums& sums) {
    const double n = sums.count();
    const auto d = static_cast<Index>(sums.inputs());
    m_meanX = sums.xx().col(0).tail(d) / n;
    m_meanY = sums.xy().row(0).transpose() / n;
    const MatrixXd covariance =
        sums.xx().bottomRightCorner(d, d) / n - m_meanX * m_meanX.transpose();
    const Eigen::SelfAdjointEigenSolver<MatrixXd> eigen(covariance);
    m_vectors = eigen.eigenvectors();
    m_values = eigen.eigenvalues().cwiseMax(0.0);
    m_rotatedXy =
        m_vectors.transpose() * (sums.xy().bottomRows(d) / n - m_meanX * m_meanY.transpose());
}

LinearModel RidgePath::at(double lambda) const {
    const VectorXd weights = (m_values.array() + lambda).inverse();
    LinearModel out;
    out.coefficients = m_vectors * (weights.asDiagonal() * m_rotatedXy);
    out.intercept = m_meanY - out.coefficients.transpose() * m_meanX;
    return out;
}

VectorXd squaredErrors(const LinearModel& model, const ProductSums& samples) {
    const auto d = static_cast<Index>(samples.inputs());
    MatrixXd b(d + 1, model.coefficients.cols()); // with the intercept as the first row
    b.row(0) = model.intercept.transpose();
    b.bottomRows(d) = model.coefficients;
    const MatrixXd fitted = samples.xx() * b;
    return samples.yy() - 2 * b.cwiseProduct(samples.xy()).colwise().sum().transpose() +
           b.cwiseProduct(fitted).colwise().sum().transpose();
}

std::optional<PenaltyChoice> choosePenalty(std::span<const ProductSums> blocks) {
    constexpr int kPenalties = 15;
    const auto penalty = [](int i) { return std::pow(10.0, -4 + 0.5 * i); };
    const auto outcomes = static_cast<Index>(blocks.front().outcomes());
    MatrixXd errors = MatrixXd::Zero(outcomes, kPenalties);
    VectorXd ofMean = VectorXd::Zero(outcomes);
    const auto filled = std::ranges::count_if(blocks, [](const auto& b) { return b.count() > 0; });
    if (filled < 2)
        return {};
    for (const ProductSums& left : blocks) {
        if (left.count() == 0)
            continue;
        ProductSums rest(left.inputs(), left.outcomes());
        for (const ProductSums& other : blocks)
            if (&other != &left)
                rest.add(other);
        const RidgePath path(rest);
        for (int i = 0; i < kPenalties; ++i)
            errors.col(i) += squaredErrors(path.at(penalty(i)), left);
        ofMean += squaredErrors(path.at(std::numeric_limits<double>::infinity()), left);
    }
    const VectorXd relative =
        (errors.array().colwise() / ofMean.array()).colwise().mean().transpose();
    Index best = 0;
    const double least = relative.minCoeff(&best);
    return PenaltyChoice{.lambda = penalty(static_cast<int>(best)), .r2 = 1 - least};
}

} // namespace loom::forecast
