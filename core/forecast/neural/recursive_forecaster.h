// SPDX-License-Identifier: GPL-3.0-or-later
// Networks that answer one step and are fed their own forecasts for the others: each forecast close
// makes the features of the next row (forecast/feature_continuation.h). It follows the path of the
// point forecasts, so what it gives for later steps is no mean over what may happen before them.
// Only closes are forecast: features that need more are refused. Thread rule: as NeuralForecaster.
#pragma once

#include "forecast/neural/neural_forecaster.h"

namespace loom::forecast {

/// InvalidInput in words when the features of these data cannot be made of forecast closes.
Status checkContinuable(const ForecastData& data);

/// Of states with `ahead` one and windows of one asset (makeFeatureWindow()). Without quantiles:
/// those of one step do not add up to those of several.
class RecursiveForecaster final : public NeuralForecaster {
  public:
    using NeuralForecaster::NeuralForecaster;

    Result<Forecasts> forecast(const ForecastData& data, std::span<const std::size_t> origins,
                               jobs::JobContext& context) const override;
    std::vector<Fact> facts() const override;
    /// None: a forecast is no function of the numbers in one window.
    const InputModel* inputModel() const override { return nullptr; }

  private:
    void forecastAsset(const ForecastData& data, std::size_t asset, Forecasts& out,
                       jobs::JobContext& context) const;
};

} // namespace loom::forecast
