// SPDX-License-Identifier: GPL-3.0-or-later
// The steps that every study of generators takes: obtain a model, sample it, judge samples, look
// for copies. Thread rule: called on a job's thread; the steps use all cores.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "generate/fidelity.h"
#include "generate/fidelity_curves.h"
#include "generate/generator.h"
#include "generate/privacy.h"
#include "jobs/job.h"
#include "studies/model_library.h"
#include "studies/study.h"
#include "studies/study_data.h"

namespace loom::studies {

class Workbench;

/// Which model on which data; everything outlives the call.
struct ModelTask {
    const SynthesizeStudy& study;
    const generate::GeneratorInfo& info;
    const Params& params; ///< in force
    const StudyData& data;
    const tracking::RunId& run; ///< that the training belongs to
    bool mustResume = false;    ///< go on with a checkpoint or fail
};

struct ObtainedModel {
    std::shared_ptr<const generate::Generator> generator = {};
    ModelOrigin origin = {};
};

/// The registered model when there is one that fits and the study does not ask for training,
/// otherwise a fitted one. A registered one that cannot be used is logged and trained anew.
Result<ObtainedModel> obtainModel(Workbench& workbench, const ModelTask& task,
                                  jobs::JobContext& context);

/// Registers what was trained now, in `folder` of its run, and removes its checkpoint unless the
/// training was stopped early. A registered model and one that needs no training stay as they are.
Status keepModel(Workbench& workbench, const ModelTask& task,
                 const generate::FidelityReport& report, std::size_t column,
                 const std::string& folder, ObtainedModel& model);

/// What the plan asks of this model on these data; see EvaluationPlan.
generate::SampleRequest sampleRequest(const SynthesizeStudy& study, const StudyData& data,
                                      bool timeless);

/// The sample under the model's name, as a report takes it.
generate::NamedSample candidateOf(const generate::GeneratorInfo& info, const Params& params,
                                  std::shared_ptr<const generate::Paths> paths,
                                  const generate::SampleReport& report);

/// Fails when the scored part is too short for a report (says how long it must be).
Status checkScoredPart(const StudyData& data, const std::string& title);

/// The report on the scored part, with rivals fitted to the training part. Rivals are sampled as
/// long and as often as the plan asks of a model with time.
Result<generate::FidelityReport> judgeSamples(const StudyData& data,
                                              std::vector<generate::NamedSample> candidates,
                                              const SynthesizeStudy& study,
                                              jobs::JobContext& context);

/// The charts' data of samples of a series, on the scored part.
Result<generate::FidelityCurves> seriesCurves(const Dataset& dataset,
                                              const std::vector<generate::NamedSample>& samples,
                                              std::uint64_t seed, jobs::JobContext& context);

/// Training part against the scored part as holdout (paper table: none), complete days only. Not
/// judged, with the reason as evidence, when that is impossible; fails only when it is stopped.
Result<generate::PrivacyReport> checkPrivacy(const StudyData& data, const generate::Paths& paths,
                                             std::uint64_t seed, jobs::JobContext& context);

} // namespace loom::studies
