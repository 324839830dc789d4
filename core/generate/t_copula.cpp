// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/t_copula.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <Eigen/Cholesky>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/tools/minima.hpp>
#include <fmt/format.h>

#include "generate/garch_innovation.h"
#include "stats/cross_section.h"
#include "stats/kendall.h"
#include "stats/parallel.h"

namespace loom::generate {

namespace {

constexpr double kSmallestNu = 1.5;
constexpr double kLargestNu = 200;
constexpr double kStep = 1.0 / 64;
constexpr std::size_t kCells = 640; ///< asinh(x) up to 10, x up to 11,000; a straight line beyond

using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
struct Stopped {};

/// t quantiles of the values, on all cores.
Eigen::MatrixXd quantiles(std::span<const double> pseudo, Eigen::Index assets, double nu) {
    const auto days = static_cast<Eigen::Index>(pseudo.size()) / assets;
    const boost::math::students_t law(nu);
    Eigen::MatrixXd out(assets, days); // one column a day, as the values lie
    constexpr std::size_t kChunk = 512;
    stats::parallelFor((pseudo.size() + kChunk - 1) / kChunk, [&](std::size_t c) {
        for (std::size_t i = c * kChunk; i < std::min(pseudo.size(), (c + 1) * kChunk); ++i)
            out.data()[i] = boost::math::quantile(law, pseudo[i]);
    });
    return out;
}

double densityOf(const Eigen::LLT<Eigen::MatrixXd>& factor, double nu, Eigen::MatrixXd x) {
    const auto assets = static_cast<double>(x.rows());
    const auto days = static_cast<double>(x.cols());
    LogProduct margins;
    for (const double value : x.reshaped())
        margins.multiply(1 + value * value / nu);
    factor.matrixL().solveInPlace(x);
    LogProduct joint;
    for (const double distance : x.colwise().squaredNorm())
        joint.multiply(1 + distance / nu);
    const double logDeterminant =
        2 * Eigen::MatrixXd(factor.matrixL()).diagonal().array().log().sum();
    const double constant = std::lgamma((nu + assets) / 2) + (assets - 1) * std::lgamma(nu / 2) -
                            assets * std::lgamma((nu + 1) / 2) - 0.5 * logDeterminant;
    return days * constant - (nu + assets) / 2 * joint.log() + (nu + 1) / 2 * margins.log();
}

/// Ranks are the same numbers for every asset, so their quantiles are looked up.
class RankLikelihood {
  public:
    RankLikelihood(std::span<const double> pseudo, const Eigen::MatrixXd& correlation)
        : m_pseudo(pseudo), m_assets(correlation.rows()), m_factor(correlation),
          m_distinct(pseudo.begin(), pseudo.end()) {
        std::sort(m_distinct.begin(), m_distinct.end());
        m_distinct.erase(std::unique(m_distinct.begin(), m_distinct.end()), m_distinct.end());
        m_index.reserve(pseudo.size());
        for (const double u : pseudo)
            m_index.push_back(static_cast<std::size_t>(
                std::lower_bound(m_distinct.begin(), m_distinct.end(), u) - m_distinct.begin()));
    }

    double operator()(double nu) const {
        const Eigen::MatrixXd distinct = quantiles(m_distinct, 1, nu);
        Eigen::MatrixXd x(m_assets, static_cast<Eigen::Index>(m_pseudo.size()) / m_assets);
        for (std::size_t i = 0; i < m_index.size(); ++i)
            x.data()[i] = distinct.data()[m_index[i]];
        return densityOf(m_factor, nu, std::move(x));
    }

  private:
    std::span<const double> m_pseudo;
    Eigen::Index m_assets;
    Eigen::LLT<Eigen::MatrixXd> m_factor;
    std::vector<double> m_distinct;
    std::vector<std::size_t> m_index; ///< of each pseudo-observation among the distinct ones
};

} // namespace

double tCopulaLogLikelihood(const Eigen::MatrixXd& correlation, double nu,
                            std::span<const double> pseudo) {
    return densityOf(Eigen::LLT<Eigen::MatrixXd>(correlation), nu,
                     quantiles(pseudo, correlation.rows(), nu));
}

std::optional<TCopulaFit> fitTCopula(std::span<const double> values, std::size_t assets,
                                     const std::function<bool()>& shouldStop) {
    if (shouldStop())
        return std::nullopt;
    const stats::PanelView panel{
        .days = values.size() / assets, .assets = assets, .values = values};
    const auto pairwise = stats::repairCorrelation(
        (stats::kendallMatrix(panel) * (std::numbers::pi / 2)).array().sin().matrix());
    const auto pseudo = stats::pseudoObservations(panel);
    const RankLikelihood likelihood(pseudo, pairwise.matrix);
    try {
        const auto [inverse, loss] = boost::math::tools::brent_find_minima(
            [&](double x) {
                if (shouldStop())
                    throw Stopped{};
                return -likelihood(1 / x);
            },
            1 / kLargestNu, 1 / kSmallestNu, 26);
        return TCopulaFit{.correlation = pairwise.matrix,
                          .nu = 1 / inverse,
                          .logLikelihood = -loss,
                          .repaired = pairwise.changed};
    } catch (const Stopped&) {
        return std::nullopt;
    }
}

std::vector<Generator::Fact> copulaFacts(const TCopulaFit& fit) {
    std::vector<Generator::Fact> out{{.name = "nu of the copula",
                                      .value = fmt::format("{:.2f}", fit.nu),
                                      .unit = "degrees of freedom"},
                                     {.name = "Log-likelihood of the copula",
                                      .value = fmt::format("{:.2f}", fit.logLikelihood),
                                      .unit = "of the ranks"}};
    if (fit.repaired)
        out.push_back({.name = "Correlations",
                       .value = "pairwise values that fit no matrix: raised to positive definite",
                       .warning = true});
    return out;
}

void copulaToJson(const TCopulaFit& fit, Json& state) {
    const auto& r = fit.correlation;
    state["correlation"] = std::vector<double>(r.data(), r.data() + r.size());
    state["nu"] = fit.nu;
    state["log_likelihood"] = fit.logLikelihood;
    state["repaired"] = fit.repaired;
}

std::optional<TCopulaFit> copulaFromJson(const Json& state, std::size_t assets) {
    const auto r = state.at("correlation").get<std::vector<double>>();
    const auto n = static_cast<Eigen::Index>(assets);
    if (assets < 2 || r.size() != assets * assets)
        return std::nullopt;
    TCopulaFit fit{.correlation = Eigen::Map<const Eigen::MatrixXd>(r.data(), n, n),
                   .nu = state.at("nu").get<double>(),
                   .logLikelihood = state.at("log_likelihood").get<double>(),
                   .repaired = state.at("repaired").get<bool>()};
    if (fit.nu > 0 && fit.correlation.llt().info() == Eigen::Success)
        return fit;
    return std::nullopt;
}

TailMap::TailMap(double from, double to) {
    const boost::math::students_t source(from);
    const boost::math::students_t target(to);
    const double scale = std::sqrt((to - 2) / to);
    constexpr double kSmallestTail = 1e-200; // below it the line continues
    m_table.push_back(0);
    for (std::size_t i = 1; i <= kCells; ++i) {
        const double x = std::sinh(kStep * static_cast<double>(i));
        const double tail = boost::math::cdf(boost::math::complement(source, x));
        if (tail < kSmallestTail)
            break;
        m_table.push_back(
            std::asinh(scale * boost::math::quantile(boost::math::complement(target, tail))));
    }
}

double TailMap::operator()(double x) const {
    const double size = std::abs(x);
    const double at = std::log(size + std::sqrt(size * size + 1)) / kStep;
    const auto cell = std::min(static_cast<std::size_t>(at), m_table.size() - 2);
    const double s =
        m_table[cell] + (at - static_cast<double>(cell)) * (m_table[cell + 1] - m_table[cell]);
    const double grown = std::exp(s);
    return std::copysign(0.5 * (grown - 1 / grown), x);
}

} // namespace loom::generate
