// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/dcc_model.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <Eigen/Cholesky>
#include <boost/math/tools/minima.hpp>
#include <nlopt.hpp>

#include "generate/garch_innovation.h"
#include "stats/cross_section.h"
#include "stats/kendall.h"
#include "stats/parallel.h"

namespace loom::generate {

namespace {

constexpr double kLongestMemory = 0.9995;
constexpr double kSmallestNu = 2.05;
constexpr double kLargestNu = 500;
constexpr std::size_t kChunkDays = 128;

using ShockRows =
    Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;

/// What is left of the days once a and b are given: the rest of the likelihood is one-dimensional.
struct Reduced {
    double sumLogDeterminant = 0;
    std::vector<double> distances; ///< z' R^-1 z, one a day
};

/// The correlations of each day, chunk by chunk on all cores: Q at the start of each chunk comes
/// from a pass without any factorisation.
class Filter {
  public:
    Filter(ShockRows shocks, const Eigen::MatrixXd& qbar) : m_shocks(shocks), m_qbar(qbar) {}

    Reduced operator()(double a, double b) const {
        const auto days = static_cast<std::size_t>(m_shocks.rows());
        const std::size_t chunks = (days + kChunkDays - 1) / kChunkDays;
        std::vector<Eigen::MatrixXd> starts{m_qbar};
        Eigen::MatrixXd q = m_qbar;
        for (std::size_t c = 1; c < chunks; ++c) {
            for (std::size_t t = (c - 1) * kChunkDays; t < c * kChunkDays; ++t)
                moveOn(q, t, a, b);
            starts.push_back(q);
        }
        Reduced out{.sumLogDeterminant = 0, .distances = std::vector<double>(days)};
        std::vector<double> determinants(chunks);
        stats::parallelFor(chunks, [&](std::size_t c) {
            const std::size_t end = std::min(days, (c + 1) * kChunkDays);
            determinants[c] = runChunk(starts[c], c * kChunkDays, end, a, b, out.distances);
        });
        for (const double d : determinants)
            out.sumLogDeterminant += d;
        return out;
    }

  private:
    /// The lower triangle of the next day's Q.
    void moveOn(Eigen::MatrixXd& q, std::size_t t, double a, double b) const {
        const auto z = m_shocks.row(static_cast<Eigen::Index>(t));
        for (Eigen::Index j = 0; j < q.cols(); ++j) {
            const Eigen::Index below = q.rows() - j;
            q.col(j).tail(below) = (1 - a - b) * m_qbar.col(j).tail(below) +
                                   b * q.col(j).tail(below) +
                                   (a * z(j)) * z.tail(below).transpose();
        }
    }

    /// log|R| = log|Q| - sum log q_ii and z' R^-1 z = (D z)' Q^-1 (D z), D^2 = diag(Q).
    double runChunk(Eigen::MatrixXd q, std::size_t from, std::size_t to, double a, double b,
                    std::vector<double>& distances) const {
        Eigen::MatrixXd factor(q.rows(), q.cols());
        Eigen::VectorXd y(q.rows());
        double sum = 0;
        for (std::size_t t = from; t < to; ++t) {
            factor.triangularView<Eigen::Lower>() = q;
            Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> llt(factor);
            y = m_shocks.row(static_cast<Eigen::Index>(t))
                    .transpose()
                    .cwiseProduct(q.diagonal().cwiseSqrt());
            factor.triangularView<Eigen::Lower>().solveInPlace(y);
            distances[t] = y.squaredNorm();
            LogProduct determinant;
            for (Eigen::Index i = 0; i < q.rows(); ++i)
                determinant.multiply(factor(i, i) * factor(i, i) / q(i, i));
            sum += determinant.log();
            moveOn(q, t, a, b);
        }
        return sum;
    }

    ShockRows m_shocks;
    const Eigen::MatrixXd& m_qbar;
};

double logLikelihoodOf(const Reduced& reduced, double nu, double assets) {
    const auto days = static_cast<double>(reduced.distances.size());
    LogProduct tails;
    for (const double d : reduced.distances)
        tails.multiply(1 + d / (nu - 2));
    const double constant = std::lgamma((nu + assets) / 2) - std::lgamma(nu / 2) -
                            assets / 2 * std::log(std::numbers::pi * (nu - 2));
    return days * constant - 0.5 * reduced.sumLogDeterminant - (nu + assets) / 2 * tails.log();
}

/// The best nu for these distances and its likelihood.
std::pair<double, double> bestNu(const Reduced& reduced, double assets) {
    const auto [inverse, loss] = boost::math::tools::brent_find_minima(
        [&](double x) { return -logLikelihoodOf(reduced, 1 / x, assets); }, 1 / kLargestNu,
        1 / kSmallestNu, 40);
    return {1 / inverse, -loss};
}

struct Objective {
    const Filter& filter;
    double assets;
    const std::function<bool()>& shouldStop;
    bool stopped = false; ///< NLopt forgets it when the search would have ended there anyway

    /// x = a + b and a.
    static double call(unsigned, const double* x, double*, void* self) {
        auto& me = *static_cast<Objective*>(self);
        me.stopped = me.stopped || me.shouldStop();
        if (me.stopped)
            throw nlopt::forced_stop();
        const double a = std::min(x[1], x[0]);
        const double value = bestNu(me.filter(a, x[0] - a), me.assets).second;
        return std::isfinite(value) ? value : -1e300;
    }
};

/// From the best of a coarse grid; nothing when asked to stop.
std::optional<std::vector<double>> search(Objective& objective) {
    std::vector<double> best;
    try {
        double bestValue = -1e301;
        for (const double memory : {0.9, 0.97, 0.99}) {
            for (const double a : {0.01, 0.03}) {
                std::vector<double> x{memory, a};
                const double value = Objective::call(2, x.data(), nullptr, &objective);
                if (value > bestValue) {
                    bestValue = value;
                    best = std::move(x);
                }
            }
        }
        nlopt::opt optimizer(nlopt::LN_BOBYQA, 2);
        optimizer.set_max_objective(&Objective::call, &objective);
        optimizer.set_lower_bounds({0.0, 0.0});
        optimizer.set_upper_bounds({kLongestMemory, 0.5});
        optimizer.set_initial_step(std::vector<double>{0.008, 0.005});
        optimizer.set_xtol_abs(1e-6);
        optimizer.set_maxeval(200);
        optimizer.optimize(best, bestValue);
    } catch (const nlopt::forced_stop&) {
        return std::nullopt;
    } catch (const nlopt::roundoff_limited&) {
        // as far as double precision goes
    }
    if (objective.stopped)
        return std::nullopt;
    return best;
}

ShockRows rowsOf(std::span<const double> shocks, Eigen::Index assets) {
    return {shocks.data(), static_cast<Eigen::Index>(shocks.size()) / assets, assets};
}

} // namespace

double dccLogLikelihood(const DccParams& params, const Eigen::MatrixXd& qbar,
                        std::span<const double> shocks) {
    const Filter filter(rowsOf(shocks, qbar.rows()), qbar);
    return logLikelihoodOf(filter(params.a, params.b), params.nu, static_cast<double>(qbar.rows()));
}

std::optional<DccFit> fitDcc(std::span<const double> shocks, std::size_t assets,
                             const std::function<bool()>& shouldStop) {
    const auto sample = stats::repairCorrelation(stats::correlationMatrix(
        {.days = shocks.size() / assets, .assets = assets, .values = shocks}));
    const Filter filter(rowsOf(shocks, static_cast<Eigen::Index>(assets)), sample.matrix);
    Objective objective{filter, static_cast<double>(assets), shouldStop};
    const auto x = search(objective);
    if (!x)
        return std::nullopt;
    const double memory = (*x)[0];
    const double a = std::min((*x)[1], memory);
    const auto [nu, value] = bestNu(filter(a, memory - a), static_cast<double>(assets));
    return DccFit{.params = {.a = a, .b = memory - a, .nu = nu},
                  .qbar = sample.matrix,
                  .logLikelihood = value,
                  .repaired = sample.changed,
                  .onBound = a < 1e-7 || memory > kLongestMemory - 1e-7};
}

} // namespace loom::generate
