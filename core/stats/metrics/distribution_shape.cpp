// SPDX-License-Identifier: GPL-3.0-or-later
// Distances between the laws of one-day log returns that look at their shape.
#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "stats/metric.h"
#include "stats/two_sample.h"

namespace loom::stats {

void register_distribution_shape(MetricRegistry& registry);

namespace {

constexpr std::size_t kBins = 50;
constexpr std::size_t kKernelPoints = 200;

using Values = std::span<const double>;

/// Share of the generated pieces whose Kolmogorov-Smirnov test against all real returns rejects.
double rejectedShare(const Profile& real, const Profile& generated) {
    if (generated.pieces.empty() || real.sorted.front().empty())
        return std::numeric_limits<double>::quiet_NaN();
    const auto rejected =
        std::count_if(generated.pieces.begin(), generated.pieces.end(), [&](const auto& piece) {
            return kolmogorovSmirnovRejects(real.sorted.front(), piece);
        });
    return static_cast<double>(rejected) / static_cast<double>(generated.pieces.size());
}

} // namespace

void register_distribution_shape(MetricRegistry& registry) {
    const auto add = [&](std::string id, std::string title, std::string unit,
                         std::string convention, std::string source,
                         std::function<double(const Profile&, const Profile&)> distance) {
        registry.add({.id = std::move(id),
                      .title = std::move(title),
                      .unit = std::move(unit),
                      .group = MetricGroup::Distribution,
                      .better = Better::Lower,
                      .convention = std::move(convention),
                      .source = std::move(source),
                      .distance = std::move(distance)});
    };
    const auto ofLaws = [](double (*distance)(Values, Values)) {
        return [distance](const Profile& real, const Profile& generated) {
            return distance(real.sorted.front(), generated.sorted.front());
        };
    };
    add("ks", "Kolmogorov-Smirnov", "", "sup |F_real - F_generated| of one-day log returns",
        "Smirnov 1948", ofLaws(kolmogorovSmirnovSorted));
    add("ks_rejected", "Paths rejected by KS", "",
        "share of generated paths that a Kolmogorov-Smirnov test against all real returns rejects "
        "at 5 % (above 1.3581 sqrt((n + m) / (n m))); 1 minus the pass rate; at equal length the "
        "paths are pieces of 250 days",
        "Smirnov 1948", rejectedShare);
    add("ad", "Anderson-Darling", "",
        "k-sample statistic A² with midranks of one-day log returns, about 1 for equal laws; grows "
        "with the sample",
        "Scholz and Stephens 1987, eq. 7", ofLaws(andersonDarlingSorted));
    add("energy", "Energy distance", "",
        "(2 E|X - Y| - E|X - X'| - E|Y - Y'|) / real standard deviation, one-day log returns",
        "Székely and Rizzo 2013", [](const Profile& real, const Profile& generated) {
            return energyDistanceSorted(real.sorted.front(), generated.sorted.front()) /
                   real.moments.stdev;
        });
    add("hellinger", "Hellinger", "",
        fmt::format("sqrt(sum (sqrt p - sqrt q)² / 2) over {} bins of equal width on the real "
                    "range, values beyond it in the outer bins",
                    kBins),
        "Hellinger 1909", [](const Profile& real, const Profile& generated) {
            return hellingerSorted(real.sorted.front(), generated.sorted.front(), kBins);
        });
    add("jensen_shannon", "Jensen-Shannon", "",
        fmt::format("square root of the Jensen-Shannon divergence in bits, the same {} bins",
                    kBins),
        "Endres and Schindelin 2003", [](const Profile& real, const Profile& generated) {
            return jensenShannonSorted(real.sorted.front(), generated.sorted.front(), kBins);
        });
    add("mmd", "MMD²", "",
        fmt::format("squared maximum mean discrepancy, biased, Gaussian kernel whose width is the "
                    "median distance of real one-day log returns; from {} evenly spaced order "
                    "statistics of each sample",
                    kKernelPoints),
        "Gretton et al. 2012, eq. 5", [](const Profile& real, const Profile& generated) {
            return maximumMeanDiscrepancySorted(real.sorted.front(), generated.sorted.front(),
                                                kKernelPoints);
        });
}

} // namespace loom::stats
