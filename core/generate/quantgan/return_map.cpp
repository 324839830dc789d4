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

/// Heaviness of the tails that normal scores are given back (Goerg 2015) before factors are made of
/// them. A volatility that moves makes tails by itself: networks that were to make normal numbers
/// had to choose between the two, and learnt no memory on many assets.
constexpr double kDelta = 0.1;

double withTails(double score) {
    static const double stdev = std::pow(1 - 2 * kDelta, -0.75);
    return learn::addTails(score, kDelta) / stdev;
}

double withoutTails(double score) {
    static const double stdev = std::pow(1 - 2 * kDelta, -0.75);
    return learn::removeTails(score * stdev, kDelta);
}

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

/// Whether the scaler makes normal scores, which alone can be given tails without harm.
bool isNormal(const PanelScaler& scaler) {
    return scaler.marginals() != Marginals::Standard;
}

Days scoresOf(const PanelScaler& scaler, std::span<const double> returns) {
    const std::size_t assets = scaler.assets();
    Days scores(static_cast<Eigen::Index>(returns.size() / assets),
                static_cast<Eigen::Index>(assets));
    for (std::size_t i = 0; i < returns.size(); ++i)
        scores.data()[i] = scaler.toNetwork(i % assets, returns[i]);
    return scores;
}

/// What factors are made of.
Days tailed(const PanelScaler& scaler, const Days& scores) {
    return isNormal(scaler) ? Days(scores.unaryExpr(&withTails)) : scores;
}

Eigen::MatrixXd covarianceOf(const Days& values) {
    const Days centred = values.rowwise() - values.colwise().mean();
    return centred.transpose() * centred / static_cast<double>(values.rows());
}

/// Columns: the eigenvectors of the scores' covariance times the root of their eigenvalue, largest
/// first, each with its largest entry positive so that equal data give equal signs.
Eigen::MatrixXd colourOf(const Days& scores) {
    const Eigen::MatrixXd covariance = covarianceOf(scores);
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
    const Days normal = scoresOf(map.m_panel, data.training());
    const Days scores = tailed(map.m_panel, normal);
    map.m_colour = map.m_loadings = colourOf(scores);
    map.m_target = correlationOf(covarianceOf(normal));
    if (config.channels() < data.assetCount()) {
        const Days factors = scores * map.m_colour.inverse().transpose();
        map.m_spread =
            FactorSpread::fitted({factors.data(), static_cast<std::size_t>(factors.size())},
                                 data.assetCount(), config.channels() - 1);
    }
    return map;
}

// Scores and correlations depend on each other: with W the covariance before the tables, W is moved
// by what the correlations behind them still miss. The loadings stay as near to the colour matrix
// as they can: colour times the symmetric root of colour^-1 W colour^-T.
ReturnMap ReturnMap::calibrated(std::span<const float> outputs, Rng rng) const {
    constexpr int kRounds = 3;
    const Eigen::MatrixXd whiten = m_colour.inverse();
    ReturnMap map = *this;
    if (channels() < assets())
        map.m_spread = m_spread.calibrated(outputs);
    const std::size_t days = outputs.size() / channels();
    Days x(static_cast<Eigen::Index>(days), m_colour.cols());
    Eigen::VectorXd day(m_colour.cols());
    for (std::size_t t = 0; t < days; ++t) {
        map.factorsOf(outputs.subspan(t * channels(), channels()), rng, day);
        x.row(static_cast<Eigen::Index>(t)) = day.transpose();
    }
    Eigen::MatrixXd before = m_colour * m_colour.transpose();
    for (int round = 0; round < kRounds; ++round) {
        map.m_loadings = m_colour * symmetricRoot(whiten * before * whiten.transpose());
        Days scores = x * map.m_loadings.transpose();
        map.m_tables.assign(assets(), {});
        stats::parallelFor(assets(), [&](std::size_t a) {
            auto column = scores.col(static_cast<Eigen::Index>(a));
            std::vector<double> sorted(column.begin(), column.end());
            map.m_tables[a] = ScoreTable::measured(sorted);
            for (double& score : column)
                score = map.m_tables[a](score);
        });
        before += m_target - correlationOf(covarianceOf(scores));
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
    const Days factors =
        tailed(m_panel, scoresOf(m_panel, returns)) * m_colour.inverse().transpose();
    const bool all = channels() == assets();
    const std::size_t single = all ? assets() : m_spread.leading();
    for (std::size_t at = 0; at < returns.size(); at += assets()) {
        const std::span day(factors.data() + at, assets());
        out.insert(out.end(), day.begin(), day.begin() + static_cast<std::ptrdiff_t>(single));
        if (!all)
            out.push_back(static_cast<float>(m_spread.toNetwork(day)));
    }
    return out;
}

std::size_t ReturnMap::channels() const {
    return m_spread.leading() > 0 ? m_spread.leading() + 1 : assets();
}

void ReturnMap::factorsOf(std::span<const float> outputs, Rng& rng,
                          Eigen::Ref<Eigen::VectorXd> day) const {
    const std::size_t single = channels() == assets() ? assets() : m_spread.leading();
    std::copy_n(outputs.begin(), single, day.begin());
    if (single < assets())
        m_spread.draw(outputs[single], rng, {day.data(), assets()});
}

std::size_t ReturnMap::toReturns(std::span<float> values, Rng& rng) const {
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
        factorsOf(values.subspan(at, channels()), rng, factors);
        scores.noalias() = m_loadings * factors;
        for (std::size_t a = 0; a < assets; ++a) {
            double score = scores(static_cast<Eigen::Index>(a));
            if (!m_tables.empty())
                score = m_tables[a](score);
            else if (isNormal(m_panel))
                score = withoutTails(score);
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
            {"spread", channels() < assets() ? m_spread.toJson() : Json()},
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
    if (json.contains("spread") && !json.at("spread").is_null()) // version 1 has none
        map.m_spread = FactorSpread::fromJson(json.at("spread"));
    if (map.channels() > n)
        throw Json::other_error::create(501, "sizes do not fit", &json);
    for (const Json& table : json.at("tables"))
        map.m_tables.push_back(ScoreTable::fromJson(table));
    if (!map.m_tables.empty() && map.m_tables.size() != n)
        throw Json::other_error::create(501, "sizes do not fit", &json);
    return map;
}

} // namespace loom::generate
