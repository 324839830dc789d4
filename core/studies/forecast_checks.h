// SPDX-License-Identifier: GPL-3.0-or-later
// What finished forecast data must not be: too short, constant, without volume where volume is
// read, or told the answer. Every refusal is a sentence that names the asset and says what to do.
// Thread rule: pure functions.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"
#include "forecast/data.h"
#include "studies/forecast_covariates.h"
#include "studies/forecast_features.h"

namespace loom::studies {

/// Every asset has closes that move.
Status checkCloses(const forecast::ForecastData& data);

/// Every asset has bars for its warm-up, a window and the horizon.
Status checkLengths(const forecast::ForecastData& data, std::span<const AssetHistory> histories,
                    std::size_t window);

/// An asset whose bars all trade nothing, when a feature reads volume.
Status checkVolume(std::span<const FeatureSpec> features, std::span<const AssetHistory> histories);

/// A feature with one value at all rows of an asset, or with none.
Status checkFeatures(const forecast::ForecastData& data);

/// A covariate that knows an outcome: its correlation with the return of any of the next H steps
/// beyond 0.99, a level that is a later (or the same) close up to a factor, or a return that is the
/// asset's own. `first` is the column of the first covariate.
Status checkCovariateLeaks(const forecast::ForecastData& data,
                           std::span<const CovariateSpec> covariates, std::size_t first);

/// The same for columns of a file, which may be levels or returns.
Status checkColumnLeaks(const forecast::ForecastData& data, std::span<const FeatureSpec> features);

} // namespace loom::studies
