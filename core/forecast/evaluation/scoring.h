// SPDX-License-Identifier: GPL-3.0-or-later
// From forecasts and outcomes to scores. Thread rule: pure functions.
#pragma once

#include <vector>

#include "forecast/evaluation/plan.h"
#include "forecast/evaluation/report.h"

namespace loom::forecast {

/// What an asset's errors are measured in, by fold and asset: from the fit's rows only.
struct ErrorScales {
    struct Scale {
        double volatility = kMissing;                               ///< of one-step log returns
        double absoluteReturn = kMissing, squaredReturn = kMissing; ///< mean one-step |r|, r^2
        double absolutePrice = kMissing, squaredPrice = kMissing;   ///< the same of price changes
    };
    std::vector<std::size_t> foldOf; ///< of each origin
    std::vector<Scale> scales;       ///< [fold][asset]
    std::size_t assets = 0;

    const Scale& of(std::size_t origin, std::size_t asset) const {
        return scales[foldOf[origin] * assets + asset];
    }
};
ErrorScales errorScales(const ForecastData& data, const Folds& folds);

/// How many successive origins share part of their labels: horizon / originEvery, at least 1.
std::size_t overlapOf(const ForecastData& data, const EvaluationPlan& plan);

/// Mean over assets and steps of (error / (volatility sqrt(step)))^2, one an origin; NaN where the
/// model has no forecast for any asset.
std::vector<double> lossSeries(const ForecastData& data, const ErrorScales& scales,
                               const Forecasts& forecasts);

/// Metric ids "returns.<id>" and "prices.<id>", all steps together and step by step.
struct MetricTable {
    std::map<std::string, double> all;
    std::map<std::string, std::vector<double>> byStep;
};
MetricTable metricTable(const ForecastData& data, const ErrorScales& scales,
                        const Forecasts& forecasts, const std::vector<double>& coverages);

/// Of the move over the whole horizon; asset npos: all of them together.
inline constexpr std::size_t kAllAssets = static_cast<std::size_t>(-1);
Direction directionOf(const ForecastData& data, const Forecasts& forecasts, std::size_t asset,
                      std::size_t overlap);

/// Squared-error skill against the last value of one asset, all steps.
double assetSkill(const ForecastData& data, const Forecasts& forecasts, std::size_t asset);

/// Correlation of forecast and realised move over the horizon: across assets on each date when
/// there are ten or more, over time otherwise.
void addCorrelations(const ForecastData& data, const Forecasts& forecasts, std::size_t overlap,
                     ModelScores& scores);

AgainstBaseline compareLosses(const std::string& baseline, const std::vector<double>& own,
                              const std::vector<double>& other, std::size_t overlap);

} // namespace loom::forecast
