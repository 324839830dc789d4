// SPDX-License-Identifier: GPL-3.0-or-later
// Every forecast of the future is kept in predicted_prices, whoever asked for it, and gets its
// realised prices when the bars arrive. Thread rule: blocking, runs in a job.
#pragma once

#include <vector>

#include "predictions/prediction_store.h"

namespace loom::studies {

struct ForecastOutcome;
class Workbench;

/// A row a step of every asset that was forecast.
std::vector<predictions::Prediction> predictionsOf(const ForecastOutcome& outcome,
                                                   Timestamp createdAt);

/// Keeps them; the outcome says how many were new. A failure is a note of the outcome: the forecast
/// itself stands.
void keepPredictions(const Workbench& workbench, ForecastOutcome& outcome);

/// Fills in what the cache knows by now of all waiting predictions.
Result<predictions::FillCounts> fillRealised(const Workbench& workbench);

} // namespace loom::studies
