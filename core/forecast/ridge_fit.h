// SPDX-License-Identifier: GPL-3.0-or-later
// One ridge model of the outcomes of all steps, for one asset or for many together. Pure.
#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "forecast/data.h"
#include "forecast/ridge_path.h"

namespace loom::forecast {

struct RidgeModel {
    std::vector<double> mean = {}, deviation = {}; ///< of each input in training
    std::vector<double> intercept = {};            ///< [step]
    std::vector<double> coefficients = {};         ///< [input][step], of standardised inputs
    double lambda = 0;
    double r2 = kMissing; ///< on blocks left out; NaN when the penalty was given

    /// out[k] = outcome after step k + 1, in units of the asset's scale.
    void forecast(std::span<const double> inputs, std::span<double> out) const;
};

struct RidgeTask {
    const ForecastData& data;
    const FitSpan& span;
    std::size_t lags = 0;
    double lambda = 0;                    ///< 0 = chosen on five blocks left out in turn
    std::vector<std::size_t> assets = {}; ///< whose samples are fitted together
    std::vector<double> scales = {};      ///< of each asset of the data
    unsigned threads = 1;                 ///< 0 = all cores
};

/// At least this many samples are needed.
std::size_t fewestRidgeSamples(const RidgeTask& task);

/// InvalidInput in words: too few samples, a constant input. `whose` names the assets in them.
Result<RidgeModel> fitRidge(const RidgeTask& task, const std::string& whose);

} // namespace loom::forecast
