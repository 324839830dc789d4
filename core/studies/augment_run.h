// SPDX-License-Identifier: GPL-3.0-or-later
// The augmentation study as a tracked run: parameters, Sharpe ratios and differences as metrics,
// report, returns and weights as artifacts, and the augmented data set of the last window.
// Thread rule: blocking, runs in a job.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "studies/augment.h"
#include "studies/scenario_store.h"
#include "studies/study_data.h"

namespace loom::studies {

class Workbench;

struct AugmentStudy {
    std::string name = {}; ///< run name; empty: made from generator and data
    DataSelection data = {};
    AugmentPlan plan = {};
    /// Name under which real + factor x synthetic days of the last window are stored; empty: not.
    std::string storeSetAs = {};
};

Result<AugmentStudy> augmentStudyFromJson(const Json& json);
Json toJson(const AugmentStudy& study);

struct AugmentOutcome {
    AugmentReport report;
    tracking::RunId run;
    std::optional<StoredScenarios> set = {};
};

/// In every case the run is closed (FINISHED, KILLED or FAILED); what is refused before the work
/// begins leaves none.
Result<std::shared_ptr<const AugmentOutcome>>
runAugment(Workbench& workbench, const AugmentStudy& study, jobs::JobContext& context);

} // namespace loom::studies
