// SPDX-License-Identifier: GPL-3.0-or-later
// How close a generated panel (several assets) is to a real one: every asset's own distribution,
// and how the assets move together. The result is a FidelityReport like that of a single series, so
// tables, verdicts, CSV and JSON are the same. Thread rule: the function uses all cores; call it
// from a job. Failure: plain sentences.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "generate/fidelity.h"
#include "generate/generator.h"
#include "jobs/job.h"

namespace loom::generate {

struct PanelFidelityInput {
    TrainingData data; ///< assets named; NaN = missing, pairwise complete days are used
    /// Half-open range of days scored against; equal ends: all days.
    std::size_t scoredFrom = 0, scoredTo = 0;
    /// Paths::assets equals data.assetCount(). Timeless samples (independent days) may come as one
    /// long path; their dynamics rows are computed all the same, and fail honestly.
    std::vector<NamedSample> candidates;
};

struct PanelFidelityOptions {
    std::vector<std::string> rivals = {"stationary_bootstrap", "iid_bootstrap", "gaussian", "dcc_t",
                                       "shuffled_control"};
    std::size_t rivalDays = 0;     ///< 0 = as many as the first candidate has in all
    std::size_t floorSplits = 100; ///< real against real, random halves of blocks
    std::size_t copiedWindow = 5;  ///< days; rows of all assets, so a shared run is a copy
    std::uint64_t seed = 1;
};

/// Rivals are fitted on the training days, everything is scored on the scored days.
Result<FidelityReport> computePanelFidelity(const PanelFidelityInput& input,
                                            const PanelFidelityOptions& options,
                                            jobs::JobContext& context);

} // namespace loom::generate
