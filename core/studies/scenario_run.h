// SPDX-License-Identifier: GPL-3.0-or-later
// Makes a scenario set: fits a generator (or takes a registered one), draws freely or under a
// condition, and stores the set with its card as a tracked run.
// Thread rule: blocking, runs in a job.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "studies/scenario_store.h"
#include "studies/study_data.h"

namespace loom::studies {

class Workbench;

struct ScenarioStudy {
    std::string name = {}; ///< of the set and the run; empty: made from generator and condition
    DataSelection data = {};
    ModelChoice model = {.id = "vae", .preset = {}};
    std::string registered = {};      ///< a registered model's name instead of fitting one
    std::string version = "latest";   ///< number, alias or latest
    std::size_t count = 1000;         ///< paths
    std::size_t length = 0;           ///< days a path; 0: 1 for models without time, else 252; 21
                                      ///< between two days
    std::vector<Date> likeDates = {}; ///< days near these
    std::vector<Date> between = {};   ///< two: each path goes from the first to the second
    std::vector<std::pair<std::string, double>> falls = {}; ///< asset, fall (0.1 = -10 %)
    std::optional<double> volatileShare = {};
    double tailScale = 1;
    std::size_t augment = 0; ///< factor: real days + factor x synthetic instead of paths alone
    std::uint64_t seed = 1;
    std::string device = "auto";
};

Result<ScenarioStudy> scenarioStudyFromJson(const Json& json);
Json toJson(const ScenarioStudy& study);

struct ScenarioOutcome {
    StoredScenarios stored;
    std::shared_ptr<const generate::ScenarioSet> set; ///< opened from the stored file
    StudyData data = {};                              ///< what the model saw
    std::optional<double> acceptedShare = {};         ///< of free paths that met the condition
    std::size_t draws = 0;
    generate::SampleReport report;
};

/// The generator sees all days of the data. Refuses in words: conditions that exclude each other,
/// a steering the model cannot do (names what it can), an unknown asset or date, a condition that
/// (almost) nothing meets, a registered model of another number of assets.
Result<std::shared_ptr<const ScenarioOutcome>>
runScenarios(Workbench& workbench, const ScenarioStudy& study, jobs::JobContext& context);

} // namespace loom::studies
