// SPDX-License-Identifier: GPL-3.0-or-later
// Trainings that ended with the program (a crash, kill -9, power) and can go on from their last
// checkpoint to the very result they would have had. Thread rule: as tracking::Store, any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/param_spec.h"
#include "base/result.h"
#include "studies/forecast_study.h"
#include "studies/study.h"
#include "tracking/types.h"

namespace loom::studies {

class Workbench;

template <class Study>
struct Interrupted {
    tracking::RunId run; ///< the run that was marked killed
    std::string name;
    Study study;
    std::int64_t startMs = 0; ///< since 1970 UTC
    std::int64_t step = 0;    ///< the last one it reported; the checkpoint may be a little older
    std::filesystem::path checkpoint;
};
using InterruptedTraining = Interrupted<SynthesizeStudy>;
using InterruptedForecast = Interrupted<ForecastStudy>;

/// Where the training of this study keeps its checkpoint; an ensemble's members add ".1", ".2" ….
std::filesystem::path checkpointFile(const Workbench& workbench, const SynthesizeStudy& study,
                                     const Params& params);
std::filesystem::path checkpointFile(const Workbench& workbench, const ForecastStudy& study,
                                     const Params& params);

/// Newest first, one for each checkpoint.
Result<std::vector<InterruptedTraining>> interruptedTrainings(Workbench& workbench);
Result<std::vector<InterruptedForecast>> interruptedForecasts(Workbench& workbench);

/// "last", or the beginning of a run's id. NotFound says what there is.
Result<InterruptedTraining> interruptedTraining(Workbench& workbench, std::string_view which);
Result<InterruptedForecast> interruptedForecast(Workbench& workbench, std::string_view which);

/// Removes the checkpoint with those of an ensemble's members; no error when there is none.
Status removeCheckpoint(const std::filesystem::path& checkpoint);

/// Removes the checkpoint; the run with what it reported stays.
template <class Study>
Status forget(const Interrupted<Study>& training) {
    return removeCheckpoint(training.checkpoint);
}

} // namespace loom::studies
