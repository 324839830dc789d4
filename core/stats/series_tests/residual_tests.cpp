// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/series_tests/residual_tests.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "stats/dependence.h"
#include "stats/moments.h"
#include "stats/probability.h"
#include "stats/series_tests/nested_regression.h"
#include "stats/series_tests/series_check.h"

namespace loom::stats {

namespace {

using Eigen::Index;

Status checkLag(std::size_t lag, std::size_t most, std::size_t n) {
    if (lag >= 1 && lag <= most)
        return {};
    return fail(ErrorCode::InvalidInput,
                fmt::format("{} lags do not fit {} values: give 1 to {}.", lag, n, most));
}

} // namespace

std::size_t defaultLags(std::size_t n) {
    return std::min<std::size_t>(10, n / 5);
}

Result<PortmanteauTest> portmanteau(std::span<const double> x, std::optional<std::size_t> lag,
                                    std::size_t fittedParameters) {
    if (auto testable = checkTestable(x); !testable)
        return std::move(testable).error();
    PortmanteauTest out;
    out.lag = lag.value_or(defaultLags(x.size()));
    if (auto fits = checkLag(out.lag, x.size() - 1, x.size()); !fits)
        return std::move(fits).error();
    if (out.lag <= fittedParameters)
        return fail(
            ErrorCode::InvalidInput,
            fmt::format("{} lags leave no degree of freedom after {} fitted parameters; use "
                        "more lags.",
                        out.lag, fittedParameters));
    out.degrees = out.lag - fittedParameters;
    const auto correlations = acf(x, out.lag);
    const auto n = static_cast<double>(x.size());
    double weighted = 0, plain = 0;
    for (std::size_t k = 1; k <= out.lag; ++k) {
        const double square = correlations[k - 1] * correlations[k - 1];
        plain += square;
        weighted += square / (n - static_cast<double>(k));
    }
    const auto degrees = static_cast<double>(out.degrees);
    const auto judged = [&](double q) { return TestValue{q, chiSquareAbove(q, degrees)}; };
    out.ljungBox = judged(n * (n + 2) * weighted);
    out.boxPierce = judged(n * plain);
    return out;
}

Result<ArchTest> archTest(std::span<const double> x, std::optional<std::size_t> lag,
                          std::size_t fittedParameters) {
    if (auto testable = checkTestable(x); !testable)
        return std::move(testable).error();
    ArchTest out;
    out.lag = lag.value_or(defaultLags(x.size()));
    // rows - lag - 1 degrees of freedom must be left of n - lag rows.
    if (auto fits = checkLag(out.lag, (x.size() - 2) / 2, x.size()); !fits)
        return std::move(fits).error();
    const auto n = static_cast<Index>(x.size()), q = static_cast<Index>(out.lag), rows = n - q;
    const Eigen::VectorXd squares = Eigen::Map<const Eigen::VectorXd>(x.data(), n).array().square();
    Eigen::MatrixXd design(rows, q + 1);
    design.col(0).setOnes();
    for (Index k = 1; k <= q; ++k)
        design.col(k) = squares.segment(q - k, rows);
    const NestedRegression regression(std::move(design), squares.tail(rows));
    if (!regression.determined())
        return fail(ErrorCode::InvalidInput,
                    "The squares follow their own past exactly (all values have one size, or a "
                    "repeating pattern), so a changing variance cannot be tested.");
    const double total = regression.residualSum(1), left = regression.residualSum(q + 1);
    const auto lags = static_cast<double>(q);
    const double freedom = static_cast<double>(rows - q - 1);
    const double used = static_cast<double>(rows) - static_cast<double>(fittedParameters);
    const double lm = used * (1 - left / total), f = (total - left) / lags / (left / freedom);
    out.lagrange = {lm, chiSquareAbove(lm, lags)};
    out.f = {f, fAbove(f, lags, freedom)};
    return out;
}

Result<NormalityTest> jarqueBera(std::span<const double> x) {
    if (auto testable = checkTestable(x); !testable)
        return std::move(testable).error();
    const Moments m = moments(x);
    NormalityTest out;
    out.skewness = m.skewness;
    out.kurtosis = m.excessKurtosis + 3;
    const double statistic = static_cast<double>(m.count) / 6 *
                             (m.skewness * m.skewness + m.excessKurtosis * m.excessKurtosis / 4);
    out.test = {statistic, chiSquareAbove(statistic, 2)};
    return out;
}

} // namespace loom::stats
