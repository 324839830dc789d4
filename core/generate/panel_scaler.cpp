// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/panel_scaler.h"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/normal.hpp>

#include "stats/moments.h"

namespace loom::generate {

namespace {

constexpr double kTailShare = 0.05;
constexpr double kBoundFactor = 2;     // times the largest return of history
constexpr double kLambertMargin = 1.5; // ReturnScaler: times the largest network value

double normalQuantile(double u) {
    return boost::math::quantile(boost::math::normal(), u);
}

double normalCdf(double x) {
    return boost::math::cdf(boost::math::normal(), x);
}

/// The k-th order statistic, counted from 1 and interpolated, is the quantile at k / (n + 1).
double bodyQuantile(const std::vector<double>& sorted, double u) {
    const auto n = static_cast<double>(sorted.size());
    const double place = std::clamp(u * (n + 1) - 1, 0.0, n - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    const double part = place - static_cast<double>(below);
    return sorted[below] + part * (sorted[above] - sorted[below]);
}

std::vector<double> mirrored(const std::vector<double>& ascending) {
    std::vector<double> out(ascending.rbegin(), ascending.rend());
    for (double& value : out)
        value = -value;
    return out;
}

Json tailJson(const ParetoTail& tail) {
    return {tail.threshold, tail.probability, tail.shape, tail.scale};
}

ParetoTail tailFrom(const Json& json) {
    return {.threshold = json.at(0).get<double>(),
            .probability = json.at(1).get<double>(),
            .shape = json.at(2).get<double>(),
            .scale = json.at(3).get<double>()};
}

Json lambertJson(const learn::ReturnScaler& scaler) {
    const auto& s = scaler.state();
    return {s.location, s.scale, s.delta, s.mean, s.stdev, s.bound};
}

learn::ReturnScaler lambertFrom(const Json& json) {
    return learn::ReturnScaler({.location = json.at(0).get<double>(),
                                .scale = json.at(1).get<double>(),
                                .delta = json.at(2).get<double>(),
                                .mean = json.at(3).get<double>(),
                                .stdev = json.at(4).get<double>(),
                                .bound = json.at(5).get<double>()});
}

} // namespace

double ParetoTail::quantile(double p) const {
    const double ratio = probability / p;
    const double excess =
        std::abs(shape) < 1e-9 ? std::log(ratio) : std::expm1(shape * std::log(ratio)) / shape;
    return threshold + scale * excess;
}

ParetoTail fitParetoTail(std::span<const double> ascending, double share) {
    constexpr std::size_t kFewest = 10;
    const std::size_t n = ascending.size();
    const auto wanted = static_cast<std::size_t>(std::lround(share * static_cast<double>(n)));
    const std::size_t k = std::min(std::max(kFewest, wanted), n / 2);
    ParetoTail out;
    out.threshold = ascending[n - k - 1];
    out.probability = static_cast<double>(k + 1) / static_cast<double>(n + 1);
    double first = 0, weighted = 0; // sample moments a_0 and a_1 of the excesses
    for (std::size_t i = 0; i < k; ++i) {
        const double excess = ascending[n - k + i] - out.threshold;
        const double place = (static_cast<double>(i) + 0.65) / static_cast<double>(k);
        first += excess / static_cast<double>(k);
        weighted += (1 - place) * excess / static_cast<double>(k);
    }
    const double spread = first - 2 * weighted;
    if (!(spread > 0)) { // all excesses nearly equal: an exponential tail says enough
        out.scale = std::max(first, 1e-12);
        return out;
    }
    out.shape = std::clamp(2 - first / spread, -0.5, 0.45);
    out.scale = std::max((1 - out.shape) * first, 1e-12); // keeps the mean excess
    return out;
}

PanelScaler PanelScaler::fitted(const TrainingData& data, Marginals marginals) {
    PanelScaler out;
    out.m_marginals = marginals;
    const auto training = data.training();
    for (std::size_t a = 0; a < data.assetCount(); ++a) {
        std::vector<double> column;
        for (std::size_t at = a; at < training.size(); at += data.assetCount())
            if (!std::isnan(training[at]))
                column.push_back(training[at]);
        const auto moments = stats::moments(column);
        std::sort(column.begin(), column.end());
        Asset asset;
        asset.mean = moments.mean;
        asset.stdev = moments.stdev;
        asset.bound = kBoundFactor * std::max(std::abs(column.front()), std::abs(column.back()));
        if (marginals == Marginals::Ranks) {
            asset.right = fitParetoTail(column, kTailShare);
            asset.left = fitParetoTail(mirrored(column), kTailShare);
            asset.sorted = std::move(column);
        } else if (marginals == Marginals::LambertW) {
            asset.lambert =
                learn::ReturnScaler::fitted(column, learn::TailMethod::Igmm, kLambertMargin);
        }
        out.m_assets.push_back(std::move(asset));
    }
    return out;
}

double PanelScaler::toNetwork(std::size_t a, double logReturn) const {
    const Asset& asset = m_assets[a];
    if (std::isnan(logReturn))
        return logReturn;
    if (m_marginals == Marginals::Standard)
        return (logReturn - asset.mean) / asset.stdev;
    if (m_marginals == Marginals::LambertW)
        return asset.lambert.toNetwork(std::span(&logReturn, 1)).front();
    const auto [low, high] = std::equal_range(asset.sorted.begin(), asset.sorted.end(), logReturn);
    const auto n = static_cast<double>(asset.sorted.size());
    const double rank =
        0.5 * static_cast<double>((low - asset.sorted.begin()) + (high - asset.sorted.begin()) + 1);
    return normalQuantile(std::clamp(rank, 0.5, n + 0.5) / (n + 1));
}

double PanelScaler::fromRank(const Asset& asset, double x) const {
    constexpr double kSmallest = 1e-15;
    const double below = std::max(kSmallest, normalCdf(x));
    const double above = std::max(kSmallest, normalCdf(-x));
    if (above < asset.right.probability)
        return asset.right.quantile(above);
    if (below < asset.left.probability)
        return -asset.left.quantile(below);
    return bodyQuantile(asset.sorted, below);
}

PanelScaler::Return PanelScaler::toReturn(std::size_t a, double x) const {
    const Asset& asset = m_assets[a];
    double value = asset.mean + asset.stdev * x;
    bool bounded = false;
    if (m_marginals == Marginals::Ranks)
        value = fromRank(asset, x);
    if (m_marginals == Marginals::LambertW) {
        bounded = asset.lambert.touches(x);
        value = asset.lambert.toReturn(x);
    }
    const double cut = std::clamp(value, -asset.bound, asset.bound);
    return {.value = cut, .bounded = bounded || cut != value};
}

Json PanelScaler::toJson() const {
    Json assets = Json::array();
    for (const Asset& asset : m_assets) {
        Json one{{"mean", asset.mean}, {"stdev", asset.stdev}, {"bound", asset.bound}};
        if (m_marginals == Marginals::Ranks) {
            one["sorted"] = asset.sorted;
            one["left"] = tailJson(asset.left);
            one["right"] = tailJson(asset.right);
        }
        if (m_marginals == Marginals::LambertW)
            one["lambert_w"] = lambertJson(asset.lambert);
        assets.push_back(std::move(one));
    }
    return {{"marginals", static_cast<int>(m_marginals)}, {"assets", std::move(assets)}};
}

PanelScaler PanelScaler::fromJson(const Json& json) {
    PanelScaler out;
    const int marginals = json.at("marginals").get<int>();
    if (marginals < 0 || marginals > static_cast<int>(Marginals::LambertW))
        throw Json::other_error::create(501, "unknown marginals", &json);
    out.m_marginals = static_cast<Marginals>(marginals);
    for (const Json& one : json.at("assets")) {
        Asset asset;
        asset.mean = one.at("mean").get<double>();
        asset.stdev = one.at("stdev").get<double>();
        asset.bound = one.at("bound").get<double>();
        if (out.m_marginals == Marginals::Ranks) {
            asset.sorted = one.at("sorted").get<std::vector<double>>();
            asset.left = tailFrom(one.at("left"));
            asset.right = tailFrom(one.at("right"));
            if (asset.sorted.size() < 2)
                throw Json::other_error::create(501, "too few ranks", &json);
        }
        if (out.m_marginals == Marginals::LambertW)
            asset.lambert = lambertFrom(one.at("lambert_w"));
        out.m_assets.push_back(std::move(asset));
    }
    return out;
}

} // namespace loom::generate
