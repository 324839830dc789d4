// SPDX-License-Identifier: GPL-3.0-or-later
// The features of a dataset beyond its last bar, made of closes: returns, and indicators that read
// closes alone, from the very streams that made them in the rows. Thread rule: as
// forecast/feature_continuation.h.
#pragma once

#include <memory>

#include "forecast/feature_continuation.h"
#include "studies/forecast_assembly.h"

namespace loom::studies {

/// Covariates, columns of a file, features of time and all that read an open, high, low or volume
/// are impossible().
std::shared_ptr<const forecast::FeatureContinuation>
continuationOf(const ForecastRecipe& recipe, const ForecastAssembly& assembly);

} // namespace loom::studies
