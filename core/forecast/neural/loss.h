// SPDX-License-Identifier: GPL-3.0-or-later
// What a forecasting network is trained to make small. Outputs are in units of log return (see
// WindowMaker::units()). The percentage losses look at prices relative to the last close, p =
// exp(unit * output), as N-BEATS (Oreshkin et al. 2020, eqs. 1 to 3) does with levels.
// Thread rule: pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/param_spec.h"

namespace loom::forecast {

enum class PointLoss {
    SquaredError,  ///< in units
    AbsoluteError, ///< in units
    Huber,         ///< in units, quadratic within one
    Smape,         ///< 200 |p - y| / (|p| + |y|); no gradient through the denominator
    Mape,          ///< 100 |p - y| / |y|
    Mase,          ///< |p - y| / unit: the error over the window's own one-step change
};

std::string_view lossCode(PointLoss loss); ///< "mse", "mae", "huber", "smape", "mape", "mase"
std::optional<PointLoss> lossFromCode(std::string_view code);
std::vector<ParamChoice> lossChoices();

/// The outputs of one asset of a sample: `horizon` points, then `horizon` values for each quantile
/// level, and their gradient. NaN targets count nothing. Returns the loss; both it and the gradient
/// are multiplied by `weight`. `targets` and `units` are log returns, one a step.
struct LossTerms {
    PointLoss loss = PointLoss::SquaredError;
    std::span<const double> levels = {};
};
double lossOf(const LossTerms& terms, std::span<const float> outputs,
              std::span<const double> targets, std::span<const double> units, double weight,
              std::span<float> gradient);

} // namespace loom::forecast
