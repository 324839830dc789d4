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

/// The i-th largest value of the tail, i from 0.
double largestOf(std::span<const double> ascending, Tail tail, std::size_t i) {
    return tail == Tail::Right ? ascending[ascending.size() - 1 - i] : -ascending[i];
}

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
    const double threshold = largestOf(ascending, tail, k);
    if (threshold <= 0)
        return kMissing;
    double sum = 0;
    for (std::size_t i = 0; i < k; ++i)
        sum += std::log(largestOf(ascending, tail, i) / threshold);
    return sum / static_cast<double>(k);
}

double paretoShapeSorted(std::span<const double> ascending, Tail tail, double share) {
    constexpr std::size_t kFewest = 10;
    const auto k = static_cast<std::size_t>(share * static_cast<double>(ascending.size()));
    if (k < kFewest || k >= ascending.size())
        return kMissing;
    const double threshold = largestOf(ascending, tail, k);
    const auto count = static_cast<double>(k);
    double a0 = 0, a1 = 0;
    for (std::size_t i = 0; i < k; ++i) {
        const double excess = largestOf(ascending, tail, i) - threshold;
        const double above = (static_cast<double>(i) + 0.35) / count; // 1 - its plotting position
        a0 += excess / count;
        a1 += above * excess / count;
    }
    const double spread = a0 - 2 * a1;
    return spread > 0 ? 2 - a0 / spread : kMissing;
}

double gainLossAsymmetrySorted(std::span<const double> ascending) {
    constexpr double kShare = 0.05;
    if (ascending.empty())
        return kMissing;
    const double loss = expectedShortfallSorted(ascending, kShare);
    const double limit = quantileSorted(ascending, 1 - kShare);
    const auto from = std::lower_bound(ascending.begin(), ascending.end(), limit);
    const double gain =
        std::accumulate(from, ascending.end(), 0.0) / static_cast<double>(ascending.end() - from);
    return loss + gain > 0 ? (loss - gain) / (loss + gain) : kMissing;
}

bool withinQuantileBand(std::span<const double> real, double p, double generated) {
    const auto n = static_cast<double>(real.size());
    const double half = 1.96 * std::sqrt(n * p * (1 - p));
    const auto at = [&](double place) {
        return real[static_cast<std::size_t>(std::clamp(place, 0.0, n - 1))];
    };
    return generated >= at(std::floor(n * p - half)) && generated <= at(std::ceil(n * p + half));
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
