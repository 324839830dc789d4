// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/quantgan/score_table.h"

#include <algorithm>
#include <cmath>

#include "stats/moments.h"

namespace loom::generate {

namespace {

constexpr double kReach = 3.2;
constexpr double kStep = 0.02;
constexpr std::size_t kPoints = 321;
/// The slope beyond the ends is taken over this many points, one normal score.
constexpr std::size_t kEnd = 50;

double scoreAt(std::size_t point) {
    return -kReach + kStep * static_cast<double>(point);
}

} // namespace

ScoreTable ScoreTable::measured(std::span<double> values) {
    constexpr double kSmallestStep = 1e-9; // of the range: ties would make the function ambiguous
    std::sort(values.begin(), values.end());
    const double step = kSmallestStep * (values.back() - values.front());
    ScoreTable table;
    for (std::size_t i = 0; i < kPoints; ++i) {
        const double below = 0.5 * std::erfc(-scoreAt(i) / std::sqrt(2.0));
        double quantile = stats::quantileSorted(values, below);
        if (i > 0)
            quantile = std::max(quantile, table.m_quantiles.back() + step);
        table.m_quantiles.push_back(quantile);
    }
    return table;
}

double ScoreTable::operator()(double value) const {
    const auto& q = m_quantiles;
    if (value <= q.front())
        return -kReach + (value - q.front()) * (kStep * kEnd) / (q[kEnd] - q.front());
    if (value >= q.back())
        return kReach + (value - q.back()) * (kStep * kEnd) / (q.back() - q[kPoints - 1 - kEnd]);
    const auto above =
        static_cast<std::size_t>(std::upper_bound(q.begin(), q.end(), value) - q.begin());
    return scoreAt(above) - kStep * (q[above] - value) / (q[above] - q[above - 1]);
}

ScoreTable ScoreTable::fromJson(const Json& quantiles) {
    ScoreTable table;
    table.m_quantiles = quantiles.get<std::vector<double>>();
    const auto& q = table.m_quantiles;
    if (q.size() != kPoints ||
        std::adjacent_find(q.begin(), q.end(), std::greater_equal<>()) != q.end())
        throw Json::other_error::create(501, "no table of quantiles", &quantiles);
    return table;
}

} // namespace loom::generate
