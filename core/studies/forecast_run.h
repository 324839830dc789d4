// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the studies of forecasters as tracked runs: one code path for window, command line, inbox
// and scheduler. Thread rule: blocking, runs in a job.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "forecast/evaluation/report.h"
#include "predictions/prediction_store.h"
#include "studies/forecast_model.h"
#include "studies/forecast_stationarity.h"
#include "studies/forecast_study.h"
#include "studies/interrupted.h"
#include "tracking/types.h"

namespace loom::studies {

class Workbench;

/// Immutable once returned.
struct ForecastOutcome {
    ForecastStudy study;
    Params params;
    ForecastDataset dataset;
    std::shared_ptr<const TrainedForecast> trained;
    PredictedNext next;
    std::vector<SeriesCheck> stationarity; ///< on the training rows; of what was trained now
    std::vector<std::string> notes;
    std::optional<tracking::RunId> resumed = {}; ///< the interrupted run it went on with
    tracking::RunId run; ///< this one; the training's own is trained->origin.run
    predictions::RecordCounts recorded = {}; ///< what predicted_prices gained
    std::optional<Error> notKept = {};       ///< why it could gain nothing
};

/// Trains, or takes the registered model of the study when its data have not changed, gives it
/// intervals from its errors on the validation rows, registers it and predicts what comes next. A
/// stop with KeepBest uses the best weights so far. In every case the run is closed.
Result<std::shared_ptr<const ForecastOutcome>>
runForecast(Workbench& workbench, const ForecastStudy& study, jobs::JobContext& context);

/// Goes on with an interrupted training to the result that it would have had: a new run that
/// carries the interrupted one's curves up to where it goes on. Fails when its checkpoint cannot be
/// used or the data have changed.
Result<std::shared_ptr<const ForecastOutcome>> resumeForecast(Workbench& workbench,
                                                              const InterruptedForecast& training,
                                                              jobs::JobContext& context);

/// A registered model on the newest data of its selection, in one go: no training, no run.
Result<std::shared_ptr<const ForecastOutcome>>
predictAgain(Workbench& workbench, const ModelOrigin& origin, jobs::JobContext& context);

/// Other bars than a model's own.
struct ForecastTarget {
    std::vector<std::string> symbols = {};
    std::string source = {};
    std::optional<Date> to = {}; ///< the last session that is looked at; empty: the newest
};

/// The same on bars of the cache that the model was not chosen for; it must be able to.
Result<std::shared_ptr<const ForecastOutcome>> predictOn(Workbench& workbench,
                                                         const ModelOrigin& origin,
                                                         const ForecastTarget& target,
                                                         jobs::JobContext& context);

struct EvaluateOutcome {
    EvaluateStudy study;
    ForecastDataset dataset;
    forecast::EvaluationReport report;
    std::size_t testLooks = 0; ///< how often the locked rows of these data were looked at, this
                               ///< time included
    std::vector<std::string> notes;
    tracking::RunId run;
};

/// What single trainings forecast is kept (see forecast/evaluation/kept_fits.h): the same study
/// again after a stop or a crash makes only the trainings that are missing.
Result<std::shared_ptr<const EvaluateOutcome>>
runEvaluate(Workbench& workbench, const EvaluateStudy& study, jobs::JobContext& context);

/// The board of an evaluation that was made before, from what is kept: nothing is trained, no run
/// is added and no look at the locked rows is counted. NotFound when something is no longer kept or
/// the data are others now.
Result<std::shared_ptr<const EvaluateOutcome>> recallEvaluate(Workbench& workbench,
                                                              const EvaluateStudy& study,
                                                              const tracking::RunId& run,
                                                              jobs::JobContext& context);

/// How often the locked test rows of a selection were looked at before.
Result<std::size_t> testLooks(Workbench& workbench, const ForecastSelection& selection);

} // namespace loom::studies
