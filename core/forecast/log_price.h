// SPDX-License-Identifier: GPL-3.0-or-later
// Smoothing of an asset's log price: what the models made of it share. Pure.
#pragma once

#include "forecast/asset_model.h"
#include "forecast/smoothing.h"

namespace loom::forecast {

/// The log prices of the training part from the first one on. With shuffled labels the targets are
/// what the labels make of the price before; else there are none.
SmoothingSample logPriceSample(const ForecastData& data, const FitSpan& span, std::size_t asset);

} // namespace loom::forecast
