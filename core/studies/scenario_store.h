// SPDX-License-Identifier: GPL-3.0-or-later
// Scenario sets kept as artifacts of runs, found again by name or run, and the augmented data set:
// real days and synthetic ones in one set that a later study can learn from.
// Thread rule: as tracking::Store, any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generate/generator.h"
#include "generate/scenario_set.h"
#include "tracking/store.h"

namespace loom::studies {

struct StoredScenarios {
    tracking::RunId run;
    std::string name;
    std::filesystem::path file;
};

/// Writes the set into the run's artifacts (scenarios/set.scenarios, the card also as card.json)
/// and tags the run with its name.
Result<StoredScenarios> keepScenarioSet(tracking::Store& store, const tracking::RunId& run,
                                        const generate::ScenarioCard& card,
                                        const generate::Paths& paths);

/// Newest first; runs whose file is gone are left out.
Result<std::vector<StoredScenarios>> storedScenarioSets(tracking::Store& store);

/// By name (the newest of that name), run id or the beginning of one. NotFound lists the names.
Result<StoredScenarios> findScenarioSet(tracking::Store& store, std::string_view nameOrRun);

/// Real days as path 0 and factor paths of as many synthetic days: real + factor x synthetic.
/// real: the days a model was fitted on and nothing later; synthetic: days of all paths together
/// are factor x real days. The card says which paths are real and that they must not be shared.
struct AugmentedSet {
    generate::ScenarioCard card;
    generate::Paths paths;
};
Result<AugmentedSet> augmentedSet(const generate::TrainingData& real,
                                  const generate::Paths& synthetic, generate::ScenarioCard card);

/// Path 0 holds real rows.
bool isAugmented(const generate::ScenarioCard& card);

/// The rows of a set as training data, everything in-sample, without dates; a model of one day's
/// returns may learn from them, a model of time may not (paths are put one behind the other).
generate::TrainingData trainingDataOf(const generate::ScenarioSet& set);

/// A line a day of a path: path, day, kind (real, free or steered), then the assets' log returns.
std::string toCsv(const generate::ScenarioSet& set);

} // namespace loom::studies
