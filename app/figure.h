// SPDX-License-Identifier: GPL-3.0-or-later
// Figures as PNG files from the command line, drawn off the screen by the same charts as the
// window, in its light theme. Files are written whole or not at all; one that exists is replaced.
// A build without charts (QUANTLOOM_GUI=OFF) refuses them in words. Thread rule: main thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/diagnose_report.h"
#include "app/indicator_report.h"
#include "base/result.h"
#include "forecast/explain/explanation.h"
#include "market/series.h"
#include "studies/column_file.h"
#include "studies/forecast_explain.h"
#include "studies/forecast_run.h"
#include "studies/synthesize.h"

namespace loom::app {

/// InvalidInput, in words, for a build without charts.
Status checkCharts();

/// False when this build has no charts: nothing was written.
Result<bool> writeFigure(const studies::SynthesizeOutcome& outcome,
                         const std::filesystem::path& file);

Status writeFigure(const std::shared_ptr<const studies::ForecastOutcome>& outcome,
                   const std::filesystem::path& file);
Status writeFigure(const std::shared_ptr<const studies::EvaluateOutcome>& outcome,
                   const std::filesystem::path& file);

/// bars: how many of the last ones are shown; 0: all.
Status writeFigure(const market::Series& series, const std::vector<IndicatorResult>& results,
                   std::size_t bars, const std::filesystem::path& file);

/// returns: those that the report is about.
Status writeFigure(const DiagnoseReport& report, const studies::NumberColumn& column,
                   const std::vector<double>& returns, const std::filesystem::path& file);

/// What was found out about one forecast.
struct ExplainedForecast {
    const studies::TrainedForecast& trained;
    const studies::ForecastDataset& data;
    studies::ExplainPlace place = {};
    std::vector<std::int64_t> targets = {}; ///< studies::targetTimes()
    std::optional<forecast::Explanation> shares = {};
    std::optional<forecast::RandomisationReport> fresh = {};
    std::optional<forecast::StabilityReport> stability = {};
};

/// With the parts that the forecast is the sum of and the attention of models that have them.
Status writeFigure(const ExplainedForecast& explained, const std::filesystem::path& file,
                   jobs::JobContext& context);

} // namespace loom::app
