// SPDX-License-Identifier: GPL-3.0-or-later
// How close a generated panel (several assets) is to a real one: every asset's own distribution,
// and how the assets move together. The result is a FidelityReport like that of a single series, so
// tables, verdicts, CSV and JSON are the same. Thread rule: the function uses all cores; call it
// from a job. Failure: plain sentences.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "generate/fidelity.h"
#include "generate/generator.h"
#include "jobs/job.h"
#include "stats/panel_profile.h"

namespace loom::generate {

struct PanelFidelityInput {
    TrainingData data; ///< assets named; NaN = missing: pairs use the days both have
    /// Half-open range of days scored against; equal ends: all days.
    std::size_t scoredFrom = 0, scoredTo = 0;
    /// Paths::assets equals data.assetCount().
    std::vector<NamedSample> candidates;
};

struct PanelFidelityOptions {
    stats::PanelProfileOptions profile = {};
    /// Fitted on the training days; those with missing returns are left out for them. A rival that
    /// needs more days than there are, or takes fewer assets, is left out itself.
    std::vector<std::string> rivals = {
        "stationary_bootstrap", "dcc_t", "gaussian", "iid_bootstrap", "shuffled_control",
        "independent_control"};
    std::size_t rivalPaths = 0;    ///< 0 = as many as the first candidate
    std::size_t rivalLength = 0;   ///< 0 = as long as the first candidate's paths
    std::size_t floorSplits = 60;  ///< real against real: random halves of blocks of about a year
    std::size_t copiedWindow = 1;  ///< days of all assets; one equal day of a panel is a copy
    std::size_t neighbours = 1000; ///< days the classifier, density and coverage rows look at
    std::uint64_t seed = 1;
};

/// Fewest scored days a report can be made of.
inline constexpr std::size_t kFewestPanelDays = 100;

/// The rows of a report with these options, without numbers: id, title, unit, formula, source.
std::vector<FidelityRow> panelCatalogue(const PanelFidelityOptions& options);

Result<FidelityReport> computePanelFidelity(const PanelFidelityInput& input,
                                            const PanelFidelityOptions& options,
                                            jobs::JobContext& context);

} // namespace loom::generate
