// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a synthesize study: take the registered model or train one, generate paths, judge them
// beside their rivals, and keep all of it as a run. One code path for window, command line and
// scheduler.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "generate/fidelity.h"
#include "generate/fidelity_curves.h"
#include "generate/generator.h"
#include "generate/privacy.h"
#include "studies/dataset.h"
#include "studies/interrupted.h"
#include "studies/model_library.h"
#include "studies/panel_dataset.h"
#include "studies/study.h"
#include "tracking/types.h"

namespace loom::studies {

class Workbench;

/// Everything a screen or a report shows. Immutable once returned.
struct SynthesizeOutcome {
    SynthesizeStudy study;
    Params params;                             ///< in force: defaults, preset and the study's own
    std::shared_ptr<const Dataset> dataset;    ///< of a series; null for a panel
    std::shared_ptr<const PanelDataset> panel; ///< of a panel; null for a series
    std::shared_ptr<const generate::Generator> generator;
    ModelOrigin origin;
    std::size_t scoredFrom = 0, scoredTo = 0; ///< half-open range of days the report scores on
    generate::Sample sample;
    generate::FidelityReport report;
    generate::FidelityCurves curves; ///< of a series; empty for a panel
    /// Training part against test part as holdout. Not judged, with the reason as its claim, when
    /// there are too few complete days to compare.
    generate::PrivacyReport privacy;
    std::optional<tracking::RunId> resumed = {}; ///< the interrupted run it went on with
    std::vector<std::string> notes;              ///< what the reader must know, in sentences
    tracking::RunId run;
};

/// Called on a job's thread. Equal studies on equal data give equal samples and reports. A stop
/// with KeepBest yields the outcome of the best model so far, Discard an error Cancelled; in every
/// case the run is closed (FINISHED, KILLED or FAILED) with the metrics it has.
Result<std::shared_ptr<const SynthesizeOutcome>>
runSynthesize(Workbench& workbench, const SynthesizeStudy& study, jobs::JobContext& context);

/// Goes on with an interrupted training to the result that it would have had: a new run that
/// carries the interrupted one's curves up to where it goes on. Fails when its checkpoint cannot be
/// used or the prices have changed.
Result<std::shared_ptr<const SynthesizeOutcome>>
resumeSynthesize(Workbench& workbench, const InterruptedTraining& training,
                 jobs::JobContext& context);

/// The parameters in force: defaults, then the preset, then the study's own. Fails naming the
/// unknown model, preset or parameter.
Result<Params> resolvedParams(const generate::GeneratorRegistry& generators,
                              const ModelChoice& model);

} // namespace loom::studies
