// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/moments.h"

#include "stats/sorting.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace loom::stats {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

template <class T>
Moments momentsOf(std::span<const T> values) {
    Moments out;
    double sum = 0;
    for (const T value : values) {
        if (std::isnan(value))
            continue;
        sum += static_cast<double>(value);
        ++out.count;
    }
    const auto n = static_cast<double>(out.count);
    out.mean = out.count > 0 ? sum / n : kMissing;
    double m2 = 0;
    double m3 = 0;
    double m4 = 0;
    for (const T value : values) {
        if (std::isnan(value))
            continue;
        const double d = static_cast<double>(value) - out.mean;
        const double square = d * d;
        m2 += square;
        m3 += square * d;
        m4 += square * square;
    }
    out.stdev = out.count > 1 ? std::sqrt(m2 / (n - 1)) : kMissing;
    // Rounding leaves a constant series a variance of about (eps mean)^2: that is no variance.
    const double noise = n * std::pow(4 * std::numeric_limits<double>::epsilon() * out.mean, 2);
    const bool spread = out.count > 1 && m2 > noise;
    out.skewness = spread ? (m3 / n) / std::pow(m2 / n, 1.5) : kMissing;
    out.excessKurtosis = spread ? (m4 / n) / ((m2 / n) * (m2 / n)) - 3 : kMissing;
    return out;
}

} // namespace

Moments moments(std::span<const double> values) {
    return momentsOf(values);
}

Moments moments(std::span<const float> values) {
    return momentsOf(values);
}

double mean(std::span<const double> values) {
    return moments(values).mean;
}

double standardDeviation(std::span<const double> values) {
    return moments(values).stdev;
}

std::vector<double> sortedPresent(std::span<const double> values) {
    std::vector<double> out;
    out.reserve(values.size());
    std::copy_if(values.begin(), values.end(), std::back_inserter(out),
                 [](double v) { return !std::isnan(v); });
    sortAscending(out);
    return out;
}

double quantileSorted(std::span<const double> ascending, double p) {
    if (ascending.empty())
        return kMissing;
    const double at = std::clamp(p, 0.0, 1.0) * static_cast<double>(ascending.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const std::size_t above = std::min(below + 1, ascending.size() - 1);
    return std::lerp(ascending[below], ascending[above], at - static_cast<double>(below));
}

double quantile(std::span<const double> values, double p) {
    return quantileSorted(sortedPresent(values), p);
}

double median(std::span<const double> values) {
    return quantile(values, 0.5);
}

std::vector<double> aggregated(std::span<const double> logReturns, std::size_t days) {
    if (days == 0 || logReturns.size() < days)
        return {};
    if (days == 1)
        return {logReturns.begin(), logReturns.end()};
    std::vector<double> out;
    out.reserve(logReturns.size() - days + 1);
    // A running sum restarted now and then keeps rounding far below any return; a missing value is
    // kept out of the sum and counted instead, so that it does not poison what follows.
    constexpr std::size_t kRestart = 512;
    double sum = 0;
    std::size_t missing = 0;
    for (std::size_t end = days; end <= logReturns.size(); ++end) {
        if ((end - days) % kRestart == 0) {
            sum = 0;
            missing = 0;
            for (const double r : logReturns.subspan(end - days, days))
                std::isnan(r) ? static_cast<void>(++missing) : static_cast<void>(sum += r);
        } else {
            const double entering = logReturns[end - 1];
            const double leaving = logReturns[end - days - 1];
            std::isnan(entering) ? static_cast<void>(++missing)
                                 : static_cast<void>(sum += entering);
            std::isnan(leaving) ? static_cast<void>(--missing) : static_cast<void>(sum -= leaving);
        }
        out.push_back(missing == 0 ? sum : kMissing);
    }
    return out;
}

std::vector<double> aggregatedDisjoint(std::span<const double> logReturns, std::size_t days) {
    std::vector<double> out;
    for (std::size_t from = 0; days > 0 && from + days <= logReturns.size(); from += days) {
        double sum = 0;
        for (const double r : logReturns.subspan(from, days))
            sum += r;
        out.push_back(sum);
    }
    return out;
}

} // namespace loom::stats
