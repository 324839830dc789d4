// SPDX-License-Identifier: GPL-3.0-or-later
// What a network sees of the past, and what its outputs mean. Windows are read where the data lie
// and written into a batch; nothing is copied for each window beforehand. All that is fitted is
// fitted on the training part. Thread rule: immutable after the factory.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "base/json.h"
#include "forecast/data.h"
#include "forecast/explain/input_model.h"

namespace loom::forecast {

class WindowMaker {
  public:
    virtual ~WindowMaker() = default;

    virtual std::size_t window() const = 0; ///< rows seen, the origin's included
    virtual int width() const = 0;          ///< floats of a sample
    /// 1, or all assets when one sample covers them together.
    virtual std::size_t assetsPerSample() const { return 1; }

    /// Nothing is missing in the window that ends at the origin (which must be >= window() - 1).
    virtual bool complete(const ForecastData& data, std::size_t asset,
                          std::size_t origin) const = 0;
    /// width() floats. The asset is ignored when a sample covers all.
    virtual void fill(const ForecastData& data, std::size_t asset, std::size_t origin,
                      std::span<float> inputs) const = 0;
    /// The cumulative log return that an output of one stands for: [asset of the sample][step].
    virtual void units(const ForecastData& data, std::size_t asset, std::size_t origin,
                       std::span<double> units) const = 0;
    /// What the inputs are, one by one.
    virtual std::vector<InputPlace> inputs(const ForecastData& data) const = 0;
    /// The window that explanations compare this one with; as fill().
    virtual void baseline(const ForecastData& data, std::size_t asset, std::size_t origin,
                          Baseline baseline, std::span<float> inputs) const = 0;
    virtual Json toJson() const = 0;
};

/// N-BEATS: the path ln(P[t-j] / P[t]) divided by the window's own volatility, newest first, then
/// the chosen extra inputs at the origin. Scale free, so one model serves every asset.
///   extras: the position in the session as sine and cosine (intraday data only).
std::unique_ptr<WindowMaker> makePathWindow(std::size_t lookback, bool timeOfDay,
                                            const ForecastData& data, const FitSpan& span);
/// LSTM: the features of each row of the window, oldest first, standardised on the training part
/// (all assets together) and bounded; outputs in units of the asset's training volatility times
/// sqrt(step).
std::unique_ptr<WindowMaker> makeFeatureWindow(std::size_t window, const ForecastData& data,
                                               const FitSpan& span);
/// Joint models: the one-step log returns of all assets of each row, oldest first, standardised one
/// by one on the training part; outputs in units of each asset's training volatility times
/// sqrt(step).
std::unique_ptr<WindowMaker> makeJointWindow(std::size_t window, const ForecastData& data,
                                             const FitSpan& span);

/// The inverse of toJson(), for all three; throws Json::exception.
std::unique_ptr<WindowMaker> windowMakerFromJson(const Json& json);

/// Standard deviation of one-step log returns in the training part; 0 when there are none.
double trainingVolatility(const ForecastData& data, std::size_t asset, const FitSpan& span);

} // namespace loom::forecast
