// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/profile.h"

#include "stats/parallel.h"
#include "stats/sorting.h"

#include <algorithm>
#include <cmath>

namespace loom::stats {

namespace {

std::vector<double> pooledSums(PathView paths, std::size_t days) {
    std::vector<double> pooled;
    if (paths.length >= days)
        pooled.reserve(paths.count * (paths.length - days + 1));
    for (std::size_t i = 0; i < paths.count; ++i) {
        for (const double sum : aggregated(widened(paths.path(i)), days)) {
            if (!std::isnan(sum))
                pooled.push_back(sum);
        }
    }
    sortAscending(pooled);
    return pooled;
}

std::vector<std::vector<double>> piecesOf(std::span<const double> logReturns) {
    constexpr std::size_t kPiece = 250;
    const std::size_t count = std::max<std::size_t>(1, logReturns.size() / kPiece);
    const std::size_t length = std::min(kPiece, logReturns.size());
    std::vector<std::vector<double>> out;
    for (std::size_t i = 0; i < count; ++i)
        out.push_back(sortedPresent(logReturns.subspan(i * length, length)));
    return out;
}

} // namespace

Profile profileOf(std::span<const double> logReturns, const ProfileOptions& options) {
    Profile out;
    out.moments = moments(logReturns);
    out.count = out.moments.count;
    for (const std::size_t days : options.horizons)
        out.sorted.push_back(sortedPresent(aggregated(logReturns, days)));
    out.curves = dependenceCurves(logReturns, options.maxLag);
    out.path = pathStatistics(logReturns);
    out.pieces = piecesOf(logReturns);
    return out;
}

Profile profileOf(PathView paths, const ProfileOptions& options) {
    Profile out;
    out.moments = moments(paths.values);
    out.count = out.moments.count;
    out.sorted.resize(options.horizons.size());
    parallelFor(options.horizons.size(),
                [&](std::size_t i) { out.sorted[i] = pooledSums(paths, options.horizons[i]); });
    out.curves = meanDependenceCurves(paths, options.maxLag);
    out.path = pathStatistics(paths);
    out.pieces.resize(paths.count);
    parallelFor(paths.count,
                [&](std::size_t i) { out.pieces[i] = sortedPresent(widened(paths.path(i))); });
    return out;
}

} // namespace loom::stats
