// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/comparison/information_coefficient.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

#include "stats/comparison/direction.h"
#include "stats/long_run_variance.h"
#include "stats/moments.h"
#include "stats/probability.h"

namespace loom::stats {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kFewestPairs = 3;

struct Pairs {
    std::vector<double> x, y;
};

Pairs completePairs(std::span<const double> x, std::span<const double> y) {
    Pairs out;
    for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
        if (!std::isnan(x[i]) && !std::isnan(y[i])) {
            out.x.push_back(x[i]);
            out.y.push_back(y[i]);
        }
    }
    return out;
}

double pearsonOf(const Pairs& pairs) {
    if (pairs.x.size() < kFewestPairs)
        return kMissing;
    const Moments mx = moments(pairs.x), my = moments(pairs.y);
    if (std::isnan(mx.skewness) || std::isnan(my.skewness))
        return kMissing; // one of them is constant
    double xy = 0, xx = 0, yy = 0;
    for (std::size_t i = 0; i < pairs.x.size(); ++i) {
        const double dx = pairs.x[i] - mx.mean, dy = pairs.y[i] - my.mean;
        xy += dx * dy;
        xx += dx * dx;
        yy += dy * dy;
    }
    return std::clamp(xy / std::sqrt(xx * yy), -1.0, 1.0);
}

double correlationOf(Pairs pairs, Correlation kind) {
    if (kind == Correlation::Rank) {
        pairs.x = midranks(pairs.x);
        pairs.y = midranks(pairs.y);
    }
    return pearsonOf(pairs);
}

void summarise(InformationCoefficient& out, std::size_t horizon) {
    std::vector<double> present;
    std::copy_if(out.byDate.begin(), out.byDate.end(), std::back_inserter(present),
                 [](double ic) { return !std::isnan(ic); });
    out.dates = present.size();
    out.mean = mean(present);
    out.deviation = standardDeviation(present);
    out.icir = out.deviation > 0 ? out.mean / out.deviation : kMissing;
    const auto n = static_cast<double>(out.dates);
    const double error =
        horizon > 1 && out.dates > 0
            ? bartlettMean(present, comparisonLags(out.dates, horizon)).standardError
            : out.deviation / std::sqrt(n);
    out.t = error > 0 ? out.mean / error : kMissing;
    out.pValue = studentTwoSided(out.t, n - 1);
}

} // namespace

std::vector<double> midranks(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> ranks(values.size());
    for (std::size_t from = 0; from < order.size();) {
        std::size_t to = from + 1;
        while (to < order.size() && values[order[to]] == values[order[from]])
            ++to;
        const double rank = static_cast<double>(from + to + 1) / 2;
        for (std::size_t i = from; i < to; ++i)
            ranks[order[i]] = rank;
        from = to;
    }
    return ranks;
}

double pearsonCorrelation(std::span<const double> x, std::span<const double> y) {
    return correlationOf(completePairs(x, y), Correlation::Pearson);
}

double rankCorrelation(std::span<const double> x, std::span<const double> y) {
    return correlationOf(completePairs(x, y), Correlation::Rank);
}

InformationCoefficient informationCoefficient(std::span<const double> forecast,
                                              std::span<const double> actual, std::size_t assets,
                                              Correlation kind, std::size_t horizon,
                                              std::size_t minAssets) {
    assert(forecast.size() == actual.size() && assets > 0 && forecast.size() % assets == 0);
    InformationCoefficient out;
    const std::size_t fewest = std::max(minAssets, kFewestPairs);
    for (std::size_t from = 0; from + assets <= actual.size(); from += assets) {
        auto pairs = completePairs(forecast.subspan(from, assets), actual.subspan(from, assets));
        out.byDate.push_back(pairs.x.size() < fewest ? kMissing
                                                     : correlationOf(std::move(pairs), kind));
    }
    summarise(out, horizon);
    return out;
}

SeriesCorrelation seriesCorrelation(std::span<const double> forecast,
                                    std::span<const double> actual, Correlation kind,
                                    std::size_t horizon) {
    auto pairs = completePairs(forecast, actual);
    SeriesCorrelation out;
    out.pairs = pairs.x.size();
    out.effectivePairs = effectiveCount(out.pairs, horizon);
    out.value = correlationOf(std::move(pairs), kind);
    const double degrees = out.effectivePairs - 2;
    out.t = degrees > 0 ? out.value * std::sqrt(degrees / (1 - out.value * out.value)) : kMissing;
    out.pValue = studentTwoSided(out.t, degrees);
    return out;
}

} // namespace loom::stats
