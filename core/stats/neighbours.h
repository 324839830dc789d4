// SPDX-License-Identifier: GPL-3.0-or-later
// Nearest neighbours between two clouds of points (windows of returns, or days of a panel), and the
// tests that are built on them. Distances are Euclidean; the search is exact, by blocked matrix
// products. Thread rule: pure functions; they use all cores and do not depend on how many there
// are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace loom::stats {

/// count points of `dimensions` coordinates each, row by row.
struct PointCloud {
    std::size_t count = 0;
    std::size_t dimensions = 0;
    std::vector<float> values = {};
    /// Place of each point in time, ascending; points closer than a window overlap. Points of
    /// different paths lie far apart.
    std::vector<std::uint32_t> places = {};

    std::span<const float> point(std::size_t i) const {
        return std::span(values).subspan(i * dimensions, dimensions);
    }
};

/// All stride-1 windows of `length` days of `paths` equally long paths (each day `assets` values),
/// or a seeded choice of `most` of them, in order of time, when there are more. Each value is
/// divided by the scale of its asset (one an asset; empty: not scaled).
PointCloud windowsOf(std::span<const float> values, std::size_t paths, std::size_t assets,
                     std::size_t length, std::span<const double> scale, std::size_t most,
                     std::uint64_t seed);

struct Neighbours {
    std::size_t k = 0;
    std::vector<float> distances;       ///< queries x k, nearest first; infinity: there is none
    std::vector<std::uint32_t> indices; ///< of the searched cloud
};

/// The k nearest points of `among` for each query.
Neighbours nearest(const PointCloud& queries, const PointCloud& among, std::size_t k);
/// The k nearest other points of the same cloud, leaving out those whose places differ by at most
/// `exclusion`.
Neighbours nearestOthers(const PointCloud& cloud, std::size_t k, std::size_t exclusion = 0);

/// Density and coverage of Naeem et al. (2020), eqs. 3 and 4, with k neighbours. Equal laws:
/// density about 1, coverage about 1 - 2^-k.
struct DensityCoverage {
    double density = 0;
    double coverage = 0;
};
DensityCoverage densityCoverage(const PointCloud& real, const PointCloud& generated, std::size_t k,
                                std::size_t exclusion = 0);

/// Classifier two-sample test (Lopez-Paz & Oquab 2017): the vote of the k nearest neighbours in
/// five purged folds. A fold is a contiguous fifth of each cloud; training points within
/// `exclusion` places of it are left out, so that overlapping windows do not leak. The larger cloud
/// is thinned to the size of the smaller. auc: area under the ROC curve of the vote; 0.5 when the
/// clouds cannot be told apart. NaN with fewer than 5 k points in either cloud.
struct TwoSampleTest {
    double accuracy = 0;
    double auc = 0;
};
TwoSampleTest classifierTwoSample(const PointCloud& real, const PointCloud& generated,
                                  std::size_t k, std::size_t exclusion = 0);

} // namespace loom::stats
