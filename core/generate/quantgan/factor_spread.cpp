// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/quantgan/factor_spread.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace loom::generate {

namespace {

/// Logarithm of the root mean square.
double logSize(std::span<const double> values) {
    constexpr double kSmallest = 1e-12; // days on which nothing moved
    const double squares = std::inner_product(values.begin(), values.end(), values.begin(), 0.0);
    return 0.5 * std::log(std::max(kSmallest, squares / static_cast<double>(values.size())));
}

} // namespace

FactorSpread FactorSpread::fitted(std::span<const double> factors, std::size_t all,
                                  std::size_t leading) {
    const std::size_t days = factors.size() / all;
    std::vector<double> sizes;
    for (std::size_t t = 0; t < days; ++t)
        sizes.push_back(logSize(factors.subspan(t * all + leading, all - leading)));
    auto sorted = sizes;
    FactorSpread spread;
    spread.m_real = ScoreTable::measured(sorted);
    spread.m_slopes.assign(leading, 0.0);
    double squares = 0;
    for (std::size_t t = 0; t < days; ++t) {
        const double score = spread.m_real(sizes[t]);
        squares += score * score;
        for (std::size_t k = 0; k < leading; ++k)
            spread.m_slopes[k] += score * factors[t * all + k] / static_cast<double>(days);
    }
    const double explained = std::inner_product(spread.m_slopes.begin(), spread.m_slopes.end(),
                                                spread.m_slopes.begin(), 0.0);
    spread.m_stdev = std::sqrt(std::max(1e-4, squares / static_cast<double>(days) - explained));
    return spread;
}

double FactorSpread::scoreOf(std::span<const double> leading, double value) const {
    return std::inner_product(m_slopes.begin(), m_slopes.end(), leading.begin(), m_stdev * value);
}

double FactorSpread::toNetwork(std::span<const double> factors) const {
    const double score = m_real(logSize(factors.subspan(leading())));
    return (score - scoreOf(factors, 0)) / m_stdev;
}

FactorSpread FactorSpread::calibrated(std::span<const float> values) const {
    std::vector<double> scores, day(leading());
    for (std::size_t at = 0; at < values.size(); at += leading() + 1) {
        std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(at), leading(), day.begin());
        scores.push_back(scoreOf(day, values[at + leading()]));
    }
    FactorSpread spread = *this;
    spread.m_generated = ScoreTable::measured(scores);
    return spread;
}

void FactorSpread::draw(double value, Rng& rng, std::span<double> factors) const {
    double score = scoreOf(factors, value);
    if (!m_generated.empty())
        score = m_generated(score);
    const auto rest = factors.subspan(leading());
    for (double& factor : rest)
        factor = rng.normal();
    const double scale = std::exp(m_real.valueAt(score) - logSize(rest));
    for (double& factor : rest)
        factor *= scale;
}

Json FactorSpread::toJson() const {
    return {{"real", m_real.quantiles()},
            {"generated", m_generated.quantiles()},
            {"slopes", m_slopes},
            {"stdev", m_stdev}};
}

FactorSpread FactorSpread::fromJson(const Json& json) {
    FactorSpread spread;
    spread.m_real = ScoreTable::fromJson(json.at("real"));
    if (!json.at("generated").empty())
        spread.m_generated = ScoreTable::fromJson(json.at("generated"));
    spread.m_slopes = json.at("slopes").get<std::vector<double>>();
    spread.m_stdev = json.at("stdev").get<double>();
    return spread;
}

} // namespace loom::generate
