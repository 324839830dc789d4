// SPDX-License-Identifier: GPL-3.0-or-later
// The mean k-step outcome of the training part, and the baselines that are made of it. Pure.
#pragma once

#include "forecast/asset_model.h"

namespace loom::forecast {

/// Rules whose forecast is what `shape` makes of the mean outcome of each step; the numbers are the
/// horizon's values.
AssetRules meanOutcomeRules(std::string title, double (*shape)(double mean));

} // namespace loom::forecast
