// SPDX-License-Identifier: GPL-3.0-or-later
// Baselines that other models are made of: their rules (asset_model.h). Pure.
#pragma once

#include "forecast/asset_model.h"

namespace loom::forecast {

AssetRules autoregressionRules();
std::vector<ParamSpec> autoregressionParams();
AssetRules smoothingRules();
std::vector<ParamSpec> smoothingParams();
AssetRules thetaRules();

} // namespace loom::forecast
