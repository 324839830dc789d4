// SPDX-License-Identifier: GPL-3.0-or-later
#include "forecast/evaluation/scoring.h"

#include <algorithm>
#include <cmath>

#include "stats/comparison/diebold_mariano.h"
#include "stats/comparison/direction.h"
#include "stats/comparison/information_coefficient.h"
#include "stats/forecast_metric.h"

namespace loom::forecast {

namespace {

/// Mean absolute and mean square of the differences of an asset's values in [from, to).
template <class Value>
std::pair<double, double> meanChanges(std::size_t from, std::size_t to, Value&& value) {
    double absolute = 0, squared = 0, count = 0;
    for (std::size_t row = from + 1; row < to; ++row) {
        const double change = value(row) - value(row - 1);
        if (std::isnan(change))
            continue;
        absolute += std::abs(change);
        squared += change * change;
        ++count;
    }
    return count == 0 ? std::pair(kMissing, kMissing)
                      : std::pair(absolute / count, squared / count);
}

/// One view's arrays, rows = origin, asset, step in that order.
struct Flat {
    std::vector<double> actual, point, last, absolute, squared, quantiles;
    stats::ForecastView view;
};

enum class Target { Returns, Prices };

Flat flatten(const ForecastData& data, const ErrorScales& scales, const Forecasts& forecasts,
             Target target, std::size_t firstStep, std::size_t lastStep) {
    Flat out;
    const std::size_t levels = forecasts.levels.size();
    const bool prices = target == Target::Prices;
    for (std::size_t i = 0; i < forecasts.origins.size(); ++i)
        for (std::size_t a = 0; a < data.assetCount(); ++a) {
            const std::size_t origin = forecasts.origins[i];
            const double last = data.close(a, origin);
            const auto& scale = scales.of(i, a);
            const auto shown = [&](double r) { return prices ? last * std::exp(r) : r; };
            for (std::size_t k = firstStep; k <= lastStep; ++k) {
                out.actual.push_back(shown(data.outcome(a, origin, k)));
                out.point.push_back(shown(forecasts.point(i, a)[k - 1]));
                out.last.push_back(prices ? last : 0);
                out.absolute.push_back(prices ? scale.absolutePrice : scale.absoluteReturn);
                out.squared.push_back(prices ? scale.squaredPrice : scale.squaredReturn);
                for (const double q : forecasts.quantile(i, a).subspan((k - 1) * levels, levels))
                    out.quantiles.push_back(shown(q));
            }
        }
    out.view = {.target = prices ? stats::ForecastTarget::Prices : stats::ForecastTarget::Returns,
                .actual = out.actual,
                .point = out.point,
                .last = out.last,
                .absoluteScale = out.absolute,
                .squaredScale = out.squared,
                .levels = forecasts.levels,
                .quantiles = out.quantiles};
    return out;
}

} // namespace

ErrorScales errorScales(const ForecastData& data, const Folds& folds) {
    ErrorScales out;
    out.assets = data.assetCount();
    for (std::size_t f = 0; f < folds.folds.size(); ++f) {
        const Fold& fold = folds.folds[f];
        out.foldOf.insert(out.foldOf.end(), fold.origins.size(), f);
        const std::size_t from = fold.span.from;
        const std::size_t to = std::max(fold.span.trainTo, fold.span.validationTo);
        for (std::size_t a = 0; a < out.assets; ++a) {
            const auto logs = data.logs(a);
            const auto [absR, sqR] = meanChanges(from, to, [&](std::size_t r) { return logs[r]; });
            const auto [absP, sqP] =
                meanChanges(from, to, [&](std::size_t r) { return data.close(a, r); });
            out.scales.push_back({.volatility = std::sqrt(sqR),
                                  .absoluteReturn = absR,
                                  .squaredReturn = sqR,
                                  .absolutePrice = absP,
                                  .squaredPrice = sqP});
        }
    }
    return out;
}

std::size_t overlapOf(const ForecastData& data, const EvaluationPlan& plan) {
    return std::max<std::size_t>(1, (data.horizon + plan.originEvery - 1) / plan.originEvery);
}

std::vector<double> lossSeries(const ForecastData& data, const ErrorScales& scales,
                               const Forecasts& forecasts) {
    std::vector<double> out;
    for (std::size_t i = 0; i < forecasts.origins.size(); ++i) {
        double sum = 0, count = 0;
        for (std::size_t a = 0; a < data.assetCount(); ++a)
            for (std::size_t k = 1; k <= data.horizon; ++k) {
                const double error =
                    data.outcome(a, forecasts.origins[i], k) - forecasts.point(i, a)[k - 1];
                const double volatility = scales.of(i, a).volatility;
                const double loss =
                    error * error / (volatility * volatility * static_cast<double>(k));
                if (!std::isfinite(loss))
                    continue;
                sum += loss;
                ++count;
            }
        out.push_back(count == 0 ? kMissing : sum / count);
    }
    return out;
}

MetricTable metricTable(const ForecastData& data, const ErrorScales& scales,
                        const Forecasts& forecasts, const std::vector<double>& coverages) {
    static const auto prefix = [](Target target) {
        return std::string(target == Target::Prices ? "prices." : "returns.");
    };
    const auto registry = stats::makeForecastMetricRegistry({.intervals = coverages});
    MetricTable out;
    for (const Target target : {Target::Returns, Target::Prices}) {
        const auto whole = flatten(data, scales, forecasts, target, 1, data.horizon);
        for (const auto& metric : registry.all())
            if (stats::applies(metric, whole.view))
                out.all[prefix(target) + metric.id] = metric.score(whole.view).value;
        for (std::size_t k = 1; k <= data.horizon; ++k) {
            const auto step = flatten(data, scales, forecasts, target, k, k);
            for (const auto& metric : registry.all())
                if (stats::applies(metric, step.view))
                    out.byStep[prefix(target) + metric.id].push_back(metric.score(step.view).value);
        }
    }
    return out;
}

Direction directionOf(const ForecastData& data, const Forecasts& forecasts, std::size_t asset,
                      std::size_t overlap) {
    const bool all = asset == kAllAssets;
    std::vector<double> actual, point;
    for (std::size_t i = 0; i < forecasts.origins.size(); ++i)
        for (std::size_t a = all ? 0 : asset; a < (all ? data.assetCount() : asset + 1); ++a) {
            actual.push_back(data.outcome(a, forecasts.origins[i], data.horizon));
            point.push_back(forecasts.point(i, a)[data.horizon - 1]);
        }
    // All assets of one date count as one: they move together.
    const std::size_t together = overlap * (all ? data.assetCount() : 1);
    const auto found = stats::directionalAccuracy(actual, point, together);
    Direction out{.accuracy = found.accuracy,
                  .baseRate = found.baseRate,
                  .upRate = found.upRate,
                  .low = found.interval.lower,
                  .high = found.interval.upper,
                  .effective = found.effectiveRows,
                  .note = {}};
    if (found.rows == 0) {
        out.note = "forecasts no move";
        return out;
    }
    if (all && data.assetCount() > 1)
        return out;
    const auto test = stats::pesaranTimmermann(
        actual, point,
        {.horizon = overlap,
         .overlap = overlap > 1 ? stats::Overlap::Robust : stats::Overlap::Independent});
    if (test)
        out.pValue = test->pSkill;
    else
        out.note = test.error().message;
    return out;
}

double assetSkill(const ForecastData& data, const Forecasts& forecasts, std::size_t asset) {
    std::vector<double> actual, point, zero;
    for (std::size_t i = 0; i < forecasts.origins.size(); ++i)
        for (std::size_t k = 1; k <= data.horizon; ++k) {
            actual.push_back(data.outcome(asset, forecasts.origins[i], k) /
                             std::sqrt(static_cast<double>(k)));
            point.push_back(forecasts.point(i, asset)[k - 1] / std::sqrt(static_cast<double>(k)));
            zero.push_back(0);
        }
    return stats::skill(actual, point, zero).value;
}

void addCorrelations(const ForecastData& data, const Forecasts& forecasts, std::size_t overlap,
                     ModelScores& scores) {
    constexpr std::size_t kCrossSection = 10; // assets
    std::vector<double> point, actual;
    for (std::size_t i = 0; i < forecasts.origins.size(); ++i)
        for (std::size_t a = 0; a < data.assetCount(); ++a) {
            point.push_back(forecasts.point(i, a)[data.horizon - 1]);
            actual.push_back(data.outcome(a, forecasts.origins[i], data.horizon));
        }
    if (data.assetCount() >= kCrossSection) {
        const auto ic = stats::informationCoefficient(point, actual, data.assetCount(),
                                                      stats::Correlation::Pearson, overlap);
        const auto rank = stats::informationCoefficient(point, actual, data.assetCount(),
                                                        stats::Correlation::Rank, overlap);
        scores.ic = ic.mean;
        scores.icP = ic.pValue;
        scores.rankIc = rank.mean;
        return;
    }
    const std::size_t together = overlap * data.assetCount();
    const auto ic = stats::seriesCorrelation(point, actual, stats::Correlation::Pearson, together);
    scores.ic = ic.value;
    scores.icP = ic.pValue;
    scores.rankIc =
        stats::seriesCorrelation(point, actual, stats::Correlation::Rank, together).value;
}

AgainstBaseline compareLosses(const std::string& baseline, const std::vector<double>& own,
                              const std::vector<double>& other, std::size_t overlap) {
    AgainstBaseline out{.baseline = baseline, .note = {}};
    double ownSum = 0, otherSum = 0;
    for (std::size_t i = 0; i < own.size(); ++i)
        if (!std::isnan(own[i] + other[i])) {
            ownSum += own[i];
            otherSum += other[i];
        }
    if (otherSum > 0)
        out.skill = 1 - ownSum / otherSum;
    const auto test = stats::dieboldMariano(own, other, {.horizon = overlap});
    if (!test) {
        out.note = test.error().message;
        return out;
    }
    out.identical = test->identical;
    out.statistic = test->statistic;
    out.pValue = test->pValue;
    return out;
}

} // namespace loom::forecast
