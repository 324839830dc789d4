// SPDX-License-Identifier: GPL-3.0-or-later
// Runs studies of forecasters from the command line and tells what came of them.
#pragma once

#include <filesystem>

#include "app/command.h"
#include "studies/forecast_run.h"

namespace loom::app {

/// Trains or takes the registered model, prints the predictions; writes next.csv to --out.
Status forecastAndReport(const studies::ForecastStudy& study, const std::filesystem::path& out,
                         CommandEnvironment& environment, Json& result);

/// Goes on with an interrupted training, then the same.
Status resumeAndReport(const studies::InterruptedForecast& training,
                       const std::filesystem::path& out, CommandEnvironment& environment,
                       Json& result);

/// The same for a registered model on the newest data: no training.
Status predictAndReport(const studies::ModelOrigin& origin, const std::filesystem::path& out,
                        CommandEnvironment& environment, Json& result);

/// Prints the board; writes evaluation.csv, evaluation.json and forecasts.csv to --out.
Status evaluateAndReport(const studies::EvaluateStudy& study, const std::filesystem::path& out,
                         CommandEnvironment& environment, Json& result);

} // namespace loom::app
