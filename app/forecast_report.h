// SPDX-License-Identifier: GPL-3.0-or-later
// Runs studies of forecasters from the command line and tells what came of them.
#pragma once

#include <filesystem>

#include "app/command.h"
#include "studies/forecast_run.h"

namespace loom::app {

/// Empty: not written.
struct ForecastFiles {
    std::filesystem::path folder = {}; ///< for CSV and JSON
    std::filesystem::path png = {};    ///< the figure; see checkPng()
};

/// Trains or takes the registered model, prints the predictions; writes next.csv into the folder,
/// and the figure.
Status forecastAndReport(const studies::ForecastStudy& study, const ForecastFiles& files,
                         CommandEnvironment& environment, Json& result);

/// Goes on with an interrupted training, then the same.
Status resumeAndReport(const studies::InterruptedForecast& training, const ForecastFiles& files,
                       CommandEnvironment& environment, Json& result);

/// The same for a registered model on the newest data: no training.
Status predictAndReport(const studies::ModelOrigin& origin, const ForecastFiles& files,
                        CommandEnvironment& environment, Json& result);

/// Prints the board; writes evaluation.csv, evaluation.json and forecasts.csv into the folder, and
/// the figure.
Status evaluateAndReport(const studies::EvaluateStudy& study, const ForecastFiles& files,
                         CommandEnvironment& environment, Json& result);

} // namespace loom::app
