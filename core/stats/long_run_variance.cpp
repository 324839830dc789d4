// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/long_run_variance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <Eigen/Core>

namespace loom::stats {

double bartlettLongRunVariance(std::span<const double> centred, std::size_t lags) {
    const auto n = static_cast<Eigen::Index>(centred.size());
    if (n == 0)
        return std::numeric_limits<double>::quiet_NaN();
    const Eigen::Map<const Eigen::VectorXd> e(centred.data(), n);
    double sum = e.squaredNorm();
    for (std::size_t lag = 1; lag <= lags && lag < centred.size(); ++lag) {
        const double weight = 1 - static_cast<double>(lag) / (static_cast<double>(lags) + 1);
        const Eigen::Index pairs = n - static_cast<Eigen::Index>(lag);
        sum += 2 * weight * e.head(pairs).dot(e.tail(pairs));
    }
    return std::max(sum, 0.0) / static_cast<double>(n);
}

MeanWithError bartlettMean(std::span<const double> values, std::size_t lags) {
    const auto n = static_cast<double>(values.size());
    double sum = 0;
    for (const double v : values)
        sum += v;
    const double mean = sum / n;
    std::vector<double> centred(values.begin(), values.end());
    for (double& v : centred)
        v -= mean;
    return {.mean = mean, .standardError = std::sqrt(bartlettLongRunVariance(centred, lags) / n)};
}

std::size_t comparisonLags(std::size_t n, std::size_t horizon) {
    const std::size_t overlap = horizon > 0 ? horizon - 1 : 0;
    // pow, not cbrt: the same rounding as the packages that this is compared with.
    const double root = std::ceil(std::pow(static_cast<double>(n), 1.0 / 3.0));
    return std::max(overlap, static_cast<std::size_t>(root));
}

} // namespace loom::stats
