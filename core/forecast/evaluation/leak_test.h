// SPDX-License-Identifier: GPL-3.0-or-later
// Does anything of the future reach a forecast? Three checks that run with every evaluation.
// Thread rule: blocking, runs in a job.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "forecast/evaluation/plan.h"
#include "forecast/forecaster.h"

namespace loom::forecast {

struct LeakCheck {
    std::string id;    ///< "features", "forecasts", "labels"
    std::string title; ///< "Features from cut data"
    bool passed = false;
    std::string finding; ///< one sentence
};

/// The data as they would have been built when only this many rows existed.
using Rebuild = std::function<Result<ForecastData>(std::size_t rows)>;

/// Features and closes computed again from data cut at several rows are equal to those of the whole
/// history. Names the first feature, asset and row that differ.
Result<LeakCheck> checkFeatures(const ForecastData& data, const Rebuild& rebuild);

/// The same origins forecast with and without the rows after them: equal, number by number.
Result<LeakCheck> checkForecasts(const Forecaster& model, const ForecastData& data,
                                 const std::vector<std::size_t>& origins,
                                 jobs::JobContext& context);

/// A model trained on shuffled labels must not forecast the (equally shuffled) labels after the
/// border: what it seems to know then comes from the procedure, not from the data. Fails when it
/// beats the mean of the training labels with p < 0.01, one-sided (Diebold-Mariano), and does so
/// again with two other shuffles: one alone would accuse one honest model in a hundred.
Result<LeakCheck> checkLabels(const ForecasterInfo& info, const Params& params,
                              const ForecastData& data, const Fold& fold, const FitOptions& options,
                              jobs::JobContext& context);

} // namespace loom::forecast
