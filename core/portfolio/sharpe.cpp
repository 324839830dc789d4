// SPDX-License-Identifier: GPL-3.0-or-later
#include "portfolio/sharpe.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <Eigen/Core>
#include <fmt/format.h>

#include "base/random.h"
#include "stats/block_length.h"
#include "stats/parallel.h"

namespace loom::portfolio {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

Status check(std::span<const double> returns) {
    if (returns.size() < kFewestReturns)
        return fail(
            ErrorCode::InvalidInput,
            fmt::format("A Sharpe ratio of {} returns says nothing; at least {} are needed.",
                        returns.size(), kFewestReturns));
    for (std::size_t t = 0; t < returns.size(); ++t)
        if (!std::isfinite(returns[t]))
            return fail(ErrorCode::InvalidInput,
                        fmt::format("Return {} is not a finite number.", t + 1));
    const auto [low, high] = std::minmax_element(returns.begin(), returns.end());
    if (*low == *high)
        return fail(ErrorCode::InvalidInput,
                    "All returns are equal, so there is no risk to divide by.");
    return {};
}

/// First and second moments of one series.
struct Moments2 {
    double mean = 0, square = 0;
    double variance() const { return square - mean * mean; }
    double sharpe() const { return mean / std::sqrt(variance()); }
    /// Derivatives of the ratio by mean and by second moment (Ledoit & Wolf 2008, section 3.1).
    double byMean() const { return square / std::pow(variance(), 1.5); }
    double bySquare() const { return -0.5 * mean / std::pow(variance(), 1.5); }
};

Moments2 momentsOf(std::span<const double> r) {
    Moments2 out;
    for (const double x : r) {
        out.mean += x;
        out.square += x * x;
    }
    out.mean /= static_cast<double>(r.size());
    out.square /= static_cast<double>(r.size());
    return out;
}

/// The series behind the delta method: T x 2 columns (r, r^2), centred.
MatrixXd centred(std::span<const double> r, const Moments2& m) {
    MatrixXd out(static_cast<Index>(r.size()), 2);
    for (Index t = 0; t < out.rows(); ++t) {
        const double x = r[static_cast<std::size_t>(t)];
        out(t, 0) = x - m.mean;
        out(t, 1) = x * x - m.square;
    }
    return out;
}

/// alpha(2) of Andrews (1991, eq. 6.4) with an AR(1) of each column.
double andrewsAlpha(const MatrixXd& v) {
    double numerator = 0, denominator = 0;
    const Index n = v.rows();
    for (Index c = 0; c < v.cols(); ++c) {
        const auto past = v.col(c).head(n - 1);
        const auto next = v.col(c).tail(n - 1);
        const double rho = std::clamp(past.dot(next) / past.squaredNorm(), -0.97, 0.97);
        const double variance = (next - rho * past).squaredNorm() / static_cast<double>(n - 1);
        numerator += 4 * rho * rho * variance * variance / std::pow(1 - rho, 8);
        denominator += variance * variance / std::pow(1 - rho, 4);
    }
    return denominator > 0 ? numerator / denominator : 0;
}

/// Parzen (1957): 1 - 6x^2 + 6x^3 up to 1/2, 2 (1 - x)^3 up to 1.
double parzen(double x) {
    if (x <= 0.5)
        return 1 - 6 * x * x + 6 * x * x * x;
    return x < 1 ? 2 * std::pow(1 - x, 3) : 0;
}

MatrixXd longRunCovariance(const MatrixXd& v) {
    const auto n = static_cast<double>(v.rows());
    MatrixXd sum = v.transpose() * v / n;
    const double bandwidth = 2.6614 * std::pow(andrewsAlpha(v) * n, 0.2);
    for (Index lag = 1; static_cast<double>(lag) < bandwidth && lag < v.rows(); ++lag) {
        const MatrixXd gamma =
            v.bottomRows(v.rows() - lag).transpose() * v.topRows(v.rows() - lag) / n;
        sum += parzen(static_cast<double>(lag) / bandwidth) * (gamma + gamma.transpose());
    }
    return n / (n - static_cast<double>(v.cols())) * sum;
}

/// r1, r2, r1^2, r2^2 as columns would do; kept as two pairs side by side: r1, r1^2, r2, r2^2.
MatrixXd centredPair(std::span<const double> first, std::span<const double> second,
                     const Moments2& a, const Moments2& b) {
    MatrixXd v(static_cast<Index>(first.size()), 4);
    v.leftCols(2) = centred(first, a);
    v.rightCols(2) = centred(second, b);
    return v;
}

VectorXd gradient(const Moments2& a, const Moments2& b) {
    VectorXd out(4);
    out << a.byMean(), a.bySquare(), -b.byMean(), -b.bySquare();
    return out;
}

double errorOf(const VectorXd& gradient, const MatrixXd& longRun, std::size_t count) {
    const double variance = gradient.dot(longRun * gradient) / static_cast<double>(count);
    return std::sqrt(std::max(0.0, variance));
}

/// One resample: |difference* - difference| over its own standard error, which comes from the sums
/// of its blocks (Goetze & Kuensch 1996; Ledoit & Wolf 2008, eq. 8).
class Resampler {
  public:
    Resampler(std::span<const double> first, std::span<const double> second, std::size_t block)
        : m_first(first), m_second(second), m_block(block),
          m_blocks(std::max<std::size_t>(1, first.size() / block)),
          m_observed(momentsOf(first).sharpe() - momentsOf(second).sharpe()) {}

    double statistic(Rng rng) const {
        std::vector<double> a, b;
        a.reserve(m_blocks * m_block);
        b.reserve(m_blocks * m_block);
        for (std::size_t j = 0; j < m_blocks; ++j) {
            const std::size_t start = rng.below(m_first.size());
            for (std::size_t i = 0; i < m_block; ++i) {
                a.push_back(m_first[(start + i) % m_first.size()]);
                b.push_back(m_second[(start + i) % m_second.size()]);
            }
        }
        const Moments2 ma = momentsOf(a), mb = momentsOf(b);
        if (!(ma.variance() > 0) || !(mb.variance() > 0))
            return 0; // a resample of one repeated day cannot contradict equality
        const VectorXd slope = gradient(ma, mb);
        const VectorXd influence = centredPair(a, b, ma, mb) * slope;
        double variance = 0;
        for (std::size_t j = 0; j < m_blocks; ++j) {
            const double sum =
                influence.segment(static_cast<Index>(j * m_block), static_cast<Index>(m_block))
                    .sum();
            variance += sum * sum / static_cast<double>(m_block);
        }
        variance /= static_cast<double>(m_blocks);
        const double error = std::sqrt(variance / static_cast<double>(a.size()));
        return error > 0 ? std::abs(ma.sharpe() - mb.sharpe() - m_observed) / error : 0;
    }

  private:
    std::span<const double> m_first, m_second;
    std::size_t m_block, m_blocks;
    double m_observed;
};

std::size_t blockFor(std::span<const double> first, std::span<const double> second,
                     std::size_t asked) {
    constexpr std::size_t kShortest = 5; // a trading week
    if (asked > 0)
        return std::min(asked, first.size() / 2);
    std::vector<double> difference(first.size());
    std::transform(first.begin(), first.end(), second.begin(), difference.begin(), std::minus<>());
    const double length = std::ceil(stats::optimalBlockLength(difference).circular);
    return std::clamp(static_cast<std::size_t>(length), kShortest, first.size() / 2);
}

} // namespace

Result<SharpeRatio> sharpeRatio(std::span<const double> excessReturns, double periodsPerYear) {
    if (auto checked = check(excessReturns); !checked)
        return std::move(checked).error();
    const Moments2 m = momentsOf(excessReturns);
    const VectorXd slope = Eigen::Vector2d(m.byMean(), m.bySquare());
    const double error =
        errorOf(slope, longRunCovariance(centred(excessReturns, m)), excessReturns.size());
    const double sr = m.sharpe();
    const double year = std::sqrt(periodsPerYear);
    return SharpeRatio{
        .value = year * sr,
        .standardError = year * error,
        .standardErrorIid =
            year * std::sqrt((1 + 0.5 * sr * sr) / static_cast<double>(excessReturns.size())),
        .count = excessReturns.size()};
}

Result<SharpeDifference> compareSharpe(std::span<const double> first,
                                       std::span<const double> second,
                                       const SharpeTestOptions& options) {
    for (const auto& series : {first, second})
        if (auto checked = check(series); !checked)
            return std::move(checked).error();
    if (first.size() != second.size())
        return fail(ErrorCode::InvalidInput,
                    fmt::format("Two Sharpe ratios are compared day by day, but one series has {} "
                                "returns and the other {}.",
                                first.size(), second.size()));
    SharpeDifference out;
    out.block = blockFor(first, second, options.block);
    out.resamples = options.resamples;
    if (std::equal(first.begin(), first.end(), second.begin()))
        return out;
    const double year = std::sqrt(options.periodsPerYear);
    const Moments2 a = momentsOf(first), b = momentsOf(second);
    const double difference = a.sharpe() - b.sharpe();
    const double error =
        errorOf(gradient(a, b), longRunCovariance(centredPair(first, second, a, b)), first.size());
    std::vector<double> statistics(options.resamples);
    const Resampler resampler(first, second, out.block);
    const Rng seed(options.seed);
    stats::parallelFor(statistics.size(),
                       [&](std::size_t i) { statistics[i] = resampler.statistic(seed.stream(i)); });
    std::sort(statistics.begin(), statistics.end());
    const double observed = std::abs(difference) / error;
    const auto above =
        statistics.end() - std::lower_bound(statistics.begin(), statistics.end(), observed);
    out.pValue = (static_cast<double>(above) + 1) / (static_cast<double>(options.resamples) + 1);
    const auto rank = static_cast<std::size_t>(
        std::ceil((1 - options.level) * (static_cast<double>(options.resamples) + 1)));
    const double reach =
        statistics[std::clamp<std::size_t>(rank, 1, statistics.size()) - 1] * error;
    out.value = year * difference;
    out.standardError = year * error;
    out.low = year * (difference - reach);
    out.high = year * (difference + reach);
    return out;
}

} // namespace loom::portfolio
