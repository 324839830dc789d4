// SPDX-License-Identifier: GPL-3.0-or-later
// What runs of forecasters are told of their data. Thread rule: pure functions.
#pragma once

#include <string>
#include <vector>

#include "studies/forecast_dataset.h"
#include "tracking/types.h"

namespace loom::studies {

/// Symbols, frequency, horizon, features and covariates as parameters of a run.
std::vector<tracking::NamedText> selectionParams(const ForecastSelection& selection);

tracking::DatasetInput datasetInput(const ForecastDataset& data);

/// A sentence a line.
std::string joinedNotes(const std::vector<std::string>& notes);

} // namespace loom::studies
