// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/comparison/diebold_mariano.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "stats/long_run_variance.h"
#include "stats/probability.h"

namespace loom::stats {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

double lossOf(double y, double f, Loss loss) {
    switch (loss) {
    case Loss::Squared:
        return (y - f) * (y - f);
    case Loss::Absolute:
        return std::abs(y - f);
    case Loss::AbsolutePercent:
        return y == 0 ? kMissing : std::abs((y - f) / y);
    case Loss::Qlike:
        return y > 0 && f > 0 ? y / f - std::log(y / f) - 1 : kMissing;
    }
    return kMissing;
}

/// Whether the spread of the differences is no more than what rounding leaves of losses this large.
bool noVariance(std::span<const double> differences, double largestLoss) {
    const auto [low, high] = std::minmax_element(differences.begin(), differences.end());
    return *high - *low <= 8 * std::numeric_limits<double>::epsilon() * largestLoss;
}

} // namespace

std::vector<double> losses(std::span<const double> actual, std::span<const double> forecast,
                           Loss loss) {
    std::vector<double> out(std::min(actual.size(), forecast.size()));
    for (std::size_t t = 0; t < out.size(); ++t)
        out[t] = lossOf(actual[t], forecast[t], loss);
    return out;
}

Result<DieboldMariano> dieboldMariano(std::span<const double> lossesOfA,
                                      std::span<const double> lossesOfB,
                                      const DieboldMarianoOptions& options) {
    if (lossesOfA.size() != lossesOfB.size())
        return fail(ErrorCode::InvalidInput,
                    fmt::format("The two forecasts have {} and {} losses; compare them on the same "
                                "rows.",
                                lossesOfA.size(), lossesOfB.size()));
    if (options.horizon == 0)
        return fail(ErrorCode::InvalidInput, "The horizon must be at least 1.");
    std::vector<double> differences;
    differences.reserve(lossesOfA.size());
    double largestLoss = 0;
    for (std::size_t t = 0; t < lossesOfA.size(); ++t) {
        const double d = lossesOfA[t] - lossesOfB[t];
        if (!std::isfinite(d))
            continue;
        differences.push_back(d);
        largestLoss = std::max({largestLoss, std::abs(lossesOfA[t]), std::abs(lossesOfB[t])});
    }

    DieboldMariano out;
    const std::size_t n = differences.size();
    out.observations = n;
    out.leftOut = lossesOfA.size() - n;
    const std::size_t least = std::max<std::size_t>(4, 2 * options.horizon);
    if (n < least)
        return fail(ErrorCode::NoData,
                    fmt::format("Comparing forecasts {} step(s) ahead needs at least {} rows with "
                                "both losses; there are {}.",
                                options.horizon, least, n));
    out.lags = options.lags.value_or(comparisonLags(n, options.horizon));
    const auto count = static_cast<double>(n);
    if (options.smallSample == SmallSample::Harvey) {
        const auto h = static_cast<double>(options.horizon);
        out.harveyFactor = std::sqrt((count + 1 - 2 * h + h * (h - 1) / count) / count);
    }
    if (std::all_of(differences.begin(), differences.end(), [](double d) { return d == 0; })) {
        out.identical = true;
        return out;
    }
    const MeanWithError mean = bartlettMean(differences, out.lags);
    if (mean.standardError == 0 || noVariance(differences, largestLoss))
        return fail(ErrorCode::NoData,
                    fmt::format("One forecast's loss is lower by the same amount ({:.6g}) in every "
                                "row, so there is no variance to judge the difference by.",
                                std::abs(mean.mean)));
    out.meanDifference = mean.mean;
    out.statistic = out.harveyFactor * mean.mean / mean.standardError;
    const bool student = options.smallSample == SmallSample::Harvey;
    out.pValue =
        student ? studentTwoSided(out.statistic, count - 1) : normalTwoSided(out.statistic);
    out.pFirstBetter =
        student ? studentAbove(-out.statistic, count - 1) : normalAbove(-out.statistic);
    return out;
}

} // namespace loom::stats
