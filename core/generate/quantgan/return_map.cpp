// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/quantgan/return_map.h"

#include <cmath>

#include <Eigen/Eigenvalues>
#include <Eigen/LU>

#include "generate/quantgan/output_scale.h"
#include "stats/parallel.h"

namespace loom::generate {

namespace {

/// Of the largest eigenvalue: directions with less variance are taken as if they had this much, so
/// that two assets that hardly differ do not blow up what lies between them.
constexpr double kSmallestShare = 1e-5;

using Days = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using FloatDays = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::MatrixXd correlationOf(const Eigen::MatrixXd& covariance) {
    const Eigen::VectorXd scale = covariance.diagonal().cwiseSqrt().cwiseInverse();
    return scale.asDiagonal() * covariance * scale.asDiagonal();
}

/// Of a symmetric matrix, negative eigenvalues taken as nearly zero.
Eigen::MatrixXd symmetricRoot(const Eigen::MatrixXd& matrix) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(matrix);
    const Eigen::MatrixXd v = solver.eigenvectors();
    return v * solver.eigenvalues().cwiseMax(1e-6).cwiseSqrt().asDiagonal() * v.transpose();
}

Days scoresOf(const PanelScaler& scaler, std::span<const double> returns) {
    const std::size_t assets = scaler.assets();
    Days scores(static_cast<Eigen::Index>(returns.size() / assets),
                static_cast<Eigen::Index>(assets));
    for (std::size_t i = 0; i < returns.size(); ++i)
        scores.data()[i] = scaler.toNetwork(i % assets, returns[i]);
    return scores;
}

/// Columns: the eigenvectors of the scores' covariance times the root of their eigenvalue, largest
/// first, each with its largest entry positive so that equal data give equal signs.
Eigen::MatrixXd colourOf(const Days& scores) {
    const Days centred = scores.rowwise() - scores.colwise().mean();
    const Eigen::MatrixXd covariance =
        centred.transpose() * centred / static_cast<double>(scores.rows());
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
    const Eigen::Index n = covariance.rows();
    const double least = kSmallestShare * solver.eigenvalues()(n - 1);
    Eigen::MatrixXd colour(n, n);
    for (Eigen::Index k = 0; k < n; ++k) {
        const Eigen::VectorXd direction = solver.eigenvectors().col(n - 1 - k);
        Eigen::Index largest = 0;
        direction.cwiseAbs().maxCoeff(&largest);
        const double root = std::sqrt(std::max(least, solver.eigenvalues()(n - 1 - k)));
        colour.col(k) = direction * std::copysign(root, direction(largest));
    }
    return colour;
}

Json seriesJson(const learn::ReturnScaler::State& s) {
    return {s.location, s.scale, s.delta, s.mean, s.stdev, s.bound};
}

} // namespace

ReturnMap ReturnMap::fitted(const TrainingData& data, const QuantGanConfig& config) {
    ReturnMap map;
    if (data.assetCount() == 1) {
        map.m_series =
            learn::ReturnScaler::fitted(data.training(), config.tails, config.tailMargin);
        return map;
    }
    map.m_panel = PanelScaler::fitted(data, config.marginals);
    map.m_colour = map.m_loadings = colourOf(scoresOf(map.m_panel, data.training()));
    return map;
}

// Scores and correlations depend on each other: with W the covariance before the tables, W is moved
// by what the correlations behind them still miss. The loadings stay as near to the colour matrix
// as they can: colour times the symmetric root of colour^-1 W colour^-T.
ReturnMap ReturnMap::calibrated(std::span<const float> factors) const {
    constexpr int kRounds = 3;
    const Eigen::MatrixXd real = m_colour * m_colour.transpose();
    const Eigen::MatrixXd target = correlationOf(real);
    const Eigen::MatrixXd whiten = m_colour.inverse();
    const Days x = Eigen::Map<const FloatDays>(factors.data(),
                                               static_cast<Eigen::Index>(factors.size() / assets()),
                                               static_cast<Eigen::Index>(assets()))
                       .cast<double>();
    ReturnMap map = *this;
    Eigen::MatrixXd before = real;
    for (int round = 0; round < kRounds; ++round) {
        map.m_loadings = m_colour * symmetricRoot(whiten * before * whiten.transpose());
        Eigen::MatrixXd scores = x * map.m_loadings.transpose();
        map.m_tables.assign(assets(), {});
        stats::parallelFor(assets(), [&](std::size_t a) {
            auto column = scores.col(static_cast<Eigen::Index>(a));
            std::vector<double> sorted(column.begin(), column.end());
            map.m_tables[a] = ScoreTable::measured(sorted);
            for (double& score : column)
                score = map.m_tables[a](score);
        });
        scores.rowwise() -= scores.colwise().mean();
        before += target - correlationOf(scores.transpose() * scores);
    }
    return map;
}

std::vector<double> ReturnMap::factorShares() const {
    std::vector<double> shares;
    for (Eigen::Index k = 0; k < m_colour.cols(); ++k)
        shares.push_back(m_colour.col(k).squaredNorm() / m_colour.squaredNorm());
    return shares;
}

std::vector<float> ReturnMap::toNetwork(std::span<const double> returns) const {
    std::vector<float> out;
    out.reserve(returns.size());
    if (!isPanel()) {
        for (const double x : m_series.toNetwork(returns))
            out.push_back(static_cast<float>(x));
        return out;
    }
    const Days factors = scoresOf(m_panel, returns) * m_colour.inverse().transpose();
    for (Eigen::Index i = 0; i < factors.size(); ++i)
        out.push_back(static_cast<float>(factors.data()[i]));
    return out;
}

std::size_t ReturnMap::toReturns(std::span<float> values) const {
    std::size_t bounded = 0;
    if (!isPanel()) {
        for (float& value : values) {
            bounded += m_series.touches(value) ? 1 : 0;
            value = static_cast<float>(m_series.toReturn(value));
        }
        return bounded;
    }
    const std::size_t assets = m_panel.assets();
    Eigen::VectorXd factors(m_colour.cols()), scores(m_colour.rows());
    for (std::size_t at = 0; at < values.size(); at += assets) {
        for (std::size_t a = 0; a < assets; ++a)
            factors(static_cast<Eigen::Index>(a)) = values[at + a];
        scores.noalias() = m_loadings * factors;
        for (std::size_t a = 0; a < assets; ++a) {
            double score = scores(static_cast<Eigen::Index>(a));
            if (!m_tables.empty())
                score = m_tables[a](score);
            const auto back = m_panel.toReturn(a, score);
            bounded += back.bounded ? 1 : 0;
            values[at + a] = static_cast<float>(back.value);
        }
    }
    return bounded;
}

Json ReturnMap::toJson() const {
    if (!isPanel())
        return seriesJson(m_series.state());
    const auto values = [](const Eigen::MatrixXd& matrix) {
        return std::vector<double>(matrix.data(), matrix.data() + matrix.size());
    };
    Json tables = Json::array();
    for (const ScoreTable& table : m_tables)
        tables.push_back(table.quantiles());
    return {{"marginals", m_panel.toJson()},
            {"colour", values(m_colour)},
            {"loadings", values(m_loadings)},
            {"tables", std::move(tables)}};
}

ReturnMap ReturnMap::fromJson(const Json& json) {
    ReturnMap map;
    if (json.is_array()) {
        const auto s = json.get<std::vector<double>>();
        if (s.size() != 6)
            throw Json::other_error::create(501, "sizes do not fit", &json);
        map.m_series = learn::ReturnScaler({s[0], s[1], s[2], s[3], s[4], s[5]});
        return map;
    }
    map.m_panel = PanelScaler::fromJson(json.at("marginals"));
    const std::size_t n = map.m_panel.assets();
    const auto matrix = [&](const char* key) -> Eigen::MatrixXd {
        const auto values = json.at(key).get<std::vector<double>>();
        if (n < 2 || n > kMostChannels || values.size() != n * n)
            throw Json::other_error::create(501, "sizes do not fit", &json);
        const auto size = static_cast<Eigen::Index>(n);
        return Eigen::Map<const Eigen::MatrixXd>(values.data(), size, size);
    };
    map.m_colour = matrix("colour");
    map.m_loadings = matrix("loadings");
    for (const Json& table : json.at("tables"))
        map.m_tables.push_back(ScoreTable::fromJson(table));
    if (!map.m_tables.empty() && map.m_tables.size() != n)
        throw Json::other_error::create(501, "sizes do not fit", &json);
    return map;
}

} // namespace loom::generate
