// SPDX-License-Identifier: GPL-3.0-or-later
// The options that choose what is forecast and by which model, alike for forecast and evaluate.
#pragma once

#include <string>
#include <vector>

#include "app/command.h"
#include "forecast/evaluation/plan.h"
#include "forecast/forecaster.h"
#include "studies/forecast_selection.h"
#include "studies/model_library.h"
#include "studies/study.h"

namespace loom::app {

struct ForecastDataOptions {
    std::vector<std::string> symbols; ///< "AAPL,MSFT" or one each
    std::string universe, file, from, to, source;
    std::string frequency = "1d";
    std::size_t horizon = 0; ///< 0: what the frequency suggests
    std::vector<std::string> features, covariates;
    std::size_t carry = 0;
    bool inner = false;
};

/// SYMBOL…, --universe, --file, --frequency, --horizon, --feature, --covariate, --from, --to,
/// --source, --carry, --inner.
void addForecastDataOptions(CLI::App& verb, ForecastDataOptions& options);

/// --intervals.
void addIntervalsOption(CLI::App& verb, forecast::Intervals& intervals);

/// Ten days, one week, twelve five-minute bars unless --horizon says otherwise; the features of the
/// ten-day job for daily bars, returns for others, unless --feature says otherwise.
Result<studies::ForecastSelection> forecastSelection(const ForecastDataOptions& options,
                                                     const Console& console);

/// "lstm", "nbeats:standard"; without a preset the model's first one. Parameters are KEY=VALUE.
Result<studies::ModelChoice> forecasterChoice(const std::string& text,
                                              const std::vector<std::string>& params,
                                              const forecast::ForecasterRegistry& forecasters);

/// The newest registered forecaster of this name, or the one whose run's id begins so, or the
/// newest of all for "latest". NotFound lists the names there are.
Result<studies::ModelOrigin> registeredForecaster(studies::Workbench& workbench,
                                                  const std::string& name);

} // namespace loom::app
