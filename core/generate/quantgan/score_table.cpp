// SPDX-License-Identifier: GPL-3.0-or-later
#include "generate/quantgan/score_table.h"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/normal.hpp>

#include "stats/moments.h"

namespace loom::generate {

namespace {

constexpr double kReach = 3.2;
constexpr double kStep = 0.02;
constexpr std::size_t kPoints = 321;
double scoreAt(std::size_t point) {
    return -kReach + kStep * static_cast<double>(point);
}

double beyond(double score) {
    return 0.5 * std::erfc(score / std::sqrt(2.0));
}

/// Beyond the largest quantile u a generalised Pareto law whose shape follows from that quantile
/// and those exceeded four and sixteen times as often (Pickands 1975):
///   x(p) = u + rise ((p_u / p)^shape - 1) / (1 - 4^-shape).
class Tail {
  public:
    /// at(score): the quantile, mirrored for the left tail.
    template <class Quantile>
    explicit Tail(Quantile&& at) : m_end(at(kReach)) {
        constexpr double kOnceFour = 2.7764, kTwiceFour = 2.2906; // scores exceeded so often
        const double middle = at(kOnceFour);
        m_rise = m_end - middle;
        const double ratio = m_rise / (middle - at(kTwiceFour));
        m_shape = std::clamp(std::log(ratio) / std::log(4.0), 0.01, 0.45);
        m_share = 1 - std::pow(4.0, -m_shape);
    }
    double scoreOf(double value) const {
        constexpr double kSmallest = 1e-300;
        const double times = 1 + (value - m_end) * m_share / m_rise; // (p_u / p)^shape
        const double p = beyond(kReach) * std::pow(times, -1 / m_shape);
        return -boost::math::quantile(boost::math::normal(), std::max(kSmallest, p));
    }

  private:
    double m_end, m_rise, m_shape, m_share;
};

double inside(const std::vector<double>& q, double score) {
    const double place = (score + kReach) / kStep;
    const auto below = std::min(static_cast<std::size_t>(std::max(0.0, place)), kPoints - 2);
    return q[below] + (place - static_cast<double>(below)) * (q[below + 1] - q[below]);
}

Tail rightTail(const std::vector<double>& q) {
    return Tail([&](double score) { return inside(q, score); });
}
Tail leftTail(const std::vector<double>& q) {
    return Tail([&](double score) { return -inside(q, -score); });
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
        return -leftTail(q).scoreOf(-value);
    if (value >= q.back())
        return rightTail(q).scoreOf(value);
    const auto above =
        static_cast<std::size_t>(std::upper_bound(q.begin(), q.end(), value) - q.begin());
    return scoreAt(above) - kStep * (q[above] - value) / (q[above] - q[above - 1]);
}

double ScoreTable::valueAt(double score) const {
    const auto& q = m_quantiles;
    constexpr double kEnd = 1; // the slope beyond the ends is taken over so many scores
    if (score <= -kReach)
        return q.front() + (score + kReach) / kEnd * (inside(q, kEnd - kReach) - q.front());
    if (score >= kReach)
        return q.back() + (score - kReach) / kEnd * (q.back() - inside(q, kReach - kEnd));
    return inside(q, score);
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
