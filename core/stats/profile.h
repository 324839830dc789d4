// SPDX-License-Identifier: GPL-3.0-or-later
// Everything the metrics of a report read from one series or one set of paths, computed once.
// Thread rule: plain values; profileOf uses all cores and its result does not depend on how many.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "stats/dependence.h"
#include "stats/moments.h"
#include "stats/path_statistics.h"
#include "stats/path_view.h"

namespace loom::stats {

struct ProfileOptions {
    std::vector<std::size_t> horizons = {1, 5, 20, 100}; ///< days; the first must be 1
    std::size_t maxLag = 250;
    std::size_t dyBins = 100;
};

struct Profile {
    std::size_t count = 0; ///< one-day returns that were not missing
    Moments moments;       ///< of the one-day returns, pooled over paths
    /// One a horizon: overlapping t-day log returns in ascending order, pooled over paths.
    std::vector<std::vector<double>> sorted;
    DependenceCurves curves; ///< mean over paths of each path's curves
    PathStatistics path;     ///< what the order of the days says
    /// One-day returns piece by piece, each ascending: the paths, or for a single series its pieces
    /// of 250 days (one piece when it is shorter; what is left over at the end is left out).
    std::vector<std::vector<double>> pieces;
};

Profile profileOf(std::span<const double> logReturns, const ProfileOptions& options);
Profile profileOf(PathView paths, const ProfileOptions& options);

} // namespace loom::stats
