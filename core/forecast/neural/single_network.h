// SPDX-License-Identifier: GPL-3.0-or-later
// What forecasters made of one network share: their usual parameters, the plan of their fit, the
// names of the bars they look at. Thread rule: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forecast/neural/neural_forecaster.h"

namespace loom::forecast {

/// Parameters by their usual keys: "window", "dropout", "head" (of a dense layer in front of the
/// outputs, 0 = none).
ParamSpec windowSpec(std::int64_t value, double least, std::string help);
ParamSpec dropoutSpec(std::string help);
ParamSpec headSpec(std::string behind);

/// 1,500 steps of 64 samples along a cosine, weight decay, six checks of patience.
TrainConfig usualTraining(double rate, double weightDecay);

/// A model's own parameters, then those of every network.
std::vector<ParamSpec> withTraining(std::vector<ParamSpec> own, const TrainConfig& defaults);

/// "window" as a count of rows.
std::size_t windowOf(const Params& params);
/// "head" as a network's shape has it: a list of none or one.
Json headOf(const Params& params);
/// Outputs of one asset: points and quantiles of every step.
std::size_t answersOf(const ForecastData& data, const FitOptions& options);

/// One member with the parameters' training.
FitPlan singlePlan(std::string_view id, std::string_view title, NetworkFactory network,
                   std::unique_ptr<WindowMaker> windows, Json shape, const FitOptions& options);

/// InvalidInput when there is none; `model`: "LSTM".
Status checkHasFeatures(const ForecastData& data, std::string_view model);

/// The last `steps` bars up to the origin: "2026-10-30", within the day with the time.
std::vector<std::string> barLabels(const ForecastData& data, std::size_t origin, std::size_t steps);

} // namespace loom::forecast
