// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/distance.h"

#include "stats/moments.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace loom::stats {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// Log of the share of an ascending sample in each bin; bins are (edge_{i-1}, edge_i].
std::vector<double> logShares(std::span<const double> ascending, std::span<const double> edges) {
    const auto n = static_cast<double>(ascending.size());
    std::vector<double> out;
    out.reserve(edges.size() + 1);
    auto from = ascending.begin();
    for (std::size_t bin = 0; bin <= edges.size(); ++bin) {
        const auto to = bin < edges.size() ? std::upper_bound(from, ascending.end(), edges[bin])
                                           : ascending.end();
        out.push_back(std::log(std::max(1.0, static_cast<double>(to - from)) / n));
        from = to;
    }
    return out;
}

} // namespace

double wasserstein1(std::span<const double> a, std::span<const double> b) {
    return wasserstein1Sorted(sortedPresent(a), sortedPresent(b));
}

double wasserstein1Sorted(std::span<const double> a, std::span<const double> b) {
    if (a.empty() || b.empty())
        return kMissing;
    const double stepA = 1.0 / static_cast<double>(a.size());
    const double stepB = 1.0 / static_cast<double>(b.size());
    std::size_t i = 0;
    std::size_t j = 0;
    double previous = std::min(a.front(), b.front());
    double area = 0;
    while (i < a.size() || j < b.size()) {
        const bool takeA = j == b.size() || (i < a.size() && a[i] <= b[j]);
        const double x = takeA ? a[i] : b[j];
        const double gap = static_cast<double>(i) * stepA - static_cast<double>(j) * stepB;
        area += std::abs(gap) * (x - previous);
        previous = x;
        takeA ? ++i : ++j;
    }
    return area;
}

DragulescuYakovenko::DragulescuYakovenko(std::span<const double> historical, std::size_t bins)
    : DragulescuYakovenko(ofSorted(sortedPresent(historical), bins)) {}

DragulescuYakovenko DragulescuYakovenko::ofSorted(std::span<const double> ascending,
                                                  std::size_t bins) {
    assert(bins > 0);
    DragulescuYakovenko out;
    if (ascending.empty())
        return out;
    out.m_edges.reserve(bins - 1);
    for (std::size_t i = 1; i < bins; ++i)
        out.m_edges.push_back(
            quantileSorted(ascending, static_cast<double>(i) / static_cast<double>(bins)));
    out.m_logShares = logShares(ascending, out.m_edges);
    return out;
}

double DragulescuYakovenko::distanceTo(std::span<const double> generated) const {
    return distanceToSorted(sortedPresent(generated));
}

double DragulescuYakovenko::distanceToSorted(std::span<const double> ascending) const {
    if (ascending.empty() || m_logShares.empty())
        return kMissing;
    const auto shares = logShares(ascending, m_edges);
    double sum = 0;
    for (std::size_t bin = 0; bin < shares.size(); ++bin)
        sum += std::abs(m_logShares[bin] - shares[bin]);
    return sum;
}

double dragulescuYakovenko(std::span<const double> historical, std::span<const double> generated,
                           std::size_t bins) {
    return DragulescuYakovenko(historical, bins).distanceTo(generated);
}

} // namespace loom::stats
