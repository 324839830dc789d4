// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/series_tests/kpss.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include <Eigen/Core>

#include "stats/long_run_variance.h"
#include "stats/series_tests/series_check.h"

namespace loom::stats {

namespace {

constexpr std::array<double, 4> kProbabilities{0.10, 0.05, 0.025, 0.01};

Eigen::VectorXd residualsOf(std::span<const double> x, KpssTrend trend) {
    const auto n = static_cast<Eigen::Index>(x.size());
    Eigen::VectorXd e = Eigen::Map<const Eigen::VectorXd>(x.data(), n);
    e.array() -= e.mean();
    if (trend == KpssTrend::Line) {
        const double half = static_cast<double>(n - 1) / 2;
        const Eigen::VectorXd time = Eigen::VectorXd::LinSpaced(n, -half, half);
        e -= time * (time.dot(e) / time.squaredNorm());
    }
    return e;
}

/// Hobijn, Franses & Ooms 1998: the bandwidth for the Bartlett kernel.
std::size_t automaticLags(const Eigen::VectorXd& e) {
    const auto n = static_cast<double>(e.size());
    const auto pilot = static_cast<Eigen::Index>(std::pow(n, 2.0 / 9.0));
    double s0 = e.squaredNorm() / n, s1 = 0;
    for (Eigen::Index lag = 1; lag <= pilot; ++lag) {
        const Eigen::Index pairs = e.size() - lag;
        const double twice = e.tail(pairs).dot(e.head(pairs)) / (n / 2);
        s0 += twice;
        s1 += static_cast<double>(lag) * twice;
    }
    const double gamma = 1.1447 * std::pow(s1 / s0 * (s1 / s0), 1.0 / 3.0);
    return static_cast<std::size_t>(gamma * std::pow(n, 1.0 / 3.0));
}

std::size_t lagsOf(const Eigen::VectorXd& residuals, const KpssOptions& options) {
    const auto n = static_cast<std::size_t>(residuals.size());
    if (options.lags)
        return *options.lags;
    const double legacy = std::ceil(12 * std::pow(static_cast<double>(n) / 100, 0.25));
    return std::min(n - 1, options.rule == KpssLags::Legacy ? static_cast<std::size_t>(legacy)
                                                            : automaticLags(residuals));
}

/// Linear between the entries of the table, its ends beyond them.
void judge(KpssTest& test) {
    const auto& critical = test.critical;
    if (test.statistic <= critical.front() || test.statistic >= critical.back()) {
        const bool small = test.statistic >= critical.back();
        test.pValue = small ? kProbabilities.back() : kProbabilities.front();
        test.range = small ? KpssTest::Range::AtMost : KpssTest::Range::AtLeast;
        return;
    }
    std::size_t k = 1;
    while (test.statistic > critical[k])
        ++k;
    const double share = (test.statistic - critical[k - 1]) / (critical[k] - critical[k - 1]);
    test.pValue = std::lerp(kProbabilities[k - 1], kProbabilities[k], share);
}

} // namespace

std::string KpssTest::pText() const {
    if (range == Range::Inside)
        return fmt::format("{:.3g}", pValue);
    return range == Range::AtMost ? "<= 0.01" : ">= 0.10";
}

Result<KpssTest> kpss(std::span<const double> x, const KpssOptions& options) {
    if (auto testable = checkTestable(x); !testable)
        return std::move(testable).error();
    if (options.lags && *options.lags >= x.size())
        return fail(ErrorCode::InvalidInput,
                    fmt::format("{} lags are too many for {} values: at most {}.", *options.lags,
                                x.size(), x.size() - 1));
    const Eigen::VectorXd residuals = residualsOf(x, options.trend);
    const double size =
        Eigen::Map<const Eigen::ArrayXd>(x.data(), static_cast<Eigen::Index>(x.size()))
            .abs()
            .maxCoeff();
    if (residuals.cwiseAbs().maxCoeff() <= 1e-13 * size)
        return fail(ErrorCode::InvalidInput,
                    "The values lie exactly on a line, so nothing is left to test around it.");
    KpssTest out;
    out.critical = options.trend == KpssTrend::Line ? std::array{0.119, 0.146, 0.176, 0.216}
                                                    : std::array{0.347, 0.463, 0.574, 0.739};
    out.lags = lagsOf(residuals, options);
    double partial = 0, squares = 0;
    for (const double e : residuals) {
        partial += e;
        squares += partial * partial;
    }
    const auto n = static_cast<double>(x.size());
    const double variance = bartlettLongRunVariance(
        {residuals.data(), static_cast<std::size_t>(residuals.size())}, out.lags);
    if (!(variance > 0))
        return fail(ErrorCode::InvalidInput, "The long-run variance is zero with this many lags; "
                                             "use fewer.");
    out.statistic = squares / (n * n) / variance;
    judge(out);
    return out;
}

} // namespace loom::stats
