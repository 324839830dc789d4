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

} // namespace

Profile profileOf(std::span<const double> logReturns, const ProfileOptions& options) {
    Profile out;
    out.moments = moments(logReturns);
    out.count = out.moments.count;
    for (const std::size_t days : options.horizons)
        out.sorted.push_back(sortedPresent(aggregated(logReturns, days)));
    out.curves = dependenceCurves(logReturns, options.maxLag);
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
    return out;
}

} // namespace loom::stats
