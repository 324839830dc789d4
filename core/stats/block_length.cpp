// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/block_length.h"

#include "stats/moments.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace loom::stats {

namespace {

constexpr std::size_t kSmallest = 16;

double dotAtLag(std::span<const double> x, std::size_t lag) {
    double sum = 0;
    for (std::size_t t = lag; t < x.size(); ++t)
        sum += x[t] * x[t - lag];
    return sum;
}

struct Autocovariance {
    std::vector<double> values; ///< lags 0 … bandwidth
    std::size_t bandwidth = 0;  ///< M of Politis & White: twice the last significant lag
};

/// Finds the first run of K_n insignificant autocorrelations; the rule |rho| < 2 sqrt(log10 n / n)
/// is theirs (2004, footnote c).
Autocovariance significantAutocovariance(std::span<const double> x) {
    const auto n = static_cast<double>(x.size());
    const auto run = std::max<std::size_t>(5, static_cast<std::size_t>(std::log10(n)));
    const auto largest = static_cast<std::size_t>(std::ceil(std::sqrt(n))) + run;
    const double limit = 2 * std::sqrt(std::log10(n) / n);
    Autocovariance out;
    std::size_t quiet = 0;
    bool found = false;
    double headSquares = dotAtLag(x, 0);
    double tailSquares = headSquares;
    for (std::size_t lag = 0; lag <= std::min(largest, x.size() - 2); ++lag) {
        // The correlation's scale leaves out lag + 1 values at each end, as arch does.
        headSquares -= x[x.size() - 1 - lag] * x[x.size() - 1 - lag];
        tailSquares -= x[lag] * x[lag];
        const double product = dotAtLag(x, lag);
        out.values.push_back(product / n);
        if (!found && lag >= run && quiet >= run) {
            out.bandwidth = std::min(2 * std::max<std::size_t>(lag - run, 1), largest);
            found = true;
        }
        quiet = std::abs(product) / std::sqrt(headSquares * tailSquares) < limit ? quiet + 1 : 0;
    }
    if (!found)
        out.bandwidth = largest;
    out.bandwidth = std::min(out.bandwidth, out.values.size() - 1);
    return out;
}

} // namespace

BlockLength optimalBlockLength(std::span<const double> series) {
    const Moments m = moments(series);
    if (m.count < kSmallest || std::isnan(m.skewness))
        return {};
    std::vector<double> x;
    for (const double value : series) {
        if (!std::isnan(value))
            x.push_back(value - m.mean);
    }
    const auto n = static_cast<double>(x.size());
    const Autocovariance acv = significantAutocovariance(x);
    double g = 0;
    double longRun = acv.values[0];
    for (std::size_t k = 1; k <= acv.bandwidth; ++k) {
        const double ratio = static_cast<double>(k) / static_cast<double>(acv.bandwidth);
        const double flatTop = ratio <= 0.5 ? 1 : 2 * (1 - ratio); // Politis & Romano (1995)
        g += 2 * flatTop * static_cast<double>(k) * acv.values[k];
        longRun += 2 * flatTop * acv.values[k];
    }
    const double most = std::ceil(std::min(3 * std::sqrt(n), n / 3));
    const auto length = [&](double d) {
        return std::min(std::cbrt(2 * g * g / (d * longRun * longRun) * n), most);
    };
    return {.stationary = length(2), .circular = length(4.0 / 3)};
}

} // namespace loom::stats
