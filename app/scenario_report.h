// SPDX-License-Identifier: GPL-3.0-or-later
// What the verbs scenarios and run share: make a set and tell of it.
#pragma once

#include <filesystem>

#include "app/command.h"
#include "studies/scenario_run.h"

namespace loom::app {

/// "augmented", "steered" or "free".
std::string kindText(const generate::ScenarioCard& card);
Json toJson(const studies::StoredScenarios& stored, const generate::ScenarioSet& set);

/// Card and figures of each asset, printed and into the result.
void reportSet(const studies::StoredScenarios& stored, const generate::ScenarioSet& set,
               const Console& console, Json& result);

/// correlations: CSV for real and synthetic correlations, or empty.
Status makeAndReport(const studies::ScenarioStudy& study, const std::filesystem::path& correlations,
                     CommandEnvironment& environment, Json& result);

} // namespace loom::app
