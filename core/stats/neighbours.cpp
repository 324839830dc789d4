// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/neighbours.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "base/random.h"
#include "stats/parallel.h"

namespace loom::stats {

namespace {

using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
constexpr float kNever = std::numeric_limits<float>::infinity();
constexpr std::size_t kBlock = 64; // queries a matrix product

Eigen::Map<const RowMajor> matrixOf(const PointCloud& cloud, std::size_t from, std::size_t count) {
    return {cloud.values.data() + from * cloud.dimensions, static_cast<Eigen::Index>(count),
            static_cast<Eigen::Index>(cloud.dimensions)};
}

std::uint32_t placeOf(const PointCloud& cloud, std::size_t i) {
    return cloud.places.empty() ? static_cast<std::uint32_t>(i) : cloud.places[i];
}

std::size_t apart(std::uint32_t a, std::uint32_t b) {
    return a > b ? a - b : b - a;
}

float squaredDistance(std::span<const float> a, std::span<const float> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double d = static_cast<double>(a[i]) - static_cast<double>(b[i]);
        sum += d * d;
    }
    return static_cast<float>(sum);
}

/// Squared distances by |q|^2 + |x|^2 - 2 q x lose digits when two points nearly coincide. They
/// only choose a few candidates more than asked for, which are then measured exactly.
template <class Allowed>
Neighbours search(const PointCloud& queries, const PointCloud& among, std::size_t k,
                  Allowed allowed) {
    constexpr std::size_t kSpare = 4;
    Neighbours out{.k = k,
                   .distances = std::vector<float>(queries.count * k, kNever),
                   .indices = std::vector<std::uint32_t>(queries.count * k, 0)};
    if (among.count == 0 || queries.count == 0 || k == 0)
        return out;
    const auto all = matrixOf(among, 0, among.count);
    const Eigen::VectorXf norms = all.rowwise().squaredNorm();
    parallelFor((queries.count + kBlock - 1) / kBlock, [&](std::size_t block) {
        const std::size_t from = block * kBlock;
        const std::size_t count = std::min(kBlock, queries.count - from);
        RowMajor scores = matrixOf(queries, from, count) * all.transpose();
        scores = (-2 * scores).rowwise() + norms.transpose();
        std::vector<std::pair<float, std::uint32_t>> found;
        for (std::size_t q = 0; q < count; ++q) {
            found.clear();
            for (std::size_t i = 0; i < among.count; ++i)
                if (allowed(from + q, i))
                    found.emplace_back(
                        scores(static_cast<Eigen::Index>(q), static_cast<Eigen::Index>(i)),
                        static_cast<std::uint32_t>(i));
            const std::size_t kept = std::min(found.size(), k + kSpare);
            std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(kept),
                              found.end());
            found.resize(kept);
            for (auto& [distance, i] : found)
                distance = squaredDistance(queries.point(from + q), among.point(i));
            std::sort(found.begin(), found.end());
            for (std::size_t i = 0; i < std::min(k, kept); ++i) {
                out.distances[(from + q) * k + i] = std::sqrt(found[i].first);
                out.indices[(from + q) * k + i] = found[i].second;
            }
        }
    });
    return out;
}

/// How many generated points lie in the ball of each real one, whose radius is the distance of its
/// k-th neighbour. As in search(), only what rounding could turn is measured exactly.
std::vector<std::size_t> insideBalls(const PointCloud& real, const Neighbours& radii,
                                     const PointCloud& generated) {
    constexpr float kDoubt = 1e-4F; // of |q|^2 + |x|^2: far above the rounding of their difference
    std::vector<std::size_t> inside(real.count, 0);
    if (generated.count == 0)
        return inside;
    const auto all = matrixOf(generated, 0, generated.count);
    const Eigen::VectorXf norms = all.rowwise().squaredNorm();
    parallelFor((real.count + kBlock - 1) / kBlock, [&](std::size_t block) {
        const std::size_t from = block * kBlock;
        const std::size_t count = std::min(kBlock, real.count - from);
        const RowMajor products = matrixOf(real, from, count) * all.transpose();
        for (std::size_t q = 0; q < count; ++q) {
            const auto row = static_cast<Eigen::Index>(q);
            const float own = matrixOf(real, from + q, 1).squaredNorm();
            const float radius = radii.distances[(from + q) * radii.k + radii.k - 1];
            for (std::size_t j = 0; j < generated.count; ++j) {
                const auto column = static_cast<Eigen::Index>(j);
                const float squares = own + norms[column];
                const float excess = squares - 2 * products(row, column) - radius * radius;
                const bool within = std::abs(excess) > kDoubt * squares
                                        ? excess < 0
                                        : squaredDistance(real.point(from + q),
                                                          generated.point(j)) <= radius * radius;
                inside[from + q] += within ? 1 : 0;
            }
        }
    });
    return inside;
}

PointCloud selected(const PointCloud& cloud, const std::vector<std::size_t>& chosen) {
    PointCloud out{.count = chosen.size(), .dimensions = cloud.dimensions};
    out.values.reserve(chosen.size() * cloud.dimensions);
    for (const std::size_t i : chosen) {
        const auto point = cloud.point(i);
        out.values.insert(out.values.end(), point.begin(), point.end());
        out.places.push_back(placeOf(cloud, i));
    }
    return out;
}

/// Evenly thinned to `count` points.
PointCloud thinned(const PointCloud& cloud, std::size_t count) {
    std::vector<std::size_t> chosen(count);
    for (std::size_t i = 0; i < count; ++i)
        chosen[i] = i * cloud.count / count;
    return selected(cloud, chosen);
}

struct Fold {
    PointCloud test, training;
};

Fold foldOf(const PointCloud& cloud, std::size_t fold, std::size_t folds, std::size_t exclusion) {
    const std::size_t from = fold * cloud.count / folds;
    const std::size_t to = (fold + 1) * cloud.count / folds;
    std::vector<std::size_t> test, training;
    for (std::size_t i = 0; i < cloud.count; ++i) {
        if (i >= from && i < to)
            test.push_back(i);
        else if (apart(placeOf(cloud, i), placeOf(cloud, i < from ? from : to - 1)) > exclusion)
            training.push_back(i);
    }
    return {selected(cloud, test), selected(cloud, training)};
}

PointCloud joined(PointCloud a, const PointCloud& b) {
    a.count += b.count;
    a.values.insert(a.values.end(), b.values.begin(), b.values.end());
    a.places.clear();
    return a;
}

/// The share of generated points among the k nearest of each test point.
void vote(const PointCloud& test, const PointCloud& real, const PointCloud& generated,
          std::size_t k, std::vector<double>& votes) {
    const PointCloud all = joined(real, generated);
    const auto found = nearest(test, all, k);
    for (std::size_t i = 0; i < test.count; ++i) {
        std::size_t ours = 0;
        for (std::size_t j = 0; j < k; ++j)
            ours += found.indices[i * k + j] >= real.count ? 1 : 0;
        votes.push_back(static_cast<double>(ours) / static_cast<double>(k));
    }
}

/// P(score of a generated point > score of a real one) + half of the ties (Hanley & McNeil 1982).
double areaUnderCurve(std::vector<double> real, std::vector<double> generated) {
    std::sort(real.begin(), real.end());
    double wins = 0;
    for (const double score : generated) {
        const auto [low, high] = std::equal_range(real.begin(), real.end(), score);
        wins += static_cast<double>(low - real.begin()) + 0.5 * static_cast<double>(high - low);
    }
    return wins / static_cast<double>(real.size()) / static_cast<double>(generated.size());
}

} // namespace

PointCloud windowsOf(std::span<const float> values, std::size_t paths, std::size_t assets,
                     std::size_t length, std::span<const double> scale, std::size_t most,
                     std::uint64_t seed) {
    PointCloud out{.count = 0, .dimensions = length * assets};
    const std::size_t days = paths * assets == 0 ? 0 : values.size() / paths / assets;
    if (length == 0 || days < length)
        return out;
    const std::size_t perPath = days - length + 1;
    std::vector<std::size_t> chosen(paths * perPath);
    std::iota(chosen.begin(), chosen.end(), std::size_t{0});
    if (chosen.size() > most) {
        Rng rng(seed);
        for (std::size_t i = 0; i < most; ++i)
            std::swap(chosen[i], chosen[i + rng.below(chosen.size() - i)]);
        chosen.resize(most);
        std::sort(chosen.begin(), chosen.end());
    }
    out.count = chosen.size();
    out.values.reserve(out.count * out.dimensions);
    for (const std::size_t window : chosen) {
        const std::size_t path = window / perPath, day = window % perPath;
        out.places.push_back(static_cast<std::uint32_t>(path * (days + length) + day));
        const auto* at = values.data() + (path * days + day) * assets;
        for (std::size_t i = 0; i < out.dimensions; ++i)
            out.values.push_back(scale.empty() ? at[i]
                                               : static_cast<float>(at[i] / scale[i % assets]));
    }
    return out;
}

Neighbours nearest(const PointCloud& queries, const PointCloud& among, std::size_t k) {
    return search(queries, among, k, [](std::size_t, std::size_t) { return true; });
}

Neighbours nearestOthers(const PointCloud& cloud, std::size_t k, std::size_t exclusion) {
    return search(cloud, cloud, k, [&](std::size_t a, std::size_t b) {
        return apart(placeOf(cloud, a), placeOf(cloud, b)) > exclusion;
    });
}

DensityCoverage densityCoverage(const PointCloud& real, const PointCloud& generated, std::size_t k,
                                std::size_t exclusion) {
    const auto radii = nearestOthers(real, k, exclusion);
    const auto inside = insideBalls(real, radii, generated);
    const auto hits = std::accumulate(inside.begin(), inside.end(), std::size_t{0});
    const auto covered =
        std::count_if(inside.begin(), inside.end(), [](std::size_t n) { return n > 0; });
    return {.density = static_cast<double>(hits) / static_cast<double>(k * generated.count),
            .coverage = static_cast<double>(covered) / static_cast<double>(real.count)};
}

TwoSampleTest classifierTwoSample(const PointCloud& real, const PointCloud& generated,
                                  std::size_t k, std::size_t exclusion) {
    constexpr std::size_t kFolds = 5;
    const std::size_t count = std::min(real.count, generated.count);
    if (count < kFolds * k) {
        constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
        return {kNaN, kNaN};
    }
    const PointCloud a = thinned(real, count), b = thinned(generated, count);
    std::vector<double> realVotes, generatedVotes;
    for (std::size_t fold = 0; fold < kFolds; ++fold) {
        const Fold ours = foldOf(a, fold, kFolds, exclusion);
        const Fold theirs = foldOf(b, fold, kFolds, exclusion);
        vote(ours.test, ours.training, theirs.training, k, realVotes);
        vote(theirs.test, ours.training, theirs.training, k, generatedVotes);
    }
    const auto right =
        std::count_if(realVotes.begin(), realVotes.end(), [](double v) { return v < 0.5; }) +
        std::count_if(generatedVotes.begin(), generatedVotes.end(),
                      [](double v) { return v >= 0.5; });
    return {.accuracy = static_cast<double>(right) / static_cast<double>(2 * count),
            .auc = areaUnderCurve(std::move(realVotes), std::move(generatedVotes))};
}

} // namespace loom::stats
