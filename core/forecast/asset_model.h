// SPDX-License-Identifier: GPL-3.0-or-later
// Baselines that fit a few numbers to each asset by itself (a smoothing constant, coefficients) and
// forecast it from them. A baseline gives the rules; fitting asset by asset on all cores, storing,
// loading, facts and the checks of the data are here. Thread rule: as model_support.h.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "forecast/model_support.h"

namespace loom::forecast {

/// Something worth knowing about one asset's fit: a number, or a word when it is a choice.
struct Trait {
    std::string name;
    double value = 0;
    std::string word = {};
    std::string unit = {};
};

struct AssetRules {
    /// The numbers of one asset, all finite, from rows in [span.from, span.trainTo) only;
    /// InvalidInput that names the asset when it cannot be fitted. Called from several threads.
    std::function<Result<std::vector<double>>(const ForecastData&, const FitSpan&,
                                              std::size_t asset, const Params&)>
        fit = {};
    /// As SeriesForecaster::forecastAsset, with the asset's numbers.
    std::function<void(std::span<const double> numbers, const ForecastData&, std::size_t asset,
                       Forecasts& out)>
        forecast = {};
    /// Whether stored numbers make sense for forecast(); the horizon is that of the fit.
    std::function<bool(std::span<const double> numbers, std::size_t horizon)> valid = {};
    std::function<std::vector<Trait>(std::span<const double> numbers)> traits = {};
};

/// Completes an info (id, title, texts, params, window) with fit and load. An asset that cannot be
/// fitted keeps NaN forecasts and is named in the facts; only when none can the fit fails. An asset
/// the model was not fitted on has NaN forecasts, and data without any known one are refused.
ForecasterInfo makeAssetModel(ForecasterInfo info, AssetRules rules);

/// InvalidInput in words when the data hold none of the assets a model was fitted on.
Status checkAnyKnown(const ForecastData& data, std::span<const std::string> known,
                     std::string_view title);

/// "0.94", or "0.93 (middle one of 12; 0.8 to 0.99)" of several that differ; at least one.
std::string valuesInWords(std::vector<double> values);

/// The one-step label of a row, ln(P[row + 1] / P[row]) unless labels are shuffled, when both lie
/// in the training part of the asset; else NaN.
double trainingStep(const ForecastData& data, const FitSpan& span, std::size_t asset,
                    std::size_t row);

/// All of them in order of time; InvalidInput in words when they are fewer than `minimum` or all
/// equal.
Result<std::vector<double>> trainingSteps(const ForecastData& data, const FitSpan& span,
                                          std::size_t asset, std::size_t minimum,
                                          std::string_view title);

} // namespace loom::forecast
