// SPDX-License-Identifier: GPL-3.0-or-later
// Memory and direction of time in single paths: volatility clustering in one number, asymmetries,
// tails that remain once volatility is taken out, and how tails thin out over several days.
#include <cmath>

#include "stats/metric.h"

namespace loom::stats {

void register_dynamics_memory(MetricRegistry& registry);

namespace {

using Index = PathStatistics::Index;

double aggregationDistance(const Profile& real, const Profile& generated) {
    double sum = 0;
    for (std::size_t i = 0; i < real.path.sumKurtosis.size(); ++i) {
        const double r = real.path.sumKurtosis[i];
        sum += std::abs(generated.path.sumKurtosis[i] - r) / (1 + std::abs(r));
    }
    return sum / static_cast<double>(real.path.sumKurtosis.size());
}

} // namespace

void register_dynamics_memory(MetricRegistry& registry) {
    const auto add = [&](std::string id, std::string title, std::string unit,
                         std::string convention, std::string source,
                         std::function<double(const Profile&)> statistic) {
        registry.addStatistic({.id = std::move(id),
                               .title = std::move(title),
                               .unit = std::move(unit),
                               .group = MetricGroup::Dynamics,
                               .convention = std::move(convention) + ", mean over paths",
                               .source = std::move(source),
                               .distance = {},
                               .statistic = std::move(statistic)});
    };
    const auto value = [](Index index) {
        return [index](const Profile& p) { return p.path.values[index]; };
    };
    add("hurst_abs", "Hurst exponent of |r|", "",
        "slope of detrended fluctuation analysis of order 1, boxes of 10 to 251 days; 0.5 without "
        "memory",
        "Peng et al. 1994", value(Index::Hurst));
    add("dwell_time", "Dwell time of large days", "days",
        "mean number of successive days with |r| above its own 80 % quantile; 1.25 without memory",
        "Cont 2001, fact 6", value(Index::Dwell));
    add("arch_lm", "ARCH-LM", "",
        "R² of (r - mean)² on a constant and its 5 predecessors: the LM statistic over its number "
        "of observations",
        "Engle 1982", value(Index::ArchRSquared));
    add("intermittency", "Intermittency", "",
        "standard deviation over mean of the volatility sqrt(sum r²) of weeks that do not overlap",
        "Cont 2001, fact 5", value(Index::Intermittency));
    add("variance_ratio_5", "Variance ratio, 5 days", "",
        "unbiased variance of overlapping 5-day sums over 5 times that of one-day returns; 1 for a "
        "random walk",
        "Lo and MacKinlay 1988, eqs. 12 and 13", value(Index::VarianceRatio5));
    add("variance_ratio_20", "Variance ratio, 20 days", "",
        "unbiased variance of overlapping 20-day sums over 20 times that of one-day returns; 1 for "
        "a random walk",
        "Lo and MacKinlay 1988, eqs. 12 and 13", value(Index::VarianceRatio20));
    add("coarse_fine", "Coarse-fine volatility", "",
        "mean over l = 1..5 of Corr(c(t), r²(t+l)) - Corr(r²(t), c(t+l+4)), c(t) = squared sum of "
        "the returns of days t-4..t",
        "Müller et al. 1997; Zumbach and Lynch 2001", value(Index::CoarseFine));
    add("time_reversal", "Time reversal", "",
        "mean over k = 1, 2, 5 of Corr(r(t), |r(t+k)|) - Corr(r(t+k), |r(t)|)", "Zumbach 2009",
        value(Index::TimeReversal));
    registry.addStatistic(
        {.id = "conditional_kurtosis",
         .title = "Conditional tails",
         .unit = "",
         .group = MetricGroup::Dynamics,
         .convention = "excess kurtosis of r(t) over its exponentially weighted volatility (0.94, "
                       "first 10 days left out), pooled over paths",
         .source = "RiskMetrics 1996; Cont 2001, fact 7",
         .distance = {},
         .statistic = [](const Profile& p) { return p.path.conditionalKurtosis; }});
    registry.add({.id = "aggregation",
                  .title = "Aggregational Gaussianity",
                  .unit = "",
                  .group = MetricGroup::Dynamics,
                  .better = Better::Lower,
                  .convention = "mean over 1, 5 and 20 days of |difference of excess kurtosis| / "
                                "(1 + |real one|), sums that do not overlap, pooled over paths",
                  .source = "Cont 2001, fact 4",
                  .distance = aggregationDistance});
}

} // namespace loom::stats
