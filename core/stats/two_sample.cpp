// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/two_sample.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace loom::stats {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// Walks the distinct values of both samples in ascending order: visit(x, here in a, here in b,
/// before in a, before in b).
template <class Visit>
void walk(std::span<const double> a, std::span<const double> b, Visit visit) {
    std::size_t i = 0, j = 0;
    while (i < a.size() || j < b.size()) {
        const double x = j == b.size() ? a[i] : i == a.size() ? b[j] : std::min(a[i], b[j]);
        std::size_t nextI = i, nextJ = j;
        while (nextI < a.size() && a[nextI] == x)
            ++nextI;
        while (nextJ < b.size() && b[nextJ] == x)
            ++nextJ;
        visit(x, nextI - i, nextJ - j, i, j);
        i = nextI;
        j = nextJ;
    }
}

/// Shares of an ascending sample in bins of equal width over [low, high].
std::vector<double> shares(std::span<const double> ascending, std::size_t bins, double low,
                           double high) {
    std::vector<double> out(bins);
    auto from = ascending.begin();
    for (std::size_t bin = 0; bin < bins; ++bin) {
        const double edge =
            low + (high - low) * static_cast<double>(bin + 1) / static_cast<double>(bins);
        const auto to =
            bin + 1 < bins ? std::lower_bound(from, ascending.end(), edge) : ascending.end();
        out[bin] = static_cast<double>(to - from) / static_cast<double>(ascending.size());
        from = to;
    }
    return out;
}

/// Calls distance(p, q) for the binned shares of both samples.
template <class Distance>
double binned(std::span<const double> a, std::span<const double> b, std::size_t bins,
              Distance distance) {
    if (a.empty() || b.empty() || !(a.back() > a.front()))
        return kMissing;
    const auto p = shares(a, bins, a.front(), a.back());
    const auto q = shares(b, bins, a.front(), a.back());
    double sum = 0;
    for (std::size_t bin = 0; bin < bins; ++bin)
        sum += distance(p[bin], q[bin]);
    return std::sqrt(sum / 2);
}

std::vector<double> thinned(std::span<const double> ascending, std::size_t most) {
    if (ascending.size() <= most)
        return {ascending.begin(), ascending.end()};
    std::vector<double> out(most);
    for (std::size_t i = 0; i < most; ++i)
        out[i] = ascending[(2 * i + 1) * ascending.size() / (2 * most)];
    return out;
}

double medianDistance(const std::vector<double>& points) {
    std::vector<double> distances;
    distances.reserve(points.size() * points.size() / 2);
    for (std::size_t i = 0; i < points.size(); ++i)
        for (std::size_t j = i + 1; j < points.size(); ++j)
            distances.push_back(points[j] - points[i]);
    if (distances.empty())
        return 0;
    const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
    std::nth_element(distances.begin(), middle, distances.end());
    if (distances.size() % 2 == 1)
        return *middle;
    return (*std::max_element(distances.begin(), middle) + *middle) / 2;
}

double meanKernel(const std::vector<double>& a, const std::vector<double>& b, double factor) {
    double sum = 0;
    for (const double x : a)
        for (const double y : b)
            sum += std::exp(factor * (x - y) * (x - y));
    return sum / static_cast<double>(a.size() * b.size());
}

} // namespace

double kolmogorovSmirnovSorted(std::span<const double> a, std::span<const double> b) {
    if (a.empty() || b.empty())
        return kMissing;
    const auto n = static_cast<double>(a.size());
    const auto m = static_cast<double>(b.size());
    double largest = 0;
    walk(a, b, [&](double, std::size_t inA, std::size_t inB, std::size_t i, std::size_t j) {
        const double gap = static_cast<double>(i + inA) / n - static_cast<double>(j + inB) / m;
        largest = std::max(largest, std::abs(gap));
    });
    return largest;
}

bool kolmogorovSmirnovRejects(std::span<const double> a, std::span<const double> b) {
    constexpr double kCriticalAt5Percent = 1.3581;
    const auto n = static_cast<double>(a.size());
    const auto m = static_cast<double>(b.size());
    return kolmogorovSmirnovSorted(a, b) > kCriticalAt5Percent * std::sqrt((n + m) / (n * m));
}

double andersonDarlingSorted(std::span<const double> a, std::span<const double> b) {
    if (a.empty() || b.empty())
        return kMissing;
    const auto n = static_cast<double>(a.size());
    const auto m = static_cast<double>(b.size());
    const double all = n + m;
    double sum = 0;
    walk(a, b, [&](double, std::size_t inA, std::size_t inB, std::size_t i, std::size_t j) {
        const auto tied = static_cast<double>(inA + inB);
        const double rank = static_cast<double>(i + j) + tied / 2;
        const double spread = rank * (all - rank) - all * tied / 4;
        if (!(spread > 0))
            return; // one value only
        const double ours =
            all * (static_cast<double>(i) + static_cast<double>(inA) / 2) - rank * n;
        const double theirs =
            all * (static_cast<double>(j) + static_cast<double>(inB) / 2) - rank * m;
        sum += tied / all * (ours * ours / n + theirs * theirs / m) / spread;
    });
    return sum * (all - 1) / all;
}

double energyDistanceSorted(std::span<const double> a, std::span<const double> b) {
    if (a.empty() || b.empty())
        return kMissing;
    const auto n = static_cast<double>(a.size());
    const auto m = static_cast<double>(b.size());
    double previous = std::min(a.front(), b.front());
    double area = 0;
    walk(a, b, [&](double x, std::size_t, std::size_t, std::size_t i, std::size_t j) {
        const double gap = static_cast<double>(i) / n - static_cast<double>(j) / m;
        area += gap * gap * (x - previous);
        previous = x;
    });
    return 2 * area;
}

double hellingerSorted(std::span<const double> a, std::span<const double> b, std::size_t bins) {
    return binned(a, b, bins, [](double p, double q) {
        const double d = std::sqrt(p) - std::sqrt(q);
        return d * d;
    });
}

double jensenShannonSorted(std::span<const double> a, std::span<const double> b, std::size_t bins) {
    return binned(a, b, bins, [](double p, double q) {
        const double middle = (p + q) / 2;
        return (p > 0 ? p * std::log2(p / middle) : 0) + (q > 0 ? q * std::log2(q / middle) : 0);
    });
}

double maximumMeanDiscrepancySorted(std::span<const double> a, std::span<const double> b,
                                    std::size_t most) {
    if (a.empty() || b.empty())
        return kMissing;
    const auto ours = thinned(a, most), theirs = thinned(b, most);
    const double scale = medianDistance(ours);
    if (!(scale > 0))
        return kMissing;
    const double factor = -0.5 / (scale * scale);
    const double squared = meanKernel(ours, ours, factor) + meanKernel(theirs, theirs, factor) -
                           2 * meanKernel(ours, theirs, factor);
    return std::max(0.0, squared); // rounding
}

} // namespace loom::stats
