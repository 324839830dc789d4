// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/tails.h"

#include "stats/moments.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace loom::stats {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

} // namespace

double valueAtRiskSorted(std::span<const double> ascending, double p) {
    return -quantileSorted(ascending, p);
}

double expectedShortfallSorted(std::span<const double> ascending, double p) {
    if (ascending.empty())
        return kMissing;
    const double limit = quantileSorted(ascending, p);
    const auto end = std::upper_bound(ascending.begin(), ascending.end(), limit);
    const auto count = static_cast<double>(end - ascending.begin());
    return -std::accumulate(ascending.begin(), end, 0.0) / count;
}

double hillSorted(std::span<const double> ascending, Tail tail, double share) {
    const std::size_t n = ascending.size();
    const auto k = static_cast<std::size_t>(share * static_cast<double>(n));
    if (k < 2 || k >= n)
        return kMissing;
    const auto largest = [&](std::size_t i) { // the i-th largest of the tail, i from 0
        return tail == Tail::Right ? ascending[n - 1 - i] : -ascending[i];
    };
    const double threshold = largest(k);
    if (threshold <= 0)
        return kMissing;
    double sum = 0;
    for (std::size_t i = 0; i < k; ++i)
        sum += std::log(largest(i) / threshold);
    return sum / static_cast<double>(k);
}

Drawdown maximumDrawdown(std::span<const double> logReturns) {
    Drawdown worst;
    double level = 0;
    double top = 0;
    double deepest = 0;
    std::size_t topDay = 0;
    for (std::size_t day = 1; day <= logReturns.size(); ++day) {
        const double r = logReturns[day - 1];
        level += std::isnan(r) ? 0 : r;
        if (level > top) {
            top = level;
            topDay = day;
        }
        if (level - top < deepest) {
            deepest = level - top;
            worst = {.depth = -std::expm1(deepest), .peak = topDay, .trough = day};
        }
    }
    return worst;
}

std::vector<double> rollingVolatility(std::span<const double> returns, std::size_t window,
                                      double periodsPerYear) {
    std::vector<double> out(returns.size(), kMissing);
    if (window < 2)
        return out;
    for (std::size_t end = window; end <= returns.size(); ++end) {
        const Moments m = moments(returns.subspan(end - window, window));
        if (m.count == window)
            out[end - 1] = m.stdev * std::sqrt(periodsPerYear);
    }
    return out;
}

} // namespace loom::stats
