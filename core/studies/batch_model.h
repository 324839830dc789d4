// SPDX-License-Identifier: GPL-3.0-or-later
// Which registered forecaster suits bars that were not chosen for it. Thread rule: as
// ForecastLibrary.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "forecast/frequency.h"
#include "studies/forecast_model.h"

namespace loom::studies {

struct BatchNeed {
    std::vector<std::string> symbols = {};
    forecast::Frequency frequency = forecast::Frequency::Day1;
    std::size_t horizon = 10; ///< at least
};

struct FittingModel {
    ModelOrigin origin = {};
    ForecastStudy study = {};
    bool own = false; ///< trained on these very symbols
};

/// Best first: those trained on these symbols, then those trained on several others; the newest of
/// each first. Models that look at all their assets together fit only their own set.
Result<std::vector<FittingModel>> fittingModels(Workbench& workbench, const BatchNeed& need);

} // namespace loom::studies
