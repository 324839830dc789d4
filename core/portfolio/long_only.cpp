// SPDX-License-Identifier: GPL-3.0-or-later
#include "portfolio/long_only.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <fmt/format.h>

namespace loom::portfolio {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

Status checkCovariance(const MatrixXd& covariance) {
    const auto bad = [](std::string why) { return fail(ErrorCode::InvalidInput, std::move(why)); };
    if (covariance.rows() == 0 || covariance.rows() != covariance.cols())
        return bad(fmt::format("A covariance matrix has as many rows as columns; this one has {} "
                               "and {}.",
                               covariance.rows(), covariance.cols()));
    if (!covariance.allFinite())
        return bad("The covariance matrix holds a value that is not a number. Leave out the days "
                   "or assets with missing returns.");
    for (Index i = 0; i < covariance.rows(); ++i)
        if (!(covariance(i, i) > 0))
            return bad(fmt::format("The variance of asset {} is {}: it never moves. Leave it out.",
                                   i + 1, covariance(i, i)));
    const double scale = covariance.diagonal().maxCoeff();
    if ((covariance - covariance.transpose()).cwiseAbs().maxCoeff() > 1e-9 * scale)
        return bad("The covariance matrix is not symmetric.");
    return {};
}

/// The matrix that is solved: scaled to a mean variance of 1 (the optimum does not notice), with
/// the ridge where it is needed.
struct Solvable {
    MatrixXd matrix;
    double scale = 1;
    double ridge = 0; ///< in units of the scaled matrix
};

Result<Solvable> solvable(const MatrixXd& covariance) {
    // Cholesky of a matrix whose smallest eigenvalue is below this share of the mean variance is
    // no longer exact to the digits that kktResidual promises.
    constexpr double kSmallestShare = 1e-9;
    Solvable out;
    out.scale = covariance.diagonal().mean();
    out.matrix = 0.5 / out.scale * (covariance + covariance.transpose());
    const Eigen::SelfAdjointEigenSolver<MatrixXd> spectrum(out.matrix, Eigen::EigenvaluesOnly);
    const double smallest = spectrum.eigenvalues().minCoeff();
    if (smallest < -1e-8 * spectrum.eigenvalues().maxCoeff())
        return fail(ErrorCode::InvalidInput,
                    "The covariance matrix has a negative eigenvalue, so some portfolio would have "
                    "a negative variance. Estimate it on days that all assets have.");
    if (smallest < kSmallestShare) {
        out.ridge = kRidgeShare;
        out.matrix.diagonal().array() += out.ridge;
    }
    return out;
}

/// min 1/2 x'Sx - a'x, x >= 0 for positive definite S; needs a positive entry in a, else x = 0.
class ActiveSet {
  public:
    ActiveSet(const MatrixXd& s, const VectorXd& a)
        : m_s(s), m_a(a), m_x(VectorXd::Zero(a.size())),
          m_in(static_cast<std::size_t>(a.size()), false), m_refused(m_in) {}

    Result<VectorXd> solve() {
        // Finite in theory; rounding could cycle, which this bound turns into an error.
        const std::size_t most = 20 * m_in.size() + 100;
        while (const auto enters = mostPromising()) {
            if (++m_steps > most)
                return fail(ErrorCode::Internal,
                            "The weights did not settle: the covariance matrix is too close to "
                            "singular. Use more days or fewer assets.");
            m_in[static_cast<std::size_t>(*enters)] = true;
            if (moveToFaceOptimum(*enters))
                std::fill(m_refused.begin(), m_refused.end(), false);
            else
                m_refused[static_cast<std::size_t>(*enters)] = true;
        }
        return m_x;
    }
    std::size_t steps() const { return m_steps; }

  private:
    /// The asset outside whose entry lowers the objective fastest.
    std::optional<Index> mostPromising() const {
        const VectorXd gain = m_a - m_s * m_x;
        const VectorXd rounding = m_s.cwiseAbs() * m_x + m_a.cwiseAbs();
        const double tolerance = 1e-14 * static_cast<double>(gain.size()) * rounding.maxCoeff();
        std::optional<Index> best;
        for (Index i = 0; i < gain.size(); ++i)
            if (const auto at = static_cast<std::size_t>(i); !m_in[at] && !m_refused[at] &&
                                                             gain(i) > tolerance &&
                                                             (!best || gain(i) > gain(*best)))
                best = i;
        return best;
    }

    /// Walks to the optimum over the held assets, dropping those that reach zero on the way. False
    /// when the asset that has just entered cannot grow: rounding alone made it look promising.
    bool moveToFaceOptimum(Index entered) {
        for (bool first = true;; first = false) {
            const VectorXd target = faceOptimum();
            if (first && target(entered) <= 0) {
                m_in[static_cast<std::size_t>(entered)] = false;
                return false;
            }
            double step = 1;
            for (Index i = 0; i < target.size(); ++i)
                if (m_in[static_cast<std::size_t>(i)] && target(i) <= 0)
                    step = std::min(step, m_x(i) / (m_x(i) - target(i)));
            m_x += step * (target - m_x);
            if (step >= 1)
                return true;
            for (Index i = 0; i < m_x.size(); ++i)
                if (m_in[static_cast<std::size_t>(i)] && target(i) <= 0 && m_x(i) <= 1e-15) {
                    m_in[static_cast<std::size_t>(i)] = false;
                    m_x(i) = 0;
                }
        }
    }

    VectorXd faceOptimum() const {
        std::vector<Index> held;
        for (Index i = 0; i < m_x.size(); ++i)
            if (m_in[static_cast<std::size_t>(i)])
                held.push_back(i);
        VectorXd out = VectorXd::Zero(m_x.size());
        const MatrixXd face = m_s(held, held);
        const VectorXd right = m_a(held);
        const VectorXd solved = face.llt().solve(right);
        out(held) = solved;
        return out;
    }

    const MatrixXd& m_s;
    const VectorXd& m_a;
    VectorXd m_x;
    std::vector<bool> m_in;
    std::vector<bool> m_refused; ///< could not grow since the last change
    std::size_t m_steps = 0;
};

/// 0 = Sx - a - z, z >= 0, x >= 0, x'z = 0, relative to the largest entry of a.
double kktResidual(const MatrixXd& s, const VectorXd& a, const VectorXd& x) {
    const VectorXd z = s * x - a;
    double worst = 0;
    for (Index i = 0; i < x.size(); ++i)
        worst = std::max(worst, x(i) > 0 ? std::abs(z(i)) : std::max(0.0, -z(i)));
    return worst / a.cwiseAbs().maxCoeff();
}

/// a'x = 1 instead of the free scale: weights are scaled to sum 1 in any case.
Result<LongOnlyWeights> solve(const VectorXd& a, const MatrixXd& covariance) {
    const auto problem = solvable(covariance);
    if (!problem)
        return problem.error();
    const VectorXd scaled = a / a.cwiseAbs().maxCoeff();
    ActiveSet search(problem->matrix, scaled);
    const auto x = search.solve();
    if (!x)
        return x.error();
    return LongOnlyWeights{.weights = *x / x->sum(),
                           .kktResidual = kktResidual(problem->matrix, scaled, *x),
                           .ridge = problem->ridge * problem->scale,
                           .steps = search.steps()};
}

} // namespace

Result<LongOnlyWeights> minimumVariance(const MatrixXd& covariance) {
    if (auto checked = checkCovariance(covariance); !checked)
        return std::move(checked).error();
    return solve(VectorXd::Ones(covariance.rows()), covariance);
}

Result<LongOnlyWeights> maximumSharpe(const VectorXd& excessMean, const MatrixXd& covariance) {
    if (auto checked = checkCovariance(covariance); !checked)
        return std::move(checked).error();
    if (excessMean.size() != covariance.rows())
        return fail(ErrorCode::InvalidInput,
                    fmt::format("There are {} means for a covariance matrix of {} assets.",
                                excessMean.size(), covariance.rows()));
    if (!excessMean.allFinite())
        return fail(ErrorCode::InvalidInput, "A mean return is not a number.");
    if (!(excessMean.maxCoeff() > 0))
        return fail(ErrorCode::NoData,
                    "No asset has a mean return above the risk-free rate, so no long-only "
                    "portfolio has a positive Sharpe ratio. Lower the rate, choose another period, "
                    "or use minimum variance.");
    return solve(excessMean, covariance);
}

} // namespace loom::portfolio
